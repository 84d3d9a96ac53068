/**
 * Journeys through the answer: its forms, why not, the keys that the request lacks, two accounts.
 */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PHONE, assertAccessible, useBrowser } from './support/browser.mjs';
import { PlaygroundPage, eventually } from './support/page.mjs';

const browser = useBrowser();

const FORMS = ['Explain', 'Steps', 'Table', 'Diagram', 'Raw'];
const ANA = 'arn:aws:iam::111122223333:user/ana';
const REPORT = 'arn:aws:s3:::reports/2026/q3.csv';

/** @typedef {{ type: string, name: string, text: string, level?: number }} Policy */

/** @param {string} type @param {string} name @param {object[]} statements @returns {Policy} */
const policy = (type, name, ...statements) => ({
  type,
  name,
  text: JSON.stringify({ Version: '2012-10-17', Statement: statements }, null, 2),
});

const EVERYTHING = { Sid: 'Everything', Effect: 'Allow', Action: '*', Resource: '*' };
const READ = { Sid: 'ReadReports', Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::reports/*' };

/**
 * A page with this work on it.
 *
 * @param {import('node:test').TestContext} t
 * @param {Policy[]} policies
 * @param {{ principal?: string, action?: string, resource?: string, context?: string[][], account?: string }} request
 * @param {{ tests?: { name: string, action: string, resource?: string }[], options?: import('./support/browser.mjs').Options }} [more]
 */
async function openWith(t, policies, request, { tests = [], options } = {}) {
  const page = await browser.page(t, options);
  const stored = (/** @type {typeof request} */ asked) => ({
    principal: asked.principal ?? ANA,
    action: asked.action ?? 's3:GetObject',
    resource: asked.resource ?? REPORT,
    context: asked.context ?? [],
    particulars: ['', '', '', asked.account ?? '', '', '', ''],
  });
  const work = {
    version: 1,
    policies,
    selected: 0,
    request: stored(request),
    tests: tests.map(({ name, ...asked }) => ({
      name,
      request: stored({ ...request, ...asked }),
      expected: ['implicitDeny', null, null],
    })),
  };
  await page.addInitScript((text) => localStorage.setItem('iam-playground/work', text), JSON.stringify(work));
  const playground = new PlaygroundPage(page);
  await playground.open();
  return playground;
}

/** @param {PlaygroundPage} playground @param {string} name */
const showForm = (playground, name) => playground.page.getByRole('tab', { name, exact: true }).click();

/** @param {import('node:test').TestContext} t @param {import('./support/browser.mjs').Options} [options] */
const openAcrossAccounts = (t, options) =>
  openWith(
    t,
    [
      policy('identity', 'app', READ),
      policy('resource', 'reports', {
        Sid: 'Partner',
        Effect: 'Allow',
        Principal: { AWS: 'arn:aws:iam::111122223333:root' },
        Action: 's3:*',
        Resource: 'arn:aws:s3:::reports/*',
      }),
    ],
    { account: '444455556666' },
    { options },
  );

test('every form of the answer is one arrow key away, and says the same', async (t) => {
  const playground = await openAcrossAccounts(t);
  const { page } = playground;
  await page.getByRole('tab', { name: 'Explain', exact: true }).focus();
  for (const form of FORMS) {
    await playground.expectFocus(new RegExp(` ${form}$`));
    await page.locator(`#answer-panel[data-view="${form}"]`).waitFor();
    await page.keyboard.press('ArrowRight');
  }
  await playground.expectFocus(/ Explain$/);
  await showForm(playground, 'Raw');
  const json = JSON.parse(await page.getByLabel('The trace as JSON').innerText());
  const shown = await playground.verdict();
  assert.equal(json.decision, shown.decision);
  assert.equal(json.by, shown.by);
  await showForm(playground, 'Diagram');
  const words = await page.getByRole('img', { name: /^Explicit deny: passed\./ }).getAttribute('aria-label');
  assert.match(words ?? '', /Resource-based policy: allowed here\. Allowed\.$/);
});

test('the JSON is that of the answer on show', async (t) => {
  const never = { ...EVERYTHING, Effect: 'Deny', Sid: 'Never' };
  const playground = await openWith(t, [policy('identity', 'app', READ, never), policy('identity', 'more', READ)], {});
  const { page } = playground;
  const json = page.getByLabel('The trace as JSON');
  const expectJson = (/** @type {string} */ decision, /** @type {number} */ statements) =>
    eventually(async () => {
      const answer = JSON.parse(await json.innerText());
      assert.equal(answer.decision, decision);
      assert.equal(answer.trace.statements.length, statements);
    });
  await showForm(playground, 'Raw');
  await expectJson('explicitDeny', 3);
  await showForm(playground, 'Explain');
  await page.getByRole('button', { name: 'What if it were not there?' }).first().click();
  await playground.expectVerdict({ decision: 'allowed' });
  await showForm(playground, 'Raw');
  await expectJson('allowed', 2);
  await page.getByLabel('Takes part').uncheck();
  await expectJson('allowed', 1);
  // Where the text cannot be read, the answer on show is that of the last one that could.
  await page.getByRole('tab', { name: 'more' }).click();
  await playground.editPolicy('{');
  await playground.setRequest({ action: 's3:PutObject' });
  await playground.expectVerdict({ decision: 'implicitDeny', stale: true });
  await expectJson('implicitDeny', 1);
  await playground.setRequest({ action: '' });
  await playground.expectVerdict({ decision: 'implicitDeny', stale: true });
  await expectJson('implicitDeny', 1);
});

test('a request to another account goes through two lanes', async (t) => {
  const playground = await openAcrossAccounts(t);
  const { page } = playground;
  const caller = page.getByRole('region', { name: "The caller's account 111122223333" });
  const owner = page.getByRole('region', { name: "The resource's account 444455556666" });
  await caller.getByText('Identity-based policies').waitFor();
  await owner.getByText('Resource-based policy').waitFor();
  assert.equal(await caller.getByText('Resource-based policy').count(), 0);
  await playground.setRequest({ resource: 'arn:aws:s3:::elsewhere/x' });
  await playground.expectVerdict({ decision: 'implicitDeny', by: 'identity' });
});

test('the state of every step is told', async (t) => {
  const scp = policy('scp', 'root', EVERYTHING);
  const state = (/** @type {PlaygroundPage} */ playground, /** @type {string} */ gate) =>
    playground.page.locator('.steps > li', { has: playground.page.getByText(gate, { exact: true }) }).first().getAttribute('data-state');
  const allowed = await openWith(t, [policy('identity', 'app', READ), scp], {});
  assert.equal(await state(allowed, 'Identity-based policies'), 'allowed');
  assert.equal(await state(allowed, 'SCPs'), 'passed');
  assert.equal(await state(allowed, 'RCPs'), 'no-policy');
  const lacking = await openWith(t, [policy('identity', 'app', READ), policy('boundary', 'b', EVERYTHING), scp], {
    action: 's3:PutObject',
  });
  assert.equal(await state(lacking, 'Identity-based policies'), 'no-allow');
  assert.equal(await state(lacking, 'Permissions boundary'), 'not-reached');
  const denied = await openWith(t, [policy('identity', 'app', { ...READ, Effect: 'Deny' })], {});
  assert.equal(await state(denied, 'Explicit deny'), 'denied');
  const exempt = await openWith(t, [policy('identity', 'app', READ), policy('vpce', 'endpoint', { ...EVERYTHING, Principal: '*' })], {});
  assert.equal(await state(exempt, 'VPC endpoint policy'), 'exempt');
});

test('every element that does not match leads to its words', async (t) => {
  const playground = await openWith(
    t,
    [
      policy('resource', 'reports', {
        Sid: 'Far',
        Effect: 'Allow',
        Principal: { AWS: 'arn:aws:iam::111122223333:user/bob' },
        Action: 's3:PutObject',
        Resource: 'arn:aws:s3:::report/*',
        Condition: { Bool: { 'aws:SecureTransport': 'true' }, StringLike: { 'aws:PrincipalTag/team': ['blue', 'green'] } },
      }),
    ],
    { context: [['aws:SecureTransport', 'true'], ['aws:PrincipalTag/team', 'red']] },
  );
  const { page } = playground;
  await showForm(playground, 'Table');
  for (const [element, words] of /** @type {const} */ ([
    ['principal', '"arn:aws:iam::111122223333:user/bob"'],
    ['action', '"s3:PutObject"'],
    ['resource', '"arn:aws:s3:::report/*"'],
  ])) {
    await playground.clickCell('Far', element);
    await eventually(async () => assert((await playground.selectedText()).includes(words)));
  }
  await playground.clickCell('Far', 'condition');
  await eventually(async () => assert.match(await playground.selectedText(), /PrincipalTag\/team.*blue.*green/s));
  // The difference is shown in the request's own words, and the values hang below their keys.
  const detail = page.getByTestId('detail');
  assert.equal(await detail.locator('.request-value mark').first().innerText(), 'ana');
  await detail.getByText('"red"').waitFor();
});

test('the smallest edit is shown, tried on the tests, and made only when asked for', async (t) => {
  const playground = await openWith(t, [policy('identity', 'app', READ)], { action: 's3:GetObjectAcl' }, {
    tests: [{ name: 'acl of another', action: 's3:GetObjectAcl', resource: 'arn:aws:s3:::reports/other' }],
  });
  const { page } = playground;
  await playground.expectVerdict({ decision: 'implicitDeny', by: 'identity' });
  const why = page.getByTestId('why-not');
  assert.match(await why.locator('ins').allInnerTexts().then((lines) => lines.join('\n')), /s3:GetObjectAcl/);
  await why.getByText('Of the tests it would also allow: acl of another.').waitFor();
  const before = await playground.policyText();
  await page.waitForTimeout(300);
  assert.equal(await playground.policyText(), before, 'nothing is changed by itself');
  await why.getByRole('button', { name: 'Put this edit into the policy' }).press('Enter');
  await playground.expectVerdict({ decision: 'allowed', by: 'identity' });
  await page.getByRole('status', { name: 'What just happened' }).getByRole('button', { name: 'Undo' }).click();
  await playground.expectVerdict({ decision: 'implicitDeny' });
  await eventually(async () => assert.equal(await playground.policyText(), before));
});

test('a key that the request lacks is told both ways, and added with one click', async (t) => {
  const playground = await openWith(
    t,
    [policy('identity', 'app', { ...READ, Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } })],
    {},
  );
  const { page } = playground;
  await playground.expectVerdict({ decision: 'implicitDeny' });
  assert.match(await playground.cell('ReadReports', 'condition').innerText(), /\?\s*key missing/);
  const missing = page.getByTestId('missing-keys');
  assert.match(await missing.innerText(), /without it: Denied: implicit deny\s*with true: Allowed/);
  await missing.getByRole('button', { name: /^Add it\s*: aws:MultiFactorAuthPresent$/ }).press('Enter');
  await playground.expectVerdict({ decision: 'allowed' });
  await playground.expectFocus(/Value of aws:MultiFactorAuthPresent$/);
});

