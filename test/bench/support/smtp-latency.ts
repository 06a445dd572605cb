/**
 * Sends mails one a connection from N connections at once and prints, as JSON, how long the 250 after the end of
 * data took and how long whole transactions took. A process of its own, so that it shares no event loop with what it
 * measures. `smtp-latency.ts PORT CONNECTIONS MAILS BYTES [SUBJECT [PER_SECOND]]`; a `#` of the subject is the mail's
 * number. With PER_SECOND it sends at an even pace of all connections together, goes on after a mail that was not taken and
 * counts it; without, it is as fast as it is answered, and the first such mail ends it. SIGTERM ends it early, with figures.
 */
import { connect } from 'node:net';

const [port = 0, connections = 1, mails = 1, bytes = 0] = process.argv.slice(2).map(Number);
const subject = process.argv[6] ?? 'latency';
const perSecond = process.argv[7] === undefined ? null : Number(process.argv[7]);
const timeoutMs = 10_000;
const text = 'Disk usage is above 90 %, see the dashboard for more now.\r\n'.repeat(Math.ceil(bytes / 58));
const answers: number[] = [];
const wholes: number[] = [];
const failures: string[] = [];
const parent = process.ppid;
let left = mails;
process.once('SIGTERM', () => {
  left = 0;
});

function deliver(number: number): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const begun = performance.now();
  let sentAt = 0;
  let isAnswered = false;
  const body = `Subject: ${subject.replace('#', String(number))}\r\n\r\n${text}.\r\n`;
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
      isAnswered = true;
    }
    socket.write(step);
  });
  socket.setTimeout(timeoutMs, () => socket.destroy(new Error('time-out')));
  socket.on('error', reject);
  socket.on('close', () => (isAnswered ? resolve() : reject(new Error('closed without an answer'))));
  return promise;
}

async function work(worker: number): Promise<void> {
  // Each has its own place in the beat: they do not all send at the same moment.
  for (let turn = 0; left-- > 0 && process.ppid === parent; turn++) {
    const number = left;
    if (perSecond === null) {
      await deliver(number);
      continue;
    }
    const dueMs = ((turn * connections + worker) / perSecond) * 1000;
    await new Promise((resolve) => setTimeout(resolve, started + dueMs - performance.now()));
    await deliver(number).catch((error: Error) => failures.push(error.message));
  }
}

const started = performance.now();
await Promise.all(Array.from({ length: connections }, (_, worker) => work(worker)));
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
    answerMostMs: at(answers, 1),
    taken: answers.length,
    failures,
  }),
);
