/**
 * What is left to do when Trunk has built the page: the data goes beside it, the page learns the
 * mark of the assistant and the files that it reads, by which no old copy is taken for a new one, and the service
 * worker learns the files that it keeps (`web/offline/service-worker.js`). A page that is being
 * developed has none: it would show old files.
 */

import { createHash } from 'node:crypto';
import { cp, mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const page = process.env.TRUNK_STAGING_DIR;
if (!page) throw new Error('Trunk runs this when it has built the page');

/** What the page may fetch of `data`. */
const DATA = ['LICENSES.txt', 'catalog', 'managed-policies'];
/** The assistant's files. */
const ASSISTANT = ['assist.js', 'assist_bg.wasm', 'iam-assist-worker.js'];
/** The folders of what is asked for with the assistant's mark, as it is. */
const MARKED = ['data', 'examples'];
/** Asked for with a mark of its own, by `web/editor/build.mjs`. */
const CODEMIRROR = 'iam-editor-codemirror.js';
const SERVICE_WORKER = 'service-worker.js';
/** Of the folders of data, what is wanted at once. */
const AT_ONCE = ['data/catalog/index.txt', 'examples/index.json'];

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
await writeFile(join(page, 'index.html'), html);
if (isRelease) await writeFile(join(page, SERVICE_WORKER), await serviceWorker());

/** The service worker, with the files by the addresses that the page asks for. */
async function serviceWorker() {
  /** @type {Record<string, string>} */
  const first = {};
  /** @type {Record<string, string>} */
  const later = {};
  for (const path of await list('.')) {
    if (path === SERVICE_WORKER) continue;
    const sum = sha256(await read(path));
    const isLater = (isIn(MARKED, path) && !AT_ONCE.includes(path)) || path.endsWith('.png');
    (isLater ? later : first)[addressOf(path, sum)] = sum.slice(0, 16);
  }
  const constants = { VERSION: sha256(JSON.stringify([first, later])).slice(0, 12), FIRST: first, LATER: later };
  const lines = Object.entries(constants).map(([name, value]) => `const ${name} = ${JSON.stringify(value)};\n`);
  const source = await readFile(join(root, 'web/offline', SERVICE_WORKER), 'utf8');
  return lines.join('') + source;
}

/** How the page asks for a file. */
function addressOf(/** @type {string} */ path, /** @type {string} */ sum) {
  if (path === 'index.html') return './';
  if (path === CODEMIRROR) return `${path}?v=${sum.slice(0, 12)}`;
  return marked.includes(path) ? `${path}?v=${mark}` : path;
}
