/**
 * The page by itself: in any folder of any server, without a network after the first visit, with data
 * that is missing or damaged, and within its content security policy.
 *
 * @import { Page } from 'playwright-core'
 * @import { Site } from './support/server.mjs'
 */

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { assertAccessible, useBrowser } from './support/browser.mjs';
import { PlaygroundPage, eventually } from './support/page.mjs';
import { serveFolder } from './support/server.mjs';

const DIST = fileURLToPath(new URL('../../dist', import.meta.url));
const UNDER = '/some/sub/path/';
/** What a browser says on its console of what it cannot have. */
const NO_NETWORK = /Failed to load resource|ERR_INTERNET_DISCONNECTED|ERR_CONNECTION_REFUSED/;
/** And of a worker that does not start. */
const NO_WORKER = /^error: /;

const browser = useBrowser();

/**
 * The built page, served.
 *
 * @param {import('node:test').TestContext} t
 * @param {Site & { folder?: string }} [site]
 */
async function serve(t, { folder = DIST, ...site } = {}) {
  assert(existsSync(DIST), 'the page is not built: cargo xtask test --only page');
  const server = await serveFolder(folder, site);
  t.after(() => server.close());
  return { ...server, address: server.origin + (site.under ?? '/') };
}

/** A policy that allows an action on everything. @param {string} action */
const allowing = (action) =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Sid: 'Mine', Effect: 'Allow', Action: action, Resource: '*' }] }, null, 2);

/** @param {PlaygroundPage} playground */
const problems = (playground) => playground.page.getByTestId('problems');
/** @param {PlaygroundPage} playground */
const missing = (playground) => playground.page.getByTestId('missing-data');

/**
 * Waits until the catalog says that there is no such action.
 *
 * @param {PlaygroundPage} playground
 * @param {string} action
 */
const expectUnknown = (playground, action) =>
  problems(playground).getByText(`has no action ${action.split(':')[1]}:`).waitFor();

/** @param {PlaygroundPage} playground */
async function ask(playground) {
  await playground.setRequest({
    principal: 'arn:aws:iam::111122223333:user/ana',
    action: 's3:GetObject',
    resource: 'arn:aws:s3:::photos/cat.jpg',
  });
}

/** Waits until the page works without a network. @param {Page} page */
async function installed(page) {
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
}

/**
 * Waits until a file of the data is kept.
 *
 * @param {Page} page
 * @param {string} path
 */
async function kept(page, path) {
  await eventually(async () => assert((await keptFiles(page)).some((file) => file.endsWith(path)), `${path} is kept`));
}

/** The addresses of all that is kept. @param {Page} page */
const keptFiles = (page) =>
  page.evaluate(async () => {
    const names = await caches.keys();
    const keys = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
    return keys.flat().map(({ url }) => new URL(url).pathname);
  });

test('in a folder of a server the page asks for nothing outside of it', async (t) => {
  const site = await serve(t, { under: UNDER });
  const page = await browser.page(t);
  /** @type {string[]} */
  const asked = [];
  page.on('request', (request) => asked.push(new URL(request.url()).pathname));
  const playground = new PlaygroundPage(page, site.address);
  await playground.open();
  await ask(playground);
  await playground.editPolicy(allowing('s3:GetObjekt'));
  await playground.expectVerdict({ decision: 'implicitDeny', stale: false });
  await expectUnknown(playground, 's3:GetObjekt');
  await playground.openExample('A deny always wins');
  await playground.expectVerdict({ decision: 'explicitDeny', stale: false });
  assert(asked.some((path) => path.startsWith(`${UNDER}data/catalog/services/`)), 'the data was asked for');
  assert.deepEqual(asked.filter((path) => !path.startsWith(UNDER)), []);
});

