import { Alert, Button, Group, Text } from '@mantine/core';
import { IconPlugConnectedX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useNow } from '../components/now.ts';
import { useConnection } from '../data/live.tsx';
import { useFormat } from '../i18n/format.ts';

/** Short drops mend themselves and are not worth a word. */
const quietForMs = 3_000;

/** Says since when nothing live arrives, and that what is shown is from then. */
export const ConnectionBanner = () => {
  const { t } = useTranslation('shell');
  const format = useFormat();
  const now = useNow();
  const { kind, since, retryNow } = useConnection();
  if (kind !== 'reconnecting' || now - since < quietForMs) return null;
  return (
    <Alert
      color="yellow"
      icon={<IconPlugConnectedX size={18} />}
      mb="md"
      role="status"
      title={t('connection.lost')}
    >
      <Group justify="space-between" gap="xs">
        <Text size="sm">{t('connection.shownFrom', { time: format.time(since) })}</Text>
        <Button size="xs" variant="default" onClick={retryNow}>
          {t('connection.retryNow')}
        </Button>
      </Group>
    </Alert>
  );
};
