import { Button, Collapse, Group, Stack, TextInput, UnstyledButton } from '@mantine/core';
import { IconBellOff, IconChevronDown, IconPlus, IconSearch } from '@tabler/icons-react';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate, useSearchParams } from 'react-router';
import type { MuteView } from '../../../src-shared/contract/mutes.ts';
import { EmptyState } from '../../components/EmptyState.tsx';
import { useNow } from '../../components/now.ts';
import { PageHeader } from '../../components/PageHeader.tsx';
import { QueryGate } from '../../components/QueryGate.tsx';
import { Section } from '../../components/Section.tsx';
import { useShortcut } from '../../components/shortcuts.ts';
import { useUrlText } from '../../components/url-text.ts';
import { useMutes } from '../../data/mutes.ts';
import { MuteEditor } from './MuteEditor.tsx';
import { MuteRow } from './MuteRow.tsx';
import classes from './mutes.module.css';
import { useMutesPath, usePlace } from './place.ts';
import { useMuteActions } from './use-mute-actions.ts';

/** Whose mail is kept back, until when and why. */
export const MutesPage = () => {
  const { t } = useTranslation('mutes');
  const navigate = useNavigate();
  const path = useMutesPath();
  const place = usePlace();
  const mutes = useMutes();
  const [params, setParams] = useSearchParams();
  const [search, setSearch] = useUrlText('q');
  const searchField = useRef<HTMLInputElement>(null);
  const add = () => void navigate(path('/mutes/new'));
  useShortcut({ keys: 'n', label: t('new'), group: 'page', run: add });
  useShortcut({ keys: '/', label: t('search'), group: 'page', run: () => searchField.current?.focus() });
  const setParam = (name: string, value: string): void =>
    setParams(
      (before) => {
        const next = new URLSearchParams(before);
        if (value === '') next.delete(name);
        else next.set(name, value);
        return next;
      },
      { replace: true },
    );

  return (
    <>
      <PageHeader
        title={t('title')}
        lead={t('lead')}
        actions={
          <Button leftSection={<IconPlus size={16} />} onClick={add}>
            {t('new')}
          </Button>
        }
      />
      <QueryGate query={mutes}>
        {(items) => (
          <Stack gap="md">
            {items.length > 0 && (
              <TextInput
                ref={searchField}
                aria-label={t('search')}
                placeholder={t('search')}
                leftSection={<IconSearch size={16} />}
                value={search}
                onChange={(event) => setSearch(event.currentTarget.value)}
                maw={360}
                type="search"
              />
            )}
            <MuteLists
              mutes={items}
              search={search}
              showsExpired={params.get('expired') === '1'}
              onShowExpired={(isShown) => setParam('expired', isShown ? '1' : '')}
              onAdd={add}
            />
          </Stack>
        )}
      </QueryGate>
      {mutes.data !== undefined && <MuteEditor place={place} mutes={mutes.data} />}
    </>
  );
};

const fits = ({ glob, reason, createdBy }: MuteView, search: string): boolean =>
  `${glob} ${reason} ${createdBy}`.toLowerCase().includes(search.trim().toLowerCase());

interface MuteListsProps {
  mutes: readonly MuteView[];
  search: string;
  showsExpired: boolean;
  onShowExpired: (isShown: boolean) => void;
  onAdd: () => void;
}

const MuteLists = ({ mutes, search, showsExpired, onShowExpired, onAdd }: MuteListsProps) => {
  const { t } = useTranslation('mutes');
  const now = useNow();
  const actions = useMuteActions();
  // By the clock, not by what the server last said: a mute runs out while one looks at it.
  const isExpired = ({ until, expired }: MuteView): boolean => expired || (until !== null && until <= now);
  const shown = mutes.filter((mute) => fits(mute, search));
  const active = shown.filter((mute) => !isExpired(mute)).sort(soonestEndFirst);
  const expired = shown.filter(isExpired).sort((a, b) => (b.until ?? 0) - (a.until ?? 0));
  const isNothingFound = search !== '' && mutes.length > 0;
  return (
    <>
      <Section title={t('active.title', { count: active.length })}>
        {active.length === 0 ? (
          <EmptyState
            icon={IconBellOff}
            title={isNothingFound ? t('nothingFound') : t('active.empty')}
            next={isNothingFound ? t('nothingFoundNext') : t('active.next')}
            action={
              !isNothingFound && (
                <Button variant="light" size="xs" onClick={onAdd}>
                  {t('new')}
                </Button>
              )
            }
          />
        ) : (
          <MuteList mutes={active} actions={actions} label={t('active.label')} />
        )}
      </Section>
      {expired.length > 0 && (
        <section className={classes.expired} aria-label={t('expired.label')}>
          <UnstyledButton
            className={classes.expiredHead}
            onClick={() => onShowExpired(!showsExpired)}
            aria-expanded={showsExpired}
          >
            <Group gap={6}>
              <IconChevronDown size={16} className={classes.chevron} aria-hidden="true" />
              {t('expired.title', { count: expired.length })}
            </Group>
          </UnstyledButton>
          <Collapse expanded={showsExpired}>
            <div className={classes.expiredBody}>
              {showsExpired && (
                <MuteList mutes={expired} actions={actions} label={t('expired.label')} isExpired />
              )}
            </div>
          </Collapse>
        </section>
      )}
    </>
  );
};

const soonestEndFirst = (a: MuteView, b: MuteView): number =>
  (a.until ?? Number.POSITIVE_INFINITY) - (b.until ?? Number.POSITIVE_INFINITY) || a.createdAt - b.createdAt;

interface MuteListProps {
  mutes: readonly MuteView[];
  actions: ReturnType<typeof useMuteActions>;
  label: string;
  isExpired?: boolean;
}

const MuteList = ({ mutes, actions, label, isExpired = false }: MuteListProps) => (
  <ul className={classes.list} aria-label={label}>
    {mutes.map((mute) => (
      <MuteRow key={mute.id} mute={mute} actions={actions} isExpired={isExpired} />
    ))}
  </ul>
);
