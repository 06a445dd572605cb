import { Accordion, Button, Group, Progress, Stack, Table, Text } from '@mantine/core';
import { IconTargetArrow } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { ProviderEvaluation } from '../../../src-shared/contract/providers.ts';
import { ErrorState } from '../../components/ErrorState.tsx';
import { Bdi, Ltr } from '../../components/ltr.tsx';
import { Section } from '../../components/Section.tsx';
import { useProviderScore } from '../../data/provider-score.ts';
import { useFormat } from '../../i18n/format.ts';

/** How well the saved provider reads a dozen invented mails, beside the reader that needs no model. */
export const ProviderScore = ({ id }: { id: string }) => {
  const { t } = useTranslation(['score', 'common']);
  const format = useFormat();
  const { state, evaluation, error, run, stop } = useProviderScore(id);
  const { done = 0, total = 0 } = evaluation ?? {};
  const progress = t('progress', { done: format.number(done), total: format.number(total) });
  return (
    <Section title={t('title')} lead={t('lead')}>
      <Stack gap="sm">
        <Group>
          {state === 'running' ? (
            <Button variant="default" onClick={stop}>
              {t('common:cancel')}
            </Button>
          ) : (
            <Button variant="default" leftSection={<IconTargetArrow size={16} />} onClick={run}>
              {state === 'done' ? t('again') : t('run')}
            </Button>
          )}
          {state === 'running' && (
            <Text size="sm" c="dimmed" role="status">
              {progress}
            </Text>
          )}
        </Group>
        {state === 'running' && (
          <Progress value={total === 0 ? 0 : (100 * done) / total} aria-label={t('title')} />
        )}
        {state === 'failed' && <ErrorState error={error} onRetry={run} />}
        {state === 'done' && evaluation?.score && evaluation.reader && (
          <Result score={evaluation.score} reader={evaluation.reader} />
        )}
      </Stack>
    </Section>
  );
};

type Score = NonNullable<ProviderEvaluation['score']>;
const fields = ['severity', 'state', 'category', 'host', 'resource'] as const;

const Result = ({ score, reader }: { score: Score; reader: Score }) => {
  const { t } = useTranslation('score');
  const format = useFormat();
  return (
    <div role="status" aria-label={t('result')}>
      <Table verticalSpacing={6}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('field')}</Table.Th>
            <Table.Th ta="end">{t('provider')}</Table.Th>
            <Table.Th ta="end">{t('reader')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {fields.map((field) => (
            <Table.Tr key={field}>
              <Table.Td>{t(`fields.${field}`)}</Table.Td>
              <Table.Td ta="end">{format.percent(score[field])}</Table.Td>
              <Table.Td ta="end">{format.percent(reader[field])}</Table.Td>
            </Table.Tr>
          ))}
          <Table.Tr>
            <Table.Td>{t('latency')}</Table.Td>
            <Table.Td ta="end">{format.duration(score.latencyMs.p50)}</Table.Td>
            <Table.Td ta="end">{format.duration(reader.latencyMs.p50)}</Table.Td>
          </Table.Tr>
        </Table.Tbody>
      </Table>
      <Text size="sm" c="dimmed" mt="xs">
        {t('mails', { count: score.mails })}
        {score.failed > 0 && ` · ${t('failed', { count: score.failed })}`}
        {score.tokens !== null &&
          ` · ${t('tokens', { prompt: format.number(score.tokens.prompt), completion: format.number(score.tokens.completion) })}`}
      </Text>
      {score.misses.length > 0 && <Misses misses={score.misses} />}
    </div>
  );
};

const Misses = ({ misses }: { misses: Score['misses'] }) => {
  const { t } = useTranslation('score');
  return (
    <Accordion variant="contained" mt="sm">
      <Accordion.Item value="misses">
        <Accordion.Control>{t('misses', { count: misses.length })}</Accordion.Control>
        <Accordion.Panel>
          <Stack gap={6}>
            {misses.map(({ mail, field, expected, got }) => (
              <Text size="sm" key={`${mail} ${field}`}>
                <Ltr>{mail}</Ltr> · {t(`fields.${field as (typeof fields)[number]}`)}: <Bdi>{got || '–'}</Bdi>{' '}
                <Text span size="sm" c="dimmed">
                  {t('expected')} <Ltr>{expected.join(', ')}</Ltr>
                </Text>
              </Text>
            ))}
          </Stack>
        </Accordion.Panel>
      </Accordion.Item>
    </Accordion>
  );
};
