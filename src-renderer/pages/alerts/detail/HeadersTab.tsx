import { Stack, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { AlertDetail } from '../../../../src-shared/contract/alerts.ts';
import { Bdi, Ltr } from '../../../components/ltr.tsx';
import { useFormat } from '../../../i18n/format.ts';
import { Facts } from './Facts.tsx';

/** How it was handed in, and what its head said. */
export const HeadersTab = ({ alert: { envelope, headers } }: { alert: AlertDetail }) => {
  const { t } = useTranslation('alerts');
  const format = useFormat();
  return (
    <Stack gap="md">
      <section>
        <Title order={3} mb={4}>
          {t('headers.envelope')}
        </Title>
        <Facts
          facts={[
            { label: 'MAIL FROM', value: <Ltr>{envelope.mailFrom || '<>'}</Ltr> },
            { label: 'RCPT TO', value: <Ltr>{envelope.rcptTo.join(', ')}</Ltr> },
            { label: t('headers.client'), value: <Ltr>{envelope.remoteAddress}</Ltr> },
            { label: 'HELO', value: <Ltr>{envelope.helo}</Ltr> },
            { label: 'TLS', value: envelope.secure ? t('headers.encrypted') : t('headers.plain') },
            { label: t('headers.size'), value: format.bytes(envelope.sizeBytes) },
            { label: t('headers.node'), value: <Ltr>{envelope.nodeId}</Ltr> },
          ]}
        />
      </section>
      <section>
        <Title order={3} mb={4}>
          {t('tabs.headers')}
        </Title>
        <Facts
          facts={Object.entries(headers).map(([name, value]) => ({ label: name, value: <Bdi>{value}</Bdi> }))}
        />
      </section>
    </Stack>
  );
};
