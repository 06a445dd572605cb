import { Text, Timeline } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { AlertDetail } from '../../../../src-shared/contract/alerts.ts';
import { ServerText } from '../../../components/ServerText.tsx';
import { ToneDot } from '../../../components/Tone.tsx';
import { useFormat } from '../../../i18n/format.ts';
import { isolated } from '../../../i18n/sentences.ts';
import classes from '../alerts.module.css';
import { type TimelineEntry, timelineOf } from './timeline.ts';

/** Why it went where it went, step by step. */
export const TimelineTab = ({ alert }: { alert: AlertDetail }) => (
  <Timeline bulletSize={16} lineWidth={2} active={-1}>
    {timelineOf(alert).map((entry) => (
      <Timeline.Item key={entry.key} bullet={<ToneDot tone={entry.tone} />}>
        <Entry entry={entry} since={alert.receivedAt} />
      </Timeline.Item>
    ))}
  </Timeline>
);

const Entry = ({ entry, since }: { entry: TimelineEntry; since: number }) => {
  const { t } = useTranslation(['alerts', 'words']);
  const format = useFormat();
  const values = Object.fromEntries(
    Object.entries(entry.values).map(([name, value]) => [name, isolated(value)]),
  );
  const severity = entry.severity === null ? '' : t(`words:severity.${entry.severity}`);
  const afterMs = entry.at - since;
  return (
    <>
      <Text size="sm">{t(`timeline.${entry.word}`, { ...values, severity })}</Text>
      {entry.detail !== '' && (
        <Text size="sm" c="dimmed" className={classes.breaks}>
          <ServerText>{entry.detail}</ServerText>
        </Text>
      )}
      <Text size="xs" c="dimmed">
        <time dateTime={new Date(entry.at).toISOString()} title={format.dateTime(entry.at)}>
          {format.time(entry.at)}
        </time>
        {afterMs > 0 && ` · ${t('timeline.after', { span: format.duration(afterMs) })}`}
      </Text>
    </>
  );
};
