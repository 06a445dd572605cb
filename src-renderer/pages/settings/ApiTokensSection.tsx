import { Alert, Button, Code, Group, Modal, Select, Stack, Table, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useDisclosure } from '@mantine/hooks';
import { IconKey, IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type ApiTokenView, apiTokenCreateInput } from '../../../src-shared/contract/api-tokens.ts';
import { type Role, roles } from '../../../src-shared/vocabulary.ts';
import { ConfirmDialog } from '../../components/ConfirmDialog.tsx';
import { CopyButton } from '../../components/CopyButton.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { showRefusal, validateBy } from '../../components/form.ts';
import { Bdi, Ltr } from '../../components/ltr.tsx';
import { useNow } from '../../components/now.ts';
import { QueryGate } from '../../components/QueryGate.tsx';
import { RelativeTime } from '../../components/RelativeTime.tsx';
import { Section } from '../../components/Section.tsx';
import { ToneBadge } from '../../components/Tone.tsx';
import { toastDone } from '../../components/toasts.tsx';
import { useApiTokens, useCreateApiToken, useRevokeApiToken } from '../../data/api-tokens.ts';

const lifetimes = ['30', '90', '365', 'never'] as const;

/** Tokens for programs: made, shown once, revoked. */
export const ApiTokensSection = () => {
  const { t } = useTranslation(['settings', 'words']);
  const query = useApiTokens();
  const revoke = useRevokeApiToken();
  const [isAdding, adding] = useDisclosure(false);
  const [asked, setAsked] = useState<ApiTokenView | null>(null);
  return (
    <Section
      title={t('sections.apiTokens')}
      lead={t('leads.apiTokens')}
      actions={
        <Button size="xs" leftSection={<IconPlus size={14} />} onClick={adding.open}>
          {t('tokens.add')}
        </Button>
      }
    >
      <QueryGate query={query}>
        {(tokens) =>
          tokens.length === 0 ? (
            <EmptyState title={t('tokens.empty')} next={t('tokens.next')} icon={IconKey} />
          ) : (
            <Table.ScrollContainer minWidth={620} type="native">
              <Table verticalSpacing="xs">
                <Table.Thead>
                  <Table.Tr>
                    <Table.Th>{t('tokens.name')}</Table.Th>
                    <Table.Th>{t('users.role')}</Table.Th>
                    <Table.Th>{t('tokens.lastUsed')}</Table.Th>
                    <Table.Th>{t('tokens.expires')}</Table.Th>
                    <Table.Th>{t('tokens.madeBy')}</Table.Th>
                    <Table.Th aria-label={t('actions')} />
                  </Table.Tr>
                </Table.Thead>
                <Table.Tbody>
                  {tokens.map((token) => (
                    <Table.Tr key={token.id}>
                      <Table.Td>
                        <Bdi>{token.name}</Bdi>{' '}
                        <Text span size="xs" c="dimmed">
                          <Ltr>{token.hint}…</Ltr>
                        </Text>
                      </Table.Td>
                      <Table.Td>{t(`words:role.${token.role}`)}</Table.Td>
                      <Table.Td>
                        {token.lastUsedAt === null ? (
                          t('tokens.neverUsed')
                        ) : (
                          <RelativeTime at={token.lastUsedAt} />
                        )}
                      </Table.Td>
                      <Table.Td>
                        <Expiry at={token.expiresAt} />
                      </Table.Td>
                      <Table.Td>
                        <Bdi>{token.createdBy}</Bdi>
                      </Table.Td>
                      <Table.Td ta="end">
                        <Button size="compact-xs" variant="default" onClick={() => setAsked(token)}>
                          {t('tokens.revoke')}
                        </Button>
                      </Table.Td>
                    </Table.Tr>
                  ))}
                </Table.Tbody>
              </Table>
            </Table.ScrollContainer>
          )
        }
      </QueryGate>
      <Modal
        opened={isAdding}
        onClose={adding.close}
        title={t('tokens.add')}
        closeOnClickOutside={false}
        size="lg"
      >
        {isAdding && <AddToken onClose={adding.close} />}
      </Modal>
      <ConfirmDialog
        isOpen={asked !== null}
        title={t('tokens.revokeTitle')}
        confirmLabel={t('tokens.revoke')}
        isPending={revoke.isPending}
        onClose={() => setAsked(null)}
        onConfirm={() =>
          asked !== null &&
          revoke.mutate(
            { id: asked.id },
            {
              onSuccess: () => toastDone(t('tokens.revoked', { name: asked.name })),
              onSettled: () => setAsked(null),
            },
          )
        }
      >
        {t('tokens.revokeWhat', { name: asked?.name ?? '' })}
      </ConfirmDialog>
    </Section>
  );
};

