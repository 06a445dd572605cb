import { Button, Group, Select, Stack, Text } from '@mantine/core';
import { IconSend } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ChannelView } from '../../../src-shared/contract/channels.ts';
import type { DestinationView } from '../../../src-shared/contract/destinations.ts';
import { Section } from '../../components/Section.tsx';
import { TestResultPanel } from '../../components/TestResultPanel.tsx';
import { useTestUnsavedChannel } from '../../data/channels.ts';
import { AddressFields } from './AddressFields.tsx';
import { addressText } from './address-draft.ts';
import { draftToConfig, draftToPatch } from './channel-draft.ts';
import { FindChatId } from './FindChatId.tsx';
import { type AddressForm, useAddressForm } from './use-address-form.ts';
import type { ChannelForm } from './use-channel-form.ts';

interface TestBenchProps {
  form: ChannelForm;
  channel: ChannelView | null;
  destinations: readonly DestinationView[];
}

const otherAddress = '';

/** A real message with the form as it stands, saved or not. */
export const TestBench = ({ form, channel, destinations }: TestBenchProps) => {
  const { t } = useTranslation('channels');
  const [chosenId, setChosenId] = useState<string>();
  const address = useAddressForm(form.kind);
  const chosen =
    chosenId === otherAddress
      ? undefined
      : (destinations.find(({ id }) => id === chosenId) ?? destinations[0]);
  return (
    <Section title={t('bench.title')} lead={t('bench.lead')}>
      <Stack gap="md">
        {destinations.length > 0 && (
          <Select
            label={t('bench.to')}
            data={[
              ...destinations.map((one) => ({
                value: one.id,
                label: [one.name, addressText(one.address)].filter((part) => part !== '').join(' · '),
              })),
              ...(form.kind === 'desktop' ? [] : [{ value: otherAddress, label: t('bench.other') }]),
            ]}
            value={chosen?.id ?? otherAddress}
            onChange={(next) => setChosenId(next ?? undefined)}
            allowDeselect={false}
          />
        )}
        {chosen === undefined && <TestAddress form={form} address={address} />}
        <SendTest form={form} channel={channel} address={address} chosen={chosen} />
      </Stack>
    </Section>
  );
};

export const TestAddress = ({ form, address }: { form: ChannelForm; address: AddressForm }) => (
  <>
    <AddressFields
      kind={form.kind}
      draft={address.draft}
      onChange={address.setDraft}
      errors={address.errors}
    />
    {form.kind === 'telegram' && <FindChatId />}
  </>
);

interface SendTestProps {
  form: ChannelForm;
  channel: ChannelView | null;
  address: AddressForm;
  chosen?: DestinationView | undefined;
}

export const SendTest = ({ form, channel, address, chosen }: SendTestProps) => {
  const { t } = useTranslation('channels');
  const test = useTestUnsavedChannel();
  const [shownError, setShownError] = useState<unknown>(null);
  const send = (): void => {
    const isConfigRight = form.validate({ withName: false });
    const to = chosen?.address ?? address.read();
    test.reset();
    if (!isConfigRight || to === null) return;
    setShownError(null);
    const name = form.name.trim();
    test.mutate(
      {
        kind: form.kind,
        config: channel === null ? draftToConfig(form.draft) : draftToPatch(form.draft, channel),
        address: to,
        ...(name === '' ? {} : { name }),
        ...(channel === null ? {} : { channelId: channel.id }),
      },
      {
        onError: (error) => {
          if (!form.takeRefusal(error) && !address.takeRefusal(error)) setShownError(error);
        },
      },
    );
  };
  return (
    <Stack gap="sm">
      <Group>
        <Button
          variant="default"
          leftSection={<IconSend size={16} />}
          onClick={send}
          loading={test.isPending}
        >
          {t('bench.send')}
        </Button>
        {test.isPending && (
          <Text size="sm" c="dimmed" role="status">
            {t('bench.sending')}
          </Text>
        )}
      </Group>
      <TestResultPanel result={test.isPending ? undefined : test.data} error={shownError} />
    </Stack>
  );
};
