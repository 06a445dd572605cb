import { ActionIcon, type ActionIconProps, Tooltip } from '@mantine/core';
import type { ComponentPropsWithRef } from 'react';

type HeaderButtonProps = ActionIconProps & ComponentPropsWithRef<'button'> & { label: string };

export const HeaderButton = ({ label, ...props }: HeaderButtonProps) => (
  <Tooltip label={label}>
    <ActionIcon variant="subtle" color="gray" size="lg" aria-label={label} {...props} />
  </Tooltip>
);
