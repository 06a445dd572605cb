import { Button, Group, Modal, PasswordInput, Stack, Text } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import { showRefusal } from '../components/form.ts';
import { toastDone } from '../components/toasts.tsx';
import { useChangePassword } from '../data/auth.ts';

interface ChangePasswordDialogProps {
  isOpen: boolean;
  onClose: () => void;
  username: string;
}

const minPasswordLength = 12;

export const ChangePasswordDialog = ({ isOpen, onClose, username }: ChangePasswordDialogProps) => {
  const { t } = useTranslation('shell');
  return (
    <Modal opened={isOpen} onClose={onClose} title={t('user.changePassword')}>
      <ChangePasswordForm onClose={onClose} username={username} />
    </Modal>
  );
};

const ChangePasswordForm = ({ onClose, username }: Omit<ChangePasswordDialogProps, 'isOpen'>) => {
  const { t } = useTranslation(['shell', 'common']);
  const change = useChangePassword();
  const form = useForm({
    initialValues: { current: '', next: '', again: '' },
    validate: {
      next: (next) =>
        next.length < minPasswordLength ? t('user.tooShort', { count: minPasswordLength }) : null,
      again: (again, { next }) => (again === next ? null : t('user.notTheSame')),
    },
  });
  const submit = form.onSubmit(({ current, next }) =>
    change.mutate(
      { current, next },
      {
        onSuccess: () => {
          toastDone(t('user.passwordChanged'));
          onClose();
        },
        onError: (error) => showRefusal(form, error),
      },
    ),
  );
  const toggle = { 'aria-label': t('common:showSecret') };
  return (
    <form onSubmit={submit}>
      <Stack>
        <Text size="sm" c="dimmed">
          {t('user.othersEnd')}
        </Text>
        <input type="text" name="username" autoComplete="username" value={username} readOnly hidden />
        <PasswordInput
          label={t('user.current')}
          autoComplete="current-password"
          visibilityToggleButtonProps={toggle}
          data-autofocus
          required
          {...form.getInputProps('current')}
        />
        <PasswordInput
          label={t('user.next')}
          description={t('user.nextHelp', { count: minPasswordLength })}
          autoComplete="new-password"
          visibilityToggleButtonProps={toggle}
          required
          {...form.getInputProps('next')}
        />
        <PasswordInput
          label={t('user.again')}
          autoComplete="new-password"
          visibilityToggleButtonProps={toggle}
          required
          {...form.getInputProps('again')}
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t('common:cancel')}
          </Button>
          <Button type="submit" loading={change.isPending}>
            {t('user.changePassword')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
};
