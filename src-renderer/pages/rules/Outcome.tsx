import { Alert, Anchor, Stack, Table, Text } from '@mantine/core';
import { IconBellOff } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { z } from 'zod';
import type { RouteStep, simulateOutput } from '../../../src-shared/contract/rules.ts';
import { type Severity, severities } from '../../../src-shared/vocabulary.ts';
import { SeverityBadge } from '../../components/badges.tsx';
import { DestinationChips } from '../../components/DestinationChips.tsx';
import { Bdi, LtrCode } from '../../components/ltr.tsx';
import { useProviders } from '../../data/providers.ts';
import { useRulesPath } from './place.ts';
import classes from './rules.module.css';

export type SimulationOutcome = z.infer<typeof simulateOutput>;

/** Which rule takes it, why, and who is told: for one severity, or for each where none is given. */
export const Outcome = ({
  outcome,
  severity,
}: {
  outcome: SimulationOutcome;
  severity: Severity | undefined;
}) => {
  const { t } = useTranslation(['rules', 'words']);
  const path = useRulesPath();
  const provider = useProviders().data?.find(({ id }) => id === outcome.providerId);
  const rows =
    severity === undefined
      ? severities.map((severity) => ({ severity, ids: outcome.bySeverity[severity] ?? [] }))
      : [{ severity, ids: outcome.destinationIds }];
  return (
    <div role="status" aria-label={t('simulator.result')}>
      <Stack gap="sm">
        {outcome.muted !== null && (
          <Alert color="yellow" icon={<IconBellOff size={18} />} title={t('simulator.muted')}>
            <Text size="sm">
              {t('simulator.mutedBy')} <LtrCode>{outcome.muted.glob}</LtrCode>.{' '}
              <Anchor component={Link} to="/mutes" size="sm">
                {t('simulator.toMutes')}
              </Anchor>
            </Text>
          </Alert>
        )}
        <div>
          <Text fw={600}>
            {outcome.ruleId === null ? (
              t('simulator.noRule')
            ) : (
              <>
                {t('simulator.rule')}{' '}
                <Anchor component={Link} to={path(`/rules/${outcome.ruleId}`)} fw={600}>
                  <Bdi>{outcome.ruleName}</Bdi>
                </Anchor>
              </>
            )}
          </Text>
          <ul className={classes.steps}>
            {outcome.steps
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
