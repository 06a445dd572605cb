import { Tooltip } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useNow } from '../components/now.ts';
import { ToneDot, type ToneName, toneStyle } from '../components/Tone.tsx';
import { useConnection } from '../data/live.tsx';
import { freshForMs, useHealth } from '../data/operations.ts';
import { useFormat } from '../i18n/format.ts';
import classes from './shell.module.css';

type Verdict = 'checking' | 'stale' | 'ok' | 'attention' | 'degraded' | 'down';

const tones = {
  checking: 'info',
  stale: 'info',
  ok: 'ok',
  attention: 'medium',
  degraded: 'medium',
  down: 'critical',
} as const satisfies Record<Verdict, ToneName>;

/** Green only when the server said so a moment ago and the live connection stands. */
export const useVerdict = (): { verdict: Verdict; at: number } => {
  const { data, dataUpdatedAt } = useHealth();
  const connection = useConnection();
  const now = useNow();
  if (data === undefined) return { verdict: 'checking', at: 0 };
  const isFresh = now - dataUpdatedAt < freshForMs && connection.kind !== 'reconnecting';
  const needsSomebody = data.status === 'ok' && data.problems.length > 0;
  return { verdict: isFresh ? (needsSomebody ? 'attention' : data.status) : 'stale', at: dataUpdatedAt };
};

export const HealthIndicator = () => {
  const { t } = useTranslation('shell');
  const format = useFormat();
  const now = useNow();
  const { verdict, at } = useVerdict();
  const tone = tones[verdict];
  const when = at === 0 ? t('health.neverProven') : t('health.proven', { when: format.relative(at, now) });
  return (
    <Tooltip label={when}>
      <Link to="/" className={classes.health} style={toneStyle(tone)} aria-label={t(`health.${verdict}`)}>
        <ToneDot tone={tone} />
        <span>{t(`health.${verdict}`)}</span>
      </Link>
    </Tooltip>
  );
};
