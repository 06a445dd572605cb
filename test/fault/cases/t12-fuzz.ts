/**
 * What nobody would send, to the two parts that meet strangers. Mails go to the parser as the program has it: its threads
 * with their limits, and some to the reading without a model behind it. Dialogues go to the SMTP listener with the settings of a program that
 * nobody has changed (no AUTH, no TLS), before a spool in memory; what it answers is not looked at, only that it goes on
 * taking mail. The rest of the program does not run here.
 */
import { randomInt } from 'node:crypto';
import { connect } from 'node:net';
import type { MailReading } from '../../../src-main/engine/analyse/read-without-model.ts';
import { createParser } from '../../../src-main/engine/ingest/parse.ts';
import type { Envelope, ParsedMail } from '../../../src-main/engine/message.ts';
import { alertMails, foreignMails, hostileMails } from '../../support/corpus.ts';
import { mutatedMail } from '../../support/mutated-mail.ts';
import { createQuietLogger } from '../../support/quiet-logger.ts';
import { type SeededRandom, seededRandom } from '../../support/seeded-random.ts';
import { sendMail } from '../../support/send-mail.ts';
import { createSmtpRigs } from '../../support/smtp-rig.ts';
import { type FaultCase, noVerdict } from '../support/case.ts';

const seedsBelow = 2 ** 32;
const atATime = 8;
const mailsARound = 10_000;
/** Reading takes longer than parsing. */
const readEvery = 4;
const sender = 'a@b.example';
const enoughFaults = 5;

/** FUZZ_SEED, as a failure named it, makes the same mails from the same corpora, and the same dialogues. */
const chooseSeed = (): number => {
  const given = process.env.FUZZ_SEED;
  if (given === undefined) return randomInt(seedsBelow);
  const seed = Number(given);
  if (!Number.isInteger(seed) || seed < 0 || seed >= seedsBelow)
    throw new Error(`FUZZ_SEED: ${given} is no seed`);
  return seed;
};

const envelopeOf = (number: number, raw: Buffer): Envelope => ({
  id: `m${number}`,
  nodeId: 'n1',
  receivedAt: Date.now(),
  remoteAddress: '127.0.0.1',
  helo: 'client.example',
  mailFrom: sender,
  rcptTo: ['ops@example.net'],
  secure: false,
  user: null,
  sizeBytes: raw.length,
  digest: '',
});

const holdsControls = ({ subject, text, from }: ParsedMail): boolean =>
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/.test([subject, text, from.display].join(''));

const fuzzParser = async (
  seed: number,
  rounds: Iterable<number>,
  faults: string[],
  progress: (text: string) => void,
) => {
  const logger = createQuietLogger();
  const clock = { now: () => Date.now(), monotonic: () => performance.now() };
  const parser = createParser({ clock, logger });
  const mails = [...alertMails(), ...hostileMails(0.01), ...(foreignMails() ?? [])].map(({ raw }) => raw);
  let done = 0;
  let wanted = 0;
  let degraded = 0;
  let slowestMs = 0;
  const parse = async (
    number: number,
    input: Buffer,
  ): Promise<Pick<MailReading, 'failed'> & { mail: ParsedMail }> => {
    if (number % readEvery > 0) return { mail: await parser.parse(input, sender), failed: [] };
    const { mail, read } = await parser.parseAndRead(input, envelopeOf(number, input), 'en');
    return { mail, failed: read?.reading.failed ?? [] };
  };
  const one = async () => {
    while (done < wanted && faults.length <= enoughFaults) {
      const number = done++;
      const input = mutatedMail(mails, seededRandom(seed, number));
      const fails = (how: string) => void faults.push(`mail ${number}: ${how}`);
      const from = performance.now();
      try {
        const { mail, failed } = await parse(number, input);
        if (mail.degraded) degraded++;
        if (holdsControls(mail)) fails('a control character leaves the parser');
        for (const { stage, error } of failed) fails(`${stage} throws ${error}`);
      } catch (error) {
        fails(`the parser throws: ${String(error)}`);
      }
      slowestMs = Math.max(slowestMs, performance.now() - from);
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

/** A dialogue goes some steps of this before it loses its way. */
const wayOfAMail = ['EHLO x', 'MAIL FROM:<a@b>', 'RCPT TO:<c@d>', 'DATA'];
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
  ...['.', '.', '.', '.', '.'],
  '..',
  'GET / HTTP/1.1',
  '\0\0\0',
  '\xff\xfe',
  'x'.repeat(5000),
  'Subject: fuzz',
  '',
];
const lineEnds = ['\r\n', '\r\n', '\r\n', '\n', '\r', ''];

const dialogue = (port: number, { below, pick }: SeededRandom): Promise<void> =>
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
    const steps = wayOfAMail.slice(0, below(wayOfAMail.length + 1));
    socket.write(steps.map((step) => `${step}\r\n`).join(''));
    for (let lines = 1 + below(14); lines > 0; lines--) {
      socket.write(Buffer.from(pick(words) + pick(lineEnds), 'latin1'));
    }
    if (below(2) === 0) socket.end('QUIT\r\n');
  });

const fuzzSmtp = async (
  seed: number,
  dialogues: number,
  faults: string[],
  progress: (text: string) => void,
): Promise<number> => {
  const rigs = createSmtpRigs();
  const { port, spool } = await rigs.start();
  for (let done = 0; done < dialogues; done += atOnce) {
    await Promise.all(Array.from({ length: atOnce }, (_, n) => dialogue(port, seededRandom(seed, done + n))));
    if ((done + atOnce) % 2000 === 0) progress(`${done + atOnce} dialogues`);
  }
  const taken = spool.kept.length;
  if (taken === 0) faults.push('no dialogue came as far as a mail: it proves little');
  const id = await sendMail(port, { subject: 'still there' }).catch(String);
  if (!/^[0-9a-zA-Z-]{1,64}$/.test(id)) faults.push(`after the dialogues a mail is answered ${id}`);
  await rigs.stopAll();
  return taken;
};

export const fuzz: FaultCase = {
  id: 'T12',
  name: 'mails and dialogues with random faults',
  async run({ many, rounds, progress }) {
    const seed = chooseSeed();
    const faults: string[] = [];
    const dialogues = many(400, 20_000);
    const ended: string[] = [];
    const onRejection = (error: unknown) => void ended.push(String(error));
    process.on('unhandledRejection', onRejection);
    process.on('uncaughtException', onRejection);
    try {
      const { mails, degraded, slowestMs } = await fuzzParser(seed, rounds(2, 100), faults, progress);
      const taken = await fuzzSmtp(seed, dialogues, faults, progress);
      if (ended.length > 0) faults.push(`${ended.length} errors that nobody caught: ${ended[0]}`);
      if (faults.length > 0) faults.push(`FUZZ_SEED=${seed} makes these mails and dialogues again`);
      return {
        verdict: noVerdict(),
        faults,
        figures: {
          mails,
          'kept raw': degraded,
          'slowest ms': slowestMs,
          dialogues,
          'mails taken of them': taken,
          seed,
        },
        examples: [],
      };
    } finally {
      process.off('unhandledRejection', onRejection);
      process.off('uncaughtException', onRejection);
    }
  },
};
