import {
  Badge,
  Button,
  Group,
  Modal,
  PasswordInput,
  Select,
  Stack,
  Table,
  Text,
  TextInput,
} from '@mantine/core';
import { useForm } from '@mantine/form';
import { useDisclosure } from '@mantine/hooks';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { passwordSchema, type UserView, usernameSchema } from '../../../src-shared/contract/users.ts';
import { type Role, roleSchema, roles } from '../../../src-shared/vocabulary.ts';
import { ConfirmDialog } from '../../components/ConfirmDialog.tsx';
import { showRefusal, validateBy } from '../../components/form.ts';
import { Bdi } from '../../components/ltr.tsx';
import { QueryGate } from '../../components/QueryGate.tsx';
import { RelativeTime } from '../../components/RelativeTime.tsx';
import { Section } from '../../components/Section.tsx';
import { toastDone } from '../../components/toasts.tsx';
import { useMe } from '../../data/auth.ts';
import { useCreateUser, useRemoveUser, useUpdateUser, useUsers } from '../../data/users.ts';
import { ChangePasswordDialog } from '../../shell/ChangePasswordDialog.tsx';
import classes from './settings.module.css';

type Asked = { kind: 'password' | 'remove'; user: UserView };

/** Who may sign in, with which role. The last administrator stays one. */
export const UsersSection = () => {
  const { t } = useTranslation(['settings', 'words']);
  const users = useUsers();
  const me = useMe().data;
  const update = useUpdateUser();
  const remove = useRemoveUser();
  const [isAdding, adding] = useDisclosure(false);
  const [isChangingOwn, own] = useDisclosure(false);
  const [asked, setAsked] = useState<Asked | null>(null);
  const close = (): void => setAsked(null);
  const roleData = roles.map((role) => ({ value: role, label: t(`words:role.${role}`) }));
  return (
    <Section
      title={t('sections.users')}
      lead={t('leads.users')}
      actions={
        <Button size="xs" leftSection={<IconPlus size={14} />} onClick={adding.open}>
          {t('users.add')}
        </Button>
      }
    >
      <QueryGate query={users}>
        {(list) => {
          const admins = list.filter(({ role }) => role === 'admin').length;
          return (
            <Table.ScrollContainer minWidth={520} type="native">
              <Table verticalSpacing="xs">
                <Table.Thead>
                  <Table.Tr>
                    <Table.Th>{t('users.name')}</Table.Th>
                    <Table.Th>{t('users.role')}</Table.Th>
                    <Table.Th>{t('users.since')}</Table.Th>
                    <Table.Th aria-label={t('actions')} />
                  </Table.Tr>
                </Table.Thead>
                <Table.Tbody>
                  {list.map((user) => {
                    const isOwn = user.id === me?.id;
                    const isLast = user.role === 'admin' && admins === 1;
                    return (
                      <Table.Tr key={user.id}>
                        <Table.Td>
                          <Group gap={6} wrap="nowrap">
                            <Bdi>{user.username}</Bdi>
                            {isOwn && (
                              <Badge size="sm" variant="light" tt="none">
                                {t('users.you')}
                              </Badge>
                            )}
                          </Group>
                        </Table.Td>
                        <Table.Td>
                          <Select
                            size="xs"
                            w={150}
                            aria-label={t('users.roleOf', { name: user.username })}
                            data={roleData}
                            value={user.role}
                            allowDeselect={false}
                            disabled={isLast || update.isPending}
                            title={isLast ? t('users.lastAdmin') : undefined}
                            onChange={(role) => update.mutate({ id: user.id, role: roleSchema.parse(role) })}
                          />
                        </Table.Td>
                        <Table.Td>
                          <RelativeTime at={user.createdAt} />
                        </Table.Td>
                        <Table.Td className={classes.actions} ta="end">
                          <Group gap={6} justify="flex-end" wrap="nowrap">
                            <Button
                              size="compact-xs"
                              variant="default"
                              onClick={isOwn ? own.open : () => setAsked({ kind: 'password', user })}
                            >
                              {isOwn ? t('users.ownPassword') : t('users.resetPassword')}
                            </Button>
                            <Button
                              size="compact-xs"
                              variant="default"
                              disabled={isLast}
                              title={isLast ? t('users.lastAdmin') : undefined}
                              onClick={() => setAsked({ kind: 'remove', user })}
                            >
                              {t('remove')}
                            </Button>
                          </Group>
                        </Table.Td>
                      </Table.Tr>
                    );
                  })}
                </Table.Tbody>
              </Table>
            </Table.ScrollContainer>
          );
        }}
      </QueryGate>
      <Modal opened={isAdding} onClose={adding.close} title={t('users.add')}>
        <AddUserForm onClose={adding.close} roleData={roleData} />
      </Modal>
      <Modal opened={asked?.kind === 'password'} onClose={close} title={t('users.resetPassword')}>
        {asked !== null && <ResetPasswordForm user={asked.user} onClose={close} />}
      </Modal>
      {me && <ChangePasswordDialog isOpen={isChangingOwn} onClose={own.close} username={me.username} />}
      <ConfirmDialog
        isOpen={asked?.kind === 'remove'}
        title={t('users.removeTitle')}
        confirmLabel={t('remove')}
        isPending={remove.isPending}
        onClose={close}
        onConfirm={() =>
          asked !== null &&
          remove.mutate(
            { id: asked.user.id },
            {
              onSuccess: () => toastDone(t('users.removed', { name: asked.user.username })),
              onSettled: close,
            },
          )
        }
      >
        {t('users.removeWhat', { name: asked?.user.username ?? '' })}
      </ConfirmDialog>
    </Section>
  );
};

