import { Button, Group, Stack, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import type { ChannelKind } from '../../../src-shared/vocabulary.ts';
import { PageHeader } from '../../components/PageHeader.tsx';
import { Section } from '../../components/Section.tsx';
import { toastDone, toastError } from '../../components/toasts.tsx';
import { useCreateChannel } from '../../data/channels.ts';
import { useCreateDestination } from '../../data/destinations.ts';
import { draftToAddress } from './address-draft.ts';
import { BackToChannels } from './BackToChannels.tsx';
import { ConfigFields } from './ConfigFields.tsx';
import { draftToConfig } from './channel-draft.ts';
import classes from './channels.module.css';
import { SendTest, TestAddress } from './TestBench.tsx';
import { useAddressForm } from './use-address-form.ts';
import { useChannelForm } from './use-channel-form.ts';

/** A channel and its first destination, tried out before anything is saved. */
export const NewChannel = ({ kind }: { kind: ChannelKind }) => {
  const { t } = useTranslation(['channels', 'common', 'words']);
  const navigate = useNavigate();
  const form = useChannelForm(kind, null);
  const address = useAddressForm(kind);
  const [destinationName, setDestinationName] = useState('');
  const createChannel = useCreateChannel();
  const createDestination = useCreateDestination();
  const hasAddress = kind === 'desktop' || Object.keys(draftToAddress(kind, address.draft)).length > 0;

  const save = async (): Promise<void> => {
    const to = hasAddress ? address.read() : {};
    if (!form.validate({ withName: true }) || to === null) return;
    const channel = await createChannel
      .mutateAsync({ name: form.name, kind, config: draftToConfig(form.draft) })
      .catch((error: unknown) => {
        if (!form.takeRefusal(error)) toastError(error);
        return null;
      });
    if (channel === null) return;
    if (hasAddress) {
      const name = destinationName.trim() === '' ? channel.name : destinationName;
      // The channel is there: what was refused is entered again beside it.
      await createDestination.mutateAsync({ name, channelId: channel.id, address: to }).catch(toastError);
    }
    toastDone(t('form.created', { name: channel.name }));
    await navigate(`/channels/${channel.id}`, { replace: true });
  };

  return (
    <>
      <BackToChannels />
      <PageHeader title={t(`kinds.${kind}.new`)} lead={t(`kinds.${kind}.help`)} />
      <form
        noValidate
        onSubmit={(event: FormEvent) => {
          event.preventDefault();
          void save();
        }}
      >
        <div className={classes.columns}>
          <Section title={t('form.connection')} lead={t(`kinds.${kind}.connection`)}>
            <ConfigFields form={form} />
          </Section>
          <Stack gap="md">
            <Section title={t('form.firstDestination')} lead={t('form.firstDestinationLead')}>
              <Stack gap="md">
                <TestAddress form={form} address={address} />
                <TextInput
                  label={t('destinations.name')}
                  description={t('form.firstNameHelp')}
                  placeholder={t(`kinds.${kind}.destinationExample`)}
                  value={destinationName}
                  onChange={(event) => setDestinationName(event.currentTarget.value)}
                  dir={destinationName === '' ? undefined : 'auto'}
                  autoComplete="off"
                />
                <SendTest form={form} channel={null} address={address} />
              </Stack>
            </Section>
            <Group gap="xs">
              <Button type="submit" loading={createChannel.isPending || createDestination.isPending}>
                {t('form.create')}
              </Button>
              <Button variant="subtle" component={Link} to="/channels">
                {t('common:cancel')}
              </Button>
            </Group>
          </Stack>
        </div>
      </form>
    </>
  );
};
