import { describe, expect, it } from 'vitest';
import { balance, type NodeBooks, type StatusCounts } from '../../../src-main/engine/ledger/ledger.ts';

const counts = (more: Partial<StatusCounts> = {}): StatusCounts => ({
  waiting: 0,
  delivered: 0,
  suppressed: 0,
  dead: 0,
  unrouted: 0,
  ...more,
});
const books = (more: Partial<NodeBooks> = {}): NodeBooks => ({
  accepted: 0,
  joined: 0,
  unfed: 0,
  uncertain: 0,
  ...more,
});

describe('the balance', () => {
  it('counts what Redis does not know yet as waiting', () => {
    const ledger = balance(
      [{ books: books({ accepted: 10, unfed: 4 }), counts: counts({ delivered: 5, waiting: 1 }) }],
      1,
    );
    expect(ledger).toMatchObject({ accepted: 10, delivered: 5, waiting: 5, balanced: true, difference: 0 });
  });

  it('is off where an accepted alert is nowhere', () => {
    const ledger = balance([{ books: books({ accepted: 10 }), counts: counts({ delivered: 9 }) }], 1);
    expect(ledger).toMatchObject({ balanced: false, difference: 1 });
  });

  it('is off where more alerts stand in Redis than were accepted', () => {
    const ledger = balance([{ books: books({ accepted: 10 }), counts: counts({ delivered: 11 }) }], 1);
    expect(ledger).toMatchObject({ balanced: false, difference: -1 });
  });

  it('forgives a batch on its way, in the one direction it can go', () => {
    const onTheirWay = { accepted: 10, unfed: 4, uncertain: 4 };
    expect(balance([{ books: books(onTheirWay), counts: counts({ waiting: 10 }) }], 1).balanced).toBe(true);
    expect(balance([{ books: books(onTheirWay), counts: counts({ waiting: 5 }) }], 1).balanced).toBe(false);
  });

  it('adds up the nodes, and one that is off is not hidden by another', () => {
    const ledger = balance(
      [
        { books: books({ accepted: 3, joined: 1 }), counts: counts({ delivered: 3 }) },
        { books: books({ accepted: 2 }), counts: counts({ dead: 1 }) },
      ],
      1,
    );
    expect(ledger).toMatchObject({
      accepted: 5,
      joined: 1,
      delivered: 3,
      dead: 1,
      balanced: false,
      difference: 1,
    });
  });

  it('always adds up to what was accepted where it balances', () => {
    const ledger = balance(
      [
        {
          books: books({ accepted: 20, unfed: 3, uncertain: 2 }),
          counts: counts({ delivered: 10, dead: 2, suppressed: 4, unrouted: 2 }),
        },
      ],
      1,
    );
    const { accepted, delivered, dead, suppressed, unrouted, waiting, balanced } = ledger;
    expect([balanced, delivered + dead + suppressed + unrouted + waiting]).toEqual([true, accepted]);
  });
});
