import { Alert, List, Text } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Health } from '../../../src-shared/contract/operations.ts';
import { Bdi } from '../../components/ltr.tsx';
import { useNow } from '../../components/now.ts';
import { useFormat } from '../../i18n/format.ts';
import { useVerdict } from '../../shell/HealthIndicator.tsx';

/** What needs a person now. Calm is claimed only with fresh proof. */
export const Problems = ({ problems }: { problems: Health['problems'] }) => {
  const { t } = useTranslation('dashboard');
  const format = useFormat();
  const now = useNow();
  const { verdict, at } = useVerdict();
  if (problems.length > 0) {
    const isUrgent = problems.some(({ severity }) => severity === 'critical');
    return (
      <Alert
        color={isUrgent ? 'red' : 'yellow'}
        icon={<IconAlertTriangle size={20} />}
        title={t('problems.title', { count: problems.length })}
        role="region"
        aria-label={t('problems.title', { count: problems.length })}
      >
        <List size="sm" spacing={4}>
          {problems.map(({ part, message }) => (
            <List.Item key={`${part} ${message}`}>
              <Bdi>{message}</Bdi>
            </List.Item>
          ))}
        </List>
      </Alert>
    );
  }
  if (verdict === 'stale') {
    return (
      <Alert color="gray" icon={<IconAlertTriangle size={20} />} title={t('problems.unknown')}>
        <Text size="sm">{t('problems.unknownWhy', { when: format.relative(at, now) })}</Text>
      </Alert>
    );
  }
  return (
    <Alert color="green" icon={<IconCircleCheck size={20} />} title={t('problems.none')}>
      <Text size="sm">{t('problems.noneProof', { when: format.relative(at, now) })}</Text>
    </Alert>
  );
};
