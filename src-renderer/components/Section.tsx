import { Group, Paper, Stack, Text, Title } from '@mantine/core';
import { type ReactNode, useId } from 'react';

interface SectionProps {
  title: string;
  lead?: string;
  actions?: ReactNode;
  children: ReactNode;
}

/** A card with a heading of its own. */
export const Section = ({ title, lead, actions, children }: SectionProps) => {
  const id = useId();
  return (
    <Paper component="section" aria-labelledby={id} p="md">
      <Group justify="space-between" align="flex-start" mb="sm" gap="xs">
        <Stack gap={0}>
          <Title order={2} id={id}>
            {title}
          </Title>
          {lead !== undefined && (
            <Text c="dimmed" size="sm">
              {lead}
            </Text>
          )}
        </Stack>
        {actions}
      </Group>
      {children}
    </Paper>
  );
};
