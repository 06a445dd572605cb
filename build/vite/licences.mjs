// `virtual:licences`: every package in the program, for the page About. A chunk of its own, fetched when it is looked at.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { importedPackages, licencesOf } from '../licences.mjs';

const name = 'virtual:licences';
const resolved = `\0${name}`;

export function licences({ root, console }) {
  return {
    name: 'licences',
    resolveId: (id) => (id === name ? resolved : undefined),
    load(id) {
      if (id !== resolved) return undefined;
      const { dependencies = {} } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
      const packages = licencesOf(root, [...Object.keys(dependencies), ...importedPackages(console)]);
      // The same text stands once, however many packages have it.
      const texts = [...new Set(packages.map(({ text }) => text))];
      const list = packages.map(({ text, ...rest }) => ({ ...rest, text: texts.indexOf(text) }));
      return `const texts = ${JSON.stringify(texts)};
export const licences = ${JSON.stringify(list)}.map((one) => ({ ...one, text: texts[one.text] }));`;
    },
  };
}
