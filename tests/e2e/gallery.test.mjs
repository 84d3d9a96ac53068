/**
 * The menu of examples: every example is opened from it and answered as its file says; the search,
 * the keyboard, the address, and what happens where the files cannot be had.
 */

import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { PHONE, assertAccessible, useBrowser } from './support/browser.mjs';
import { PlaygroundPage, eventually } from './support/page.mjs';

const browser = useBrowser();

const FOLDER = fileURLToPath(new URL('../../web/examples/', import.meta.url));
const FILES = readdirSync(FOLDER).filter((name) => name.endsWith('.md'));

/** The file of an example: its title, how many requests it has, and what the first one expects. */
function readExample(/** @type {string} */ slug) {
  const text = readFileSync(`${FOLDER}${slug}.md`, 'utf8');
  const requests = [...text.matchAll(/^```json iam=request.*\n([^]*?)^```/gm)].map(([, json]) => JSON.parse(json));
  return { title: /^# (.*)$/m.exec(text)?.[1] ?? '', requests: requests.length, expect: requests[0].expect };
}

/**
 * @param {import('node:test').TestContext} t
 * @param {{ query?: string, options?: import('./support/browser.mjs').Options }} [more]
 */
async function open(t, { query = '', options } = {}) {
  const page = await browser.page(t, options);
  const playground = new PlaygroundPage(page);
  playground.address = `${playground.address}${query}`;
  await playground.open();
  return playground;
}

/** @param {PlaygroundPage} playground */
async function openMenu({ page }) {
  await page.getByRole('button', { name: 'Examples', exact: true }).click();
  const menu = page.getByRole('dialog', { name: 'Examples' });
  await menu.locator('[data-example]').first().waitFor();
  const field = menu.getByRole('searchbox', { name: 'Search the examples' });
  const slugs = () => menu.locator('[data-example]').evaluateAll((all) => all.map((one) => one.getAttribute('data-example')));
  return { menu, field, slugs };
}

test('every example is answered as its file says', async (t) => {
  const playground = await open(t);
  const { menu, slugs } = await openMenu(playground);
  const listed = await slugs();
  assert(listed.length >= 72, `${listed.length} examples`);
  assert.deepEqual(
    listed.map((slug) => `${slug}.md`).sort(),
    [...FILES].sort(),
  );
  for (const slug of listed) {
    const { title, requests, expect } = readExample(slug ?? '');
    if (!(await menu.isVisible())) await openMenu(playground);
    const entry = menu.locator(`[data-example="${slug}"]`);
    assert.equal(await entry.locator('[data-decision]').getAttribute('data-decision'), expect.decision, slug ?? '');
    await entry.click();
    await playground.page.getByTestId('example-idea').getByText(`${title}.`, { exact: true }).waitFor();
    const { decision, by } = expect;
    await playground.expectVerdict(by ? { decision, by, stale: false } : { decision, stale: false });
    if (expect.statement) {
      assert.match(await playground.page.getByTestId('jump').innerText(), new RegExp(`^Show .* › ${expect.statement.replace(/\W/g, '\\$&')}$`), slug ?? '');
    }
    await playground.expectTests(Array(requests > 1 ? requests : 0).fill('passed'));
  }
});

test('a search finds what has all of its words, and topics narrow it', async (t) => {
  const playground = await open(t);
  const { menu, field, slugs } = await openMenu(playground);
  const all = (await slugs()).length;
  await menu.getByText(`${all} examples`).waitFor();
  assert.deepEqual(await menu.getByRole('heading', { level: 3 }).allInnerTexts().then((names) => names.map((name) => name.toLowerCase())), [
    'basics',
    'conditions',
    'resources and accounts',
    'guard rails',
    'sessions and federation',
    'services',
  ]);
  await field.fill('KMS alone');
  await menu.getByText(`1 of ${all} examples`).waitFor();
  assert.deepEqual(await slugs(), ['kms-key-alone']);
  await field.fill('zebra');
  await menu.getByText('No example has all of these words.').waitFor();
  assert.deepEqual(await slugs(), []);
  await menu.getByRole('button', { name: 'Show all' }).click();
  await menu.getByText(`${all} examples`).waitFor();
  const topics = menu.getByRole('group', { name: 'Topics to search by' });
  await topics.getByRole('button', { name: 's3', exact: true }).click();
  await eventually(async () => assert.equal(await field.inputValue(), 's3'));
  await topics.getByRole('button', { name: 'cross-account', exact: true }).click();
  await eventually(async () => {
    const found = await slugs();
    assert(found.includes('cross-account') && found.length < 12, `${found}`);
  });
  await playground.expectFocus(/^examples-query/);
});

test('the menu can be used by the keyboard alone', async (t) => {
  const playground = await open(t);
  const { page } = playground;
  const { keyboard } = page;
  await page.getByRole('button', { name: 'Examples', exact: true }).focus();
  await keyboard.press('Enter');
  const menu = page.getByRole('dialog', { name: 'Examples' });
  await menu.locator('[data-example]').first().waitFor();
  await playground.expectFocus(/^examples-query/);
  await keyboard.press('ArrowDown');
  await playground.expectFocus(/^example-default-deny/);
  await keyboard.press('ArrowDown');
  await playground.expectFocus(/^example-wildcards/);
  await keyboard.press('End');
  await playground.expectFocus(/^example-own-rows/);
  await keyboard.press('Home');
  await keyboard.press('ArrowUp');
  await playground.expectFocus(/^examples-query/);
  await keyboard.press('Escape');
  await menu.waitFor({ state: 'hidden' });
  await playground.expectFocus(/Examples$/);
  // What is typed on an entry goes into the search, and Enter opens the first that is found.
  await keyboard.press('Enter');
  await keyboard.press('ArrowDown');
  await playground.expectFocus(/^example-default-deny/);
  await keyboard.type('root user');
  await menu.getByText(/^\d of \d+ examples$/).waitFor();
  await keyboard.press('Enter');
  await menu.waitFor({ state: 'hidden' });
  await page.getByTestId('example-idea').getByText('An organization that stays in its Regions.').waitFor();
  await playground.expectFocus(/Examples$/);
  await keyboard.press('Enter');
  await playground.expectFocus(/^examples-query/);
  await keyboard.press('ArrowDown');
  await keyboard.press('ArrowDown');
  await playground.expectFocus(/^example-scp-root-user/);
  await keyboard.press('Enter');
  await page.getByTestId('example-idea').getByText('The root user, held back.').waitFor();
});

test('the notice of an example leads to the page of AWS on it', async (t) => {
  const playground = await open(t);
  await playground.openExample('Only with a second factor');
  const idea = playground.page.getByTestId('example-idea');
  const link = idea.getByRole('link');
  assert.match((await link.getAttribute('href')) ?? '', /^https:\/\/docs\.aws\.amazon\.com\/.*mfa/);
  assert.equal(await link.getAttribute('target'), '_blank');
  assert.equal(await link.getAttribute('rel'), 'noopener');
  await idea.getByRole('button', { name: "Close the example's description" }).click();
  await idea.waitFor({ state: 'detached' });
});

test('the address opens an example, and the stored work can be had back', async (t) => {
  const playground = await open(t);
  const { page } = playground;
  const mine = '{ "mine": "and not done" }';
  await playground.editPolicy(mine);
  await eventually(async () => {
    const stored = await page.evaluate(() => localStorage.getItem('iam-playground/work'));
    assert(stored?.includes('and not done'));
  });
  await page.goto(`${playground.address}?a=b&example=deny-wins&c#answer`);
  await page.getByTestId('example-idea').getByText('A deny always wins.').waitFor();
  await playground.expectVerdict({ decision: 'explicitDeny', stale: false });
  // Read once: a reload keeps what has become of the example.
  assert.match(page.url(), /\?a=b&c#answer$/);
  await playground.editorReady();
  await page.getByRole('button', { name: 'Restore my work' }).click();
  await eventually(async () => assert.equal(await playground.policyText(), mine));
});

test('on a first visit the address opens an example in the place of the first one', async (t) => {
  const playground = await open(t, { query: '?example=saml' });
  await playground.page.getByTestId('example-idea').getByText('Signed in by the university.').waitFor();
  assert.equal(await playground.page.getByRole('button', { name: 'Restore my work' }).count(), 0);
});

test('a name that no example has is said, and the work stays', async (t) => {
  const playground = await open(t, { query: '?example=../data/LICENSES' });
  const { page } = playground;
  await page.getByTestId('example-refused').getByText('There is no example of the name “../data/LICENSES”.', { exact: false }).waitFor();
  await playground.expectVerdict({ decision: 'implicitDeny', stale: false });
  await assertAccessible(page, '.notices');
  await page.getByRole('button', { name: 'Dismiss this notice' }).click();
  await page.getByTestId('example-refused').waitFor({ state: 'detached' });
});

test('what cannot be loaded is said, and can be tried again', async (t) => {
  const playground = await open(t, { options: { complaints: [/ERR_FAILED/] } });
  const { page } = playground;
  await page.route(/examples\/index\.json/, (route) => route.abort());
  await page.getByRole('button', { name: 'Examples', exact: true }).click();
  const menu = page.getByRole('dialog', { name: 'Examples' });
  await menu.getByText('The examples could not be loaded', { exact: false }).waitFor();
  await assertAccessible(page, '#examples');
  // The checks of policies miss nothing.
  assert.equal(await page.getByTestId('missing-data').count(), 0);
  await page.unroute(/examples\/index\.json/);
  await menu.getByRole('button', { name: 'Try again' }).click();
  const entry = menu.locator('[data-example="mfa"]');
  await entry.waitFor();
  await page.route(/examples\/mfa\.md/, (route) => route.abort());
  await entry.click();
  const notice = page.getByTestId('example-refused');
  await notice.getByText('The example could not be loaded', { exact: false }).waitFor();
  await page.unroute(/examples\/mfa\.md/);
  await notice.getByRole('button', { name: 'Try again' }).click();
  await page.getByTestId('example-idea').getByText('Only with a second factor.').waitFor();
  await notice.waitFor({ state: 'detached' });
});

for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
  test(`the menu keeps the accessibility rules and fits on a phone, ${colorScheme}`, async (t) => {
    for (const viewport of [PHONE, { width: 320, height: 640 }]) {
      const playground = await open(t, { options: { colorScheme, viewport, touch: true } });
      const { menu, field, slugs } = await openMenu(playground);
      await assertAccessible(playground.page, '#examples');
      const box = await menu.boundingBox();
      assert(box && box.x >= 0 && box.x + box.width <= viewport.width && box.y + box.height <= viewport.height);
      assert.equal(await menu.evaluate((element) => element.scrollWidth > element.clientWidth), false);
      await field.fill('boundary');
      await eventually(async () => assert((await slugs()).length < 20));
      await assertAccessible(playground.page, '#examples');
    }
  });
}
