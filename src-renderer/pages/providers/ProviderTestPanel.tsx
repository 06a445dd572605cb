import { Alert, Code, Group, List, Stack, Text } from '@mantine/core';
import { IconCircleCheck, IconCircleX } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { z } from 'zod';
import type { Analysis } from '../../../src-shared/contract/alerts.ts';
import type { providerTestOutput } from '../../../src-shared/contract/providers.ts';
import { SeverityBadge, StateBadge } from '../../components/badges.tsx';
import { ErrorState } from '../../components/ErrorState.tsx';
import { Bdi, Ltr } from '../../components/ltr.tsx';
import { useFormat } from '../../i18n/format.ts';
import { useServerWords } from '../../i18n/server-words.ts';
import classes from './providers.module.css';

interface ProviderTestPanelProps {
  result: z.infer<typeof providerTestOutput> | undefined;
  error?: unknown;
}

/** What the model made of the sample mail, and its own words. */
export const ProviderTestPanel = ({ result, error }: ProviderTestPanelProps) => {
  const { t } = useTranslation(['providers', 'common']);
  const inWords = useServerWords();
  const format = useFormat();
  if (error !== null && error !== undefined) return <ErrorState error={error} />;
  if (result === undefined) return null;
  const { ok, latencyMs, responseMode, analysis, answer } = result;
  return (
    <Alert
      role="status"
      color={ok ? 'green' : 'red'}
      icon={ok ? <IconCircleCheck size={18} /> : <IconCircleX size={18} />}
      title={ok ? t('common:test.passed') : t('common:test.failed')}
    >
      <Stack gap="sm">
        <Group gap="xs" className={classes.facts}>
          <Fact label={t('test.latency')}>{format.duration(latencyMs)}</Fact>
          {analysis?.tokens != null && (
            <Fact label={t('test.tokens')}>
              {t('test.tokenCount', {
                prompt: format.number(analysis.tokens.prompt),
                completion: format.number(analysis.tokens.completion),
              })}
            </Fact>
          )}
          {responseMode !== null && <Fact label={t('test.mode')}>{t(`modes.${responseMode}`)}</Fact>}
        </Group>
        {analysis !== null && <Reading analysis={analysis} />}
        <details className={classes.details} open={!ok}>
          <Text component="summary" size="sm">
            {ok ? t('test.raw') : t('common:test.answer')}
          </Text>
          <Code block dir="auto" tabIndex={0} mt="xs" className={classes.raw}>
            {answer === '' ? t('common:test.noAnswer') : inWords(answer)}
          </Code>
        </details>
      </Stack>
    </Alert>
  );
};

const Fact = ({ label, children }: { label: string; children: ReactNode }) => (
  <Text size="sm">
    <Text span size="sm" c="dimmed">
      {label}
    </Text>{' '}
    {children}
  </Text>
);

const Reading = ({ analysis }: { analysis: Analysis }) => {
  const { t } = useTranslation(['providers', 'words']);
  const format = useFormat();
  const { severity, state, category, system, host, resource, summary, details, actions, confidence } =
    analysis;
  const about: [string, string][] = [
    [t('test.system'), system],
    [t('test.host'), host],
    [t('test.resource'), resource],
  ];
  return (
    <Stack gap="xs">
      <Text size="sm" c="dimmed">
        {t('test.sample')}
      </Text>
      <Group gap="xs">
        <SeverityBadge severity={severity} />
        <StateBadge state={state} />
        <Text size="sm">{t(`words:category.${category}`)}</Text>
        <Text size="sm" c="dimmed">
          {t('test.confidence', { share: format.percent(confidence) })}
        </Text>
      </Group>
      <Text size="sm" fw={600}>
        <Bdi>{summary}</Bdi>
      </Text>
      <Group gap="md">
        {about
          .filter(([, value]) => value !== '')
          .map(([label, value]) => (
            <Fact key={label} label={label}>
              <Ltr>{value}</Ltr>
            </Fact>
          ))}
      </Group>
      <Lines title={t('test.details')} lines={details} />
      <Lines title={t('test.actions')} lines={actions} />
    </Stack>
  );
};

const Lines = ({ title, lines }: { title: string; lines: readonly string[] }) =>
  lines.length === 0 ? null : (
    <div>
      <Text size="sm" c="dimmed">
        {title}
      </Text>
      <List size="sm">
        {lines.map((line) => (
          <List.Item key={line}>
            <Bdi>{line}</Bdi>
          </List.Item>
        ))}
      </List>
    </div>
  );
