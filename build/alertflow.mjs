#!/usr/bin/env node
// The command `alertflow`: runs the built program with a Node that is recent enough. It installs nothing.
import { existsSync } from 'node:fs';
import { passSignalsOn, runHeadless } from './processes.mjs';
import { headlessBundle, nodeFloor, recentNode } from './project.mjs';

async function main(args) {
  if (!recentNode()) {
    return refuse(
      `AlertFlow needs Node ${nodeFloor.major}.${nodeFloor.minor} or newer; this is ${process.version}.`,
    );
  }
  if (!existsSync(headlessBundle)) return refuse('AlertFlow is not built yet.');
  passSignalsOn();
  const { code } = await runHeadless(args, process.cwd());
  return code;
}

function refuse(reason) {
  process.stderr.write(`${reason} \`npm run build\` in its folder sets everything up.\n`);
  return 1;
}

process.exitCode = await main(process.argv.slice(2));
