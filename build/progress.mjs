// What set-up says while it works: a line at the start, a sign of life, a line with the time taken.
import { stopIfInterrupted } from './processes.mjs';

const signOfLifeMs = 10_000;
const shownOutputLines = 30;

/** Set-up cannot go on; `remedy` is what to run by hand. */
export class SetupError extends Error {
  constructor(message, { remedy, output } = {}) {
    super(message);
    this.remedy = remedy;
    this.output = output;
  }
}

export function say(text) {
  process.stdout.write(`set-up: ${text}\n`);
}

/** Announces a piece of work, does it and says how long it took. */
export async function announced(title, work) {
  const startedAt = Date.now();
  const elapsed = () => `${((Date.now() - startedAt) / 1000).toFixed(1)} s`;
  say(`${title} ...`);
  const timer = setInterval(() => say(`${title} ... ${elapsed()}`), signOfLifeMs);
  try {
    const result = await work();
    stopIfInterrupted();
    say(`${title}: done in ${elapsed()}`);
    return result;
  } catch (error) {
    say(`${title}: stopped after ${elapsed()}`);
    throw error;
  } finally {
    clearInterval(timer);
  }
}

/** Tells a person what went wrong and what to do about it. */
export function explain(error) {
  const lines = [`set-up: ${error.message}`];
  if (error.output) lines.push(error.output.trimEnd().split('\n').slice(-shownOutputLines).join('\n'));
  if (error.remedy) lines.push(`set-up: by hand: ${error.remedy}`);
  process.stderr.write(`${lines.join('\n')}\n`);
}