test('after the first visit the page works without a network, in a second tab too', async (t) => {
  const site = await serve(t, { under: UNDER });
  const page = await browser.page(t, { serviceWorker: true, complaints: [NO_NETWORK] });
  const playground = new PlaygroundPage(page, site.address);
  await playground.open();
  await ask(playground);
  await playground.editPolicy(allowing('s3:GetObjekt'));
  await expectUnknown(playground, 's3:GetObjekt');
  await installed(page);
  await kept(page, 'data/catalog/services/s3.txt');

  await page.context().setOffline(true);
  await site.close();
  await playground.reload();
  assert.match(await playground.policyText(), /s3:GetObjekt/);
  await playground.editPolicy(allowing('s3:GetObject'));
  await playground.expectVerdict({ decision: 'allowed', stale: false });
  await playground.editPolicy(allowing('s3:GetObjeckt'));
  await playground.expectVerdict({ decision: 'implicitDeny', stale: false });
  await expectUnknown(playground, 's3:GetObjeckt');

  const second = new PlaygroundPage(await page.context().newPage(), site.address);
  await second.open();
  await second.openExample('A deny always wins');
  await second.expectVerdict({ decision: 'explicitDeny', stale: false });
  await second.page.close();

  // A service that nobody has looked at.
  await playground.editPolicy(allowing('sqs:SendMassage'));
  await playground.expectVerdict({ decision: 'implicitDeny', stale: false });
  await missing(playground).waitFor();
  assert.match(await missing(playground).innerText(), /catalog\/services\/sqs\.txt/);
  await assertAccessible(page, '[data-testid="problems"]');

  await serve(t, { under: UNDER, port: site.port });
  await page.context().setOffline(false);
  await missing(playground).getByRole('button', { name: 'Try again' }).click();
  await expectUnknown(playground, 'sqs:SendMassage');
  await missing(playground).waitFor({ state: 'detached' });
  await kept(page, 'data/catalog/services/sqs.txt');
});

for (const { what, path, fault, says } of /** @type {const} */ ([
  { what: 'the list of services is missing', path: 'data/catalog/index.txt', fault: 'missing', says: /index\.txt.*404/ },
  { what: 'the list of services is cut off', path: 'data/catalog/index.txt', fault: 'cut', says: /index\.txt/ },
  { what: 'a service is missing', path: 'data/catalog/services/s3.txt', fault: 'missing', says: /s3\.txt.*404/ },
  { what: 'a service is cut off', path: 'data/catalog/services/s3.txt', fault: 'cut', says: /s3\.txt/ },
  { what: 'the program that validates is missing', path: 'assist.js', fault: 'missing', says: /the assistant does not run/ },
  { what: 'the program that validates is cut off', path: 'assist_bg.wasm', fault: 'cut', says: /the assistant does not run/ },
])) {
  test(`when ${what}, the answer is there, and trying again helps`, async (t) => {
    let isWrong = true;
    const site = await serve(t, { fault: (asked) => (isWrong && asked === path ? fault : undefined) });
    const complaints = path.startsWith('assist') ? [NO_NETWORK, NO_WORKER] : [NO_NETWORK];
    const page = await browser.page(t, { serviceWorker: true, complaints });
    const playground = new PlaygroundPage(page, site.address);
    await playground.open();
    await ask(playground);
    await playground.editPolicy(allowing('s3:GetObject'));
    await playground.expectVerdict({ decision: 'allowed', stale: false });
    await playground.editPolicy(allowing('s3:GetObjekt'));
    await playground.expectVerdict({ decision: 'implicitDeny', stale: false });
    await missing(playground).waitFor();
    const words = await missing(playground).innerText();
    assert.match(words, /could not be loaded whole/);
    assert.match(words, says);
    // Still wrong: it is said again.
    await missing(playground).getByRole('button', { name: 'Try again' }).click();
    await missing(playground).getByText(says).first().waitFor();
    isWrong = false;
    await eventually(async () => {
      const again = missing(playground).getByRole('button', { name: 'Try again' });
      if (await again.count()) await again.click({ timeout: 1_000 });
      assert.equal(await missing(playground).count(), 0);
      const found = problems(playground).getByText('INVALID_ACTION');
      await found.first().waitFor({ timeout: 1_000 });
    });
    assert.equal(await missing(playground).count(), 0);
  });
}

