import { useTranslation } from 'react-i18next';
import type { IncidentItem } from '../../../src-shared/contract/incidents.ts';
import type { IncidentStatus } from '../../../src-shared/vocabulary.ts';
import { ToneBadge, type ToneName } from '../../components/Tone.tsx';

const tones = {
  open: 'high',
  acknowledged: 'low',
  resolved: 'ok',
  stale: 'info',
} as const satisfies Record<IncidentStatus, ToneName>;

export const IncidentStatusBadge = ({ status }: { status: IncidentStatus }) => {
  const { t } = useTranslation('words');
  return <ToneBadge tone={tones[status]}>{t(`incident.${status}`)}</ToneBadge>;
};

/** What is unusual about it. */
export const IncidentMarks = ({ incident }: { incident: Pick<IncidentItem, 'flapping' | 'reopened'> }) => {
  const { t } = useTranslation('incidents');
  return (
    <>
      {incident.flapping && <ToneBadge tone="medium">{t('flapping')}</ToneBadge>}
      {incident.reopened > 0 && (
        <ToneBadge tone="info">{t('reopened', { count: incident.reopened })}</ToneBadge>
      )}
    </>
  );
};
