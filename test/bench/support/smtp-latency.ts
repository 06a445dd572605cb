/**
 * Sends mails one a connection from N connections at once and prints, as JSON, how long the 250 after the end of
 * data took and how long whole transactions took. A process of its own, so that it shares no event loop with what it
 * measures. `smtp-latency.ts PORT CONNECTIONS MAILS BYTES [SUBJECT]`; a `#` of the subject is the mail's number.
 */
import { connect } from 'node:net';

const [port = 0, connections = 1, mails = 1, bytes = 0] = process.argv.slice(2).map(Number);
const subject = process.argv[6] ?? 'latency';
const text = 'Disk usage is above 90 %, see the dashboard for more now.\r\n'.repeat(Math.ceil(bytes / 58));
const answers: number[] = [];
const wholes: number[] = [];
let left = mails;

function deliver(): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const begun = performance.now();
  let sentAt = 0;
  const body = `Subject: ${subject.replace('#', String(left))}\r\n\r\n${text}.\r\n`;
  const steps = ['HELO x\r\n', 'MAIL FROM:<a@b>\r\n', 'RCPT TO:<c@d>\r\n', 'DATA\r\n', body, 'QUIT\r\n'];
  const socket = connect(port, '127.0.0.1');
  socket.setNoDelay(true);
  socket.on('data', (chunk) => {
    const reply = chunk.toString();
    if (!/^[23]/.test(reply)) return void socket.destroy(new Error(`refused: ${reply}`));
    const step = steps.shift();
    if (step === undefined) return;
    if (step === body) sentAt = performance.now();
    if (step === 'QUIT\r\n') {
      answers.push(performance.now() - sentAt);
      wholes.push(performance.now() - begun);
    }
    socket.write(step);
  });
  socket.on('error', reject);
  socket.on('close', () => resolve());
  return promise;
}

async function work(): Promise<void> {
  while (left-- > 0) await deliver();
}

const started = performance.now();
await Promise.all(Array.from({ length: connections }, work));
const seconds = (performance.now() - started) / 1_000;

function at(times: number[], part: number): number {
  times.sort((a, b) => a - b);
  return Number((times[Math.floor((times.length - 1) * part)] ?? 0).toFixed(2));
}

console.log(
  JSON.stringify({
    perSecond: Math.round(wholes.length / seconds),
    answerP50Ms: at(answers, 0.5),
    answerP99Ms: at(answers, 0.99),
    wholeP50Ms: at(wholes, 0.5),
    wholeP99Ms: at(wholes, 0.99),
  }),
);
