import { Button, Group, NumberInput, Stack, Switch, Text, TextInput } from '@mantine/core';
import { type FormEvent, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DesktopSettings, EngineState } from '../../../../src-shared/contract/desktop.ts';
import { Ltr } from '../../../components/ltr.tsx';
import { Section } from '../../../components/Section.tsx';
import { useChangeDesktop } from '../../../data/desktop.ts';
import { desktopClient } from '../../../transport/desktop.ts';

/** Where mail is taken and where browsers find the console. Taking effect has a price here, so there is a button. */
export const MailPart = ({ settings }: { settings: DesktopSettings }) => {
  const { t } = useTranslation(['desktop', 'settings']);
  const { mutate: change, isPending } = useChangeDesktop();
  const [draft, setDraft] = useState(settings);
  const running = useRunning();
  const fields = ['smtpHost', 'smtpPort', 'consoleOverHttp', 'consolePort'] as const;
  const isChanged = fields.some((name) => draft[name] !== settings[name]);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const { smtpHost, smtpPort, consoleOverHttp, consolePort } = draft;
    change({ smtpHost, smtpPort, consoleOverHttp, consolePort });
  };
  const portField = (name: 'smtpPort' | 'consolePort', label: string, description?: string) => (
    <NumberInput
      label={label}
      description={description}
      maw={240}
      min={0}
      max={65535}
      allowDecimal={false}
      hideControls
      value={draft[name]}
      onChange={(value) => {
        if (typeof value === 'number') setDraft({ ...draft, [name]: value });
      }}
    />
  );
  return (
    <Section title={t('settings.mail')}>
      <form onSubmit={submit}>
        <Stack gap="md">
          <TextInput
            label={t('settings.smtpHost')}
            maw={240}
            dir="ltr"
            value={draft.smtpHost}
            onChange={(event) => setDraft({ ...draft, smtpHost: event.currentTarget.value })}
          />
          {portField('smtpPort', t('settings.smtpPort'), t('settings.smtpHelp'))}
          <Switch
            label={t('settings.consoleOverHttp')}
            description={t('settings.consoleHelp')}
            checked={draft.consoleOverHttp}
            onChange={(event) => setDraft({ ...draft, consoleOverHttp: event.currentTarget.checked })}
          />
          {draft.consoleOverHttp &&
            portField('consolePort', `${t('settings.browser')}: ${t('settings.consolePort')}`)}
          {running?.httpUrl && (
            <Text size="sm">
              {t('settings.consoleAt')} <Ltr>{running.httpUrl}</Ltr>
            </Text>
          )}
          {running?.httpProblem && (
            <Text size="sm" c="red" role="alert">
              {t('settings.consoleProblem', { problem: running.httpProblem })}
            </Text>
          )}
          <Group>
            <Button type="submit" disabled={!isChanged} loading={isPending}>
              {t('settings:save')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Section>
  );
};

const useRunning = (): Extract<EngineState, { kind: 'running' }> | null => {
  const [running, setRunning] = useState<Extract<EngineState, { kind: 'running' }> | null>(null);
  useEffect(() => {
    const stop = new AbortController();
    const follow = async (): Promise<void> => {
      for await (const state of await desktopClient.state(undefined, { signal: stop.signal })) {
        setRunning(state.kind === 'running' ? state : null);
      }
    };
    follow().catch(() => {
      // The gate around the console follows it again.
    });
    return () => stop.abort();
  }, []);
  return running;
};
