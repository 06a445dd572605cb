import { Tooltip } from '@mantine/core';
import { useFormat } from '../i18n/format.ts';
import { useNow } from './now.ts';

interface RelativeTimeProps {
  /** Epoch ms. */
  at: number;
}

/** "3 minutes ago", kept true; the moment itself on hover. */
export const RelativeTime = ({ at }: RelativeTimeProps) => {
  const format = useFormat();
  const now = useNow();
  return (
    <Tooltip label={format.dateTime(at)}>
      <time dateTime={new Date(at).toISOString()}>{format.relative(at, now)}</time>
    </Tooltip>
  );
};
