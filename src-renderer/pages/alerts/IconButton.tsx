import { ActionIcon, type ActionIconProps, Tooltip } from '@mantine/core';
import type { ReactNode } from 'react';

interface IconButtonProps extends Pick<ActionIconProps, 'disabled' | 'loading' | 'size'> {
  label: string;
  onClick: () => void;
  children: ReactNode;
}

/** An icon that says on hover, and to those who cannot see it, what it does. */
export const IconButton = ({ label, children, ...rest }: IconButtonProps) => (
  <Tooltip label={label}>
    <ActionIcon variant="subtle" color="gray" aria-label={label} {...rest}>
      {children}
    </ActionIcon>
  </Tooltip>
);
