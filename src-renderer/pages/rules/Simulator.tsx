import {
  Anchor,
  Button,
  Group,
  SegmentedControl,
  Select,
  SimpleGrid,
  Stack,
  Text,
  TextInput,
} from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { severities } from '../../../src-shared/vocabulary.ts';
import { SeverityBadge } from '../../components/badges.tsx';
import { ErrorState } from '../../components/ErrorState.tsx';
import { Bdi } from '../../components/ltr.tsx';
import { Section } from '../../components/Section.tsx';
import { ServerText } from '../../components/ServerText.tsx';
import { useShortcut } from '../../components/shortcuts.ts';
import { useSimulation } from '../../data/rules.ts';
import { MailTrial } from './MailTrial.tsx';
import { Outcome } from './Outcome.tsx';
import classes from './rules.module.css';
import { type Trial, useTrial } from './use-trial.ts';

/** Which rule would take a mail, why, and who would be told: for addresses as typed, a whole mail, or a stored alert. */
export const Simulator = () => {
  const { t } = useTranslation(['rules', 'words']);
  const trial = useTrial();
  const fromField = useRef<HTMLInputElement>(null);
  const box = useRef<HTMLDivElement>(null);
  useShortcut({
    keys: 's',
    label: t('simulator.title'),
    group: 'page',
    run: () => (fromField.current ?? box.current?.querySelector('textarea'))?.focus(),
  });
  const isOfAlert = trial.alertId !== null;
  useEffect(() => {
    if (isOfAlert) box.current?.scrollIntoView({ block: 'start' });
  }, [isOfAlert]);
  return (
    <div ref={box}>
      <Section title={t('simulator.title')} lead={t('simulator.lead')}>
        <Stack gap="md">
          {!isOfAlert && (
            <SegmentedControl
              className={classes.trialKind}
              aria-label={t('simulator.title')}
              value={trial.kind}
              onChange={(kind) => trial.set({ try: kind === 'mail' ? 'mail' : '' })}
              data={[
                { value: 'addresses', label: t('simulator.addresses') },
                { value: 'mail', label: t('simulator.wholeMail') },
              ]}
            />
          )}
          {isOfAlert ? (
            <OfAlert trial={trial} />
          ) : trial.kind === 'mail' ? (
            <MailTrial />
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
          {(isOfAlert || trial.kind === 'addresses') && <OutcomeOfAddresses trial={trial} />}
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
              {t('simulator.whenItCame')} <ServerText>{alert.data.routeReason}</ServerText>
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

const OutcomeOfAddresses = ({ trial: { input } }: { trial: Trial }) => {
  const { t } = useTranslation('rules');
  const { data, isError, error, refetch } = useSimulation(input);
  if (input === null) {
    return (
      <Text size="sm" c="dimmed">
        {t('simulator.begin')}
      </Text>
    );
  }
  if (isError) return <ErrorState error={error} onRetry={() => void refetch()} />;
  return data === undefined ? null : <Outcome outcome={data} severity={input.severity} />;
};
