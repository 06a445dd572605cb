import { Alert, Anchor, List, Text } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Health } from '../../../src-shared/contract/operations.ts';
import { solutionOf, useHealthWords } from '../../components/health-words.ts';
import { Bdi } from '../../components/ltr.tsx';
import { useNow } from '../../components/now.ts';
import { useFormat } from '../../i18n/format.ts';
import { useVerdict } from '../../shell/HealthIndicator.tsx';
import classes from './dashboard.module.css';

/** What needs a person now. Calm is claimed only with fresh proof. */
export const Problems = ({ problems }: { problems: Health['problems'] }) => {
  const { t } = useTranslation(['dashboard', 'health']);
  const healthWords = useHealthWords();
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
          {problems.map((problem) => {
            const { words, to } = solutionOf(problem);
            return (
              <List.Item key={`${problem.part} ${problem.code}`}>
                <span className={classes.problem}>
                  <Bdi>{healthWords.problem(problem)}</Bdi>
                  <Anchor component={Link} to={to} size="sm" fw={500} underline="always" c="inherit">
                    {t(`health:solve.${words}`)}
                  </Anchor>
                </span>
              </List.Item>
            );
          })}
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
