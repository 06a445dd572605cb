import { Button, Checkbox, Group, Stack, Text, UnstyledButton } from '@mantine/core';
import { type FormEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type ChannelKind, channelKinds } from '../../../src-shared/vocabulary.ts';
import { ChannelIcon } from '../../components/ChannelIcon.tsx';
import { DestinationChips } from '../../components/DestinationChips.tsx';
import { DestinationSelect } from '../../components/DestinationSelect.tsx';
import { QueryGate } from '../../components/QueryGate.tsx';
import { Section } from '../../components/Section.tsx';
import { toastDone, toastError } from '../../components/toasts.tsx';
import { useCreateChannel } from '../../data/channels.ts';
import { useCreateDestination, useDestinations } from '../../data/destinations.ts';
import { useSettings, useUpdateSettings } from '../../data/settings.ts';
import { ConfigFields } from '../channels/ConfigFields.tsx';
import { draftToConfig } from '../channels/channel-draft.ts';
import { SendTest, TestAddress } from '../channels/TestBench.tsx';
import { useAddressForm } from '../channels/use-address-form.ts';
import { useChannelForm } from '../channels/use-channel-form.ts';
import { Next } from './Next.tsx';
import type { StepProps } from './Welcome.page.tsx';
import classes from './welcome.module.css';

/** The first outlet, tried out, and told by default. */
export const ChannelStep = ({ onNext }: StepProps) => {
  const { t } = useTranslation('welcome');
  const destinations = useDestinations();
  const defaults = useSettings().data?.defaultDestinationIds ?? [];
  return (
    <Section title={t('channel.title')} lead={t('channel.lead')}>
      <QueryGate query={destinations}>
        {(items) =>
          items.length === 0 ? (
            <FirstChannel />
          ) : (
            <DefaultDestinations defaults={defaults} firstId={items[0]?.id ?? ''} />
          )
        }
      </QueryGate>
      <Next onNext={onNext} isSkip={defaults.length === 0} />
    </Section>
  );
};

const FirstChannel = () => {
  const { t } = useTranslation(['welcome', 'words', 'channels']);
  const [kind, setKind] = useState<ChannelKind>('telegram');
  return (
    <Stack gap="lg">
      <fieldset className={classes.kinds}>
        <legend>{t('channel.kind')}</legend>
        {channelKinds.map((one) => (
          <UnstyledButton
            key={one}
            className={classes.kind}
            aria-pressed={one === kind}
            onClick={() => setKind(one)}
          >
            <ChannelIcon kind={one} size={20} />
            {t(`words:channelKind.${one}`)}
          </UnstyledButton>
        ))}
      </fieldset>
      <Text size="sm" c="dimmed">
        {t(`channels:kinds.${kind}.help`)}
      </Text>
      <ChannelForm key={kind} kind={kind} />
    </Stack>
  );
};

const ChannelForm = ({ kind }: { kind: ChannelKind }) => {
  const { t } = useTranslation(['welcome', 'channels']);
  const form = useChannelForm(kind, null);
  const address = useAddressForm(kind);
  const [isDefault, setIsDefault] = useState(true);
  const createChannel = useCreateChannel();
  const createDestination = useCreateDestination();
  const update = useUpdateSettings();
  // Where its address was refused, the channel is there already: a second try makes no second one.
  const channelId = useRef<string>(null);

  const save = async (): Promise<void> => {
    const isConfigRight = form.validate({ withName: true });
    const to = address.read();
    if (!isConfigRight || to === null) return;
    try {
      const { name } = form;
      channelId.current ??= (
        await createChannel.mutateAsync({ name, kind, config: draftToConfig(form.draft) })
      ).id;
      const destination = await createDestination.mutateAsync({
        name,
        channelId: channelId.current,
        address: to,
      });
      if (isDefault) await update.mutateAsync({ defaultDestinationIds: [destination.id] });
      toastDone(t('channel.connected', { name }));
    } catch (error) {
      if (!form.takeRefusal(error) && !address.takeRefusal(error)) toastError(error);
    }
  };

  return (
    <form
      noValidate
      onSubmit={(event: FormEvent) => {
        event.preventDefault();
        void save();
      }}
    >
      <div className={classes.columns}>
        <ConfigFields form={form} />
        <Stack gap="md">
          <TestAddress form={form} address={address} />
          <SendTest form={form} channel={null} address={address} />
          <Checkbox
            label={t('channel.isDefault')}
            description={t('channel.isDefaultHelp')}
            checked={isDefault}
            onChange={(event) => setIsDefault(event.currentTarget.checked)}
          />
          <Group>
            <Button
              type="submit"
              loading={createChannel.isPending || createDestination.isPending || update.isPending}
            >
              {t('channel.connect')}
            </Button>
          </Group>
        </Stack>
      </div>
    </form>
  );
};

interface DefaultDestinationsProps {
  defaults: readonly string[];
  firstId: string;
}

const DefaultDestinations = ({ defaults, firstId }: DefaultDestinationsProps) => {
  const { t } = useTranslation('welcome');
  const update = useUpdateSettings();
  const [chosen, setChosen] = useState<string[]>([firstId]);
  if (defaults.length > 0) {
    return (
      <Group gap="xs">
        <Text size="sm">{t('channel.defaultIs')}</Text>
        <DestinationChips ids={defaults} />
      </Group>
    );
  }
  return (
    <Stack gap="sm" maw={460}>
      <DestinationSelect
        label={t('channel.default')}
        description={t('channel.isDefaultHelp')}
        value={chosen}
        onChange={setChosen}
      />
      <Group>
        <Button
          loading={update.isPending}
          disabled={chosen.length === 0}
          onClick={() => update.mutate({ defaultDestinationIds: chosen })}
        >
          {t('channel.setDefault')}
        </Button>
      </Group>
    </Stack>
  );
};
