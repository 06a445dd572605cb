import { Anchor, Group, Stack, Text } from '@mantine/core';
import { Fragment } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Ledger } from '../../../src-shared/contract/operations.ts';
import { type AlertStatus, suppressionReasons } from '../../../src-shared/vocabulary.ts';
import { useIsStale } from '../../components/AsOf.tsx';
import { ToneBadge } from '../../components/Tone.tsx';
import { useFormat } from '../../i18n/format.ts';
import classes from './dashboard.module.css';

const shown = ['delivered', 'suppressed', 'waiting', 'dead', 'unrouted'] as const satisfies AlertStatus[];

/** Every mail ever accepted, accounted for: the sum must balance. */
export const LedgerSentence = ({ ledger, updatedAt }: { ledger: Ledger; updatedAt: number }) => {
  const { t } = useTranslation(['dashboard', 'words']);
  const format = useFormat();
  const isStale = useIsStale(updatedAt);
  return (
    <Stack gap="xs">
      <Text className={classes.ledger} component="div">
        <LedgerPart
          count={ledger.accepted}
          label={t('ledger.accepted', { count: ledger.accepted })}
          to="/alerts"
        />
        {shown.map((status, index) => (
          <Fragment key={status}>
            <span className={classes.operator}>{index === 0 ? '=' : '+'}</span>
            <LedgerPart
              count={ledger[status]}
              label={t(`ledger.${status}`, { count: ledger[status] })}
              to={`/alerts?status=${status}`}
            />
          </Fragment>
        ))}
      </Text>
      <Group gap="sm">
        {ledger.balanced ? (
          <ToneBadge tone={isStale ? 'info' : 'ok'} withDot>
            {t('ledger.balanced')}
          </ToneBadge>
        ) : (
          <ToneBadge tone="critical" withDot>
            {t('ledger.unbalanced', {
              difference: format.number(ledger.difference, { signDisplay: 'always' }),
            })}
          </ToneBadge>
        )}
        <Text size="sm" c="dimmed">
          {t('ledger.joined', { count: ledger.joined })}
        </Text>
      </Group>
      {ledger.suppressed > 0 && (
        <Group gap="4px 12px">
          <Text size="sm" c="dimmed">
            {t('ledger.why')}
          </Text>
          {suppressionReasons.map((reason) => (
            <Anchor
              component={Link}
              key={reason}
              size="sm"
              to={`/alerts?q=${encodeURIComponent(`reason:${reason}`)}&status=suppressed`}
            >
              {t(`words:suppressedBy.${reason}`)}
            </Anchor>
          ))}
        </Group>
      )}
    </Stack>
  );
};

const LedgerPart = ({ count, label, to }: { count: number; label: string; to: string }) => {
  const format = useFormat();
  return (
    <Anchor component={Link} to={to} className={classes.part} underline="hover">
      <b>{format.number(count)}</b> {label}
    </Anchor>
  );
};
