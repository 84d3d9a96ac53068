/**
 * Bundles the page's own JavaScript into `dist/`: a small module of the editor that
 * loads with the page, the one with CodeMirror that it fetches later, and the two
 * sides of the assistant. Their names never change; CodeMirror is asked for with a
 * mark of its contents, so that no old copy is taken for a new one.
 *
 * Fails when either is over its budget.
 *
 * @import { Metafile } from 'esbuild'
 */

import { createHash } from 'node:crypto';
import { mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const EAGER = 'iam-editor.js';
const LAZY = 'iam-editor-codemirror.js';
const CLIENT = 'iam-assist.js';
const WORKER = 'iam-assist-worker.js';
/** Where what is fetched later goes, with the pieces that its modules share. */
const LATER = 'later';
/** Kilobytes, after gzip: of CodeMirror with the pieces that it needs at once, of completion, of the others. */
const BUDGETS = { [EAGER]: 4, [LAZY]: 140, completion: 15, [CLIENT]: 2, [WORKER]: 2 };

const here = fileURLToPath(new URL('.', import.meta.url));
const dist = `${here}dist/`;

/** @type {import('esbuild').BuildOptions & { metafile: true, write: false }} */
const SETTINGS = {
  absWorkingDir: here,
  bundle: true,
  charset: 'utf8',
  format: 'esm',
  legalComments: 'none',
  logLevel: 'warning',
  metafile: true,
  minify: true,
  target: 'es2022',
  write: false,
};

/**
 * @param {string} entry
 * @param {Record<string, string>} define
 */
async function bundle(entry, define = {}) {
  const { outputFiles } = await build({ ...SETTINGS, entryPoints: [here + entry], define, external: [`./${LATER}/*`] });
  return Buffer.from(outputFiles[0].contents);
}

/**
 * CodeMirror and what comes behind it, in pieces: whatever two modules need is there once.
 */
async function bundleLater() {
  const { metafile, outputFiles } = await build({
    ...SETTINGS,
    entryPoints: { [LAZY.replace(/\.js$/, '')]: `${here}codemirror.js` },
    chunkNames: 'iam-editor-[name]-[hash]',
    outdir: dist + LATER,
    splitting: true,
  });
  const licences = Buffer.from(await notices(metafile));
  /** @type {Map<string, Buffer>} */
  const files = new Map();
  for (const { path, contents } of outputFiles) {
    const name = basename(path);
    files.set(name, name === LAZY ? Buffer.concat([contents, licences]) : Buffer.from(contents));
  }
  // What CodeMirror imports at once, as opposed to what it fetches when it is there.
  const imports = Object.entries(metafile.outputs).map(([path, { imports }]) => [
    basename(path),
    imports.filter(({ kind }) => kind === 'import-statement').map(({ path }) => basename(path)),
  ]);
  const direct = new Map(/** @type {[string, string[]][]} */ (imports));
  const atOnce = new Set([LAZY]);
  for (const name of atOnce) for (const other of direct.get(name) ?? []) atOnce.add(other);
  return { files, atOnce };
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

const later = await bundleLater();
const hash = createHash('sha256');
for (const [name, contents] of [...later.files].sort()) hash.update(name).update(contents);
const mark = hash.digest('hex').slice(0, 12);
/** @type {Map<string, Buffer>} */
const files = new Map([
  [EAGER, await bundle('element.js', { IAM_EDITOR_CODEMIRROR: JSON.stringify(`./${LATER}/${LAZY}?v=${mark}`) })],
  [CLIENT, await bundle('../assist/client.js')],
  [WORKER, await bundle('../assist/worker.js')],
]);
for (const [name, contents] of later.files) files.set(join(LATER, name), contents);

await mkdir(dist + LATER, { recursive: true });
for (const entry of await readdir(dist, { recursive: true, withFileTypes: true })) {
  const path = join(entry.parentPath, entry.name);
  if (entry.isFile() && !files.has(relative(dist, path))) await rm(path);
}
for (const [name, contents] of files) {
  // Untouched when nothing changed: a watching server would build for ever.
  const old = await readFile(dist + name).catch(() => null);
  if (!old?.equals(contents)) await writeFile(dist + name, contents);
}

const size = (/** @type {Buffer} */ contents) => gzipSync(contents, { level: 9 }).length / 1000;
const sum = (/** @type {Buffer[]} */ all) => all.reduce((total, contents) => total + size(contents), 0);
const pieces = [...later.files];
const sizes = {
  [EAGER]: size(/** @type {Buffer} */ (files.get(EAGER))),
  [LAZY]: sum(pieces.filter(([name]) => later.atOnce.has(name)).map(([, contents]) => contents)),
  completion: sum(pieces.filter(([name]) => !later.atOnce.has(name)).map(([, contents]) => contents)),
  [CLIENT]: size(/** @type {Buffer} */ (files.get(CLIENT))),
  [WORKER]: size(/** @type {Buffer} */ (files.get(WORKER))),
};
for (const [what, budget] of Object.entries(BUDGETS)) {
  const verdict = sizes[what] > budget ? 'OVER BUDGET' : 'within';
  if (sizes[what] > budget) process.exitCode = 1;
  console.log(`${what}: ${sizes[what].toFixed(1)} KB gzip, ${verdict} ${budget} KB`);
}
