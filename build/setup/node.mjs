// Node: the running one when recent enough, else a copy of this project's own.
import { run, runNpm } from '../processes.mjs';
import { announced, SetupError } from '../progress.mjs';
import { fetchedNode, nodeFloor, nodePackage, recentNode, toolsDir } from '../project.mjs';

const remedy = `install Node ${nodeFloor.major}.${nodeFloor.minor} or newer and run the command again`;

export const nodeStep = { isDone: () => recentNode() !== undefined, work: setupNode };

async function setupNode() {
  const wanted = nodePackage();
  if (!wanted) {
    throw new SetupError(`Node ${process.version} is too old, and there is no package for this platform`, {
      remedy,
    });
  }
  const title = `fetching Node ${wanted.version} for this project (${process.version} runs now)`;
  await announced(title, () => fetchNode(wanted));
}

async function fetchNode({ name, version }) {
  const quietly = ['--no-audit', '--no-fund', '--loglevel=error'];
  const installed = await runNpm(['install', '--prefix', toolsDir, ...quietly, `${name}@${version}`], {
    quiet: true,
  });
  const node = fetchedNode();
  if (installed.code !== 0 || !node) {
    throw new SetupError('Node could not be fetched', { remedy, output: installed.output });
  }
  // A machine with another C library than the package was built for finds out here.
  const probe = await run(node, ['--version'], { quiet: true });
  if (probe.code !== 0) {
    throw new SetupError('the fetched Node does not run here', { remedy, output: probe.output });
  }
}
