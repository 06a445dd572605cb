import { Group, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { AlertDetail } from '../../../../src-shared/contract/alerts.ts';
import { CopyButton } from '../../../components/CopyButton.tsx';
import classes from '../alerts.module.css';
import { AttachmentList } from './AttachmentList.tsx';

/** The mail's text; where it had none, what its HTML says. */
export const TextTab = ({ alert }: { alert: AlertDetail }) => {
  const { t } = useTranslation('alerts');
  return (
    <Stack gap="md">
      {alert.text === '' ? (
        <Text size="sm" c="dimmed">
          {t('text.none')}
        </Text>
      ) : (
        <Group align="flex-start" wrap="nowrap" gap={4}>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it */}
          <pre className={classes.text} dir="auto" tabIndex={0}>
            {alert.text}
          </pre>
          <CopyButton value={alert.text} label={t('tabs.text')} />
        </Group>
      )}
      <AttachmentList attachments={alert.attachments} />
    </Stack>
  );
};
