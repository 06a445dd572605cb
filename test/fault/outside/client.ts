/**
 * The sender: a process of its own that mails as monitoring tools do and writes down, before it goes on, what it was
 * answered. Usage: node client.ts '<json of ClientOptions>'; `stop` on standard input ends it after the mails in hand.
 */
import { openSync, writeSync } from 'node:fs';
import { openSmtpWire, type SmtpWire } from '../../support/smtp-wire.ts';
import type { ClientEntry } from '../support/books.ts';
import { mailFor } from '../support/mail.ts';
import { chatOf, markerOf, recipientOf } from '../support/marker.ts';

export interface ClientOptions {
  port: number;
  book: string;
  connections: number;
  /** Mails a second in all; 0: as fast as they are taken. */
  rate: number;
  /** Ends by itself after so many mails; 0: when told. */
  count: number;
  /** Keeps its markers apart from those of other clients. */
  namespace: number;
  sizeBytes: number;
  /** Mails a connection, by turns: 1 as most tools do, or more. */
  mailsPerConnection: number;
  /** A mail whose connection was lost is sent once more, as relays do. */
  sendsAgain: boolean;
  replyTimeoutMs: number;
}

const options = JSON.parse(process.argv[2] ?? '') as ClientOptions;
const book = openSync(options.book, 'a');
const refusedWaitMs = 40;
let isOver = false;
let next = 0;
let sent = 0;
let confirmed = 0;
let startedAt = performance.now();

const note = (entry: ClientEntry) => void writeSync(book, `${JSON.stringify(entry)}\n`);
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

const take = (): string | null => {
  if (isOver || (options.count > 0 && next >= options.count)) return null;
  return markerOf(options.namespace, next++);
};

/** Holds the sender back to its rate. */
const pace = async () => {
  sent++;
  if (options.rate === 0) return;
  const dueAt = startedAt + (sent * 1000) / options.rate;
  const early = dueAt - performance.now();
  if (early > 0) await sleep(early);
  // After a stand-still it does not catch up all at once.
  else if (early < -2000) startedAt -= early;
};

const codeOf = (reply: string | null): number | null => (reply === null ? null : Number(reply.slice(0, 3)));

/** When this mail was first to be sent; the connection that it needs counts. */
const begun = new Map<string, number>();

const turn = (marker: string, stage: string, code: number | null, id: string | null = null): ClientEntry => {
  const tookMs = performance.now() - (begun.get(marker) ?? performance.now());
  const entry = { marker, at: Date.now(), stage, code, id, tookMs };
  note(entry);
  return entry;
};

/** Answers whether it was what was wanted. A refusal is noted at whatever stage; a connection that is lost is not. */
const isTaken = (marker: string, stage: string, code: number | null, wanted: number): boolean => {
  if (code !== null && code !== wanted) turn(marker, stage, code);
  return code === wanted;
};

const open = async (marker: string): Promise<SmtpWire | null> => {
  if (!begun.has(marker)) begun.set(marker, performance.now());
  const wire = await openSmtpWire(options.port);
  const greeting = codeOf(await wire.reply(options.replyTimeoutMs).catch(() => null));
  if (
    isTaken(marker, 'connection', greeting, 220) &&
    isTaken(marker, 'EHLO', codeOf(await ask(wire, 'EHLO client.example')), 250)
  )
    return wire;
  wire.close();
  return null;
};

const ask = (wire: SmtpWire, line: string): Promise<string | null> => {
  wire.send(`${line}\r\n`);
  return wire.reply(options.replyTimeoutMs).catch(() => null);
};

/** True when the connection may be used again. */
const mail = async (
  wire: SmtpWire,
  marker: string,
): Promise<{ goesOn: boolean; entry: ClientEntry | null }> => {
  if (!begun.has(marker)) begun.set(marker, performance.now());
  for (const [stage, line, wanted] of [
    ['MAIL', 'MAIL FROM:<monitor@example.net>', 250],
    ['RCPT', `RCPT TO:<${recipientOf(chatOf(marker))}>`, 250],
    ['DATA', 'DATA', 354],
  ] as const) {
    if (!isTaken(marker, stage, codeOf(await ask(wire, line)), wanted)) return { goesOn: false, entry: null };
  }
  wire.send(mailFor(marker, options.sizeBytes));
  wire.send('.\r\n');
  const reply = await wire.reply(options.replyTimeoutMs).catch(() => null);
  const code = codeOf(reply);
  const id = /queued as (\S+)/.exec(reply ?? '')?.[1] ?? null;
  const entry = turn(marker, 'end of data', code, id);
  if (code === 250) {
    confirmed++;
    begun.delete(marker);
  }
  return { goesOn: code !== null, entry };
};

const sender = async (number: number) => {
  const perConnection = number % 2 === 0 ? 1 : options.mailsPerConnection;
  let again: string | null = null;
  let mayRepeat = true;
  for (;;) {
    let marker: string | null = again ?? take();
    if (marker === null) return;
    const wire = await open(marker);
    if (wire === null) {
      again = marker;
      if (isOver) return;
      await sleep(refusedWaitMs);
      continue;
    }
    for (let n = 0; marker !== null; n++) {
      const { goesOn, entry } = await mail(wire, marker);
      // Refused before its bytes were sent: nothing happened yet. Lost after: the fate is unknown, once more is enough.
      if (entry === null) again = marker;
      else if (entry.code === null && options.sendsAgain && mayRepeat) {
        again = marker;
        mayRepeat = false;
      } else {
        again = null;
        mayRepeat = true;
        await pace();
      }
      if (!goesOn || again !== null || n + 1 >= perConnection) break;
      marker = take();
    }
    if (wire.socket.writable) wire.send('QUIT\r\n');
    wire.close();
    if (isOver && again !== null) return;
    if (again !== null) await sleep(refusedWaitMs);
  }
};

process.stdin.on('data', (data: Buffer) => {
  if (data.toString().includes('stop')) isOver = true;
});
process.stdin.on('end', () => {
  isOver = true;
});
const report = setInterval(() => process.stdout.write(`${JSON.stringify({ sent, confirmed })}\n`), 100);
await Promise.all(Array.from({ length: options.connections }, (_, number) => sender(number)));
clearInterval(report);
process.stdout.write(`${JSON.stringify({ sent, confirmed })}\n`, () => process.exit(0));
