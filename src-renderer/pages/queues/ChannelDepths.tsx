import { Anchor, Button, Table, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Queues } from '../../../src-shared/contract/operations.ts';
import { EmptyState } from '../../components/EmptyState.tsx';
import { Bdi } from '../../components/ltr.tsx';
import { Section } from '../../components/Section.tsx';
import { ToneBadge } from '../../components/Tone.tsx';
import { toastDone } from '../../components/toasts.tsx';
import { useChannels, usePauseChannel } from '../../data/channels.ts';
import { useFormat } from '../../i18n/format.ts';
import type { Stage } from './use-queue-filter.ts';

const stages = ['waiting', 'active', 'retrying'] as const satisfies Stage[];

/** One queue a channel, so that a dead channel delays no other; each figure leads to what it counts. */
export const ChannelDepths = ({ depths }: { depths: Queues['deliveries'] }) => {
  const { t } = useTranslation(['queues', 'words']);
  const channels = useChannels().data ?? [];
  const ids = Object.keys(depths);
  return (
    <Section title={t('channels.title')} lead={t('channels.lead')}>
      {ids.length === 0 ? (
        <EmptyState
          title={t('channels.empty')}
          next={t('channels.next')}
          action={
            <Button component={Link} to="/channels" variant="light" size="xs">
              {t('channels.add')}
            </Button>
          }
        />
      ) : (
        <Table.ScrollContainer minWidth={300} type="native">
          <Table verticalSpacing={6}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t('channels.channel')}</Table.Th>
                {stages.map((stage) => (
                  <Table.Th key={stage} ta="end">
                    {t(`stages.${stage}`)}
                  </Table.Th>
                ))}
                <Table.Th aria-label={t('columns.actions')} />
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {ids.map((id) => {
                const channel = channels.find((one) => one.id === id);
                return (
                  <Table.Tr key={id}>
                    <Table.Th scope="row" fw={500}>
                      <Bdi>{channel?.name ?? id}</Bdi>
                      {channel !== undefined && (
                        <Text span size="xs" c="dimmed" ms={8} visibleFrom="sm">
                          {t(`words:channelKind.${channel.kind}`)}
                        </Text>
                      )}
                      {depths[id]?.paused === true && (
                        <>
                          {' '}
                          <ToneBadge tone="medium">{t('channels.paused')}</ToneBadge>
                        </>
                      )}
                    </Table.Th>
                    {stages.map((stage) => (
                      <Table.Td key={stage} ta="end">
                        <Depth count={depths[id]?.[stage] ?? 0} channelId={id} stage={stage} />
                      </Table.Td>
                    ))}
                    <Table.Td ta="end">
                      <PauseChannel
                        id={id}
                        name={channel?.name ?? id}
                        isPaused={depths[id]?.paused === true}
                      />
                    </Table.Td>
                  </Table.Tr>
                );
              })}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
    </Section>
  );
};

/** Holding back is undone by the same button, so nobody is asked. */
const PauseChannel = ({ id, name, isPaused }: { id: string; name: string; isPaused: boolean }) => {
  const { t } = useTranslation('queues');
  const pause = usePauseChannel();
  return (
    <Button
      size="compact-xs"
      variant={isPaused ? 'light' : 'default'}
      loading={pause.isPending}
      aria-label={isPaused ? t('channels.resumeThis', { name }) : t('channels.pauseThis', { name })}
      onClick={() =>
        pause.mutate(
          { id, paused: !isPaused },
          {
            onSuccess: () =>
              toastDone(isPaused ? t('channels.resumedDone', { name }) : t('channels.pausedDone', { name })),
          },
        )
      }
    >
      {isPaused ? t('channels.resume') : t('channels.pause')}
    </Button>
  );
};

const Depth = ({ count, channelId, stage }: { count: number; channelId: string; stage: Stage }) => {
  const format = useFormat();
  const text = format.number(count);
  if (count === 0) {
    return (
      <Text span size="sm" c="dimmed">
        {text}
      </Text>
    );
  }
  return (
    <Anchor component={Link} to={`/queues?channel=${channelId}&stage=${stage}`} size="sm" fw={600}>
      {text}
    </Anchor>
  );
};
