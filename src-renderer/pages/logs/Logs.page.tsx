import { Button, Chip, Group, Text, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import {
  IconArrowDown,
  IconDownload,
  IconEraser,
  IconPlayerPause,
  IconPlayerPlay,
  IconSearch,
} from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { logLevels } from '../../../src-shared/contract/logs.ts';
import { CopyButton } from '../../components/CopyButton.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { ErrorState } from '../../components/ErrorState.tsx';
import { LoadingState } from '../../components/LoadingState.tsx';
import { PageHeader } from '../../components/PageHeader.tsx';
import { saveFile } from '../../components/save-file.ts';
import { useShortcut } from '../../components/shortcuts.ts';
import { useLogTail } from '../../data/logs.ts';
import { useFormat } from '../../i18n/format.ts';
import { LogView } from './LogView.tsx';
import { entriesToText, fitsLog } from './log-text.ts';
import { useLogFilter } from './use-log-filter.ts';

const filterAfterMs = 150;

/** The program's own log as it grows. */
export const LogsPage = () => {
  const { t } = useTranslation('logs');
  const format = useFormat();
  const { filter, setFilter } = useLogFilter();
  const [isPaused, setPaused] = useState(false);
  const [isFollowing, setFollowing] = useState(true);
  const { entries, held, state, error, clear } = useLogTail(isPaused);
  const shown = useMemo(() => entries.filter((entry) => fitsLog(entry, filter)), [entries, filter]);
  const toggle = (): void => setPaused(!isPaused);
  useShortcut({ keys: 'p', label: isPaused ? t('resume') : t('pause'), group: 'page', run: toggle });

  const isFiltered = filter.q !== '' || filter.levels.length < logLevels.length;
  return (
    <>
      <PageHeader title={t('title')} lead={t('lead')} />
      <Group mb="sm" gap="sm" align="center">
        <FilterInput value={filter.q} onChange={(q) => setFilter({ q })} />
        <Chip.Group
          multiple
          value={[...filter.levels]}
          onChange={(levels) => setFilter({ levels: logLevels.filter((level) => levels.includes(level)) })}
        >
          <Group gap={6} role="group" aria-label={t('levels')}>
            {logLevels.map((level) => (
              <Chip key={level} value={level} size="xs">
                {t(`level.${level}`)}
              </Chip>
            ))}
          </Group>
        </Chip.Group>
        <Group gap="xs">
          <Button
            size="xs"
            variant={isPaused ? 'filled' : 'default'}
            leftSection={
              isPaused ? <IconPlayerPlay size={14} className="flip-in-rtl" /> : <IconPlayerPause size={14} />
            }
            onClick={toggle}
          >
            {isPaused ? t('resumeHeld', { count: held }) : t('pause')}
          </Button>
          <Button size="xs" variant="default" leftSection={<IconEraser size={14} />} onClick={clear}>
            {t('clear')}
          </Button>
          <Button
            size="xs"
            variant="default"
            leftSection={<IconDownload size={14} />}
            disabled={shown.length === 0}
            onClick={() => saveFile('alertflow-log.jsonl', entriesToText(shown))}
          >
            {t('download')}
          </Button>
          <CopyButton value={entriesToText(shown)} label={t('shownLines')} />
        </Group>
      </Group>
      <Group justify="space-between" mb={6} gap="xs">
        <Text size="sm" c="dimmed" role="status">
          {t('count', { shown: format.number(shown.length), total: format.number(entries.length) })}
          {' · '}
          {isPaused ? t('paused') : t(`state.${state}`)}
        </Text>
        {!isFollowing && (
          <Button
            size="compact-xs"
            variant="light"
            leftSection={<IconArrowDown size={14} />}
            onClick={() => setFollowing(true)}
          >
            {t('toNewest')}
          </Button>
        )}
      </Group>
      {state === 'loading' && error === null ? (
        <LoadingState rows={12} rowHeight={22} />
      ) : entries.length === 0 && error !== null ? (
        <ErrorState error={error} />
      ) : shown.length === 0 ? (
        <EmptyState
          title={isFiltered ? t('noneHere') : t('empty')}
          next={isFiltered ? t('noneHereNext') : t('emptyNext')}
          action={
            isFiltered && (
              <Button variant="light" size="xs" onClick={() => setFilter({ q: '', levels: [...logLevels] })}>
                {t('showAll')}
              </Button>
            )
          }
        />
      ) : (
        <LogView entries={shown} isFollowing={isFollowing} onFollow={setFollowing} />
      )}
    </>
  );
};

const FilterInput = ({ value, onChange }: { value: string; onChange: (value: string) => void }) => {
  const { t } = useTranslation('logs');
  const [typed, setTyped] = useState(value);
  const [last, setLast] = useState(value);
  if (value !== last) {
    setLast(value);
    setTyped(value);
  }
  const change = useDebouncedCallback(onChange, filterAfterMs);
  return (
    <TextInput
      aria-label={t('filter')}
      placeholder={t('filter')}
      leftSection={<IconSearch size={16} />}
      value={typed}
      onChange={(event) => {
        setTyped(event.currentTarget.value);
        change(event.currentTarget.value);
      }}
      flex="1 1 220px"
      maw={420}
    />
  );
};
