import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Health, PartHealth } from '../../../src-shared/contract/operations.ts';
import { PartBadge } from '../../components/badges.tsx';
import { useHealthWords } from '../../components/health-words.ts';
import { Bdi, Ltr } from '../../components/ltr.tsx';
import { RelativeTime } from '../../components/RelativeTime.tsx';
import { useVerdict } from '../../shell/HealthIndicator.tsx';
import classes from './dashboard.module.css';

const partNames = ['smtp', 'spool', 'redis', 'worker', 'ledger'] as const;

/** Each part, how it stands, and when it last proved it. */
export const PartList = ({ health }: { health: Health }) => {
  const { t } = useTranslation('dashboard');
  return (
    <div>
      {partNames.map((name) => (
        <Part key={name} name={t(`parts.${name}`)} part={health[name]} />
      ))}
      {health.nodes.map((node) => (
        <div key={node.id} className={classes.row}>
          <Text size="sm" fw={500}>
            {t('parts.node')}
          </Text>
          <Text size="sm">
            <Ltr>{node.host}</Ltr>
          </Text>
          <Text size="sm" c="dimmed" className={classes.detail}>
            <Ltr>{node.roles.join(', ')}</Ltr> · <RelativeTime at={node.seenAt} />
          </Text>
        </div>
      ))}
    </div>
  );
};

const Part = ({ name, part }: { name: string; part: PartHealth }) => {
  const isStale = useVerdict().verdict === 'stale';
  const words = useHealthWords().part(part);
  return (
    <div className={classes.row}>
      <Text size="sm" fw={500}>
        {name}
      </Text>
      <PartBadge state={isStale ? 'unknown' : part.state} />
      <Text size="sm" c="dimmed" className={classes.detail}>
        <Bdi>{words}</Bdi>
        {part.lastSuccessAt !== null && (
          <>
            {words !== '' && ' · '}
            <RelativeTime at={part.lastSuccessAt} />
          </>
        )}
      </Text>
    </div>
  );
};
