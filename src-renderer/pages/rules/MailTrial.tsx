import { Button, FileButton, Group, Stack, Text, Textarea } from '@mantine/core';
import { IconFileUpload, IconMailSearch } from '@tabler/icons-react';
import { type DragEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { z } from 'zod';
import type { simulateMailOutput } from '../../../src-shared/contract/rules.ts';
import { ErrorState } from '../../components/ErrorState.tsx';
import { Bdi, Ltr } from '../../components/ltr.tsx';
import { ServerText } from '../../components/ServerText.tsx';
import { useMailSimulation } from '../../data/rules.ts';
import { useFormat } from '../../i18n/format.ts';
import { Facts } from '../alerts/detail/Facts.tsx';
import { isCut, type MailSource, mailExample, mailInput } from './mail-input.ts';
import { Outcome } from './Outcome.tsx';
import classes from './rules.module.css';

/** A mail pasted, chosen or dropped: what would be read from it, and who would be told. */
export const MailTrial = () => {
  const { t } = useTranslation('rules');
  const format = useFormat();
  const [source, setSource] = useState<MailSource>({ kind: 'text', text: '' });
  const [isOver, setIsOver] = useState(false);
  const simulation = useMailSimulation();
  const run = async (from: MailSource): Promise<void> => {
    simulation.mutate(await mailInput(from));
  };
  const take = (file: File | null | undefined): void => {
    if (!file) return;
    const next: MailSource = { kind: 'file', file };
    setSource(next);
    void run(next);
  };
  const drop = (event: DragEvent): void => {
    event.preventDefault();
    setIsOver(false);
    take(event.dataTransfer.files[0]);
  };
  const isEmpty = source.kind === 'text' && source.text.trim() === '';
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: a file is dropped here; the button beside does the same by keyboard
    <div
      className={classes.drop}
      data-is-over={isOver || undefined}
      onDragOver={(event) => {
        event.preventDefault();
        setIsOver(true);
      }}
      onDragLeave={() => setIsOver(false)}
      onDrop={drop}
    >
      <Stack gap="sm">
        <Textarea
          label={t('simulator.mail.label')}
          description={t('simulator.mail.help')}
          placeholder={mailExample}
          dir={source.kind === 'text' && source.text !== '' ? 'auto' : 'ltr'}
          autosize
          minRows={5}
          maxRows={14}
          spellCheck={false}
          classNames={{ input: classes.rawMail }}
          value={source.kind === 'text' ? source.text : ''}
          onChange={(event) => {
            setSource({ kind: 'text', text: event.currentTarget.value });
            simulation.reset();
          }}
        />
        <Group gap="sm">
          <Button
            size="xs"
            leftSection={<IconMailSearch size={16} />}
            disabled={isEmpty}
            loading={simulation.isPending}
            onClick={() => void run(source)}
          >
            {t('simulator.mail.run')}
          </Button>
          <FileButton onChange={take} accept=".eml,.txt,message/rfc822,text/plain">
            {(props) => (
              <Button {...props} size="xs" variant="default" leftSection={<IconFileUpload size={16} />}>
                {t('simulator.mail.choose')}
              </Button>
            )}
          </FileButton>
          {source.kind === 'file' && (
            <Text size="sm">
              <Ltr>{source.file.name}</Ltr> · {format.bytes(source.file.size)}
            </Text>
          )}
        </Group>
        {isCut(source) && (
          <Text size="sm" c="dimmed">
            {t('simulator.mail.cut')}
          </Text>
        )}
        {simulation.isError && (
          <ErrorState
            error={simulation.error}
            onRetry={() => void run(source)}
            isRetrying={simulation.isPending}
          />
        )}
        {simulation.data !== undefined && <Reading result={simulation.data} />}
      </Stack>
    </div>
  );
};

const Reading = ({ result }: { result: z.infer<typeof simulateMailOutput> }) => {
  const { t } = useTranslation(['rules', 'words', 'alerts']);
  const { mail, facts } = result;
  return (
    <Stack gap="md">
      <section aria-label={t('simulator.mail.read')}>
        <Text fw={600} mb={4}>
          {t('simulator.mail.read')}
        </Text>
        <Facts
          facts={[
            { label: t('simulator.mail.subject'), value: <Bdi>{mail.subject}</Bdi> },
            { label: t('simulator.from'), value: <Ltr>{mail.from === '' ? '<>' : mail.from}</Ltr> },
            {
              label: t('simulator.to'),
              value: mail.to.length === 0 ? null : <Ltr>{mail.to.join(', ')}</Ltr>,
            },
            { label: t('alerts:analysis.source'), value: <Ltr>{facts.source}</Ltr> },
            {
              label: t('alerts:analysis.kind'),
              value: `${t(`words:kind.${facts.kind}`)} · ${t(`words:state.${facts.state}`)}`,
            },
            { label: t('alerts:analysis.category'), value: t(`words:category.${facts.category}`) },
            {
              label: t('alerts:analysis.system'),
              value: facts.system === '' ? null : <Bdi>{facts.system}</Bdi>,
            },
            { label: t('alerts:analysis.host'), value: facts.host === '' ? null : <Ltr>{facts.host}</Ltr> },
            {
              label: t('alerts:analysis.resource'),
              value: facts.resource === '' ? null : <Bdi>{facts.resource}</Bdi>,
            },
            { label: t('simulator.mail.summary'), value: <Bdi>{facts.summary}</Bdi> },
            {
              label: t('simulator.mail.carries'),
              value: facts.alerts > 1 ? t('simulator.mail.alerts', { count: facts.alerts }) : null,
            },
            {
              label: t('alerts:analysis.notes'),
              value: mail.notes.length === 0 ? null : <ServerText>{mail.notes.join('; ')}</ServerText>,
            },
          ]}
        />
      </section>
      <Outcome outcome={result} severity={facts.severity} />
    </Stack>
  );
};