const addSchema = z.object({ username: usernameSchema, password: passwordSchema, role: roleSchema });

const AddUserForm = ({
  onClose,
  roleData,
}: {
  onClose: () => void;
  roleData: { value: Role; label: string }[];
}) => {
  const { t } = useTranslation(['settings', 'common']);
  const create = useCreateUser();
  const form = useForm<z.infer<typeof addSchema>>({
    initialValues: { username: '', password: '', role: 'operator' },
    validate: validateBy(addSchema),
  });
  const submit = form.onSubmit((values) =>
    create.mutate(values, {
      onSuccess: () => {
        toastDone(t('users.added', { name: values.username }));
        onClose();
      },
      onError: (error) => showRefusal(form, error),
    }),
  );
  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        <TextInput
          label={t('users.name')}
          description={t('users.nameHelp')}
          autoComplete="off"
          dir="ltr"
          data-autofocus
          required
          {...form.getInputProps('username')}
        />
        <Select
          label={t('users.role')}
          description={t('users.roleHelp')}
          data={roleData}
          allowDeselect={false}
          {...form.getInputProps('role')}
        />
        <PasswordInput
          label={t('users.password')}
          description={t('users.passwordHelp')}
          autoComplete="new-password"
          visibilityToggleButtonProps={{ 'aria-label': t('common:showSecret') }}
          dir="ltr"
          required
          {...form.getInputProps('password')}
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t('common:cancel')}
          </Button>
          <Button type="submit" loading={create.isPending}>
            {t('users.add')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
};

const resetSchema = z.object({ password: passwordSchema });

const ResetPasswordForm = ({ user, onClose }: { user: UserView; onClose: () => void }) => {
  const { t } = useTranslation(['settings', 'common']);
  const update = useUpdateUser();
  const form = useForm({ initialValues: { password: '' }, validate: validateBy(resetSchema) });
  const submit = form.onSubmit(({ password }) =>
    update.mutate(
      { id: user.id, password },
      {
        onSuccess: () => {
          toastDone(t('users.passwordSet', { name: user.username }));
          onClose();
        },
        onError: (error) => showRefusal(form, error),
      },
    ),
  );
  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        <Text size="sm">{t('users.resetWhat', { name: user.username })}</Text>
        <PasswordInput
          label={t('users.password')}
          description={t('users.passwordHelp')}
          autoComplete="new-password"
          visibilityToggleButtonProps={{ 'aria-label': t('common:showSecret') }}
          dir="ltr"
          data-autofocus
          required
          {...form.getInputProps('password')}
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t('common:cancel')}
          </Button>
          <Button type="submit" loading={update.isPending}>
            {t('users.resetPassword')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
};
