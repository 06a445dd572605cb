import { useQueryClient } from '@tanstack/react-query';
import { createContext, type ReactNode, use, useEffect, useState, useSyncExternalStore } from 'react';
import { client, orpc } from '../transport/client.ts';
import { type ConnectionState, createLiveEvents, type LiveEvents } from '../transport/live-events.ts';
import { useMe } from './auth.ts';
import { createLiveCache, type LiveCache } from './live-cache.ts';

interface Live {
  events: LiveEvents;
  cache: LiveCache;
}

const LiveContext = createContext<Live | null>(null);

/** Follows live events while somebody is signed in, and keeps what was fetched up to date by them. */
export const LiveProvider = ({ children }: { children: ReactNode }) => {
  const queries = useQueryClient();
  const isSignedIn = Boolean(useMe().data);
  const [live] = useState<Live>(() => {
    const cache = createLiveCache(queries);
    const events = createLiveEvents({
      open: (after, signal) => client.operations.events({ after }, { signal }),
      onEvent: cache.take,
      onConnected: cache.refreshAll,
      onUnauthenticated: () => void queries.invalidateQueries({ queryKey: orpc.auth.me.queryKey() }),
    });
    return { events, cache };
  });
  useEffect(() => {
    if (!isSignedIn) return;
    live.events.start();
    const retry = () => live.events.retryNow();
    window.addEventListener('online', retry);
    return () => {
      window.removeEventListener('online', retry);
      live.events.stop();
    };
  }, [isSignedIn, live]);
  return <LiveContext value={live}>{children}</LiveContext>;
};

const useLive = (): Live => {
  const live = use(LiveContext);
  if (live === null) throw new Error('LiveProvider is missing');
  return live;
};

export const useConnection = (): ConnectionState & { retryNow: () => void } => {
  const { events } = useLive();
  const state = useSyncExternalStore(events.subscribe, events.state);
  return { ...state, retryNow: events.retryNow };
};

/** Holding new alerts back while somebody reads. */
export const useLivePause = () => {
  const { cache } = useLive();
  const isPaused = useSyncExternalStore(cache.subscribe, cache.isPaused);
  const held = useSyncExternalStore(cache.subscribe, cache.held);
  return { isPaused, held, pause: cache.pause, resume: cache.resume };
};
