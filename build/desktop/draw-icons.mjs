// Draws the pictures of the desktop app into resources/: the app's icon in every form the platforms take, and the tray's
// pictures. Run by hand after the drawing changed: node build/desktop/draw-icons.mjs (needs Chromium, as the tests do).
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from '@playwright/test';
import { root } from '../project.mjs';
import { icnsOf, icoOf } from './icon-files.mjs';

const icons = join(root, 'resources', 'icons');
const tray = join(root, 'resources', 'tray');
const iconSizes = [16, 32, 48, 64, 128, 256, 512, 1024];
const icoSizes = [16, 32, 48, 64, 128, 256];

/** The tray's pictures: background, and what is drawn over the pulse. Shape and colour differ, for eyes that see no red. */
const pictures = {
  starting: { fill: '#868e96', mark: '' },
  ok: { fill: '#3b5bdb', mark: '' },
  paused: { fill: '#868e96', mark: '<path d="M19 18v9M26 18v9" stroke-width="4"/>' },
  attention: { fill: '#e8590c', mark: '<path d="M24 15v8M24 28v.5" stroke-width="4.5"/>' },
  critical: {
    fill: '#c92a2a',
    mark: '<path d="M24 13v10M24 28.500v.5" stroke-width="5"/>',
    shape: 'octagon',
  },
  down: { fill: '#212529', mark: '<path d="M18 16l11 12M29 16l-11 12" stroke-width="4.5"/>' },
};
const pulse = '<path d="M4 17h5l3-8 4.500 14L20 14l1.500 3H28" stroke-width="3"/>';

const shapes = {
  square: (fill) => `<rect width="32" height="32" rx="8" fill="${fill}"/>`,
  octagon: (fill) => `<path d="M9.500 0h13L32 9.500v13L22.500 32h-13L0 22.500v-13z" fill="${fill}"/>`,
};

/** With a mark, the pulse gives way: at 16 pixels there is room for one thing. */
function trayDrawing({ fill, mark, shape = 'square' }) {
  const lines = mark === '' ? pulse : `<g transform="translate(-7.500 -5.500)">${mark}</g>`;
  return svg(
    `${shapes[shape](fill)}<g fill="none" stroke="#fff" stroke-linecap="round" stroke-linejoin="round">${lines}</g>`,
  );
}

/** macOS colours these itself: only what is opaque counts. */
function templateDrawing({ mark, shape = 'square' }) {
  const lines = mark === '' ? pulse : `<g transform="translate(-7.500 -5.500)">${mark}</g>`;
  const strokes = `<g fill="none" stroke="#000" stroke-linecap="round" stroke-linejoin="round">${lines}</g>`;
  return svg(
    `<mask id="m"><rect width="32" height="32" fill="#fff"/>${strokes}</mask><g mask="url(#m)">${shapes[shape]('#000')}</g>`,
  );
}

const svg = (inside) => `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">${inside}</svg>`;

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu'],
});
const page = await browser.newPage();

async function draw(drawing, size) {
  await page.setViewportSize({ width: size, height: size });
  await page.setContent(
    `<style>*{margin:0}svg{display:block;width:${size}px;height:${size}px}</style>${drawing}`,
  );
  return page.screenshot({ omitBackground: true });
}

const drawing = readFileSync(join(icons, 'icon.svg'), 'utf8');
const drawn = new Map();
for (const size of iconSizes) {
  drawn.set(size, await draw(drawing, size));
  writeFileSync(join(icons, `${size}x${size}.png`), drawn.get(size));
}
writeFileSync(join(icons, 'icon.ico'), icoOf(icoSizes.map((size) => ({ size, png: drawn.get(size) }))));
writeFileSync(join(icons, 'icon.icns'), icnsOf(drawn));

for (const [name, picture] of Object.entries(pictures)) {
  const files = [
    [`${name}.png`, trayDrawing(picture), 24],
    [`${name}@2x.png`, trayDrawing(picture), 48],
    [`${name}Template.png`, templateDrawing(picture), 16],
    [`${name}Template@2x.png`, templateDrawing(picture), 32],
  ];
  for (const [file, shape, size] of files) writeFileSync(join(tray, file), await draw(shape, size));
}
await browser.close();
