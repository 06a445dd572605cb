import { Group, Paper, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import classes from './stat-card.module.css';
import { ToneDot, type ToneName } from './Tone.tsx';

interface StatCardProps {
  label: string;
  value: ReactNode;
  hint?: ReactNode;
  tone?: ToneName;
  /** Makes the whole card a link. */
  to?: string;
}

/** One figure with its name. */
export const StatCard = ({ label, value, hint, tone, to }: StatCardProps) => {
  const body = (
    <>
      <Group gap={6} wrap="nowrap">
        {tone !== undefined && <ToneDot tone={tone} />}
        <Text size="sm" c="dimmed" component="span">
          {label}
        </Text>
      </Group>
      <Text className={classes.value} component="span">
        {value}
      </Text>
      {hint !== undefined && (
        <Text size="xs" c="dimmed" component="span">
          {hint}
        </Text>
      )}
    </>
  );
  return to === undefined ? (
    <Paper className={classes.card}>{body}</Paper>
  ) : (
    <Paper component={Link} to={to} className={classes.card} data-is-link>
      {body}
    </Paper>
  );
};
