// A program that is one file: what it imports, packages too, is in it, so that it can be handed over as text.
import { build } from 'vite';

/**
 * @param {{ entry: string, outDir: string, name: string, target: string }} options `name` without its ending, `.cjs`
 * @returns {import('vite').Plugin}
 */
export const oneFile = ({ entry, outDir, name, target }) => ({
  name: 'one-file',
  apply: 'build',
  async closeBundle() {
    await build({
      configFile: false,
      logLevel: 'warn',
      ssr: { noExternal: true, target: 'node' },
      build: {
        ssr: entry,
        target,
        outDir,
        emptyOutDir: false,
        rolldownOptions: {
          output: { format: 'cjs', entryFileNames: `${name}.cjs`, codeSplitting: false },
        },
      },
    });
  },
});
