import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { goStale, resolve } from '../../../src-main/engine/fold/incident-changes.ts';
import { decidePart } from '../../../src-main/engine/fold/verdict.ts';
import { foldSettings, recovery, somePart, someSighting, storyOf } from '../../support/sightings.ts';

const minute = 60_000;

describe('an alert and its incident', () => {
  it('the first that fires opens it, a different one updates it, the recovery resolves it', () => {
    const story = storyOf();
    expect(story.meet(someSighting({ at: 0 })).verdict).toBe('opened');
    expect(story.meet(someSighting({ at: minute, summary: '/var is fuller' })).verdict).toBe('updated');
    expect(story.meet(recovery({ at: 2 * minute })).verdict).toBe('resolved');
    expect(story.incident()).toMatchObject({
      status: 'resolved',
      count: 3,
      openedAt: 0,
      resolvedAt: 2 * minute,
      severity: 'high',
      summary: '/var is fuller',
      revision: 3,
    });
  });

  it.each(['report', 'lifecycle', 'bounce'] as const)('a %s stands for itself', (kind) => {
    expect(storyOf().meet(someSighting({ kind, fingerprint: '' }))).toEqual({
      verdict: 'single',
      change: null,
      isNews: true,
    });
  });

  it('without identity only what says exactly the same is a repeat', () => {
    const story = storyOf();
    const alone = { fingerprint: '', digest: 'd' };
    expect(story.meet(someSighting({ ...alone, at: 0 })).verdict).toBe('single');
    expect(story.meet(someSighting({ ...alone, at: minute })).verdict).toBe('repeated');
    expect(story.meet(someSighting({ ...alone, at: 11 * minute })).verdict).toBe('single');
    expect(story.meet(someSighting({ ...alone, digest: 'e', at: 11 * minute })).verdict).toBe('single');
  });

  it('more severe than ever is an escalation, as severe as before is none', () => {
    const story = storyOf();
    story.meet(someSighting({ at: 0, severity: 'medium' }));
    expect(story.meet(someSighting({ at: 1, severity: 'critical' })).verdict).toBe('escalated');
    expect(story.meet(someSighting({ at: 2, severity: 'medium', summary: 'a' })).verdict).toBe('updated');
    expect(story.incident()).toMatchObject({ severity: 'medium', highestSeverity: 'critical' });
    expect(story.meet(someSighting({ at: 3, severity: 'critical', summary: 'b' })).verdict).toBe('updated');
  });
});

describe('an exact repeat', () => {
  it('is counted and not told within the window, told after it', () => {
    const story = storyOf();
    story.meet(someSighting({ at: 0 }));
    expect(story.meet(someSighting({ at: 10 * minute })).verdict).toBe('repeated');
    expect(story.meet(someSighting({ at: 10 * minute + 1 })).verdict).toBe('updated');
    expect(story.incident()).toMatchObject({ count: 3, repeats: 1 });
  });

  it('of what came before the recovery is news', () => {
    const story = storyOf();
    story.meet(someSighting({ at: 0 }));
    story.meet(recovery({ at: minute }));
    expect(story.meet(someSighting({ at: 2 * minute })).verdict).toBe('reopened');
  });

  it('after a person said it is over is news', () => {
    const story = storyOf();
    story.meet(someSighting({ at: 0 }));
    const over = resolve(story.incident(), { by: 'admin', at: minute, note: '' });
    story.become(over?.incident ?? story.incident());
    expect(story.meet(someSighting({ at: 2 * minute })).verdict).toBe('reopened');
  });

  it('is never assumed where the window is 0', () => {
    const story = storyOf({ ...foldSettings, duplicateWindowMs: 0 });
    story.meet(someSighting({ at: 0 }));
    expect(story.meet(someSighting({ at: 1 })).verdict).toBe('updated');
  });
});

