import { Button, TextInput } from '@mantine/core';
import { IconPlus, IconSearch } from '@tabler/icons-react';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useSearchParams } from 'react-router';
import type { ChannelView } from '../../../src-shared/contract/channels.ts';
import type { DestinationView } from '../../../src-shared/contract/destinations.ts';
import { EmptyState } from '../../components/EmptyState.tsx';
import { PageHeader } from '../../components/PageHeader.tsx';
import { QueryGate } from '../../components/QueryGate.tsx';
import { useShortcut } from '../../components/shortcuts.ts';
import { useIsAdmin } from '../../data/auth.ts';
import { useChannels } from '../../data/channels.ts';
import { useDestinations } from '../../data/destinations.ts';
import { addressText } from './address-draft.ts';
import { ChannelCard } from './ChannelCard.tsx';
import classes from './channels.module.css';
import { kindIcons } from './kind-icons.tsx';

/** All channels and how each stands. */
export const ChannelList = () => {
  const { t } = useTranslation('channels');
  const isAdmin = useIsAdmin();
  const navigate = useNavigate();
  useShortcut(
    { keys: 'n', label: t('add'), group: 'page', run: () => void navigate('/channels/new') },
    isAdmin,
  );
  const add = isAdmin && (
    <Button component={Link} to="/channels/new" leftSection={<IconPlus size={16} />}>
      {t('add')}
    </Button>
  );
  return (
    <>
      <PageHeader title={t('title')} lead={t('lead')} actions={add} />
      <QueryGate query={useChannels()}>
        {(channels) =>
          channels.length === 0 ? (
            <EmptyState
              icon={kindIcons.telegram}
              title={t('empty.title')}
              next={t('empty.next')}
              action={add}
            />
          ) : (
            <Cards channels={channels} />
          )
        }
      </QueryGate>
    </>
  );
};

const Cards = ({ channels }: { channels: readonly ChannelView[] }) => {
  const { t } = useTranslation(['channels', 'words']);
  const [params, setParams] = useSearchParams();
  const destinations = useDestinations().data ?? [];
  const search = useRef<HTMLInputElement>(null);
  const q = params.get('q') ?? '';
  useShortcut({ keys: '/', label: t('search'), group: 'page', run: () => search.current?.focus() });

  const setSearch = (text: string): void => setParams(text === '' ? {} : { q: text }, { replace: true });
  const found = channels.filter((channel) =>
    textOf(channel, t(`words:channelKind.${channel.kind}`), destinations).includes(q.trim().toLowerCase()),
  );
  return (
    <>
      <TextInput
        ref={search}
        aria-label={t('search')}
        placeholder={t('searchPlaceholder')}
        leftSection={<IconSearch size={16} />}
        value={q}
        onChange={(event) => setSearch(event.currentTarget.value)}
        mb="md"
        maw={420}
        dir={q === '' ? undefined : 'auto'}
      />
      {found.length === 0 ? (
        <EmptyState
          title={t('noMatch.title')}
          next={t('noMatch.next')}
          action={
            <Button variant="default" size="xs" onClick={() => setSearch('')}>
              {t('noMatch.clear')}
            </Button>
          }
        />
      ) : (
        <ul className={classes.cards}>
          {found.map((channel) => (
            <li key={channel.id}>
              <ChannelCard channel={channel} />
            </li>
          ))}
        </ul>
      )}
    </>
  );
};

/** Everything one may look for a channel by. */
const textOf = (channel: ChannelView, kind: string, destinations: readonly DestinationView[]): string =>
  [
    channel.name,
    channel.kind,
    kind,
    ...destinations
      .filter(({ channelId }) => channelId === channel.id)
      .flatMap(({ name, address }) => [name, addressText(address)]),
  ]
    .join('\n')
    .toLowerCase();
