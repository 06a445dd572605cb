import { arrayMove } from '@dnd-kit/sortable';
import { Button, Stack, Text, TextInput } from '@mantine/core';
import { IconPlus, IconRobot, IconSearch } from '@tabler/icons-react';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useSearchParams } from 'react-router';
import type { ProviderView } from '../../../src-shared/contract/providers.ts';
import { EmptyState } from '../../components/EmptyState.tsx';
import { PageHeader } from '../../components/PageHeader.tsx';
import { QueryGate } from '../../components/QueryGate.tsx';
import { useShortcut } from '../../components/shortcuts.ts';
import { SortableList } from '../../components/sortable/SortableList.tsx';
import { useIsAdmin } from '../../data/auth.ts';
import { useProvidersAtWork, useReorderProviders } from '../../data/providers.ts';
import { ProviderRow } from './ProviderRow.tsx';
import classes from './providers.module.css';

/** The chain: who is asked first, and who stands in. */
export const ProviderList = () => {
  const { t } = useTranslation('providers');
  const isAdmin = useIsAdmin();
  const navigate = useNavigate();
  useShortcut(
    { keys: 'n', label: t('add'), group: 'page', run: () => void navigate('/providers/new') },
    isAdmin,
  );
  const add = isAdmin && (
    <Button component={Link} to="/providers/new" leftSection={<IconPlus size={16} />}>
      {t('add')}
    </Button>
  );
  return (
    <>
      <PageHeader title={t('title')} lead={t('lead')} actions={add} />
      <QueryGate query={useProvidersAtWork()}>
        {(providers) =>
          providers.length === 0 ? (
            <EmptyState icon={IconRobot} title={t('empty.title')} next={t('empty.next')} action={add} />
          ) : (
            <Chain providers={providers} />
          )
        }
      </QueryGate>
    </>
  );
};

const Chain = ({ providers }: { providers: readonly ProviderView[] }) => {
  const { t } = useTranslation('providers');
  const isAdmin = useIsAdmin();
  const reorder = useReorderProviders();
  const [params, setParams] = useSearchParams();
  const search = useRef<HTMLInputElement>(null);
  useShortcut({ keys: '/', label: t('search'), group: 'page', run: () => search.current?.focus() });
  const q = params.get('q') ?? '';
  const setSearch = (text: string): void => setParams(text === '' ? {} : { q: text }, { replace: true });
  const shown = providers.filter((provider) => fits(provider, q));
  // Between providers that are not shown there is no place to drop.
  const isMovable = isAdmin && shown.length === providers.length && providers.length > 1;

  const move = (id: string, to: number): void => {
    const ids = providers.map((provider) => provider.id);
    const from = ids.indexOf(id);
    if (to < 0 || to >= ids.length || to === from) return;
    reorder.mutate({ ids: arrayMove(ids, from, to) });
  };
  return (
    <Stack gap="sm">
      <TextInput
        ref={search}
        aria-label={t('search')}
        placeholder={t('searchPlaceholder')}
        leftSection={<IconSearch size={16} />}
        value={q}
        onChange={(event) => setSearch(event.currentTarget.value)}
        maw={420}
        dir={q === '' ? undefined : 'auto'}
      />
      {shown.length === 0 && (
        <EmptyState
          title={t('noMatch.title')}
          next={t('noMatch.next')}
          action={
            <Button variant="default" size="xs" onClick={() => setSearch('')}>
              {t('noMatch.clear')}
            </Button>
          }
        />
      )}
      <SortableList
        items={providers}
        shown={shown}
        label={t('title')}
        className={classes.list}
        isMovable={isMovable}
        move={move}
      >
        {shown.map((provider) => (
          <ProviderRow
            key={provider.id}
            provider={provider}
            count={providers.length}
            isMovable={isMovable}
            move={move}
          />
        ))}
      </SortableList>
      {shown.length > 0 && (
        <div className={classes.end}>
          <Text size="sm">{t('chainEnd')}</Text>
        </div>
      )}
    </Stack>
  );
};

const fits = ({ name, model, baseUrl }: ProviderView, q: string): boolean =>
  `${name}\n${model}\n${baseUrl}`.toLowerCase().includes(q.trim().toLowerCase());
