import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseSync } from 'vite';
import { describe, expect, it } from 'vitest';

const sources = resolve(import.meta.dirname, '..', '..', '..', 'src-main');
const files = readdirSync(sources, { recursive: true })
  .map((path) => String(path).replaceAll('\\', '/'))
  .filter((path) => path.endsWith('.ts'))
  .sort();

/** What a file imports at run time from these modules. */
const importedFrom = (modules: readonly string[], file: string): string[] =>
  parseSync(file, readFileSync(join(sources, file), 'utf8')).module.staticImports.flatMap(
    ({ moduleRequest, entries }) =>
      modules.includes(moduleRequest.value)
        ? entries.filter(({ isType }) => !isType).map(({ importName }) => importName.name ?? '*')
        : [],
  );

const opensSockets = new Set(['connect', 'createConnection', 'Socket', 'TLSSocket', '*', 'default']);
const sending = /(?:MAIL FROM:|RCPT TO:|['"`](?:EHLO|HELO) )/;
const mailers = ['nodemailer', 'smtp-client', 'emailjs', 'smtp-connection', 'sendmail'];

describe('the sources', () => {
  it('open sockets of their own only for guarded requests, for the sample over loopback, and for a parent that ended', () => {
    const opening = files.filter((file) =>
      importedFrom(['node:net', 'net', 'node:tls', 'tls'], file).some((name) => opensSockets.has(name)),
    );
    expect(opening).toEqual([
      'engine/egress-connect.ts',
      'engine/ingest/loopback-submission.ts',
      'platform/orphan-guard.ts',
    ]);
  });

  it('speak SMTP as a client only in the file that submits over loopback', () => {
    const speaking = files.filter((file) => sending.test(readFileSync(join(sources, file), 'utf8')));
    expect(speaking.filter((file) => file !== 'engine/ingest/smtp-connection.ts')).toEqual([
      'engine/ingest/loopback-submission.ts',
    ]);
  });

  it('use no library that sends mail', () => {
    expect(files.flatMap((file) => importedFrom(mailers, file))).toEqual([]);
  });

  it('offer that submission to the sample alert alone', () => {
    const users = files.filter((file) =>
      /^import \{.*from '[./a-z-]*loopback-submission\.ts'/m.test(readFileSync(join(sources, file), 'utf8')),
    );
    expect(users).toEqual(['engine/api/operations.ts']);
  });
});
