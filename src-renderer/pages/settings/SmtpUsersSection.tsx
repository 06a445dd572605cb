import { Button, Group, PasswordInput, Table, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { passwordSchema, usernameSchema } from '../../../src-shared/contract/users.ts';
import { ConfirmDialog } from '../../components/ConfirmDialog.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { showRefusal, validateBy } from '../../components/form.ts';
import { Ltr } from '../../components/ltr.tsx';
import { QueryGate } from '../../components/QueryGate.tsx';
import { RelativeTime } from '../../components/RelativeTime.tsx';
import { Section } from '../../components/Section.tsx';
import { toastDone } from '../../components/toasts.tsx';
import { useCreateSmtpUser, useRemoveSmtpUser, useSmtpUsers } from '../../data/smtp-users.ts';

const schema = z.object({ username: usernameSchema, password: passwordSchema });

/** Accounts with which monitoring tools sign in at the SMTP port. */
export const SmtpUsersSection = () => {
  const { t } = useTranslation(['settings', 'common']);
  const query = useSmtpUsers();
  const create = useCreateSmtpUser();
  const remove = useRemoveSmtpUser();
  const [asked, setAsked] = useState<{ id: string; username: string } | null>(null);
  const form = useForm({ initialValues: { username: '', password: '' }, validate: validateBy(schema) });
  const submit = form.onSubmit((values) =>
    create.mutate(values, {
      onSuccess: () => {
        toastDone(t('smtpUsers.added', { name: values.username }));
        form.reset();
      },
      onError: (error) => showRefusal(form, error),
    }),
  );
  return (
    <Section title={t('sections.smtpUsers')} lead={t('leads.smtpUsers')}>
      <form onSubmit={submit} noValidate>
        <Group align="flex-start" gap="sm" mb="md">
          <TextInput
            label={t('users.name')}
            description={t('users.nameHelp')}
            autoComplete="off"
            dir="ltr"
            flex="1 1 200px"
            required
            {...form.getInputProps('username')}
          />
          <PasswordInput
            label={t('users.password')}
            description={t('smtpUsers.passwordHelp')}
            autoComplete="new-password"
            visibilityToggleButtonProps={{ 'aria-label': t('common:showSecret') }}
            dir="ltr"
            flex="1 1 200px"
            required
            {...form.getInputProps('password')}
          />
          <Button type="submit" mt={44} loading={create.isPending}>
            {t('smtpUsers.add')}
          </Button>
        </Group>
      </form>
      <QueryGate query={query}>
        {(users) =>
          users.length === 0 ? (
            <EmptyState title={t('smtpUsers.empty')} next={t('smtpUsers.next')} />
          ) : (
            <Table verticalSpacing="xs">
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>{t('users.name')}</Table.Th>
                  <Table.Th>{t('users.since')}</Table.Th>
                  <Table.Th aria-label={t('actions')} />
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {users.map((user) => (
                  <Table.Tr key={user.id}>
                    <Table.Td>
                      <Ltr>{user.username}</Ltr>
                    </Table.Td>
                    <Table.Td>
                      <RelativeTime at={user.createdAt} />
                    </Table.Td>
                    <Table.Td ta="end">
                      <Button size="compact-xs" variant="default" onClick={() => setAsked(user)}>
                        {t('remove')}
                      </Button>
                    </Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          )
        }
      </QueryGate>
      <ConfirmDialog
        isOpen={asked !== null}
        title={t('smtpUsers.removeTitle')}
        confirmLabel={t('remove')}
        isPending={remove.isPending}
        onClose={() => setAsked(null)}
        onConfirm={() =>
          asked !== null && remove.mutate({ id: asked.id }, { onSettled: () => setAsked(null) })
        }
      >
        {t('smtpUsers.removeWhat', { name: asked?.username ?? '' })}
      </ConfirmDialog>
    </Section>
  );
};
