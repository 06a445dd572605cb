import { afterEach, describe, expect, it } from 'vitest';
import { createFeed, type Feed } from '../../../src-main/engine/ingest/feed.ts';
import { createQuietLogger } from '../../support/quiet-logger.ts';
import { until } from '../../support/until.ts';

const envelope = {
  id: '01a20000-0000-7000-8000-000000000001',
  nodeId: 'node-1',
  receivedAt: 0,
  remoteAddress: '127.0.0.1',
  helo: 'x',
  mailFrom: 'a@b',
  rcptTo: ['c@d'],
  secure: false,
  user: null,
  sizeBytes: 3,
  digest: '',
};

const setUp = () => {
  const state = {
    now: 0,
    gate: null as string | null,
    admitted: [] as number[],
    ids: [] as string[],
    waits: new Map<string, boolean>(),
    marked: [] as string[],
    waiting: 0,
    room: 1000,
    fault: null as Error | null,
  };
  const feed: Feed = createFeed({
    spool: { deliveredKeys: () => [], read: async () => null, mark: () => {} } as never,
    records: {
      admit: async (batch: { raw: Buffer; envelope: { id: string }; mayBeTold?: boolean }[]) => {
        if (state.fault !== null) throw state.fault;
        state.marked.push(...batch.filter((one) => one.mayBeTold).map((one) => one.envelope.id));
        state.ids.push(...batch.map((one) => one.envelope.id));
        state.admitted.push(...batch.map(({ raw }) => raw.length));
        return batch.map(() => 'waiting');
      },
    } as never,
    alerts: {
      depth: async () => ({ waiting: state.waiting, active: 0, retrying: 0 }),
      add: async (jobs: { id: string; canWait?: boolean }[]) => {
        for (const { id, canWait } of jobs) state.waits.set(id, canWait === true);
      },
    } as never,
    pace: { accepted: () => {}, fed: () => {}, allowance: () => Number.POSITIVE_INFINITY },
    gate: () => state.gate,
    roomBytes: () => state.room,
    clock: { now: () => state.now, monotonic: () => state.now },
    logger: createQuietLogger(),
  });
  feed.start();
  return { feed, state };
};

let feed: Feed | null = null;
afterEach(() => feed?.stop());

const entry = (raw: string) => ({
  id: envelope.id,
  location: 'l',
  copies: 1,
  envelope: { ...envelope, sizeBytes: raw.length },
  raw: Buffer.from(raw),
});

describe('the feed', () => {
  it('marks what it hands over a second time as maybe told, after Redis lost it', async () => {
    const { state, ...rig } = setUp();
    feed = rig.feed;
    state.room = 1_000_000;
    const offered = (id: string) => ({ ...entry('abc'), id, envelope: { ...envelope, id, sizeBytes: 3 } });
    feed.offer(offered('told'));
    await until(() => feed?.admitted().has('told'), 'it is handed over');
    state.gate = 'Redis is away';
    feed.offer(offered('new'));
    feed.forgetAll(['told', 'new', 'of-an-earlier-start']);
    expect(feed.maybeTold()).toBe(2);
    for (const id of ['told', 'new', 'of-an-earlier-start']) feed.offerAgain(offered(id));
    state.gate = null;
    await until(() => feed?.unfed() === 0, 'all are handed over');
    expect(state.marked.sort()).toEqual(['of-an-earlier-start', 'told']);
    expect(feed.maybeTold()).toBe(0);
  });

  it('knows how long it is stuck: since the first message that waits, until one is handed over', async () => {
    const { state, ...rig } = setUp();
    feed = rig.feed;
    state.gate = 'Redis is nearly full';
    state.now = 5_000;
    feed.offer(entry('abc'));
    state.now = 70_000;
    expect(feed.stuckForMs()).toBe(65_000);
    await until(() => feed?.holdUp() === 'Redis is nearly full', 'it says why');
    state.gate = null;
    await until(() => state.admitted.length === 1, 'it is handed over');
    await until(() => feed?.unfed() === 0, 'nothing waits');
    expect(feed.stuckForMs()).toBe(0);
  });

  it('says why it cannot in its own words, and repeats nothing of what it handed over', async () => {
    const { state, ...rig } = setUp();
    feed = rig.feed;
    state.fault = new Error(
      'Reached the max retries per request limit (which is 0). Refer to "maxRetriesPerRequest" option for details.',
    );
    feed.offer(entry('abc'));
    await until(() => feed?.holdUp() === 'the connection to Redis broke before it answered', 'it says why');
    state.fault = new Error("ERR unknown command 'X', with args beginning with: 'canary'");
    await until(() => feed?.holdUp()?.startsWith('ERR') === true, 'it says why now');
    expect(feed.holdUp()).not.toContain('canary');
    state.fault = null;
    await until(() => feed?.unfed() === 0, 'it is handed over');
  });

  it('hands over what looks critical before what came earlier, and lets the others move on too', async () => {
    const { state, ...rig } = setUp();
    feed = rig.feed;
    state.gate = 'not yet';
    state.room = 1_000_000;
    const offer = (id: string, raw: string) =>
      feed?.offer({ ...entry(raw), id, envelope: { ...envelope, id, sizeBytes: raw.length } });
    for (let i = 0; i < 200; i++) offer(`other-${i}`, 'Subject: backup done\r\n\r\n');
    for (let i = 0; i < 100; i++) offer(`urgent-${i}`, 'Subject: db01 is DOWN\r\n\r\n');
    state.gate = null;
    await until(() => state.ids.length === 300, 'all are handed over');
    expect(state.ids.slice(0, 48)).toEqual(Array.from({ length: 48 }, (_, i) => `urgent-${i}`));
    expect(state.ids.slice(48, 64)).toEqual(Array.from({ length: 16 }, (_, i) => `other-${i}`));
    expect(state.ids.indexOf('urgent-99')).toBeLessThan(192);
    expect(new Set(state.ids).size).toBe(300);
    expect([state.waits.get('urgent-0'), state.waits.get('other-0')]).toEqual([false, true]);
  });

  it('hands over what looks critical where enough alerts wait, and nothing else', async () => {
    const { state, ...rig } = setUp();
    feed = rig.feed;
    state.waiting = 150;
    const offer = (id: string, raw: string) =>
      feed?.offer({ ...entry(raw), id, envelope: { ...envelope, id, sizeBytes: raw.length } });
    offer('other', 'Subject: backup done\r\n\r\n');
    offer('urgent', 'Subject: db01 is DOWN\r\n\r\n');
    await until(() => feed?.holdUp() === 'enough alerts are waiting in Redis', 'the other is held up');
    expect(state.ids).toEqual(['urgent']);
    state.waiting = 0;
    await until(() => state.ids.length === 2, 'the other follows');
  });

  it('parks no more of a message than there is room for', async () => {
    const { state, ...rig } = setUp();
    feed = rig.feed;
    state.room = 4;
    feed.offer(entry('0123456789'));
    await until(() => state.admitted.length === 1, 'it is handed over');
    expect(state.admitted).toEqual([4]);
  });
});