test('a damaged file is never kept, and a whole one is', async (t) => {
  let isWrong = true;
  const path = 'data/catalog/services/s3.txt';
  const site = await serve(t, { fault: (asked) => (isWrong && asked === path ? 'cut' : undefined) });
  const page = await browser.page(t, { serviceWorker: true, complaints: [NO_NETWORK] });
  const playground = new PlaygroundPage(page, site.address);
  await playground.open();
  await installed(page);
  await playground.reload();
  await playground.editPolicy(allowing('s3:GetObjekt'));
  await missing(playground).waitFor();
  await kept(page, 'data/catalog/index.txt');
  assert(!(await keptFiles(page)).some((file) => file.endsWith(path)), 'half a file is not kept');
  isWrong = false;
  await missing(playground).getByRole('button', { name: 'Try again' }).click();
  await expectUnknown(playground, 's3:GetObjekt');
  await kept(page, path);
});

test('a deployment that is half there is not kept', async (t) => {
  const site = await serve(t, { fault: (path) => (path.endsWith('codemirror.js') ? 'cut' : undefined) });
  const page = await browser.page(t, { serviceWorker: true, complaints: [/./] });
  await page.goto(site.address);
  await page.getByTestId('verdict').waitFor();
  // The worker tries, and gives up.
  await eventually(async () => {
    const state = await page.evaluate(async () => {
      const registration = await navigator.serviceWorker.getRegistration();
      return (await caches.keys()).length > 0 && !registration?.installing && !registration?.active;
    });
    assert(state, 'the worker has given up');
  });
  assert.equal(await page.evaluate(() => navigator.serviceWorker.controller), null);
});

test('a new version comes with the next visit, and reloads nothing', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'iam-playground-'));
  t.after(() => rm(folder, { recursive: true }));
  await cp(DIST, folder, { recursive: true });
  const site = await serve(t, { folder });
  const page = await browser.page(t, { serviceWorker: true, complaints: [NO_NETWORK] });
  const playground = new PlaygroundPage(page, site.address);
  await playground.open();
  await playground.editPolicy(allowing('s3:GetObjekt'));
  await expectUnknown(playground, 's3:GetObjekt');
  await installed(page);
  await kept(page, 'data/catalog/services/s3.txt');
  const [before] = await page.evaluate(() => caches.keys());
  await page.evaluate(() => void (/** @type {any} */ (window).isSame = true));

  await publishAnother(folder);
  // As the browser does by itself from time to time.
  await page.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.update());
  await page.waitForFunction(async () => (await navigator.serviceWorker.getRegistration())?.waiting);
  assert.equal(await page.evaluate(() => /** @type {any} */ (window).isSame), true, 'the page was not reloaded');
  await playground.editPolicy(allowing('s3:GetObjeckt'));
  await expectUnknown(playground, 's3:GetObjeckt');

  // Another tab gets the new page, and leaves the old one its files.
  const second = new PlaygroundPage(await page.context().newPage(), site.address);
  await second.open();
  assert.equal(await second.page.title(), 'Another version');
  assert((await page.evaluate(() => caches.keys())).includes(before), 'the old version is still kept');
  await second.page.close();

  await playground.reload();
  assert.equal(await page.title(), 'Another version');
  await eventually(async () => {
    const names = await page.evaluate(() => caches.keys());
    assert.equal(names.length, 1, names.join());
    assert.notEqual(names[0], before);
  });
  assert((await keptFiles(page)).some((file) => file.endsWith('/services/s3.txt')), 'what is the same is kept on');
  await page.context().setOffline(true);
  await site.close();
  await playground.reload();
  assert.equal(await page.title(), 'Another version');
  await expectUnknown(playground, 's3:GetObjeckt');
});

/** Makes another version of the page: with another title. @param {string} folder */
async function publishAnother(folder) {
  const sum = (/** @type {string} */ text) => createHash('sha256').update(text).digest('hex').slice(0, 16);
  const index = join(folder, 'index.html');
  const worker = join(folder, 'service-worker.js');
  const before = await readFile(index, 'utf8');
  const now = before.replace('<title>IAM Playground</title>', '<title>Another version</title>');
  const script = (await readFile(worker, 'utf8')).replace(sum(before), sum(now)).replace(/VERSION = "/, '$&0');
  await writeFile(index, now);
  await writeFile(worker, script);
}

test('a page that is being developed takes the kept one away', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'iam-playground-'));
  t.after(() => rm(folder, { recursive: true }));
  await cp(DIST, folder, { recursive: true });
  const site = await serve(t, { folder });
  const page = await browser.page(t, { serviceWorker: true });
  const playground = new PlaygroundPage(page, site.address);
  await playground.open();
  await installed(page);
  const index = join(folder, 'index.html');
  const html = await readFile(index, 'utf8');
  assert.match(html, /<meta name="offline" content="service-worker\.js"/);
  await writeFile(index, html.replace('content="service-worker.js"', 'content=""'));
  await playground.reload();
  await page.waitForFunction(async () => (await navigator.serviceWorker.getRegistrations()).length === 0);
});

