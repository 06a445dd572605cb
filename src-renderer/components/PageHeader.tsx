import { Group, Stack, Text, Title } from '@mantine/core';
import { type ReactNode, useEffect } from 'react';

interface PageHeaderProps {
  title: string;
  /** One sentence on what the page is for. */
  lead?: string;
  /** Buttons, most important last. */
  actions?: ReactNode;
}

/** The page's one h1; names the browser's tab too. */
export const PageHeader = ({ title, lead, actions }: PageHeaderProps) => {
  useEffect(() => {
    document.title = `${title} · AlertFlow`;
  }, [title]);
  return (
    <Group justify="space-between" align="flex-start" mb="md" gap="sm">
      <Stack gap={2}>
        <Title order={1}>{title}</Title>
        {lead !== undefined && (
          <Text c="dimmed" size="sm" maw={720}>
            {lead}
          </Text>
        )}
      </Stack>
      {actions !== undefined && <Group gap="xs">{actions}</Group>}
    </Group>
  );
};