describe('coming back', () => {
  it('within the window is the same incident, the second time it is flapping, told once', () => {
    const story = storyOf();
    const verdicts = [];
    for (let i = 0; i < 4; i++) {
      verdicts.push(story.meet(someSighting({ at: 2 * i * minute })).verdict);
      verdicts.push(story.meet(recovery({ at: (2 * i + 1) * minute })).verdict);
    }
    expect(verdicts).toEqual([
      ...['opened', 'resolved'],
      ...['reopened', 'resolved'],
      ...['flapping', 'calmed'],
      ...['updated', 'calmed'],
    ]);
    expect(story.incident()).toMatchObject({ flapping: true, reopened: 3, count: 8 });
  });

  it('after the window is another incident', () => {
    const story = storyOf();
    const first = someSighting({ at: 0 });
    story.meet(first);
    story.meet(recovery({ at: minute }));
    expect(story.meet(someSighting({ at: 17 * minute })).verdict).toBe('opened');
    expect(story.incident().id).not.toBe(first.alertId);
  });

  it('after silence is another incident, and the recovery of a silent one resolves it', () => {
    const story = storyOf();
    story.meet(someSighting({ at: 0 }));
    const stale = goStale(story.incident(), 100 * minute, 60 * minute);
    expect(stale?.incident.status).toBe('stale');
    story.become(stale?.incident ?? story.incident());
    expect(story.meet(recovery({ at: 101 * minute })).verdict).toBe('resolved');
    story.become(stale?.incident ?? story.incident());
    expect(story.meet(someSighting({ at: 101 * minute })).verdict).toBe('opened');
  });
});

describe('a recovery nobody waited for', () => {
  it('is kept closed and told once; later ones are told again', () => {
    const story = storyOf();
    expect(story.meet(recovery({ at: 0 })).verdict).toBe('orphan-recovery');
    expect(story.incident()).toMatchObject({ status: 'resolved', resolvedAt: 0 });
    expect(story.meet(recovery({ at: 1 })).verdict).toBe('repeated');
    expect(story.meet(recovery({ at: 2, summary: 'still fine' })).verdict).toBe('updated');
    expect(story.meet(recovery({ at: 60 * minute })).verdict).toBe('orphan-recovery');
  });

  it('that was only worked on before its problem closes it', () => {
    const story = storyOf();
    const problem = someSighting({ at: 0, severity: 'critical' });
    story.meet(recovery({ at: 5 }));
    expect(story.meet(problem).verdict).toBe('updated');
    expect(story.incident()).toMatchObject({
      status: 'resolved',
      openedAt: 0,
      firstAlertId: problem.alertId,
      severity: 'critical',
    });
  });
});

describe('a notice', () => {
  it('of an acknowledgement acknowledges, and a later mail does not take that back', () => {
    const story = storyOf();
    story.meet(someSighting({ at: 0 }));
    const notice = someSighting({ at: 1, kind: 'acknowledgement', summary: 'on it' });
    expect(story.meet(notice).verdict).toBe('acknowledged');
    story.meet(someSighting({ at: 2, summary: 'still full' }));
    expect(story.incident()).toMatchObject({
      status: 'acknowledged',
      acknowledged: { by: 'nagios', at: 1, note: 'on it' },
    });
  });

  it.each(['downtime', 'flapping'] as const)('of %s is noted and changes nothing', (kind) => {
    const story = storyOf();
    expect(story.meet(someSighting({ at: 0, kind })).verdict).toBe('single');
    story.meet(someSighting({ at: 1 }));
    const decision = story.meet(someSighting({ at: 2, kind, state: 'info' }));
    expect(decision.verdict).toBe('updated');
    expect(decision.change?.entries.map((entry) => entry.kind)).toEqual(['noted']);
    expect(story.incident()).toMatchObject({ status: 'open', count: 2 });
  });
});