test('a browser offers to install the page', async (t) => {
  const site = await serve(t, { under: UNDER });
  const page = await browser.page(t, { serviceWorker: true });
  const playground = new PlaygroundPage(page, site.address);
  await playground.open();
  await installed(page);
  const session = await page.context().newCDPSession(page);
  const { url, errors, data } = await session.send('Page.getAppManifest');
  assert.equal(url, `${site.address}manifest.webmanifest`);
  assert.deepEqual(errors, []);
  const { installabilityErrors } = await session.send('Page.getInstallabilityErrors');
  // A test has a profile that leaves no traces.
  assert.deepEqual(installabilityErrors.filter(({ errorId }) => errorId !== 'in-incognito'), []);
  for (const { src, sizes, type } of JSON.parse(data ?? '').icons) {
    const icon = await page.evaluate(async (address) => {
      const response = await fetch(address);
      const image = new Image();
      image.src = address;
      await image.decode();
      return { type: response.headers.get('content-type'), sizes: `${image.naturalWidth}x${image.naturalHeight}` };
    }, new URL(src, url).href);
    assert.equal(icon.type, type, src);
    if (sizes !== 'any') assert.equal(icon.sizes, sizes, src);
  }
});

test('the content security policy lets no inline styles, no inline scripts and no evaluation in', async (t) => {
  const site = await serve(t);
  const page = await browser.page(t);
  await new PlaygroundPage(page, site.address).open();
  // The page must have what it fetches behind its first answer before its server goes.
  await page.waitForLoadState('networkidle');
  const policy = await page.locator('meta[http-equiv="Content-Security-Policy"]').getAttribute('content');
  assert.match(policy ?? '', /connect-src 'self';/);
  assert.match(policy ?? '', /script-src 'self' 'wasm-unsafe-eval';/);
  assert.doesNotMatch(policy ?? '', /unsafe-inline|'unsafe-eval'|https?:|data:|blob:|\*/);
});

for (const { what, break: broken, directive } of [
  {
    what: 'an inline style sheet',
    break: () => document.head.append(Object.assign(document.createElement('style'), { textContent: 'p {}' })),
    directive: 'style-src',
  },
  {
    what: 'a style attribute',
    break: () => document.body.setAttribute('style', 'color: red'),
    directive: 'style-src',
  },
  {
    what: 'an inline script',
    break: () => document.head.append(Object.assign(document.createElement('script'), { textContent: '1' })),
    directive: 'script-src',
  },
  {
    what: 'a worker out of nowhere',
    break: () => void new Worker(URL.createObjectURL(new Blob(['1']))),
    directive: 'worker-src',
  },
  {
    what: 'a request to somebody else',
    break: () => fetch('http://127.0.0.2:9/').catch(() => {}),
    directive: 'connect-src',
  },
  {
    what: 'a picture of somebody else',
    break: () => Object.assign(new Image(), { src: 'http://127.0.0.2:9/' }),
    directive: 'img-src',
  },
]) {
  test(`a test fails on ${what}`, async (t) => {
    const site = await serve(t);
    /** @type {(() => Promise<void>)[]} */
    const checks = [];
    const inner = /** @type {any} */ ({ after: (/** @type {() => Promise<void>} */ check) => checks.push(check) });
    const page = await browser.page(inner);
    await new PlaygroundPage(page, site.address).open();
    await page.evaluate(() => {
      const seen = new Promise((done) => addEventListener('securitypolicyviolation', () => done(true), { once: true }));
      Object.assign(window, { seen });
    });
    await page.evaluate(broken);
    await page.evaluate(() => /** @type {any} */ (window).seen);
    assert.equal(checks.length, 1);
    await assert.rejects(checks[0], new RegExp(`content security policy: ${directive}`));
  });
}
