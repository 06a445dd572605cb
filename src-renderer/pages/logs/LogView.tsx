import { Box } from '@mantine/core';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { LogEntry, LogLevel } from '../../../src-shared/contract/logs.ts';
import { ToneBadge, type ToneName } from '../../components/Tone.tsx';
import { useFormat } from '../../i18n/format.ts';
import { fieldsText } from './log-text.ts';
import classes from './logs.module.css';

interface LogViewProps {
  entries: readonly LogEntry[];
  /** Keeps the newest in view. Scrolling up ends it, scrolling to the end begins it again. */
  isFollowing: boolean;
  onFollow: (isFollowing: boolean) => void;
}

const rowHeight = 28;
/** So near to the end counts as at the end. */
const nearEndPx = 40;

const tones = { debug: 'info', info: 'low', warn: 'medium', error: 'critical' } as const satisfies Record<
  LogLevel,
  ToneName
>;

export const LogView = ({ entries, isFollowing, onFollow }: LogViewProps) => {
  const { t } = useTranslation('logs');
  const scroller = useRef<HTMLDivElement>(null);
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const virtual = useVirtualizer({
    count: entries.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    getItemKey: (index) => entries[index]?.cursor ?? index,
    overscan: 20,
  });

  const lastTop = useRef(0);
  const onScroll = (): void => {
    const element = scroller.current;
    if (element === null) return;
    const isAtEnd = element.scrollHeight - element.scrollTop - element.clientHeight < nearEndPx;
    if (element.scrollTop < lastTop.current - 2 && !isAtEnd) onFollow(false);
    else if (isAtEnd) onFollow(true);
    lastTop.current = element.scrollTop;
  };

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new last line is what moves it
  useEffect(() => {
    if (isFollowing && entries.length > 0) virtual.scrollToIndex(entries.length - 1, { align: 'end' });
  }, [isFollowing, entries.length, entries.at(-1)?.cursor]);

  const toggle = (cursor: string): void => {
    const next = new Set(open);
    if (!next.delete(cursor)) next.add(cursor);
    setOpen(next);
  };

  return (
    <div
      ref={scroller}
      className={classes.scroller}
      onScroll={onScroll}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, by keyboard too
      tabIndex={0}
      role="log"
      aria-label={t('title')}
      aria-live="off"
    >
      <Box className={classes.lines} h={virtual.getTotalSize()}>
        {virtual.getVirtualItems().map(({ index, key, start }) => {
          const entry = entries[index];
          return (
            entry !== undefined && (
              <div
                key={key}
                ref={virtual.measureElement}
                data-index={index}
                className={classes.place}
                style={{ transform: `translateY(${start}px)` }}
              >
                <LogLine
                  entry={entry}
                  isOpen={open.has(entry.cursor)}
                  onToggle={() => toggle(entry.cursor)}
                />
              </div>
            )
          );
        })}
      </Box>
    </div>
  );
};

interface LogLineProps {
  entry: LogEntry;
  isOpen: boolean;
  onToggle: () => void;
}

const LogLine = ({ entry, isOpen, onToggle }: LogLineProps) => {
  const { t } = useTranslation('logs');
  const format = useFormat();
  const { at, level, message, fields } = entry;
  return (
    <>
      <button type="button" className={classes.line} aria-expanded={isOpen} onClick={onToggle}>
        <time dateTime={new Date(at).toISOString()} className={classes.time}>
          {format.time(at)}
        </time>
        <span>
          <ToneBadge tone={tones[level]}>{t(`level.${level}`)}</ToneBadge>
        </span>
        <bdi dir="ltr" className={classes.text}>
          <span className={classes.message}>{message}</span>{' '}
          <span className={classes.fields}>{fieldsText(fields)}</span>
        </bdi>
      </button>
      {isOpen && (
        <pre dir="ltr" className={classes.detail}>
          {JSON.stringify({ time: new Date(at).toISOString(), level, message, ...fields }, null, 2)}
        </pre>
      )}
    </>
  );
};