describe('a group', () => {
  const group = (at: number, hosts: string[], over: string[] = []) =>
    someSighting({
      at,
      source: 'alertmanager',
      summary: `${hosts} ${over}`,
      listsWholeGroup: true,
      parts: [
        ...hosts.map((host) => somePart({ host, fingerprint: host })),
        ...over.map((host) => somePart({ host, fingerprint: host, state: 'resolved' })),
      ],
    });
  const states = (story: ReturnType<typeof storyOf>) =>
    Object.fromEntries(story.incident().members.map(({ host, state }) => [host, state]));

  it('that grows is told, one that shrinks is updated, the last recovery resolves all', () => {
    const story = storyOf();
    expect(story.meet(group(0, ['web01'])).verdict).toBe('opened');
    expect(story.meet(group(1, ['web01', 'web02'])).verdict).toBe('grown');
    expect(story.meet(group(2, ['web02'], ['web01'])).verdict).toBe('updated');
    expect(states(story)).toEqual({ web01: 'resolved', web02: 'firing' });
    expect(story.meet(group(3, ['web02', 'web03'])).verdict).toBe('grown');
    expect(story.meet(group(4, ['web02'])).verdict).toBe('updated');
    expect(states(story)).toEqual({ web01: 'resolved', web02: 'firing', web03: 'resolved' });
    const end = { ...group(5, [], ['web02']), state: 'resolved' as const, kind: 'recovery' as const };
    expect(story.meet(end).verdict).toBe('resolved');
    expect(new Set(Object.values(states(story)))).toEqual(new Set(['resolved']));
  });

  it('names at most as many members as are kept, those that fire before the others', () => {
    const story = storyOf();
    story.meet(
      group(
        0,
        Array.from({ length: 90 }, (_, i) => `a${i}`),
      ),
    );
    story.meet(
      group(
        1,
        Array.from({ length: 90 }, (_, i) => `b${i}`),
      ),
    );
    const { members } = story.incident();
    expect(members).toHaveLength(100);
    expect(members.filter(({ state }) => state === 'firing')).toHaveLength(90);
  });
});

describe('a part with an incident of its own', () => {
  it('that is cleared resolves it, one that still fires keeps it from going stale', () => {
    const story = storyOf();
    story.meet(someSighting({ at: 0 }));
    const mail = someSighting({ at: 5, fingerprint: 'f2' });
    const cleared = decidePart(mail, somePart({ fingerprint: 'f1', state: 'resolved' }), story.incident());
    expect(cleared).toMatchObject({
      verdict: 'resolved',
      change: { incident: { status: 'resolved', resolvedAt: 5, fingerprint: 'f1' } },
    });
    const fires = decidePart(mail, somePart({ fingerprint: 'f1' }), story.incident());
    expect(fires).toMatchObject({ verdict: 'updated', change: { incident: { status: 'open', lastAt: 5 } } });
  });
});

describe('any story', () => {
  it('loses no alert, counts each once, and ends as the newest of them says', () => {
    const step = fc.record({
      after: fc.integer({ min: 1, max: 20 * minute }),
      isOver: fc.boolean(),
      severity: fc.constantFrom('critical', 'high', 'medium', 'low'),
      word: fc.constantFrom('a', 'b'),
    });
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 30 }), (steps) => {
        const story = storyOf();
        let at = 0;
        let counted = 0;
        for (const { after, isOver, severity, word } of steps) {
          at += after;
          const before = counted;
          const { verdict, change } = story.meet(
            isOver ? recovery({ at, summary: word }) : someSighting({ at, severity, summary: word }),
          );
          counted = change?.incident.count ?? before;
          const isNew = verdict === 'opened' || verdict === 'orphan-recovery';
          expect(counted).toBe(isNew ? 1 : before + 1);
          expect(story.incident()).toMatchObject({
            status: isOver ? 'resolved' : 'open',
            lastAt: at,
            resolvedAt: isOver ? expect.any(Number) : null,
          });
        }
      }),
    );
  });
});
