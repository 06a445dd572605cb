import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { createSmtpRigs } from '../../support/smtp-rig.ts';

const run = promisify(execFile);
const has = (command: string) => spawnSync('sh', ['-c', `command -v ${command}`]).status === 0;
const directory = mkdtempSync(join(tmpdir(), 'smtp-senders-'));
const rigs = createSmtpRigs();

afterEach(() => rigs.stopAll());
afterAll(() => rmSync(directory, { recursive: true, force: true }));

function file(name: string, text: string): string {
  const path = join(directory, name);
  writeFileSync(path, text);
  return path;
}

describe('real senders', () => {
  it.skipIf(!has('swaks'))('swaks delivers, with a bare local part and Persian text', async () => {
    const { port, spool } = await rigs.start();
    const body = ['--header', 'Subject: هشدار دیسک', '--body', 'دیسک پر است'];
    await run('swaks', [
      '--server',
      `127.0.0.1:${port}`,
      '--from',
      'root',
      '--to',
      'logcheck',
      '--helo',
      'web 1',
      ...body,
    ]);
    expect(spool.kept).toHaveLength(1);
    expect(spool.kept[0]?.meta).toMatchObject({
      mailFrom: 'root@localhost',
      rcptTo: ['logcheck@localhost'],
      helo: 'web 1',
    });
    expect(spool.kept[0]?.raw.toString()).toContain('هشدار دیسک');
    expect(spool.kept[0]?.messageId).toMatch(/^<.*>$/);
  });

  it.skipIf(!has('swaks'))('swaks delivers by HELO, pipelined, and with a null sender', async () => {
    const { port, spool } = await rigs.start();
    const to = ['--server', `127.0.0.1:${port}`, '--to', 'a@b'];
    await run('swaks', [...to, '--protocol', 'SMTP', '--from', '<>']);
    await run('swaks', [...to, '--pipeline', '--from', 'x@y']);
    expect(spool.kept.map((message) => message.meta.mailFrom)).toEqual(['', 'x@y']);
  });

  it.skipIf(!has('curl'))('curl delivers a file whose lines all end with LF, and one with CRLF', async () => {
    const { port, spool } = await rigs.start();
    for (const [name, text] of [
      ['lf.eml', 'Subject: lf\n\n.dot\nbody\n'],
      ['crlf.eml', 'Subject: crlf\r\n\r\n.dot\r\nbody\r\n'],
    ] as const) {
      const mail = [
        '--mail-from',
        'root@web1',
        '--mail-rcpt',
        'ops@example.net',
        '--upload-file',
        file(name, text),
      ];
      await run('curl', [
        '--silent',
        '--show-error',
        '--max-time',
        '10',
        `smtp://127.0.0.1:${port}`,
        ...mail,
      ]);
    }
    expect(spool.kept).toHaveLength(2);
    expect(spool.kept[0]?.raw.toString().replace(/\r\n/g, '\n')).toContain('Subject: lf\n\n.dot\nbody\n');
    expect(spool.kept[1]?.raw.toString()).toContain('Subject: crlf\r\n\r\n.dot\r\nbody\r\n');
  });

  it.skipIf(!has('smtp-source'))('smtp-source delivers from fifty connections at once', async () => {
    const { port, spool, listener } = await rigs.start();
    await run('smtp-source', ['-s', '50', '-m', '500', '-l', '2048', `127.0.0.1:${port}`]);
    expect(spool.kept).toHaveLength(500);
    expect(listener.stats()).toMatchObject({ accepted: 500, permanentRefusals: 0 });
  });

  it.skipIf(!has('python3'))(
    'Python smtplib delivers to an odd recipient with lower-case verbs',
    async () => {
      const { port, spool } = await rigs.start();
      const script = [
        'import smtplib',
        `s = smtplib.SMTP("127.0.0.1", ${port}, timeout=10)`,
        's.sendmail("zabbix@my_host.local", ["root@host_1"], "Subject: s\\r\\n\\r\\nbody\\r\\n")',
        's.quit()',
      ].join('\n');
      await run('python3', ['-c', script]);
      expect(spool.kept[0]?.meta).toMatchObject({
        mailFrom: 'zabbix@my_host.local',
        rcptTo: ['root@host_1'],
      });
    },
  );
});