const Expiry = ({ at }: { at: number | null }) => {
  const { t } = useTranslation('settings');
  const now = useNow();
  if (at === null) return t('tokens.neverExpires');
  if (at > now) return <RelativeTime at={at} />;
  return <ToneBadge tone="medium">{t('tokens.expired')}</ToneBadge>;
};

const AddToken = ({ onClose }: { onClose: () => void }) => {
  const { t } = useTranslation(['settings', 'words', 'common']);
  const create = useCreateApiToken();
  const form = useForm({
    initialValues: { name: '', role: 'operator' as Role, expiresInDays: '90' },
    validate: (values) => validateBy(apiTokenCreateInput)(toInput(values)),
  });
  if (create.data !== undefined) return <NewToken token={create.data.token} onClose={onClose} />;
  const submit = form.onSubmit((values) =>
    create.mutate(toInput(values), { onError: (error) => showRefusal(form, error) }),
  );
  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        <TextInput
          label={t('tokens.name')}
          description={t('tokens.nameHelp')}
          data-autofocus
          required
          {...form.getInputProps('name')}
        />
        <Select
          label={t('users.role')}
          description={t('users.roleHelp')}
          data={roles.map((role) => ({ value: role, label: t(`words:role.${role}`) }))}
          allowDeselect={false}
          {...form.getInputProps('role')}
        />
        <Select
          label={t('tokens.expires')}
          description={t('tokens.expiresHelp')}
          data={lifetimes.map((days) => ({ value: days, label: t(`tokens.lifetimes.${days}`) }))}
          allowDeselect={false}
          {...form.getInputProps('expiresInDays')}
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t('common:cancel')}
          </Button>
          <Button type="submit" loading={create.isPending}>
            {t('tokens.add')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
};

const toInput = ({ name, role, expiresInDays }: { name: string; role: Role; expiresInDays: string }) => ({
  name,
  role,
  expiresInDays: expiresInDays === 'never' ? null : Number(expiresInDays),
});

const NewToken = ({ token, onClose }: { token: string; onClose: () => void }) => {
  const { t } = useTranslation('settings');
  const example = `curl -H 'Authorization: Bearer ${token}' ${new URL('api/alerts', new URL('./', window.location.href))}`;
  return (
    <Stack>
      <Alert color="yellow" icon={<IconKey size={18} />} title={t('tokens.onceTitle')}>
        {t('tokens.once')}
      </Alert>
      <Group gap="xs" wrap="nowrap">
        <Code block dir="ltr" flex={1} tabIndex={0}>
          {token}
        </Code>
        <CopyButton value={token} label={t('tokens.token')} />
      </Group>
      <Text size="sm">{t('tokens.example')}</Text>
      <Group gap="xs" wrap="nowrap">
        <Code block dir="ltr" flex={1} tabIndex={0}>
          {example}
        </Code>
        <CopyButton value={example} label={t('tokens.example')} />
      </Group>
      <Group justify="flex-end">
        <Button onClick={onClose}>{t('tokens.stored')}</Button>
      </Group>
    </Stack>
  );
};
