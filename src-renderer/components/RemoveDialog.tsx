import { Alert, Anchor, List, Stack, Text } from '@mantine/core';
import { IconLink } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { toApiError } from '../transport/api-error.ts';
import { ConfirmDialog } from './ConfirmDialog.tsx';
import { Bdi } from './ltr.tsx';
import { ServerText } from './ServerText.tsx';

/** Something that still uses what is to be removed. */
export interface User {
  key: string;
  name: string;
  to: string;
}

interface RemoveDialogProps {
  isOpen: boolean;
  title: string;
  /** What will happen. */
  children: ReactNode;
  confirmLabel: string;
  onConfirm: () => void;
  onClose: () => void;
  isPending: boolean;
  /** The server's refusal. */
  error: unknown;
  /** Links to what the refusal names. */
  users: readonly User[];
}

/** Asks once, and says what stands in the way where the server refuses. */
export const RemoveDialog = ({ children, error, users, ...dialog }: RemoveDialogProps) => {
  const { t } = useTranslation();
  const refusal = error === null || error === undefined ? null : toApiError(error);
  return (
    <ConfirmDialog {...dialog}>
      <Stack gap="sm">
        {children}
        {refusal !== null && (
          <Alert color="red" icon={<IconLink size={18} />} title={t(`errors.${refusal.code}`)} role="alert">
            <Text size="sm">
              <ServerText>{refusal.message}</ServerText>
            </Text>
            {refusal.code === 'in_use' && users.length > 0 && (
              <List size="sm" mt="xs">
                {users.map(({ key, name, to }) => (
                  <List.Item key={key}>
                    <Anchor component={Link} to={to} size="sm" onClick={dialog.onClose}>
                      <Bdi>{name}</Bdi>
                    </Anchor>
                  </List.Item>
                ))}
              </List>
            )}
          </Alert>
        )}
      </Stack>
    </ConfirmDialog>
  );
};
