import { useTranslation } from 'react-i18next';
import type { PartHealth } from '../../src-shared/contract/operations.ts';
import type { AlertStatus, DeliveryState, Severity, State } from '../../src-shared/vocabulary.ts';
import { ToneBadge, type ToneName } from './Tone.tsx';

const stateTones = { firing: 'high', resolved: 'ok', info: 'info' } as const satisfies Record<
  State,
  ToneName
>;
const statusTones = {
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
