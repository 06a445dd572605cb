// The console is served with `style-src 'self'`, which forbids <style> elements. Mantine and the scroll lock it uses
// write some. This plugin makes them adopt constructed style sheets instead, which the policy allows; everything they
// offer (responsive props, theme variables, grids) keeps working. A library that changed stops the build here.
import { join } from 'node:path';

const mantineFiles = [
  'InlineStyles/InlineStyles.mjs',
  'MantineClasses/MantineClasses.mjs',
  'MantineCssVariables/MantineCssVariables.mjs',
];
const scrollLockFile = 'react-style-singleton/dist/es2015/singleton.js';
const styleElement = 'jsx("style", {';

/** @param {{ folder: string }} options folder: where style-sheet.tsx and style-singleton.ts stand */
export function strictStyles({ folder }) {
  const seen = new Set();
  return {
    name: 'strict-styles',
    enforce: 'pre',
    transform(code, id) {
      const path = id.split('?')[0].replaceAll('\\', '/');
      if (path.endsWith(scrollLockFile)) {
        seen.add(scrollLockFile);
        return `export { stylesheetSingleton } from ${JSON.stringify(join(folder, 'style-singleton.ts'))};`;
      }
      const file = path.includes('/@mantine/core/') && mantineFiles.find((name) => path.endsWith(name));
      if (!file) return undefined;
      if (!code.includes(styleElement)) this.error(`${file} writes its styles in another way than expected`);
      seen.add(file);
      const from = JSON.stringify(join(folder, 'style-sheet.tsx'));
      return `import { StyleSheet } from ${from};\n${code.replaceAll(styleElement, 'jsx(StyleSheet, {')}`;
    },
    buildEnd(error) {
      const missed = [...mantineFiles, scrollLockFile].filter((file) => !seen.has(file));
      if (!error && missed.length > 0) this.error(`not found while building: ${missed.join(', ')}`);
    },
  };
}
