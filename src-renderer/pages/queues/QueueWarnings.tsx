import { Alert, Group, List, Progress, Stack, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Health } from '../../../src-shared/contract/operations.ts';
import { useHealthWords } from '../../components/health-words.ts';
import { Bdi } from '../../components/ltr.tsx';
import { useHealth } from '../../data/operations.ts';
import { useFormat } from '../../i18n/format.ts';

/** Parts whose problems hold a queue up. */
const parts = ['worker', 'redis', 'spool', 'nodes'];
/** Feeding pauses from here on. */
const fullShare = 0.7;

/** Why something may not move: nothing consumes a queue, Redis is away or nearly full. */
export const QueueWarnings = () => {
  const { t } = useTranslation('queues');
  const health = useHealth().data;
  const words = useHealthWords();
  if (health === undefined) return null;
  const problems = health.problems.filter(({ part }) => parts.includes(part));
  const isUrgent = problems.some(({ severity }) => severity === 'critical');
  return (
    <Stack gap="sm">
      {problems.length > 0 && (
        <Alert
          color={isUrgent ? 'red' : 'yellow'}
          icon={<IconAlertTriangle size={20} />}
          title={t('warnings.title')}
          role="status"
        >
          <List size="sm" spacing={4}>
            {problems.map((problem) => (
              <List.Item key={`${problem.part} ${problem.message}`}>
                <Bdi>{words.problem(problem)}</Bdi>
              </List.Item>
            ))}
          </List>
        </Alert>
      )}
      <RedisMemory redis={health.redis} />
    </Stack>
  );
};

const RedisMemory = ({ redis }: { redis: Health['redis'] }) => {
  const { t } = useTranslation('queues');
  const format = useFormat();
  const { usedBytes, maxBytes } = redis;
  if (usedBytes === null) return null;
  if (maxBytes === null || maxBytes === 0) {
    return (
      <Text size="sm" c="dimmed">
        {t('memory.unbounded', { used: format.bytes(usedBytes) })}
      </Text>
    );
  }
  const share = usedBytes / maxBytes;
  const words = t('memory.used', {
    used: format.bytes(usedBytes),
    max: format.bytes(maxBytes),
    share: format.percent(share),
  });
  return (
    <Group gap="sm" wrap="wrap">
      <Text size="sm" c="dimmed">
        {words}
      </Text>
      <Progress
        value={Math.min(100, share * 100)}
        color={share > fullShare ? 'red' : 'accent'}
        flex="1 1 160px"
        maw={420}
        aria-label={words}
      />
    </Group>
  );
};
