import { Center, Stack, Text, ThemeIcon } from '@mantine/core';
import { IconInbox } from '@tabler/icons-react';
import type { ComponentType, ReactNode } from 'react';

interface EmptyStateProps {
  title: string;
  /** What to do next. */
  next: string;
  action?: ReactNode;
  icon?: ComponentType<{ size?: number; stroke?: number }>;
}

export const EmptyState = ({ title, next, action, icon: Icon = IconInbox }: EmptyStateProps) => (
  <Center py={28} px="md">
    <Stack align="center" gap="xs" maw={460}>
      <ThemeIcon variant="light" color="gray" size={44} radius="xl" aria-hidden="true">
        <Icon size={24} stroke={1.5} />
      </ThemeIcon>
      <Text fw={600} ta="center">
        {title}
      </Text>
      <Text c="dimmed" size="sm" ta="center">
        {next}
      </Text>
      {action}
    </Stack>
  </Center>
);
