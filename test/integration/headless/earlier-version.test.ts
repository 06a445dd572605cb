/**
 * Data directories of earlier versions, each as a killed program left it: mail in the spool that no Redis had taken, a
 * configuration, its key. A release that changes what is written adds one; none is ever changed.
 */
import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { createApiClient } from '../../support/api-client.ts';
import { createServeFolder, type ServeFolder } from '../../support/serve-program.ts';
import { until } from '../../support/until.ts';

const fixtures = resolve(import.meta.dirname, '..', '..', 'fixtures');
const kept = readdirSync(fixtures).filter((name) => /^data-\d+\.\d+\.\d+\.tar\.gz$/.test(name));
const password = (version: string) => `kept since version ${version}`;

let folder: ServeFolder;
afterEach(() => folder.remove());

describe('a data directory of an earlier version', () => {
  it.each(kept)('%s is taken over: its mail is told of, its configuration and secrets hold', async (name) => {
    const version = /\d+\.\d+\.\d+/.exec(name)?.[0] ?? '';
    folder = createServeFolder();
    execFileSync('tar', ['-xzf', join(fixtures, name), '-C', folder.dir]);
    const { httpUrl } = await folder.run().ready();
    const admin = await createApiClient(httpUrl).as('admin', password(version));

    const ledger = await until(
      async () => {
        const { body } = await admin.get('/api/ledger');
        return body.accepted === 6 && body.waiting === 0 ? body : null;
      },
      'what the spool held is accounted for',
      60_000,
    );
    // Nobody was to be told by default, and one sender was muted.
    expect(ledger).toMatchObject({ balanced: true, unrouted: 5, suppressed: 1 });
    const { body: alerts } = await admin.get('/api/alerts?q=kept');
    expect(alerts.items.map((item: { subject: string }) => item.subject).sort()).toEqual(
      [1, 2, 3, 4, 5].map((n) => `CRITICAL: kept mail ${n} of old${n}`),
    );
    const { body: rules } = await admin.get('/api/rules');
    expect(rules.items).toMatchObject([
      { name: 'databases', match: { field: 'from', glob: '*@db.example' } },
    ]);
    const { body: channels } = await admin.get('/api/channels');
    expect(channels.items).toMatchObject([{ name: 'pager', secretsSet: ['signingSecret'] }]);
    const { body: health } = await admin.get('/api/health');
    expect(JSON.stringify(health.problems)).not.toContain('secret');
  });
});