test('the steps go from question to answer by the arrow keys, and mark their words', async (t) => {
  const playground = await openWith(t, [policy('identity', 'app', READ, { ...EVERYTHING, Effect: 'Deny', Sid: 'Never', Action: 'sqs:*' })], {});
  const { page } = playground;
  await showForm(playground, 'Steps');
  const stepper = page.getByTestId('stepper');
  await stepper.getByText('Does the Action of Never cover s3:GetObject?').waitFor();
  await stepper.getByText('What do you think?').waitFor();
  await stepper.getByRole('button', { name: 'Show the answer' }).focus();
  await page.keyboard.press('ArrowRight');
  await stepper.getByText(/^No\./).waitFor();
  await page.locator('iam-editor .iam-mismatch').getByText('sqs:*').waitFor();
  await page.keyboard.press('ArrowRight');
  await stepper.getByText('Does any policy deny the request?').waitFor();
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('ArrowLeft');
  await stepper.getByText('1 of', { exact: false }).waitFor();
  await stepper.getByRole('button', { name: 'Skip to the next step' }).click();
  await stepper.locator('[aria-current="step"]').getByText('SCPs').waitFor();
  await stepper.getByRole('button', { name: 'Start again' }).click();
  await stepper.getByText('Does the Action of Never cover', { exact: false }).waitFor();
});

