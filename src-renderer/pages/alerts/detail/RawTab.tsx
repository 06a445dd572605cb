import { Button, Group, Stack, Text } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { CopyButton } from '../../../components/CopyButton.tsx';
import { QueryGate } from '../../../components/QueryGate.tsx';
import { useRawMessage } from '../../../data/alerts.ts';
import { useFormat } from '../../../i18n/format.ts';
import classes from '../alerts.module.css';

/** The message as received, as text; the file itself to take away. */
export const RawTab = ({ id }: { id: string }) => {
  const { t } = useTranslation('alerts');
  const format = useFormat();
  return (
    <QueryGate query={useRawMessage(id)}>
      {({ file, text, isCut }) => (
        <Stack gap="sm">
          <Group justify="space-between">
            <Text size="sm" c="dimmed">
              {format.bytes(file.size)}
              {isCut && ` · ${t('raw.cut')}`}
            </Text>
            <Group gap={4}>
              <CopyButton value={text} label={t('tabs.raw')} />
              <Button
                size="xs"
                variant="default"
                leftSection={<IconDownload size={15} />}
                onClick={() => download(file)}
              >
                {t('raw.download')}
              </Button>
            </Group>
          </Group>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it */}
          <pre className={classes.text} dir="ltr" tabIndex={0}>
            {text}
          </pre>
        </Stack>
      )}
    </QueryGate>
  );
};

const download = (file: File): void => {
  const url = URL.createObjectURL(file);
  const anchor = document.createElement('a');
  anchor.href = url;
  anchor.download = file.name;
  anchor.click();
  // The browser has taken it once this turn is over.
  setTimeout(() => URL.revokeObjectURL(url), 0);
};
