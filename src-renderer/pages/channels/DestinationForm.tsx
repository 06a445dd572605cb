import { Button, Group, Stack, TextInput } from '@mantine/core';
import { IconSend } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ChannelView } from '../../../src-shared/contract/channels.ts';
import type { DestinationView } from '../../../src-shared/contract/destinations.ts';
import { issueWords, refusalOf } from '../../components/form.ts';
import { TestResultPanel } from '../../components/TestResultPanel.tsx';
import { toastDone, toastError } from '../../components/toasts.tsx';
import { useTestChannel } from '../../data/channels.ts';
import { useCreateDestination, useUpdateDestination } from '../../data/destinations.ts';
import { AddressFields } from './AddressFields.tsx';
import { FindChatId } from './FindChatId.tsx';
import { useAddressForm } from './use-address-form.ts';

interface DestinationFormProps {
  channel: ChannelView;
  /** Null: a new one. */
  destination: DestinationView | null;
  onClose: () => void;
}

/** Adds or changes a destination; the address can be tried before it is saved. */
export const DestinationForm = ({ channel, destination, onClose }: DestinationFormProps) => {
  const { t } = useTranslation(['channels', 'common']);
  const { kind, id: channelId } = channel;
  const [name, setName] = useState(destination?.name ?? '');
  const [nameError, setNameError] = useState<string | null>(null);
  const [testError, setTestError] = useState<unknown>(null);
  const form = useAddressForm(kind, destination?.address);
  const create = useCreateDestination();
  const update = useUpdateDestination();
  const test = useTestChannel();

  const onError = (error: unknown): void => {
    const refusal = refusalOf(error);
    if (refusal?.field === 'name') setNameError(refusal.words);
    else if (!form.takeRefusal(error)) toastError(error);
  };
  const onSuccess = (): void => {
    toastDone(t('destinations.saved', { name: name.trim() }));
    onClose();
  };
  const save = (event: FormEvent): void => {
    event.preventDefault();
    const address = form.read();
    const hasName = name.trim() !== '';
    setNameError(hasName ? null : issueWords('must not be empty'));
    if (address === null || !hasName) return;
    if (destination === null) create.mutate({ name, channelId, address }, { onError, onSuccess });
    else update.mutate({ id: destination.id, name, address }, { onError, onSuccess });
  };
  const tryOut = (): void => {
    const address = form.read();
    setTestError(null);
    test.reset();
    if (address === null) return;
    test.mutate(
      { id: channelId, address },
      { onError: (error) => !form.takeRefusal(error) && setTestError(error) },
    );
  };

  return (
    <form
      onSubmit={save}
      noValidate
      aria-label={t(destination === null ? 'destinations.add' : 'destinations.edit')}
    >
      <Stack gap="md">
        <TextInput
          label={t('destinations.name')}
          description={t('destinations.nameHelp')}
          placeholder={t(`kinds.${kind}.destinationExample`)}
          value={name}
          onChange={(event) => {
            setName(event.currentTarget.value);
            setNameError(null);
          }}
          error={nameError}
          withAsterisk
          dir={name === '' ? undefined : 'auto'}
          autoComplete="off"
          autoFocus
        />
        <AddressFields kind={kind} draft={form.draft} onChange={form.setDraft} errors={form.errors} />
        {kind === 'telegram' && <FindChatId />}
        <TestResultPanel result={test.isPending ? undefined : test.data} error={testError} />
        <Group gap="xs">
          <Button type="submit" loading={create.isPending || update.isPending}>
            {t(destination === null ? 'destinations.add' : 'common:save')}
          </Button>
          <Button
            variant="default"
            leftSection={<IconSend size={16} />}
            onClick={tryOut}
            loading={test.isPending}
          >
            {t('destinations.tryOut')}
          </Button>
          <Button variant="subtle" onClick={onClose}>
            {t('common:cancel')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
};
