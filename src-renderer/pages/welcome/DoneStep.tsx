import { Button, Group, Stack, Text } from '@mantine/core';
import { IconSend } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Section } from '../../components/Section.tsx';
import { TestResultPanel } from '../../components/TestResultPanel.tsx';
import { useRecentAlerts } from '../../data/alerts.ts';
import { changeFirstRun } from '../../data/first-run.ts';
import { useSendSample } from '../../data/operations.ts';
import { useSettings } from '../../data/settings.ts';
import { ArrivedAlert } from './ArrivedAlert.tsx';
import classes from './welcome.module.css';

/** Ends where the work begins: on the newest alert, and whom it reached. */
export const DoneStep = () => {
  const { t } = useTranslation('welcome');
  const newest = useRecentAlerts({}, 1).data?.items[0];
  const hasDefault = (useSettings().data?.defaultDestinationIds.length ?? 0) > 0;
  const send = useSendSample();
  return (
    <Section title={t('done.title')} lead={t(hasDefault ? 'done.lead' : 'done.leadNobody')}>
      <Stack gap="md">
        {newest === undefined ? (
          <Text size="sm" c="dimmed">
            {t('done.noneYet')}
          </Text>
        ) : (
          <ArrivedAlert key={newest.id} id={newest.id} />
        )}
        {(send.data?.ok === false || send.error !== null) && (
          <TestResultPanel result={send.data} error={send.error} />
        )}
        <Group gap="sm" className={classes.wide}>
          <Button
            variant="default"
            leftSection={<IconSend size={16} className="flip-in-rtl" />}
            loading={send.isPending}
            onClick={() => send.mutate(undefined)}
          >
            {t('done.sendThrough')}
          </Button>
          {newest !== undefined && (
            <Button
              component={Link}
              to={`/alerts/${newest.id}`}
              onClick={() => changeFirstRun({ isDismissed: true })}
            >
              {t('done.open')}
            </Button>
          )}
        </Group>
      </Stack>
    </Section>
  );
};
