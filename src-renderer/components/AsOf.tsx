import { Tooltip } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useConnection } from '../data/live.tsx';
import { freshForMs } from '../data/operations.ts';
import { useFormat } from '../i18n/format.ts';
import { useNow } from './now.ts';
import { ToneBadge } from './Tone.tsx';

/** Whether what was fetched then still is proof of anything now. */
export const useIsStale = (updatedAt: number): boolean => {
  const now = useNow();
  const connection = useConnection();
  return updatedAt > 0 && (connection.kind === 'reconnecting' || now - updatedAt > freshForMs);
};

/** Says of what time figures are, as soon as they are old. */
export const AsOf = ({ updatedAt }: { updatedAt: number }) => {
  const { t } = useTranslation();
  const format = useFormat();
  if (!useIsStale(updatedAt)) return null;
  return (
    <Tooltip label={t('asOf.why')}>
      <span role="status">
        <ToneBadge tone="medium">{t('asOf.time', { time: format.time(updatedAt) })}</ToneBadge>
      </span>
    </Tooltip>
  );
};
