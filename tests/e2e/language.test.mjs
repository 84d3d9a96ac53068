/**
 * Journeys of someone who writes a policy: completion by keyboard, explanations, problems as one types
 * with what mends them, other forms of the policy, policies that AWS manages, and a request's form that
 * knows AWS.
 */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PHONE, assertAccessible, useBrowser } from './support/browser.mjs';
import { PlaygroundPage, eventually } from './support/page.mjs';

const browser = useBrowser();

/** @param {import('node:test').TestContext} t @param {import('./support/browser.mjs').Options} [options] */
async function open(t, options) {
  const playground = new PlaygroundPage(await browser.page(t, options));
  await playground.open();
  await playground.page.getByRole('button', { name: 'Start over' }).click();
  return playground;
}

/** @param {Record<string, unknown>} members */
const policy = (members) =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', ...members }] }, null, 2);

/** @param {PlaygroundPage} playground @param {string} code */
const problem = ({ page }, code) =>
  page.getByTestId('problems').locator('li').filter({ hasText: code });

/** The completions on show, and the one that Enter takes. @param {PlaygroundPage} playground */
async function completions({ page }) {
  const options = page.locator('.cm-tooltip-autocomplete li');
  await options.first().waitFor();
  return {
    labels: await options.locator('.cm-completionLabel').allInnerTexts(),
    chosen: await page.locator('.cm-tooltip-autocomplete li[aria-selected] .cm-completionLabel').innerText(),
  };
}

/** @param {PlaygroundPage} playground @param {string} label */
async function complete(playground, label) {
  await eventually(async () => assert.equal((await completions(playground)).chosen, label));
  // Enter right after the list appears is taken for a line break that was meant before.
  await playground.page.waitForTimeout(120);
  await playground.page.keyboard.press('Enter');
}

test('a policy is written with completion, by keyboard alone', async (t) => {
  const playground = await open(t);
  const { page } = playground;
  await playground.editPolicy('{\n  "Version": "2012-10-17",\n  "Statement": [\n    {\n      "Effect": "Allow",\n      ');
  await page.keyboard.type('"Act');
  await complete(playground, 'Action');
  await page.keyboard.type('s3:geto');
  await complete(playground, 's3:GetObject');
  await eventually(async () => assert.match(await playground.policyText(), /"Action": "s3:GetObject"/));
  await page.keyboard.type(', "Res');
  await complete(playground, 'Resource');
  await eventually(async () => {
    const { labels } = await completions(playground);
    assert.ok(labels.some((label) => label.startsWith('arn:aws:s3:::')), labels.join());
  });
  await page.keyboard.press('Escape');
  assert.equal(await page.locator('.cm-tooltip-autocomplete').count(), 0);
});

test('an explanation comes at the pointer and at the caret, and Escape closes it', async (t) => {
  const playground = await open(t);
  const { page } = playground;
  await playground.editPolicy(policy({ Action: 's3:GetObject', Resource: 'arn:aws:s3:::photos/*' }));
  await playground.putCaretAfter('s3:GetOb');
  await page.keyboard.press('Control+Shift+Space');
  const explained = page.locator('.iam-explained');
  await eventually(async () => assert.match(await explained.innerText(), /s3:GetObject[^]*Read/));
  await page.keyboard.press('Escape');
  await explained.waitFor({ state: 'detached' });
  await page.locator('.cm-line', { hasText: 's3:GetObject' }).getByText('"s3:GetObject"').hover();
  await eventually(async () => assert.match(await explained.innerText(), /retrieve objects/));
});

test('a problem is found while one types, leads to its place, and is mended', async (t) => {
  const playground = await open(t);
  const { page } = playground;
  await playground.editPolicy(policy({ Action: 's3:GetObjekt', Resource: 'arn:aws:s3:::photos/*' }));
  const found = problem(playground, 'INVALID_ACTION');
  await found.getByRole('button', { name: /^Error, line/ }).click();
  await playground.expectSelected('"s3:GetObjekt"');
  assert.equal(await found.getByRole('link').getAttribute('href').then((href) => href?.startsWith('https://docs.aws.amazon.com/IAM/')), true);
  // The caret leads back: the row of the problem that it is in is marked.
  await eventually(async () => assert.notEqual(await found.getAttribute('data-at-caret'), null));
  await found.getByRole('button', { name: /^Fix: Write s3:GetObject/ }).click();
  await eventually(async () => assert.match(await playground.policyText(), /"s3:GetObject"/));
  await found.waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Undo', exact: true }).first().click();
  await eventually(async () => assert.match(await playground.policyText(), /"s3:GetObjekt"/));
});

