/**
 * Bundles the page's own JavaScript into `dist/`: a small module of the editor that
 * loads with the page, the one with CodeMirror that it fetches later, the two sides of
 * the assistant, and the dialogs for links and imports with the door that opens them. Their names never change; CodeMirror and the dialogs are asked for
 * with a mark of their contents, so that no old copy is taken for a new one.
 *
 * Fails when either is over its budget.
 *
 * @import { Metafile } from 'esbuild'
 */

import { createHash } from 'node:crypto';
import { mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const EAGER = 'iam-editor.js';
const LAZY = 'iam-editor-codemirror.js';
const CLIENT = 'iam-assist.js';
const WORKER = 'iam-assist-worker.js';
const DOOR = 'iam-travel.js';
const DIALOGS = 'iam-travel-dialogs.js';
const TRAVEL_WORKER = 'iam-travel-worker.js';
/** Kilobytes, after gzip. */
const BUDGET = { [EAGER]: 4, [LAZY]: 140, [CLIENT]: 2, [WORKER]: 2, [DOOR]: 2, [DIALOGS]: 8, [TRAVEL_WORKER]: 1 };

const here = fileURLToPath(new URL('.', import.meta.url));
const dist = `${here}dist/`;

/**
 * @param {string} entry
 * @param {Record<string, string>} define
 */
async function bundle(entry, define = {}) {
  const { metafile, outputFiles } = await build({
    entryPoints: [here + entry],
    absWorkingDir: here,
    bundle: true,
    charset: 'utf8',
    define,
    external: [`./${LAZY}*`, `./${DIALOGS}*`],
    format: 'esm',
    legalComments: 'none',
    logLevel: 'warning',
    metafile: true,
    minify: true,
    target: 'es2022',
    write: false,
  });
  return Buffer.concat([outputFiles[0].contents, Buffer.from(await notices(metafile))]);
}

/**
 * The licences of the packages that went in, each text once.
 *
 * @param {Metafile} metafile
 */
async function notices(metafile) {
  /** @type {Map<string, string[]>} */
  const texts = new Map();
  const folders = Object.keys(metafile.inputs).flatMap((path) => /^(.*node_modules\/((?:@[^/]+\/)?[^/]+))\//.exec(path) ?? []);
  for (let at = 0; at < folders.length; at += 3) {
    const [folder, name] = [folders[at + 1], folders[at + 2]];
    const text = (await readFile(join(here, folder, 'LICENSE'), 'utf8')).trim();
    const names = texts.get(text) ?? [];
    if (!names.includes(name)) texts.set(text, [...names, name]);
  }
  return [...texts].map(([text, names]) => `/*! ${names.sort().join(', ')}\n\n${text}\n*/\n`).join('');
}

const markOf = (/** @type {Buffer} */ contents) => createHash('sha256').update(contents).digest('hex').slice(0, 12);
const lazy = await bundle('codemirror.js');
const mark = markOf(lazy);
const dialogs = await bundle('../travel/dialogs.js');
const eager = await bundle('element.js', { IAM_EDITOR_CODEMIRROR: JSON.stringify(`./${LAZY}?v=${mark}`) });
const files = {
  [EAGER]: eager,
  [LAZY]: lazy,
  [CLIENT]: await bundle('../assist/client.js'),
  [WORKER]: await bundle('../assist/worker.js'),
  [DOOR]: await bundle('../travel/door.js', { IAM_TRAVEL_DIALOGS: JSON.stringify(`./${DIALOGS}?v=${markOf(dialogs)}`) }),
  [DIALOGS]: dialogs,
  [TRAVEL_WORKER]: await bundle('../travel/worker.js'),
};

await mkdir(dist, { recursive: true });
for (const name of await readdir(dist)) {
  if (!(name in files)) await rm(dist + name, { recursive: true });
}

let over = false;
for (const [name, contents] of Object.entries(files)) {
  // Untouched when nothing changed: a watching server would build for ever.
  const old = await readFile(dist + name).catch(() => null);
  if (!old?.equals(contents)) await writeFile(dist + name, contents);
  const size = gzipSync(contents, { level: 9 }).length / 1000;
  const verdict = size > BUDGET[name] ? 'OVER BUDGET' : 'within';
  over ||= size > BUDGET[name];
  console.log(
    `${name}: ${(contents.length / 1000).toFixed(1)} KB, ${size.toFixed(1)} KB gzip, ${verdict} ${BUDGET[name]} KB`,
  );
}
if (over) process.exitCode = 1;
