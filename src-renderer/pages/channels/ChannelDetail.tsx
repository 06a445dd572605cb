import { Group, Stack, Switch } from '@mantine/core';
import type { FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import type { ChannelView } from '../../../src-shared/contract/channels.ts';
import { Bdi } from '../../components/ltr.tsx';
import { PageHeader } from '../../components/PageHeader.tsx';
import { QueryGate } from '../../components/QueryGate.tsx';
import { RemoveButton } from '../../components/RemoveButton.tsx';
import { SaveButtons } from '../../components/SaveButtons.tsx';
import { Section } from '../../components/Section.tsx';
import { toastDone, toastError } from '../../components/toasts.tsx';
import { useIsAdmin } from '../../data/auth.ts';
import { useChannel, useRemoveChannel, useUpdateChannel } from '../../data/channels.ts';
import { useDestinations } from '../../data/destinations.ts';
import { BackToChannels } from './BackToChannels.tsx';
import { ChannelHealth } from './ChannelHealth.tsx';
import { ConfigFields } from './ConfigFields.tsx';
import { draftToPatch } from './channel-draft.ts';
import classes from './channels.module.css';
import { DestinationList } from './DestinationList.tsx';
import { TestBench } from './TestBench.tsx';
import { useChannelForm } from './use-channel-form.ts';

export const ChannelDetail = ({ id }: { id: string }) => (
  <>
    <BackToChannels />
    <QueryGate query={useChannel(id)}>{(channel) => <Channel channel={channel} />}</QueryGate>
  </>
);

const Channel = ({ channel }: { channel: ChannelView }) => {
  const { t } = useTranslation(['channels', 'words']);
  const isAdmin = useIsAdmin();
  const form = useChannelForm(channel.kind, channel);
  const update = useUpdateChannel();
  const all = useDestinations();
  const destinations = (all.data ?? []).filter(({ channelId }) => channelId === channel.id);
  const { id, name, kind, enabled } = channel;

  const save = (event: FormEvent): void => {
    event.preventDefault();
    if (!form.validate({ withName: true })) return;
    update.mutate(
      { id, name: form.name, config: draftToPatch(form.draft, channel) },
      {
        onSuccess: (saved) => {
          form.restart(saved);
          toastDone(t('form.saved', { name: saved.name }));
        },
        onError: (error) => {
          if (!form.takeRefusal(error)) toastError(error);
        },
      },
    );
  };

  return (
    <>
      <PageHeader
        title={name}
        lead={t(`words:channelKind.${kind}`)}
        actions={
          isAdmin && (
            <Group gap="md">
              <Switch
                label={t('card.enabled')}
                checked={enabled}
                onChange={() => update.mutate({ id, enabled: !enabled }, { onError: toastError })}
              />
              <RemoveChannel channel={channel} destinations={destinations} />
            </Group>
          )
        }
      />
      <div className={classes.columns}>
        <Stack gap="md">
          <Section title={t('card.health')}>
            <ChannelHealth id={id} />
          </Section>
          <QueryGate query={all}>
            {() => <DestinationList channel={channel} destinations={destinations} />}
          </QueryGate>
        </Stack>
        <Stack gap="md">
          <Section title={t('form.connection')} lead={t(`kinds.${kind}.connection`)}>
            <form onSubmit={save} noValidate aria-label={t('form.connection')}>
              <fieldset disabled={!isAdmin} className={classes.fieldset}>
                <Stack gap="md">
                  <ConfigFields form={form} />
                  {isAdmin && (
                    <SaveButtons
                      words={{
                        save: t('form.save'),
                        discard: t('form.discard'),
                        notSaved: t('form.notSaved'),
                      }}
                      isDirty={form.isDirty}
                      isSaving={update.isPending}
                      onDiscard={() => form.restart(channel)}
                    />
                  )}
                </Stack>
              </fieldset>
            </form>
          </Section>
          {isAdmin && <TestBench form={form} channel={channel} destinations={destinations} />}
        </Stack>
      </div>
    </>
  );
};

interface RemoveChannelProps {
  channel: ChannelView;
  destinations: readonly { id: string; name: string }[];
}

const RemoveChannel = ({ channel: { id, name }, destinations }: RemoveChannelProps) => {
  const { t } = useTranslation('channels');
  const navigate = useNavigate();
  const remove = useRemoveChannel();
  const onSuccess = (): void => {
    toastDone(t('remove.done', { name }));
    void navigate('/channels', { replace: true });
  };
  return (
    <RemoveButton
      label={t('remove.action')}
      title={t('remove.title', { name })}
      remove={{ ...remove, mutate: () => remove.mutate({ id }, { onSuccess }) }}
      users={destinations.map((one) => ({ key: one.id, name: one.name, to: `/channels/${id}` }))}
    >
      <Bdi>{t('remove.what')}</Bdi>
    </RemoveButton>
  );
};
