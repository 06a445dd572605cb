// Running other programs: signals go through to them, and nobody leaves before they did.
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { headlessCommand, headlessEnvironment, projectEnvironment, recentNode, root } from './project.mjs';

const passedOn = ['SIGINT', 'SIGTERM'];
const keptOutputChars = 20_000;
const killGraceMs = 10_000;
const parentCheckMs = 200;

const running = new Set();
let interruptedBy;

/** Set-up or a check was stopped by a signal: nothing further is to be started. */
export class Interrupted extends Error {
  constructor(signal) {
    super(`stopped by ${signal}`);
    this.exitCode = exitCodeOf(null, signal);
  }
}

/** From now on the signals that end a program go to the children, and this process ends after them. */
export function passSignalsOn() {
  for (const signal of passedOn) {
    // A terminal sends Ctrl-C to the whole foreground group: the children have it already.
    process.on(signal, () => endBy(signal, { tell: signal !== 'SIGINT' || !process.stdin.isTTY }));
  }
  if (process.env.npm_lifecycle_event && process.platform !== 'win32') endWithParent();
}

// npm passes a SIGTERM to the shell between it and us, which dies of it without a word to us.
function endWithParent() {
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    endBy('SIGTERM', { tell: true });
  }, parentCheckMs);
  timer.unref();
}

function endBy(signal, { tell }) {
  interruptedBy ??= signal;
  if (running.size === 0) process.exit(exitCodeOf(null, signal));
  if (tell) for (const child of running) child.kill(signal);
}

/** Throws when a signal has asked this process to end. */
export function stopIfInterrupted() {
  if (interruptedBy) throw new Interrupted(interruptedBy);
}

function exitCodeOf(code, signal) {
  return code ?? 128 + (constants.signals[signal] ?? 0);
}

/**
 * Runs a program to its end. With `quiet` its output is collected instead of shown.
 * @returns exit code (128 + n after signal n, 127 when it could not be started) and the collected output's end
 */
export function run(command, args, options = {}) {
  const { quiet = false, cwd = root, env = {}, timeoutMs, shell = false } = options;
  return new Promise((resolve) => {
    let output = '';
    let timer;
    const child = spawn(command, args, {
      cwd,
      shell,
      env: { ...projectEnvironment(), ...env },
      stdio: quiet ? ['ignore', 'pipe', 'pipe'] : 'inherit',
    });
    running.add(child);

    const collect = (chunk) => {
      output = (output + chunk).slice(-keptOutputChars);
    };
    child.stdout?.on('data', collect);
    child.stderr?.on('data', collect);

    const finish = (code) => {
      clearTimeout(timer);
      running.delete(child);
      resolve({ code, output });
    };
    child.on('error', (error) => {
      collect(error.message);
      finish(127);
    });
    child.on('close', (code, signal) => finish(exitCodeOf(code, signal)));

    if (timeoutMs) {
      timer = setTimeout(() => {
        collect(`\nstopped after ${timeoutMs / 1000} s`);
        child.kill('SIGTERM');
        timer = setTimeout(() => child.kill('SIGKILL'), killGraceMs);
      }, timeoutMs);
    }
  });
}

/** Runs a script with the project's Node. */
export function runNode(args, options) {
  return run(recentNode() ?? process.execPath, args, options);
}

/** Runs the built program in a folder. What the environment says of memory already stands. */
export function runHeadless(args, cwd) {
  const env = Object.fromEntries(
    Object.entries(headlessEnvironment).filter(([name]) => process.env[name] === undefined),
  );
  return runNode([...headlessCommand, ...args], { cwd, env });
}

/** Runs npm: the one that runs us when there is one, with the project's Node where possible. */
export function runNpm(args, options) {
  const cli = process.env.npm_execpath;
  if (cli && /npm-cli\.c?js$/.test(cli)) return runNode([cli, ...args], options);
  return run('npm', args, { ...options, shell: process.platform === 'win32' });
}