test('what reading finds is there at once, and the catalog does not delay it', async (t) => {
  const playground = await open(t);
  const { page } = playground;
  await page.route('**/data/catalog/**', () => {});
  await playground.editPolicy(policy({ Action: 's3:GetObject', Resource: 'arn:aws:s3:::photos/*', Condition: { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } } }));
  await problem(playground, 'PRIVATE_IP_ADDRESS').waitFor();
});

test('problems stay on show while one types, and follow in the frame of the key', async (t) => {
  const playground = await open(t);
  const { page } = playground;
  const statement = (/** @type {string} */ Sid) => ({
    Sid,
    Effect: 'Allow',
    Action: 's3:GetObject',
    Resource: 'arn:aws:s3:::photos/*',
    Condition: { StringLike: { 'aws:PrincipalArn': 'arn:aws:iam::111122223333:role/*' } },
  });
  const all = { Version: '2012-10-17', Statement: [statement('One'), statement('Two')] };
  await playground.editPolicy(JSON.stringify(all, null, 2));
  const fixes = page.getByTestId('problems').getByRole('button', { name: /^Fix: / });
  await eventually(async () => assert.equal(await fixes.count(), 2));
  await playground.putCaretAfter('Two');
  /** The counts in the frame after a key. @param {string} key */
  const typed = async (key) => {
    await page.evaluate(() => {
      const counts = () => document.querySelector('#policy-problems')?.textContent ?? '';
      const frame = new Promise((resolve) => {
        addEventListener('keydown', () => requestAnimationFrame(() => resolve(counts())), { capture: true, once: true });
      });
      Object.assign(window, { frame });
    });
    await page.keyboard.type(key);
    return page.evaluate(() => /** @type {{ frame?: Promise<string> }} */ (window).frame);
  };
  // The program that answers so soon comes a moment after the page.
  await eventually(async () => {
    const counts = await typed('-');
    await page.keyboard.press('Backspace');
    assert.match(String(counts), /1 error/);
  });
  await page.evaluate(() => {
    const list = /** @type {Element} */ (document.querySelector('[data-testid=problems] ul'));
    const gone = /** @type {string[]} */ ([]);
    new MutationObserver((changes) => {
      for (const { removedNodes } of changes) for (const node of removedNodes) gone.push(String(node.textContent));
    }).observe(list, { childList: true, subtree: true });
    Object.assign(window, { gone });
  });
  await page.keyboard.type('Three4');
  await eventually(async () => assert.match(await playground.policyText(), /TwoThree4/));
  await page.waitForTimeout(600);
  assert.deepEqual(await page.evaluate(() => /** @type {any} */ (window).gone), []);
  assert.equal(await fixes.count(), 2);
  assert.match(String(await typed('-')), /1 error/);
  // A fix goes to where its words stand now.
  await playground.putCaretAfter('{');
  await page.keyboard.type('\n\n');
  await fixes.first().click();
  await eventually(async () => assert.match(await playground.policyText(), /ArnLike[^]*StringLike/));
});

test('suggestions are there when they are asked for, and codes can be silenced in the page and in the text', async (t) => {
  const playground = await open(t);
  const { page } = playground;
  await playground.editPolicy(policy({ Action: ['s3:Get*', 's3:GetObject'], Resource: 'arn:aws:s3:::photos/*' }));
  await page.getByRole('button', { name: /^Show \d+ suggestion/ }).click();
  const found = problem(playground, 'REDUNDANT_ACTION');
  await found.getByRole('button', { name: 'Silence REDUNDANT_ACTION' }).click();
  await found.waitFor({ state: 'detached' });
  await playground.reload();
  await page.getByRole('button', { name: /silenced code again/ }).click();
  const more = page.getByRole('button', { name: /^Show \d+ suggestion/ });
  await more.click();
  await found.waitFor();
  const text = await playground.policyText();
  await playground.editPolicy(`// iam-playground: ignore REDUNDANT_ACTION PLAYGROUND_COMMENT both are wanted\n${text}`);
  await found.waitFor({ state: 'detached' });
  await eventually(async () => assert.match(await page.locator('#policy-problems').innerText(), /, 2 silenced in the text/));
});

