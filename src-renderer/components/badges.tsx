import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { AlertItem } from '../../src-shared/contract/alerts.ts';
import type { PartHealth } from '../../src-shared/contract/operations.ts';
import {
  type AlertStatus,
  type DeliveryState,
  type Severity,
  type State,
  suppressionReasons,
} from '../../src-shared/vocabulary.ts';
import { Bdi } from './ltr.tsx';
import { ToneBadge, type ToneName } from './Tone.tsx';

export const stateTones = { firing: 'high', resolved: 'ok', info: 'info' } as const satisfies Record<
  State,
  ToneName
>;
export const statusTones = {
  waiting: 'low',
  delivered: 'ok',
  suppressed: 'info',
  dead: 'critical',
  unrouted: 'medium',
} as const satisfies Record<AlertStatus, ToneName>;
const deliveryTones = {
  waiting: 'low',
  sending: 'low',
  retrying: 'medium',
  delivered: 'ok',
  dead: 'critical',
  discarded: 'info',
} as const satisfies Record<DeliveryState, ToneName>;
export const partTones = {
  ok: 'ok',
  degraded: 'medium',
  down: 'critical',
  idle: 'info',
  unknown: 'info',
} as const satisfies Record<PartHealth['state'], ToneName>;

export const SeverityBadge = ({ severity }: { severity: Severity }) => {
  const { t } = useTranslation('words');
  return (
    <ToneBadge tone={severity} withDot>
      {t(`severity.${severity}`)}
    </ToneBadge>
  );
};

export const StateBadge = ({ state }: { state: State }) => {
  const { t } = useTranslation('words');
  return <ToneBadge tone={stateTones[state]}>{t(`state.${state}`)}</ToneBadge>;
};

export const StatusBadge = ({ status }: { status: AlertStatus }) => {
  const { t } = useTranslation('words');
  return <ToneBadge tone={statusTones[status]}>{t(`status.${status}`)}</ToneBadge>;
};

/** Why nobody was told, beside the status; nothing for alerts that are not suppressed. */
export const SuppressedBy = ({ alert }: { alert: Pick<AlertItem, 'status' | 'suppressedBy'> }) => {
  const { t } = useTranslation('words');
  if (alert.status !== 'suppressed' || alert.suppressedBy === null || alert.suppressedBy === '') return null;
  const known = suppressionReasons.find((reason) => reason === alert.suppressedBy);
  return (
    <Text span size="sm" c="dimmed">
      {known === undefined ? <Bdi>{alert.suppressedBy}</Bdi> : t(`suppressedBy.${known}`)}
    </Text>
  );
};

export const DeliveryBadge = ({ state }: { state: DeliveryState }) => {
  const { t } = useTranslation('words');
  return <ToneBadge tone={deliveryTones[state]}>{t(`delivery.${state}`)}</ToneBadge>;
};

export const PartBadge = ({ state }: { state: PartHealth['state'] }) => {
  const { t } = useTranslation('words');
  return (
    <ToneBadge tone={partTones[state]} withDot>
      {t(`part.${state}`)}
    </ToneBadge>
  );
};
