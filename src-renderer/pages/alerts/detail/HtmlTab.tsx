import { Button, Group, List, Stack, Text } from '@mantine/core';
import { IconEye } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { CopyButton } from '../../../components/CopyButton.tsx';
import { EmptyState } from '../../../components/EmptyState.tsx';
import { ErrorState } from '../../../components/ErrorState.tsx';
import { LoadingState } from '../../../components/LoadingState.tsx';
import { Bdi, Ltr } from '../../../components/ltr.tsx';
import classes from '../alerts.module.css';
import type { MailView } from './mail-html.ts';

/** Only shown when asked for, mail by mail. */
export const HtmlTab = ({ html }: { html: string | null }) => {
  const { t } = useTranslation('alerts');
  const [isShown, setShown] = useState(false);
  if (html === null || html === '') return <EmptyState title={t('html.none')} next={t('html.noneNext')} />;
  if (!isShown) {
    return (
      <Stack align="flex-start" gap="sm">
        <Text size="sm" maw={620}>
          {t('html.what')}
        </Text>
        <Button leftSection={<IconEye size={16} />} onClick={() => setShown(true)}>
          {t('html.show')}
        </Button>
      </Stack>
    );
  }
  return <Shown html={html} />;
};

const Shown = ({ html }: { html: string }) => {
  const { t } = useTranslation('alerts');
  const { view, error } = useMailView(html);
  if (error !== null) return <ErrorState error={error} />;
  if (view === null) return <LoadingState rows={3} />;
  return (
    <Stack gap="sm">
      <MailFrame document={view.document} title={t('html.title')} />
      {view.leftOutImages > 0 && (
        <Text size="sm" c="dimmed">
          {t('html.images', { count: view.leftOutImages })}
        </Text>
      )}
      {view.links.length > 0 && (
        <section aria-label={t('html.links', { count: view.links.length })}>
          <Text size="sm" fw={600} mb={4}>
            {t('html.links', { count: view.links.length })}
          </Text>
          <List type="ordered" size="sm" spacing={2}>
            {view.links.map(({ url, text }, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the number is its name
              <List.Item key={index}>
                <Group gap={4} wrap="nowrap" align="flex-start">
                  <Text size="sm" className={classes.breaks}>
                    {text !== '' && text !== url && (
                      <>
                        <Bdi>{text}</Bdi>:{' '}
                      </>
                    )}
                    <Ltr>{url}</Ltr>
                  </Text>
                  <CopyButton value={url} label={t('html.address')} />
                </Group>
              </List.Item>
            ))}
          </List>
        </section>
      )}
    </Stack>
  );
};

const useMailView = (html: string): { view: MailView | null; error: unknown } => {
  const [state, setState] = useState<{ view: MailView | null; error: unknown }>({ view: null, error: null });
  useEffect(() => {
    let isCurrent = true;
    import('./mail-html.ts').then(
      ({ viewMail }) => {
        if (isCurrent) setState({ view: viewMail(html), error: null });
      },
      (error: unknown) => {
        if (isCurrent) setState({ view: null, error });
      },
    );
    return () => {
      isCurrent = false;
    };
  }, [html]);
  return state;
};

interface DocumentPolicy {
  createHTML(text: string): string;
}

/** The browser takes a frame's document only from a policy by name: here alone one is made, of what was made harmless. */
const trusted: DocumentPolicy = (
  window as unknown as {
    trustedTypes?: {
      createPolicy(name: string, rules: { createHTML: (text: string) => string }): DocumentPolicy;
    };
  }
).trustedTypes?.createPolicy('alertflow-mail', { createHTML: (text) => text }) ?? {
  createHTML: (text) => text,
};

/** No scripts, no origin, no forms, no windows, no navigation; its policy forbids every request. */
const MailFrame = ({ document, title }: { document: string; title: string }) => {
  const frame = useRef<HTMLIFrameElement>(null);
  useEffect(() => {
    if (frame.current !== null) frame.current.srcdoc = trusted.createHTML(document);
  }, [document]);
  return (
    <iframe ref={frame} className={classes.mail} title={title} sandbox="" referrerPolicy="no-referrer" />
  );
};
