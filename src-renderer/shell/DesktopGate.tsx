/** In the desktop's window: the console while the engine runs, else what it is doing or what it needs. */
import { Center, Loader, Paper, Progress, Stack, Text, Title } from '@mantine/core';
import { type ReactNode, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { EngineState } from '../../src-shared/contract/desktop.ts';
import { useFormat } from '../i18n/format.ts';
import { usePreferences } from '../i18n/preferences.ts';
import { router } from '../routes.tsx';
import { desktopClient } from '../transport/desktop.ts';
import { PassphraseForm } from './PassphraseForm.tsx';
import { StartFailurePage } from './StartFailurePage.tsx';

export const DesktopGate = ({ children }: { children: ReactNode }) => {
  const state = useEngineState();
  useOpenings();
  useShellLanguage();
  if (state?.kind === 'running') return children;
  return (
    <Center mih="100dvh" p="md" component="main">
      <Paper p="xl" maw={620} w="100%" withBorder>
        <Standing state={state} />
      </Paper>
    </Center>
  );
};

const Standing = ({ state }: { state: Exclude<EngineState, { kind: 'running' }> | null }) => {
  const { t } = useTranslation('desktop');
  const format = useFormat();
  switch (state?.kind) {
    case 'failed':
      return <StartFailurePage failure={state.failure} />;
    case 'passphrase':
      return <PassphraseForm isNew={state.isNew} wasWrong={state.wasWrong} />;
    case 'moving': {
      const { copiedBytes, totalBytes } = state;
      const percent = totalBytes === 0 ? 0 : (copiedBytes / totalBytes) * 100;
      return (
        <Stack gap="sm">
          <Title order={1} size="h3">
            {t('moving.title')}
          </Title>
          <Progress value={percent} aria-label={t('moving.title')} />
          <Text size="sm" c="dimmed">
            {t('moving.progress', { copied: format.bytes(copiedBytes), total: format.bytes(totalBytes) })}
          </Text>
        </Stack>
      );
    }
    default:
      return (
        <Stack align="center" gap="sm" role="status">
          <Loader type="dots" />
          <Text>{state?.kind === 'stopping' ? t('stopping') : t('starting')}</Text>
        </Stack>
      );
  }
};

const followAgainMs = 1_000;

/** Calls for each value for as long as the component is there; a stream that ended is asked for again. */
const useStream = <T,>(
  open: (signal: AbortSignal) => Promise<AsyncIterable<T>>,
  onValue: (value: T) => void,
): void => {
  // biome-ignore lint/correctness/useExhaustiveDependencies: opened once; what it calls does not change
  useEffect(() => {
    const stop = new AbortController();
    let timer: number | undefined;
    const follow = async (): Promise<void> => {
      try {
        for await (const value of await open(stop.signal)) onValue(value);
      } catch {
        // The shell is gone, or the page is: asked again while the page is there.
      }
      if (!stop.signal.aborted) timer = window.setTimeout(() => void follow(), followAgainMs);
    };
    void follow();
    return () => {
      stop.abort();
      window.clearTimeout(timer);
    };
  }, []);
};

const useEngineState = (): EngineState | null => {
  const [state, setState] = useState<EngineState | null>(null);
  useStream((signal) => desktopClient.state(undefined, { signal }), setState);
  return state;
};

/** What tray, menu, notice or link asks for. */
const useOpenings = (): void =>
  useStream(
    (signal) => desktopClient.openings(undefined, { signal }),
    ({ path }) => void router.navigate(path),
  );

/** Tray and menu speak the language of the console. */
const useShellLanguage = (): void => {
  const { language } = usePreferences();
  useEffect(() => {
    desktopClient.updateSettings({ language }).catch(() => {
      // It keeps the one it has.
    });
  }, [language]);
};
