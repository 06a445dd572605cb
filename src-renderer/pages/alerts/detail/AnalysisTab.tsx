import { Alert, Anchor, List, Stack, Text, Title } from '@mantine/core';
import { IconShieldExclamation } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { AlertDetail } from '../../../../src-shared/contract/alerts.ts';
import { Bdi, Ltr } from '../../../components/ltr.tsx';
import { RelativeTime } from '../../../components/RelativeTime.tsx';
import { ServerText } from '../../../components/ServerText.tsx';
import { useFormat } from '../../../i18n/format.ts';
import { useServerWords } from '../../../i18n/server-words.ts';
import classes from '../alerts.module.css';
import { AttachmentList } from './AttachmentList.tsx';
import { type Fact, Facts } from './Facts.tsx';
import { SentToModel } from './SentText.tsx';

/** What is known about the alert, what to do, and who found it out. */
export const AnalysisTab = ({ alert }: { alert: AlertDetail }) => {
  const { t } = useTranslation(['alerts', 'words']);
  const inWords = useServerWords();
  const { analysis } = alert;
  return (
    <Stack gap="md">
      {analysis.flags.includes('injection') && (
        <Alert
          color="yellow"
          icon={<IconShieldExclamation size={18} />}
          title={t('analysis.injection')}
          className={classes.breaks}
        >
          <Text size="sm">{t('analysis.injectionWhat')}</Text>
        </Alert>
      )}
      {analysis.details.length > 0 && (
        <Part title={t('analysis.summary')}>
          <Lines lines={analysis.details} />
        </Part>
      )}
      {analysis.actions.length > 0 && (
        <Part title={t('analysis.actions')}>
          <Lines lines={analysis.actions} isOrdered />
        </Part>
      )}
      <Part title={t('analysis.facts')}>
        <Facts
          facts={[
            {
              label: t('analysis.system'),
              value: analysis.system === '' ? null : <Bdi>{analysis.system}</Bdi>,
            },
            { label: t('analysis.host'), value: alert.host === '' ? null : <Ltr>{alert.host}</Ltr> },
            {
              label: t('analysis.resource'),
              value: alert.resource === '' ? null : <Bdi>{alert.resource}</Bdi>,
            },
            { label: t('analysis.category'), value: t(`words:category.${alert.category}`) },
            { label: t('analysis.kind'), value: t(`words:kind.${alert.kind}`) },
            { label: t('analysis.source'), value: <Ltr>{alert.source}</Ltr> },
            {
              label: t('analysis.copies'),
              value: alert.copies > 1 ? t('list.copies', { count: alert.copies }) : null,
            },
            {
              label: t('analysis.incident'),
              value: alert.incidentId !== null && (
                <Anchor component={Link} to={`/incidents/${alert.incidentId}`} size="sm">
                  {t('analysis.toIncident')}
                </Anchor>
              ),
            },
            { label: t('analysis.fingerprint'), value: alert.fingerprint && <Ltr>{alert.fingerprint}</Ltr> },
          ]}
        />
      </Part>
      <Part title={t('analysis.who')}>
        <Facts facts={useMakerFacts(alert)} />
        {analysis.by.kind === 'provider' && !analysis.cached && (
          <div className={classes.sent}>
            <SentToModel id={alert.id} />
          </div>
        )}
      </Part>
      <Part title={t('analysis.route')}>
        <Text size="sm">
          {alert.routeReason === '' ? t('analysis.notRouted') : <ServerText>{alert.routeReason}</ServerText>}
        </Text>
        {alert.ruleId !== null && (
          <Anchor component={Link} to={`/rules/${alert.ruleId}`} size="sm">
            {t('analysis.toRule')}
          </Anchor>
        )}
      </Part>
      {alert.notes.length > 0 && (
        <Part title={t('analysis.notes')}>
          <Lines lines={alert.notes.map(inWords)} />
        </Part>
      )}
      <AttachmentList attachments={alert.attachments} />
    </Stack>
  );
};

const useMakerFacts = ({ analysis }: AlertDetail): Fact[] => {
  const { t } = useTranslation('alerts');
  const format = useFormat();
  const { by, confidence, latencyMs, tokens, at } = analysis;
  const isModel = by.kind === 'provider';
  return [
    {
      label: t('analysis.by'),
      value: isModel ? (
        <>
          <Bdi>{by.providerName ?? ''}</Bdi> · <Ltr>{by.model ?? ''}</Ltr>
        </>
      ) : (
        t('analysis.deterministic')
      ),
    },
    { label: t('analysis.cached'), value: analysis.cached ? t('analysis.cachedWhat') : null },
    { label: t('analysis.at'), value: <RelativeTime at={at} /> },
    { label: t('analysis.took'), value: latencyMs === null ? null : format.duration(latencyMs) },
    { label: t('analysis.confidence'), value: confidence > 0 ? format.percent(confidence) : null },
    {
      label: t('analysis.tokens'),
      value:
        tokens === null
          ? null
          : t('analysis.tokenCounts', {
              prompt: format.number(tokens.prompt),
              completion: format.number(tokens.completion),
            }),
    },
  ];
};

const Part = ({ title, children }: { title: string; children: ReactNode }) => (
  <section>
    <Title order={3} mb={4}>
      {title}
    </Title>
    {children}
  </section>
);

const Lines = ({ lines, isOrdered = false }: { lines: readonly string[]; isOrdered?: boolean }) =>
  lines.length === 0 ? null : (
    <List size="sm" spacing={2} mt={4} type={isOrdered ? 'ordered' : 'unordered'}>
      {[...new Set(lines)].map((line) => (
        <List.Item key={line}>
          <Bdi>{line}</Bdi>
        </List.Item>
      ))}
    </List>
  );
