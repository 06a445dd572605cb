/** A plain SMTP client, one mail a connection as monitoring tools do; every reply is looked at. */
import { connect } from 'node:net';
import { createInterface } from 'node:readline';

export interface MailToSend {
  from?: string;
  to?: string[];
  subject?: string;
  body?: string;
  headers?: Record<string, string>;
  /** The whole message instead of subject, body and headers; line ends are made CRLF. */
  raw?: string | Buffer;
}

export class SmtpRefused extends Error {}

/** Answers the id of `250 queued as <id>`; throws `SmtpRefused` with the reply otherwise. */
export const sendMail = async (port: number, mail: MailToSend, timeoutMs = 10_000): Promise<string> => {
  const { from = 'zabbix@mon.example', to = ['noc@example.net'] } = mail;
  const socket = connect({ port, host: '127.0.0.1' });
  socket.setTimeout(timeoutMs, () => socket.destroy(new Error('SMTP time-out')));
  const failed = new Promise<never>((_, reject) => socket.once('error', reject));
  failed.catch(() => {});
  const lines = createInterface({ input: socket })[Symbol.asyncIterator]();

  const reply = async (expected: string): Promise<string> => {
    for (;;) {
      const { value, done } = await Promise.race([lines.next(), failed]);
      if (done) throw new SmtpRefused('connection closed');
      if (/^\d{3}-/.test(value)) continue;
      if (!value.startsWith(expected)) throw new SmtpRefused(value);
      return value;
    }
  };
  const say = (line: string) => socket.write(`${line}\r\n`);

  try {
    await reply('220');
    say('HELO test.example');
    await reply('250');
    say(`MAIL FROM:<${from}>`);
    await reply('250');
    for (const recipient of to) {
      say(`RCPT TO:<${recipient}>`);
      await reply('250');
    }
    say('DATA');
    await reply('354');
    socket.write(dotStuffed(bytesOf(mail, from, to)));
    socket.write('.\r\n');
    const answer = await reply('250');
    say('QUIT');
    return /queued as (\S+)/.exec(answer)?.[1] ?? '';
  } finally {
    socket.destroy();
  }
};

const bytesOf = (
  { subject = 'test', body = '', headers = {}, raw }: MailToSend,
  from: string,
  to: string[],
): Buffer => {
  if (Buffer.isBuffer(raw)) return raw;
  if (raw !== undefined) return Buffer.from(raw.replace(/\r?\n/g, '\r\n'));
  const head = Object.entries({ From: from, To: to.join(', '), Subject: subject, ...headers }).map(
    ([name, value]) => `${name}: ${value}`,
  );
  return Buffer.from(`${head.join('\r\n')}\r\n\r\n${body.replace(/\r?\n/g, '\r\n')}\r\n`);
};

/** RFC 5321 section 4.5.2, on bytes; ends with CRLF. */
const dotStuffed = (bytes: Buffer): Buffer => {
  const text = bytes.toString('latin1').replace(/^\./gm, '..');
  return Buffer.from(text.endsWith('\r\n') ? text : `${text}\r\n`, 'latin1');
};
