/**
 * What is left to do when Trunk has built the page: the data goes beside it, and the page learns the
 * mark of the assistant and its data, by which no old copy is taken for a new one.
 */

import { createHash } from 'node:crypto';
import { cp, mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const page = process.env.TRUNK_STAGING_DIR;
if (!page) throw new Error('Trunk runs this when it has built the page');

/** What the page may fetch of `data`. */
const DATA = ['LICENSES.txt', 'catalog', 'managed-policies'];
/** The files of the assistant and of the program behind the dialogs. */
const ASSISTANT = ['assist.js', 'assist_bg.wasm', 'iam-assist-worker.js', 'travel.js', 'travel_bg.wasm', 'iam-travel-worker.js'];

await mkdir(join(page, 'data'), { recursive: true });
for (const name of DATA) await cp(join(root, 'data', name), join(page, 'data', name), { recursive: true });

/** The files below a folder, by their paths from there, sorted. */
async function list(/** @type {string} */ folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return files.map((entry) => join(entry.parentPath, entry.name)).sort();
}

const hash = createHash('sha256');
for (const name of ASSISTANT) hash.update(await readFile(join(page, name)));
for (const path of await list(join(page, 'data'))) hash.update(await readFile(path));
const mark = hash.digest('hex').slice(0, 12);

const index = join(page, 'index.html');
const html = await readFile(index, 'utf8');
const place = /<meta name="assist" content=""\s*\/?>/;
if (!place.test(html)) throw new Error('index.html has no place for the mark of the assistant');
await writeFile(index, html.replace(place, `<meta name="assist" content="${mark}" />`));
