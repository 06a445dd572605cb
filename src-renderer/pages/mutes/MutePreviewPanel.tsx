import { Alert, Anchor, Group, Skeleton, Stack, Text } from '@mantine/core';
import { IconAlertTriangle, IconEyeOff, IconInfoCircle } from '@tabler/icons-react';
import { useDeferredValue, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { AlertItem } from '../../../src-shared/contract/alerts.ts';
import type { Mute } from '../../../src-shared/contract/mutes.ts';
import { SeverityBadge } from '../../components/badges.tsx';
import { Bdi, LtrCode } from '../../components/ltr.tsx';
import { useNow } from '../../components/now.ts';
import { RelativeTime } from '../../components/RelativeTime.tsx';
import { useAlertSample } from '../../data/alert-sample.ts';
import { useFormat } from '../../i18n/format.ts';
import { type MutePreview, previewMute } from './mute-match.ts';
import classes from './mutes.module.css';

const dayMs = 86_400_000;
const shownSenders = 8;
const shownAlerts = 8;

/** What the mute would hide now and would have hidden in the last 24 hours, judged by recent alerts. */
export const MutePreviewPanel = ({ glob: typed, scope }: Pick<Mute, 'glob' | 'scope'>) => {
  const { t } = useTranslation('mutes');
  const format = useFormat();
  const sample = useAlertSample();
  const glob = useDeferredValue(typed);
  // By whole minutes, so that it is not judged anew with every tick.
  const dayAgo = Math.floor((useNow() - dayMs) / 60_000) * 60_000;
  const preview = useMemo(
    () => (sample.data === undefined ? null : previewMute({ glob, scope }, sample.data.items, dayAgo)),
    [sample.data, glob, scope, dayAgo],
  );
  if (sample.isPending) return <Skeleton height={90} />;
  if (preview === null) return null;
  const isPart = sample.data !== undefined && !sample.data.isComplete && sample.data.since > dayAgo;
  return (
    <section aria-label={t('preview.title')}>
      <Alert
        color={preview.grave > 0 ? 'red' : preview.alerts.length > 0 ? 'blue' : 'gray'}
        icon={<PreviewIcon preview={preview} />}
        title={
          preview.alerts.length === 0
            ? t('preview.nothing')
            : t('preview.hidden', { count: preview.alerts.length })
        }
        role="status"
      >
        <Stack gap={4}>
          <Text size="sm">
            {preview.alerts.length === 0
              ? t('preview.nothingWhy')
              : t('preview.firing', { count: preview.firing })}
          </Text>
          {preview.grave > 0 && (
            <Text size="sm" fw={600}>
              {t('preview.grave', { count: preview.grave })}
            </Text>
          )}
          {isPart && sample.data !== undefined && (
            <Text size="xs">{t('preview.part', { since: format.moment(sample.data.since) })}</Text>
          )}
        </Stack>
      </Alert>
      {preview.alerts.length > 0 && <Hidden preview={preview} />}
    </section>
  );
};

const PreviewIcon = ({ preview }: { preview: MutePreview }) =>
  preview.grave > 0 ? (
    <IconAlertTriangle size={18} />
  ) : preview.alerts.length > 0 ? (
    <IconEyeOff size={18} />
  ) : (
    <IconInfoCircle size={18} />
  );

const Hidden = ({ preview: { senders, alerts } }: { preview: MutePreview }) => {
  const { t } = useTranslation('mutes');
  const format = useFormat();
  return (
    <Stack gap="xs" mt="sm">
      <Group gap={6}>
        {senders.slice(0, shownSenders).map(({ address, count }) => (
          <span key={address} className={classes.sender}>
            <LtrCode>{address === '' ? '<>' : address}</LtrCode>
            <Text span size="xs" c="dimmed">
              ×{format.number(count)}
            </Text>
          </span>
        ))}
        {senders.length > shownSenders && (
          <Text size="xs" c="dimmed">
            {t('preview.moreSenders', { count: senders.length - shownSenders })}
          </Text>
        )}
      </Group>
      <ul className={classes.alerts} aria-label={t('preview.newest')}>
        {alerts.slice(0, shownAlerts).map((alert) => (
          <HiddenAlert key={alert.id} alert={alert} />
        ))}
      </ul>
      {alerts.length > shownAlerts && (
        <Text size="xs" c="dimmed">
          {t('preview.moreAlerts', { count: alerts.length - shownAlerts })}
        </Text>
      )}
    </Stack>
  );
};

const HiddenAlert = ({ alert }: { alert: AlertItem }) => (
  <li className={classes.alert}>
    <SeverityBadge severity={alert.severity} />
    <Anchor component={Link} to={`/alerts/${alert.id}`} size="sm" className={classes.subject}>
      <Bdi>{alert.subject || alert.summary || alert.id}</Bdi>
    </Anchor>
    <Text size="xs" c="dimmed">
      <RelativeTime at={alert.receivedAt} />
    </Text>
  </li>
);
