/**
 * Draws the icons of `web/icons` that are pictures, from the one that is a drawing:
 * `node web/offline/draw-icons.mjs`, with the browser's program in IAM_PLAYGROUND_CHROMIUM.
 */

import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const folder = fileURLToPath(new URL('../icons/', import.meta.url));
const drawing = await readFile(`${folder}icon.svg`, 'utf8');
/** Without corners, and its sign inside of the circle that systems may cut out. */
const maskable = drawing.replace(' rx="4"', '').replace('<path ', '<path transform="translate(2.4 2.4) scale(.7)" ');

const browser = await chromium.launch({
  executablePath: process.env.IAM_PLAYGROUND_CHROMIUM,
  chromiumSandbox: process.getuid?.() !== 0,
});
for (const { name, size, svg } of [
  { name: 'icon-192', size: 192, svg: drawing },
  { name: 'icon-512', size: 512, svg: drawing },
  { name: 'icon-maskable', size: 512, svg: maskable },
]) {
  const page = await browser.newPage({ viewport: { width: size, height: size } });
  const sized = svg.replace('<svg ', `<svg width="${size}" height="${size}" style="display: block" `);
  await page.setContent(`<body style="margin: 0">${sized}</body>`);
  await page.screenshot({ path: `${folder}${name}.png`, omitBackground: true });
}
await browser.close();
