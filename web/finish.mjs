/**
 * What is left to do when Trunk has built the page: the data goes beside it, the style sheets become
 * one, what people would only read is left out of them and of the glue, the page learns the mark of the
 * assistant and of the files that it reads, by which no old copy is taken for a new one, and the service
 * worker learns the files that it keeps (`web/offline/service-worker.js`). A page that is being
 * developed has none: it would show old files.
 */

import { createHash } from 'node:crypto';
import { cp, mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { transform } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const page = process.env.TRUNK_STAGING_DIR;
if (!page) throw new Error('Trunk runs this when it has built the page');

/** What the page may fetch of `data`. */
const DATA = ['LICENSES.txt', 'catalog', 'managed-policies'];
/** The files of the assistant, and the dialogs with their program. */
const ASSISTANT = [
  ...['assist.js', 'assist_bg.wasm', 'iam-assist-worker.js'],
  ...['iam-travel-dialogs.js', 'iam-travel-worker.js', 'travel.js', 'travel_bg.wasm'],
];
/** The folders of what is asked for with the assistant's mark, as it is. */
const MARKED = ['data', 'examples'];
/** How the editor asks for CodeMirror: with a mark of its own, by `web/editor/build.mjs`. */
const CODEMIRROR = /later\/iam-editor-codemirror\.js\?v=\w+/;
const SERVICE_WORKER = 'service-worker.js';
/** Of the data, what is kept without having been asked for. */
const AT_ONCE = ['data/catalog/index.txt'];

await mkdir(join(page, 'data'), { recursive: true });
for (const name of DATA) await cp(join(root, 'data', name), join(page, 'data', name), { recursive: true });

/** The files below a folder of the page, by their paths in the page, sorted. */
async function list(/** @type {string} */ folder) {
  const entries = await readdir(join(page, folder), { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return files.map((path) => relative(page, path).replaceAll(sep, '/')).sort();
}

const sha256 = (/** @type {string | Buffer} */ content) => createHash('sha256').update(content).digest('hex');
const read = (/** @type {string} */ path) => readFile(join(page, path));
const isIn = (/** @type {string[]} */ folders, /** @type {string} */ path) => folders.includes(path.split('/')[0]);

const marked = [...ASSISTANT, ...(await Promise.all(MARKED.map(list))).flat()];
const hash = createHash('sha256');
for (const path of marked) hash.update(await read(path));
const mark = hash.digest('hex').slice(0, 12);

const isRelease = process.env.TRUNK_PROFILE === 'release';
let html = String(await read('index.html'));
for (const [name, content] of [
  ['assist', mark],
  ['offline', isRelease ? SERVICE_WORKER : ''],
]) {
  const place = new RegExp(`<meta name="${name}" content=""\\s*/?>`);
  if (!place.test(html)) throw new Error(`index.html has no place for ${name}`);
  html = html.replace(place, `<meta name="${name}" content="${content}" />`);
}
if (isRelease) {
  html = await withOneSheet(html);
  for (const path of await list('.')) if (/^web-.*\.js$|^assist\.js$/.test(path)) await minify(path, 'js');
}
await writeFile(join(page, 'index.html'), html);
const codemirror = await editorsWish();
if (isRelease) await writeFile(join(page, SERVICE_WORKER), await serviceWorker());

/** Puts the style sheets together, in their order: one file, and each rule once. */
async function withOneSheet(/** @type {string} */ html) {
  const links = [...html.matchAll(/<link rel="stylesheet" href="\.\/([^"]+)"[^>]*>\s*/g)];
  const sheets = await Promise.all(links.map(([, path]) => read(path)));
  const { code } = await transform(Buffer.concat(sheets).toString(), { loader: 'css', minify: true });
  const name = `style-${sha256(code).slice(0, 16)}.css`;
  await writeFile(join(page, name), code);
  await Promise.all(links.map(([, path]) => rm(join(page, path))));
  const [first, ...others] = links.map(([link]) => link);
  return others.reduce((html, link) => html.replace(link, ''), html.replace(first, `<link rel="stylesheet" href="./${name}" />\n    `));
}

async function minify(/** @type {string} */ path, /** @type {'js'} */ loader) {
  const { code } = await transform(String(await read(path)), { loader, minify: true, charset: 'utf8', target: 'es2022' });
  await writeFile(join(page, path), code);
}

/** The address by which the editor fetches CodeMirror. */
async function editorsWish() {
  const scripts = (await list('.')).filter((path) => /^iam-editor-.*\.js$/.test(path));
  for (const path of scripts) {
    const [wish] = CODEMIRROR.exec(String(await read(path))) ?? [];
    if (wish) return wish;
  }
  throw new Error('the editor does not say how it fetches CodeMirror');
}

/** The service worker, with the files by the addresses that the page asks for. */
async function serviceWorker() {
  /** @type {Record<string, string>} */
  const first = {};
  /** @type {Record<string, string>} */
  const later = {};
  for (const path of await list('.')) {
    if (path === SERVICE_WORKER) continue;
    const sum = sha256(await read(path));
    const isLater = (isIn(['data'], path) && !AT_ONCE.includes(path)) || path.endsWith('.png');
    (isLater ? later : first)[addressOf(path)] = sum.slice(0, 16);
  }
  const constants = { VERSION: sha256(JSON.stringify([first, later])).slice(0, 12), FIRST: first, LATER: later };
  const lines = Object.entries(constants).map(([name, value]) => `const ${name} = ${JSON.stringify(value)};\n`);
  const source = await readFile(join(root, 'web/offline', SERVICE_WORKER), 'utf8');
  return lines.join('') + source;
}

/** How the page asks for a file. */
function addressOf(/** @type {string} */ path) {
  if (path === 'index.html') return './';
  if (codemirror.startsWith(`${path}?`)) return codemirror;
  return marked.includes(path) ? `${path}?v=${mark}` : path;
}
