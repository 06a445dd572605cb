import { randomInt } from 'node:crypto';
import { connect } from 'node:net';
import { createParser } from '../../../src-main/engine/ingest/parse.ts';
import { alertMails, foreignMails, hostileMails } from '../../support/corpus.ts';
import { createQuietLogger } from '../../support/quiet-logger.ts';
import { sendMail } from '../../support/send-mail.ts';
import { createSmtpRigs } from '../../support/smtp-rig.ts';
import { type FaultCase, noVerdict } from '../support/case.ts';

/** Inputs are cut to this, so that many can be tried; large ones have tests of their own. */
const mostBytes = 24_000;
const atATime = 8;
const mailsARound = 10_000;

const pieces = [
  'Content-Type: multipart/mixed; boundary="b"\r\n',
  '--b\r\n',
  '--b--\r\n',
  'Content-Transfer-Encoding: base64\r\n',
  'Content-Type: message/rfc822\r\n\r\n',
  'Content-Type: text/html; charset=utf-7\r\n',
  'Subject: =?utf-8?B?////?=\r\n',
  '\r\n\r\n',
  '\r\n.\r\n',
  '\0',
  '\x1b[31m',
  '\u202e',
  '<table>'.repeat(50),
  '&#x110000;',
  ' \r\n'.repeat(30),
].map((text) => Buffer.from(text));

const pick = <T>(list: readonly T[]): T => list[randomInt(list.length)] as T;

/** One to six changes: bytes turned, cut, doubled, put in, or the tail of another mail. */
const mutate = (mail: Buffer, others: readonly Buffer[]): Buffer => {
  let bytes = Buffer.from(mail.subarray(0, mostBytes));
  for (let changes = 1 + randomInt(6); changes > 0 && bytes.length > 1; changes--) {
    const at = randomInt(bytes.length);
    const span = randomInt(Math.min(200, bytes.length - at) + 1);
    const before = bytes.subarray(0, at);
    switch (randomInt(7)) {
      case 0:
        bytes[at] = randomInt(256);
        break;
      case 1:
        bytes = Buffer.concat([before, bytes.subarray(at + span)]);
        break;
      case 2:
        bytes = Buffer.concat([before, bytes.subarray(at, at + span), bytes.subarray(at)]);
        break;
      case 3:
        bytes = Buffer.concat([before, pick(pieces), bytes.subarray(at)]);
        break;
      case 4: {
        const other = pick(others);
        bytes = Buffer.concat([before, other.subarray(randomInt(other.length + 1), mostBytes)]);
        break;
      }
      case 5:
        bytes = before;
        break;
      default:
        bytes[at] = (bytes[at] ?? 0) ^ (1 << randomInt(8));
    }
  }
  return bytes.subarray(0, 2 * mostBytes);
};

const fuzzParser = async (rounds: Iterable<number>, faults: string[], progress: (text: string) => void) => {
  const logger = createQuietLogger();
  const clock = { now: () => Date.now(), monotonic: () => performance.now() };
  const parser = createParser({ clock, logger });
  const seeds = [...alertMails(), ...hostileMails(0.01), ...(foreignMails() ?? [])].map(({ raw }) => raw);
  let done = 0;
  let wanted = 0;
  let degraded = 0;
  let slowestMs = 0;
  const one = async () => {
    while (done < wanted) {
      done++;
      const input = mutate(pick(seeds), seeds);
      const from = performance.now();
      try {
        const mail = await parser.parse(input, 'a@b.example');
        if (mail.degraded) degraded++;
        const text = [mail.subject, mail.text, mail.from.display].join('');
        if (/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/.test(text)) {
          faults.push(`a control character leaves the parser: ${input.subarray(0, 60).toString('latin1')}`);
        }
      } catch (error) {
        faults.push(`the parser throws: ${String(error)}`);
      }
      slowestMs = Math.max(slowestMs, performance.now() - from);
      if (faults.length > 5) return;
    }
  };
  for (const _ of rounds) {
    wanted += mailsARound;
    await Promise.all(Array.from({ length: atATime }, one));
    progress(`${done} mails`);
  }
  await parser.stop();
  return { mails: done, degraded, slowestMs: Math.round(slowestMs) };
};

/** Dialogues side by side, each of 400 ms at most. */
const atOnce = 20;

const words = [
  'EHLO x',
  'HELO',
  'MAIL FROM:<a@b>',
  'MAIL FROM:<',
  'MAIL FROM:<a@b> SIZE=99999999999999999999',
  'RCPT TO:<c@d>',
  'RCPT TO:',
  'DATA',
  'BDAT 10 LAST',
  'RSET',
  'NOOP',
  'VRFY root',
  'STARTTLS',
  'AUTH PLAIN',
  'AUTH LOGIN AAAA',
  'XCLIENT ADDR=1.2.3.4',
  'PROXY TCP4 1.2.3.4 5.6.7.8 1 2',
  'QUIT',
  '.',
  '..',
  'GET / HTTP/1.1',
  '\0\0\0',
  '\xff\xfe',
  'x'.repeat(5000),
  'Subject: fuzz',
  '',
];

const dialogue = (port: number): Promise<void> =>
  new Promise((done) => {
    const socket = connect({ port, host: '127.0.0.1' });
    const end = () => {
      socket.destroy();
      done();
    };
    const timer = setTimeout(end, 400);
    socket.on('error', () => {});
    socket.on('close', () => {
      clearTimeout(timer);
      done();
    });
    socket.resume();
    for (let lines = 1 + randomInt(14); lines > 0; lines--) {
      socket.write(Buffer.from(pick(words) + pick(['\r\n', '\r\n', '\r\n', '\n', '\r', '']), 'latin1'));
    }
    if (randomInt(2) === 0) socket.end('QUIT\r\n');
  });

const fuzzSmtp = async (
  dialogues: number,
  faults: string[],
  progress: (text: string) => void,
): Promise<void> => {
  const rigs = createSmtpRigs();
  const { port } = await rigs.start();
  for (let done = 0; done < dialogues; done += atOnce) {
    await Promise.all(Array.from({ length: atOnce }, () => dialogue(port)));
    if ((done + atOnce) % 2000 === 0) progress(`${done + atOnce} dialogues`);
  }
  const id = await sendMail(port, { subject: 'still there' }).catch(String);
  if (!/^[0-9a-zA-Z-]{1,64}$/.test(id)) faults.push(`after the dialogues a mail is answered ${id}`);
  await rigs.stopAll();
};

export const fuzz: FaultCase = {
  id: 'T12',
  name: 'mails and dialogues with random faults',
  async run({ many, rounds, progress }) {
    const faults: string[] = [];
    const dialogues = many(400, 20_000);
    const ended: string[] = [];
    const onRejection = (error: unknown) => void ended.push(String(error));
    process.on('unhandledRejection', onRejection);
    process.on('uncaughtException', onRejection);
    try {
      const { mails, degraded, slowestMs } = await fuzzParser(rounds(2, 100), faults, progress);
      await fuzzSmtp(dialogues, faults, progress);
      if (ended.length > 0) faults.push(`${ended.length} errors that nobody caught: ${ended[0]}`);
      return {
        verdict: noVerdict(),
        faults,
        figures: { mails, 'kept raw': degraded, 'slowest ms': slowestMs, dialogues },
        examples: [],
      };
    } finally {
      process.off('unhandledRejection', onRejection);
      process.off('uncaughtException', onRejection);
    }
  },
};