test('without a statement there is no form of the answer that fails', async (t) => {
  const playground = await openWith(t, [policy('identity', 'app', READ)], {});
  await playground.page.getByLabel('Takes part').uncheck();
  await playground.expectVerdict({ decision: 'implicitDeny', by: 'identity' });
  for (const form of FORMS) {
    await showForm(playground, form);
    await playground.page.locator(`#answer-panel[data-view="${form}"]`).waitFor();
  }
});

for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
  test(`every form keeps the accessibility rules, ${colorScheme}`, async (t) => {
    const denied = await openWith(t, [policy('identity', 'app', READ)], { action: 's3:PutObject' }, { options: { colorScheme } });
    const across = await openAcrossAccounts(t, { colorScheme });
    for (const playground of [denied, across]) {
      for (const form of FORMS) {
        await showForm(playground, form);
        await assertAccessible(playground.page);
      }
    }
  });
}

test('every form fits on a phone, and on a screen at 400 %', async (t) => {
  for (const width of [PHONE.width, 320]) {
    const playground = await openAcrossAccounts(t, { viewport: { width, height: 800 }, touch: true });
    for (const form of FORMS) {
      await showForm(playground, form);
      const wide = await playground.page.evaluate(() => document.documentElement.scrollWidth);
      assert(wide <= width, `${form}: ${wide} pixels wide on a screen of ${width}`);
    }
  }
});

test('with reduced motion nothing moves', async (t) => {
  const playground = await openAcrossAccounts(t);
  const { page } = playground;
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await showForm(playground, 'Table');
  await playground.clickCell('ReadReports', 'action');
  const moving = await page.evaluate(() =>
    document.getAnimations().filter((animation) => Number(animation.effect?.getComputedTiming().duration) > 1).length,
  );
  assert.equal(moving, 0);
});

test('in forced colours the decision and the states keep their words', async (t) => {
  const playground = await openAcrossAccounts(t);
  const { page } = playground;
  await page.emulateMedia({ forcedColors: 'active' });
  assert.match((await playground.verdict()).text, /Allowed/);
  await assertAccessible(page);
});

test('for a projector the page is larger, and nothing scrolls sideways', async (t) => {
  const playground = await openAcrossAccounts(t);
  const { page } = playground;
  const size = async () => (await page.getByTestId('verdict').getByText('Allowed').first().boundingBox())?.height ?? 0;
  const before = await size();
  const button = page.getByRole('button', { name: 'Present', exact: true });
  await button.press('Enter');
  assert.equal(await button.getAttribute('aria-pressed'), 'true');
  assert((await size()) > before * 1.3);
  const [wide, width] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
  assert(wide <= width, `${wide} pixels wide on a screen of ${width}`);
  await assertAccessible(page);
  await button.press('Enter');
  assert.equal(await size(), before);
});
