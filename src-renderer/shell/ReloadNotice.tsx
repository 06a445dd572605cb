import { Alert, Button, Group, Text } from '@mantine/core';
import { IconRefreshAlert } from '@tabler/icons-react';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useHealth } from '../data/operations.ts';

/** The server was updated while this page was open: its code is that of the old one. */
export const ReloadNotice = () => {
  const { t } = useTranslation('shell');
  const version = useHealth().data?.version ?? '';
  const first = useRef('');
  if (first.current === '') first.current = version;
  if (version === '' || version === first.current) return null;
  return (
    <Alert color="blue" icon={<IconRefreshAlert size={18} />} mb="md" role="status" title={t('reload.title')}>
      <Group justify="space-between" gap="xs">
        <Text size="sm">{t('reload.why', { version })}</Text>
        <Button size="xs" onClick={() => window.location.reload()}>
          {t('reload.action')}
        </Button>
      </Group>
    </Alert>
  );
};
