import { Anchor, Text, Timeline } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Incident, IncidentTimelineEntry } from '../../../src-shared/contract/incidents.ts';
import type { IncidentTimelineKind } from '../../../src-shared/vocabulary.ts';
import { Bdi } from '../../components/ltr.tsx';
import { RelativeTime } from '../../components/RelativeTime.tsx';
import { ServerText } from '../../components/ServerText.tsx';
import { ToneDot, type ToneName } from '../../components/Tone.tsx';
import classes from './incidents.module.css';

const tones = {
  opened: 'high',
  repeated: 'info',
  updated: 'info',
  escalated: 'critical',
  acknowledged: 'low',
  unacknowledged: 'high',
  noted: 'info',
  resolved: 'ok',
  reopened: 'high',
  flapping: 'medium',
  stale: 'info',
  sent: 'low',
  suppressed: 'info',
} as const satisfies Record<IncidentTimelineKind, ToneName>;

/** Every event and send, the newest first. */
export const IncidentTimeline = ({ incident }: { incident: Incident }) => (
  <Timeline bulletSize={16} lineWidth={2} active={-1}>
    {incident.timeline.toReversed().map((entry, index) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: an entry never changes its place from the end
      <Timeline.Item key={incident.timeline.length - index} bullet={<ToneDot tone={tones[entry.kind]} />}>
        <Entry entry={entry} />
      </Timeline.Item>
    ))}
  </Timeline>
);

const Entry = ({ entry }: { entry: IncidentTimelineEntry }) => {
  const { t } = useTranslation('incidents');
  return (
    <>
      <Text size="sm">
        {t(`timeline.${entry.kind === 'reopened' && entry.by !== undefined ? 'reopenedByHand' : entry.kind}`)}
        {entry.by !== undefined && (
          <>
            {' '}
            · <Bdi>{entry.by}</Bdi>
          </>
        )}
      </Text>
      {[entry.note ?? '', entry.detail]
        .filter((words) => words !== '')
        .map((words) => (
          <Text size="sm" c="dimmed" className={classes.breaks} key={words}>
            <ServerText>{words}</ServerText>
          </Text>
        ))}
      <Text size="xs" c="dimmed">
        <RelativeTime at={entry.at} />
        {entry.alertId !== undefined && (
          <>
            {' '}
            ·{' '}
            <Anchor component={Link} to={`/alerts/${entry.alertId}`} size="xs" underline="always">
              {t('timeline.toAlert')}
            </Anchor>
          </>
        )}
      </Text>
    </>
  );
};
