import { traverseContractProcedures } from '@orpc/server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { contract } from '../../../src-shared/contract/index.ts';
import { createApiClient } from '../../support/api-client.ts';
import { type ApiRig, startApi } from '../../support/api-rig.ts';

/** Who may call each operation: nobody signed in is needed, anyone signed in, or admins. */
const access: Record<string, 'anyone' | 'user' | 'admin'> = {
  'auth.login': 'anyone',
  'auth.logout': 'user',
  'auth.me': 'user',
  'auth.changePassword': 'user',
  'alerts.list': 'user',
  'alerts.counts': 'user',
  'alerts.statistics': 'user',
  'alerts.get': 'user',
  'alerts.raw': 'user',
  'alerts.acknowledge': 'user',
  'alerts.resolve': 'user',
  'alerts.reanalyse': 'user',
  'alerts.resend': 'user',
  'alerts.bulk': 'user',
  'alerts.sent': 'user',
  'incidents.list': 'user',
  'incidents.counts': 'user',
  'incidents.get': 'user',
  'incidents.acknowledge': 'user',
  'incidents.unacknowledge': 'user',
  'incidents.resolve': 'user',
  'incidents.reopen': 'user',
  'incidents.note': 'user',
  'rules.list': 'user',
  'rules.get': 'user',
  'rules.create': 'admin',
  'rules.update': 'admin',
  'rules.remove': 'admin',
  'rules.reorder': 'admin',
  'rules.simulate': 'user',
  'rules.simulateMail': 'user',
  'channels.list': 'user',
  'channels.get': 'user',
  'channels.create': 'admin',
  'channels.update': 'admin',
  'channels.remove': 'admin',
  'channels.test': 'admin',
  'channels.testUnsaved': 'admin',
  'channels.pause': 'user',
  'destinations.list': 'user',
  'destinations.get': 'user',
  'destinations.create': 'admin',
  'destinations.update': 'admin',
  'destinations.remove': 'admin',
  'providers.list': 'user',
  'providers.get': 'user',
  'providers.create': 'admin',
  'providers.update': 'admin',
  'providers.remove': 'admin',
  'providers.reorder': 'admin',
  'providers.test': 'admin',
  'providers.testUnsaved': 'admin',
  'providers.models': 'admin',
  'providers.evaluate': 'admin',
  'mutes.list': 'user',
  'mutes.create': 'user',
  'mutes.update': 'user',
  'mutes.expire': 'user',
  'mutes.remove': 'user',
  'deadLetters.list': 'user',
  'deadLetters.ids': 'user',
  'deadLetters.bulkRestore': 'user',
  'deadLetters.get': 'user',
  'deadLetters.retry': 'user',
  'deadLetters.discard': 'user',
  'deadLetters.bulkRetry': 'user',
  'deadLetters.bulkDiscard': 'user',
  'settings.get': 'user',
  'settings.update': 'admin',
  'users.list': 'admin',
  'users.create': 'admin',
  'users.update': 'admin',
  'users.remove': 'admin',
  'smtpUsers.list': 'admin',
  'smtpUsers.create': 'admin',
  'smtpUsers.remove': 'admin',
  'apiTokens.list': 'admin',
  'apiTokens.create': 'admin',
  'apiTokens.revoke': 'admin',
  'backup.export': 'admin',
  'backup.preview': 'admin',
  'backup.import': 'admin',
  'backup.versions': 'admin',
  'backup.restore': 'admin',
  'deliveries.list': 'user',
  'deliveries.attempt': 'user',
  'logs.list': 'admin',
  'logs.tail': 'admin',
  'operations.queues': 'user',
  'operations.sendSample': 'admin',
  'operations.ledger': 'user',
  'operations.health': 'anyone',
  'operations.events': 'user',
};

const operations: { name: string; method: string; path: string }[] = [];
traverseContractProcedures({ router: contract, path: [] }, ({ contract: procedure, path }) => {
  const { method = 'POST', path: route = '' } = procedure['~orpc'].route;
  operations.push({ name: path.join('.'), method, path: `/api${route.replace('{id}', 'no-such-id')}` });
});

let rig: ApiRig;
beforeAll(async () => {
  rig = await startApi();
});
afterAll(() => rig.remove());

describe('the roles', () => {
  it('are settled for every operation of the contract', () => {
    expect(operations.map(({ name }) => name).sort()).toEqual(Object.keys(access).sort());
  });

  it.each(operations)('$name: $method $path', async ({ name, method, path }) => {
    const allowed = access[name];
    // No body fits, so that what is let through changes nothing: 400 and 404 mean let through.
    const body = method === 'GET' || method === 'DELETE' ? undefined : { no: 'such field' };
    // Signed out by its own doing, a client of its own.
    const operator = name === 'auth.logout' ? null : rig.operator;
    const before = rig.configVersion();

    const anonymous = await createApiClient(rig.url).call(method, path, body);
    if (allowed === 'anyone') expect(anonymous.status).not.toBe(403);
    else expect([anonymous.status, anonymous.body.code]).toEqual([401, 'unauthenticated']);

    if (operator !== null && name !== 'operations.events') {
      const answer = await operator.call(method, path, body);
      if (allowed === 'admin') expect([answer.status, answer.body.code]).toEqual([403, 'forbidden']);
      else expect([200, 400, 404]).toContain(answer.status);
    }
    expect(rig.configVersion()).toBe(before);
  });

  it('are the same for the typed client', async () => {
    const wrong: string[] = [];
    for (const { name } of operations) {
      const path = `/rpc/${name.replace('.', '/')}`;
      const anonymous = await createApiClient(rig.url).post(path, { json: { no: 'such field' } });
      if (access[name] !== 'anyone' && anonymous.status !== 401) wrong.push(`${name} ${anonymous.status}`);
      if (access[name] === 'admin') {
        const operator = await rig.operator.post(path, { json: { no: 'such field' } });
        if (operator.status !== 403) wrong.push(`${name} ${operator.status}`);
      }
    }
    expect(wrong).toEqual([]);
  });
});
