/** H6: the exact policy, on every kind of answer. That nothing breaks it in use is watched by the console's own tests. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiAnswer, plainRequest } from '../../support/api-client.ts';
import { type ApiRig, startApi } from '../../support/api-rig.ts';

const policy = {
  'default-src': "'none'",
  'script-src': "'self'",
  'style-src': "'self'",
  'img-src': "'self' data:",
  'font-src': "'self'",
  'connect-src': "'self'",
  'manifest-src': "'self'",
  'frame-src': "'self'",
  'base-uri': "'none'",
  'form-action': "'self'",
  'frame-ancestors': "'none'",
  'require-trusted-types-for': "'script'",
};

let rig: ApiRig;
let consoleDir: string;
beforeAll(async () => {
  consoleDir = mkdtempSync(join(tmpdir(), 'alertflow-console-'));
  mkdirSync(join(consoleDir, 'assets'));
  writeFileSync(join(consoleDir, 'index.html'), '<!doctype html><title>console</title>');
  writeFileSync(join(consoleDir, 'assets', 'main-1.js'), 'export {};');
  rig = await startApi({ http: { consoleDir } });
});
afterAll(async () => {
  await rig.remove();
  rmSync(consoleDir, { recursive: true, force: true });
});

const policyOf = (answer: Pick<ApiAnswer, 'headers'>): Record<string, string> =>
  Object.fromEntries(
    String(answer.headers['content-security-policy'])
      .split(';')
      .map((part) => part.trim())
      .filter((part) => part !== '')
      .map((part) => [part.split(' ', 1)[0] ?? '', part.slice(part.indexOf(' ') + 1)]),
  );

const requireStrict = (answer: Pick<ApiAnswer, 'headers'>): void => {
  expect(policyOf(answer)).toEqual(policy);
  expect(answer.headers).toMatchObject({
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'x-frame-options': 'DENY',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
  });
  for (const name of [
    'x-powered-by',
    'server',
    'content-security-policy-report-only',
    'strict-transport-security',
    'access-control-allow-origin',
    'access-control-allow-credentials',
  ]) {
    expect([name, answer.headers[name]]).toEqual([name, undefined]);
  }
};

describe('the headers', () => {
  it.each<[string, number]>([
    ['/', 200],
    ['/assets/main-1.js', 200],
    ['/api/docs', 200],
    ['/api/docs.css', 200],
    ['/api/openapi.json', 200],
    ['/api/health', 200],
    ['/metrics', 200],
    ['/api/alerts', 200],
    ['/rpc/rules/list', 200],
    ['/api/none', 404],
    ['/none', 404],
    ['/assets/..%2f..%2fetc%2fpasswd', 404],
  ])('of GET %s are all there', async (path, status) => {
    const answer = await rig.admin.get(path);
    expect(answer.status).toBe(status);
    requireStrict(answer);
  });

  it.each<[string, Record<string, string>, number]>([
    ['nobody signed in', {}, 401],
    ['another site', { 'sec-fetch-site': 'cross-site' }, 403],
    ['a name it does not go by', { host: 'evil.example' }, 403],
  ])('of what is refused (%s) are all there', async (_who, headers, status) => {
    const answer = await plainRequest(`${rig.url}/api/alerts`, 'GET', headers);
    expect(answer.status).toBe(status);
    requireStrict(answer);
  });

  it('of a body that is refused are all there', async () => {
    const headers = { authorization: `Bearer ${rig.admin.token}`, 'content-type': 'text/html' };
    const answer = await plainRequest(`${rig.url}/api/mutes`, 'POST', headers, '<script>1</script>');
    expect(answer.status).toBe(400);
    requireStrict(answer);
  });

  it('of a raw mail are all there, and it is a file to keep', async () => {
    const html = 'Content-Type: text/html\r\n\r\n<script>alert(1)</script>\r\n';
    const id = await rig.mail({ raw: `From: a@b.example\r\nSubject: PROBLEM: x\r\n${html}` });
    await rig.settled(id);
    const answer = await rig.admin.get(`/api/alerts/${id}/raw`);
    expect(answer.text).toContain('<script>alert(1)</script>');
    requireStrict(answer);
    expect(answer.headers['content-type']).toBe('message/rfc822');
    expect(String(answer.headers['content-disposition'])).toMatch(/^attachment\b/);
  });

  it('of the live events are all there', async () => {
    const ends = new AbortController();
    const answer = await fetch(`${rig.url}/api/events`, {
      headers: { authorization: `Bearer ${rig.admin.token}` },
      signal: ends.signal,
    });
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/event-stream']);
    requireStrict({ headers: Object.fromEntries(answer.headers) });
    ends.abort();
  });
});
