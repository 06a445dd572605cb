import { defineConfig } from 'electron-vite';

// Entries lie flat in out/main, chunks beside them: the parse worker is found as './parse-worker.js' from wherever
// the code that starts it ends up.
export default defineConfig({
  main: {
    build: {
      target: 'node24',
      sourcemap: true,
      rolldownOptions: {
        input: {
          headless: 'src-main/headless/main.ts',
          'parse-worker': 'src-main/engine/ingest/parse-worker.ts',
        },
        output: { entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
      },
    },
  },
});
