import {
  Alert,
  Anchor,
  Button,
  Group,
  Select,
  SimpleGrid,
  Stack,
  Table,
  Text,
  TextInput,
} from '@mantine/core';
import { IconBellOff, IconX } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { RouteStep } from '../../../src-shared/contract/rules.ts';
import { severities } from '../../../src-shared/vocabulary.ts';
import { SeverityBadge } from '../../components/badges.tsx';
import { DestinationChips } from '../../components/DestinationChips.tsx';
import { ErrorState } from '../../components/ErrorState.tsx';
import { Bdi, LtrCode } from '../../components/ltr.tsx';
import { Section } from '../../components/Section.tsx';
import { useShortcut } from '../../components/shortcuts.ts';
import { useProviders } from '../../data/providers.ts';
import { useSimulation } from '../../data/rules.ts';
import { useRulesPath } from './place.ts';
import classes from './rules.module.css';
import { type Trial, useTrial } from './use-trial.ts';

/** Which rule would take a mail, why, and who would be told: for addresses as typed, or for a stored alert. */
export const Simulator = () => {
  const { t } = useTranslation(['rules', 'words']);
  const trial = useTrial();
  const fromField = useRef<HTMLInputElement>(null);
  const box = useRef<HTMLDivElement>(null);
  useShortcut({
    keys: 's',
    label: t('simulator.title'),
    group: 'page',
    run: () => fromField.current?.focus(),
  });
  const isOfAlert = trial.alertId !== null;
  useEffect(() => {
    if (isOfAlert) box.current?.scrollIntoView({ block: 'start' });
  }, [isOfAlert]);
  return (
    <div ref={box}>
      <Section title={t('simulator.title')} lead={t('simulator.lead')}>
        <Stack gap="md">
          {isOfAlert ? (
            <OfAlert trial={trial} />
          ) : (
            <SimpleGrid cols={{ base: 1, xs: 3 }} spacing="sm">
              <TextInput
                ref={fromField}
                label={t('simulator.from')}
                placeholder="zabbix@mon.example.org"
                dir="ltr"
                spellCheck={false}
                value={trial.typedFrom}
                onChange={(event) => trial.typeFrom(event.currentTarget.value)}
              />
              <TextInput
                label={t('simulator.to')}
                placeholder="ops@example.org, noc@example.org"
                dir="ltr"
                spellCheck={false}
                value={trial.typedTo}
                onChange={(event) => trial.typeTo(event.currentTarget.value)}
              />
              <Select
                label={t('simulator.severity')}
                placeholder={t('simulator.every')}
                clearable
                clearButtonProps={{ 'aria-label': t('simulator.every') }}
                value={trial.severity}
                onChange={(severity) => trial.set({ severity: severity ?? '' })}
                data={severities.map((severity) => ({
                  value: severity,
                  label: t(`words:severity.${severity}`),
                }))}
              />
            </SimpleGrid>
          )}
          <Outcome trial={trial} />
        </Stack>
      </Section>
    </div>
  );
};

const OfAlert = ({ trial: { alert, set } }: { trial: Trial }) => {
  const { t } = useTranslation('rules');
  if (alert.isError) return <ErrorState error={alert.error} onRetry={() => void alert.refetch()} />;
  return (
    <Group justify="space-between" gap="sm" align="flex-start">
      <Stack gap={4}>
        {alert.data !== undefined && (
          <>
            <Group gap="xs">
              <SeverityBadge severity={alert.data.severity} />
              <Anchor component={Link} to={`/alerts/${alert.data.id}`} size="sm" fw={600}>
                <Bdi>{alert.data.subject || alert.data.id}</Bdi>
              </Anchor>
            </Group>
            <Text size="sm" c="dimmed">
              {t('simulator.whenItCame')} <Bdi>{alert.data.routeReason}</Bdi>
            </Text>
          </>
        )}
      </Stack>
      <Button
        variant="default"
        size="xs"
        leftSection={<IconX size={14} />}
        onClick={() => set({ alert: '' })}
      >
        {t('simulator.leaveAlert')}
      </Button>
    </Group>
  );
};

const Outcome = ({ trial: { input } }: { trial: Trial }) => {
  const { t } = useTranslation(['rules', 'words']);
  const path = useRulesPath();
  const { data, isError, error, refetch } = useSimulation(input);
  const provider = useProviders().data?.find(({ id }) => id === data?.providerId);
  if (input === null) {
    return (
      <Text size="sm" c="dimmed">
        {t('simulator.begin')}
      </Text>
    );
  }
  if (isError) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return null;
  const rows =
    input.severity === undefined
      ? severities.map((severity) => ({ severity, ids: data.bySeverity[severity] ?? [] }))
      : [{ severity: input.severity, ids: data.destinationIds }];
  return (
    <div role="status" aria-label={t('simulator.result')}>
      <Stack gap="sm">
        {data.muted !== null && (
          <Alert color="yellow" icon={<IconBellOff size={18} />} title={t('simulator.muted')}>
            <Text size="sm">
              {t('simulator.mutedBy')} <LtrCode>{data.muted.glob}</LtrCode>.{' '}
              <Anchor component={Link} to="/mutes" size="sm">
                {t('simulator.toMutes')}
              </Anchor>
            </Text>
          </Alert>
        )}
        <div>
          <Text fw={600}>
            {data.ruleId === null ? (
              t('simulator.noRule')
            ) : (
              <>
                {t('simulator.rule')}{' '}
                <Anchor component={Link} to={path(`/rules/${data.ruleId}`)} fw={600}>
                  <Bdi>{data.ruleName}</Bdi>
                </Anchor>
              </>
            )}
          </Text>
          <ul className={classes.steps}>
            {data.steps
              .filter(({ kind }) => kind !== 'noRule')
              .map((step) => (
                <li key={step.kind}>
                  <StepWords step={step} />
                </li>
              ))}
          </ul>
        </div>
        <Table verticalSpacing={6} className={classes.outcome}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('simulator.severity')}</Table.Th>
              <Table.Th>{t('simulator.told')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {rows.map(({ severity, ids }) => (
              <Table.Tr key={severity}>
                <Table.Td>
                  <SeverityBadge severity={severity} />
                </Table.Td>
                <Table.Td>
                  <DestinationChips ids={ids} empty={t('simulator.nobody')} />
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
        {provider !== undefined && (
          <Text size="sm" c="dimmed">
            {t('row.provider')} <Bdi>{provider.name}</Bdi>
          </Text>
        )}
      </Stack>
    </div>
  );
};

const StepWords = ({ step }: { step: RouteStep }) => {
  const { t } = useTranslation(['rules', 'words']);
  switch (step.kind) {
    case 'rule':
      return (
        <>
          {t(`step.${step.field}`)} <LtrCode>{step.address === '' ? '<>' : step.address}</LtrCode>{' '}
          {t('step.matches')} <LtrCode>{step.glob}</LtrCode>
        </>
      );
    case 'override':
      return t(`step.${step.mode}.${step.where}`, { severity: t(`words:severity.${step.severity}`) });
    case 'fallback':
      return t('step.fallback');
    case 'nobody':
      return t('step.nobody');
    case 'noRule':
      return t('simulator.noRule');
    default:
      return step satisfies never;
  }
};
