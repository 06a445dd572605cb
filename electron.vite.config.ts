import { resolve } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';
import mantinePostcss from 'postcss-preset-mantine';
import { compressed } from './build/vite/compressed.mjs';
import { licences } from './build/vite/licences.mjs';
import { oneFile } from './build/vite/one-file.mjs';
import { strictStyles } from './build/vite/strict-styles.mjs';

const console = resolve(import.meta.dirname, 'src-renderer');

const programs = resolve(import.meta.dirname, 'out/main');
const node = 'node24';

// Entries lie flat in out/main, chunks beside them: the parse worker is found as './parse-worker.cjs' from wherever
// the code that starts it ends up.
export default defineConfig({
  main: {
    plugins: [
      oneFile({
        entry: resolve(import.meta.dirname, 'src-main/engine/ingest/parse-worker.ts'),
        outDir: programs,
        name: 'parse-worker',
        target: node,
      }),
    ],
    build: {
      target: node,
      sourcemap: true,
      rolldownOptions: {
        input: {
          headless: 'src-main/headless/main.ts',
          desktop: 'src-main/desktop/main.ts',
        },
        output: { entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
      },
    },
  },
  // A sandboxed preload is CommonJS and finds no packages: it is one file.
  preload: {
    build: {
      externalizeDeps: false,
      rolldownOptions: {
        input: { index: 'src-preload/preload.ts' },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  // The console, served over HTTP and shown in the window: see src-renderer.
  renderer: {
    root: console,
    base: './',
    plugins: [
      react(),
      strictStyles({ folder: resolve(console, 'csp') }),
      licences({ root: import.meta.dirname, console }),
      compressed(),
    ],
    css: { postcss: { plugins: [mantinePostcss()] } },
    build: {
      target: 'chrome120',
      outDir: resolve(import.meta.dirname, 'out/renderer'),
      emptyOutDir: true,
      minify: 'oxc',
      cssMinify: true,
      modulePreload: { polyfill: false },
      // Fonts and images as files: the content security policy allows no data: fonts.
      assetsInlineLimit: 0,
      rolldownOptions: {
        input: resolve(console, 'index.html'),
        output: {
          // What many pages share is one file, not a hundred small ones; what one page alone uses stays with it.
          codeSplitting: {
            groups: [
              {
                name: 'shared',
                minShareCount: 4,
                test: (id: string) => !/recharts|d3-|dnd-kit|dompurify|locales/.test(id),
              },
            ],
          },
        },
      },
    },
  },
});