test('a policy that AWS manages is attached by name and by ARN', async (t) => {
  const playground = await open(t);
  const { page } = playground;
  for (const [query, name] of [
    ['s3 readonly', 'AmazonS3ReadOnlyAccess'],
    ['arn:aws:iam::aws:policy/job-function/ViewOnlyAccess', 'ViewOnlyAccess'],
  ]) {
    await page.getByRole('button', { name: '+ Add policy' }).click();
    await page.getByLabel('Or attach a policy that AWS manages').fill(query);
    await page.getByRole('button', { name: `Attach ${name}`, exact: true }).click();
    await page.getByRole('tab', { name: new RegExp(`^${name}`) }).waitFor();
    await eventually(async () => assert.match(await playground.policyText(), /^\{\n {2}"Version": "2012-10-17",\n/));
  }
  await playground.setRequest({ principal: 'arn:aws:iam::111122223333:user/ana', action: 's3:GetObject', resource: 'arn:aws:s3:::photos/cat.jpg' });
  await playground.expectVerdict({ decision: 'allowed', by: 'identity' });
});

test('a policy is written in other forms that mean the same', async (t) => {
  const playground = await open(t);
  const { page } = playground;
  const rewrite = async (/** @type {string} */ form) => {
    await page.getByRole('button', { name: 'Rewrite' }).click();
    await page.getByRole('button', { name: new RegExp(`^${form}`) }).click();
  };
  await playground.editPolicy('{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["sqs:SendMessage*","sqs:Get*"],"Resource":"*"}]}');
  await rewrite('Format');
  await eventually(async () => assert.match(await playground.policyText(), /\n {6}"Effect": "Allow",\n/));
  await rewrite('Expand wildcards');
  await eventually(async () => assert.match(await playground.policyText(), /"sqs:GetQueueUrl"/));
  await rewrite('Shrink to wildcards');
  await eventually(async () => assert.doesNotMatch(await playground.policyText(), /"sqs:GetQueueUrl"/));
  await rewrite('Minify');
  await eventually(async () => assert.doesNotMatch(await playground.policyText(), /\s/));
  await page.getByRole('button', { name: 'Undo', exact: true }).first().click();
  await eventually(async () => assert.match(await playground.policyText(), /\n/));
});

test('the request suggests what AWS knows, and remarks what AWS never asks', async (t) => {
  const playground = await open(t);
  const { page } = playground;
  await playground.setRequest({ principal: 'arn:aws:iam::111122223333:user/ana', action: 'sqs:SendM', resource: 'arn:aws:s3:::photos' });
  const offered = (/** @type {string} */ id) => page.locator(`#${id} option`).evaluateAll((options) => options.map((option) => option.value));
  await eventually(async () => assert.ok((await offered('action-suggestions')).includes('sqs:SendMessage')));
  await playground.setRequest({ action: 'sqs:SendMessage' });
  await page.getByText('sqs:SendMessage is asked on other resources: queue').waitFor();
  await eventually(async () => assert.ok((await offered('resource-suggestions')).some((arn) => arn.startsWith('arn:aws:sqs:'))));
  await page.getByRole('button', { name: '+ Add context key' }).click();
  await page.getByLabel('Context key', { exact: true }).fill('s3:prefix');
  await page.getByText('AWS never sends s3:prefix with sqs:SendMessage').waitFor();
});

test('the list of problems, completions and explanations are accessible', async (t) => {
  for (const options of /** @type {const} */ ([{ colorScheme: 'light' }, { colorScheme: 'dark' }, { viewport: PHONE }])) {
    const playground = await open(t, options);
    const { page } = playground;
    await playground.editPolicy(policy({ Action: ['s3:GetObjekt', 's3:*'], Resource: '*' }));
    await problem(playground, 'INVALID_ACTION').waitFor();
    await page.getByRole('button', { name: /^Show \d+ suggestion/ }).click();
    await assertAccessible(page);
    await playground.putCaretAfter('"Eff');
    await page.keyboard.press('Control+Shift+Space');
    await page.locator('.iam-explained').waitFor();
    await assertAccessible(page);
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+Space');
    await completions(playground);
    await assertAccessible(page);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: '+ Add policy' }).click();
    await assertAccessible(page);
  }
});
