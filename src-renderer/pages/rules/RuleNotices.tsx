import { Alert, Anchor, Button, Collapse, Group, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconAlertTriangle, IconInfoCircle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { LtrCode } from '../../components/ltr.tsx';
import { useIsAdmin } from '../../data/auth.ts';
import { useSettings } from '../../data/settings.ts';
import { useFormat } from '../../i18n/format.ts';
import { useRulesPath } from './place.ts';
import { countAddresses } from './rule-insight.ts';
import classes from './rules.module.css';
import type { RuleInsight } from './use-rule-insight.ts';

const shownSenders = 20;

/** Alerts that no rule takes: who sent them, and a rule for each at hand. Grave when the defaults tell nobody. */
export const RuleNotices = ({ insight }: { insight: RuleInsight }) => {
  const { t } = useTranslation('rules');
  const format = useFormat();
  const [isOpen, list] = useDisclosure(false);
  const settings = useSettings().data;
  const { untaken, counted, usable } = insight;
  if (counted === null || usable === null || settings === undefined) return null;
  const hasDefaults = settings.defaultDestinationIds.some((id) => usable.has(id));
  if (untaken.length === 0 && hasDefaults) return null;
  if (untaken.length === 0 && counted.alerts === 0) return null;
  return (
    <Alert
      color={hasDefaults ? 'blue' : 'red'}
      icon={hasDefaults ? <IconInfoCircle size={20} /> : <IconAlertTriangle size={20} />}
      title={untaken.length === 0 ? t('untaken.noDefaults') : t('untaken.title', { count: untaken.length })}
      role="region"
    >
      <Stack gap="xs" align="flex-start">
        <Text size="sm">
          {hasDefaults ? t('untaken.toDefaults') : t('untaken.toNobody')}{' '}
          {counted.isComplete
            ? t('untaken.counted', { count: counted.alerts })
            : t('untaken.countedPart', { count: counted.alerts, since: format.dateTime(counted.since) })}
        </Text>
        {untaken.length > 0 && (
          <Button size="xs" variant="default" onClick={list.toggle} aria-expanded={isOpen}>
            {isOpen ? t('untaken.hide') : t('untaken.show')}
          </Button>
        )}
        <Collapse expanded={isOpen} w="100%">
          <Senders insight={insight} />
        </Collapse>
      </Stack>
    </Alert>
  );
};

const Senders = ({ insight: { untaken, counted } }: { insight: RuleInsight }) => {
  const { t } = useTranslation('rules');
  const isAdmin = useIsAdmin();
  const path = useRulesPath();
  const senders = countAddresses(untaken, 'from');
  return (
    <>
      <ul className={classes.senders}>
        {senders.slice(0, shownSenders).map(({ address, count }) => (
          <li key={address}>
            <Group gap="xs" justify="space-between">
              <Group gap="xs">
                <LtrCode>{address === '' ? '<>' : address}</LtrCode>
                <Anchor
                  component={Link}
                  size="sm"
                  to={`/alerts?${new URLSearchParams({ from: address, since: String(counted?.since ?? 0) })}`}
                >
                  {t('taken.count', { count })}
                </Anchor>
              </Group>
              {isAdmin && address !== '' && (
                <Anchor component={Link} size="sm" to={path('/rules/new', { field: 'from', glob: address })}>
                  {t('untaken.makeRule')}
                </Anchor>
              )}
            </Group>
          </li>
        ))}
      </ul>
      {senders.length > shownSenders && (
        <Text size="sm">{t('untaken.moreSenders', { count: senders.length - shownSenders })}</Text>
      )}
    </>
  );
};
