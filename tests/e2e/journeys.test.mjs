/**
 * Journeys through the whole page, as people take them.
 */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PHONE, assertAccessible, useBrowser } from './support/browser.mjs';
import { PlaygroundPage, eventually } from './support/page.mjs';

const browser = useBrowser();

const statement = (/** @type {Record<string, unknown>} */ members) =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Sid: 'Mine', Effect: 'Allow', ...members }] }, null, 2);

/** @param {import('node:test').TestContext} t @param {import('./support/browser.mjs').Options} [options] */
async function open(t, options) {
  const page = new PlaygroundPage(await browser.page(t, options));
  await page.open();
  return page;
}

test('a first visit shows an example with its answer', async (t) => {
  const playground = await open(t);
  await playground.expectVerdict({ decision: 'implicitDeny', by: 'identity', stale: false });
  assert.match((await playground.verdict()).text, /Denied/);
});

test('editing a policy changes the answer', async (t) => {
  const playground = await open(t);
  await playground.setRequest({
    principal: 'arn:aws:iam::111122223333:user/ana',
    action: 's3:GetObject',
    resource: 'arn:aws:s3:::photos/cat.jpg',
  });
  await playground.editPolicy(statement({ Action: 's3:Get*', Resource: 'arn:aws:s3:::photos/*' }));
  await playground.expectVerdict({ decision: 'allowed', by: 'identity', stale: false });
  await playground.editPolicy(statement({ Effect: 'Deny', Action: 's3:*', Resource: '*' }));
  await playground.expectVerdict({ decision: 'explicitDeny' });
  await playground.setRequest({ action: 'ec2:RunInstances' });
  await playground.expectVerdict({ decision: 'implicitDeny' });
});

test('a click on an outcome selects the very words in the policy', async (t) => {
  const playground = await open(t);
  await playground.clickCell('ReadReports', 'resource');
  await playground.expectSelected('"arn:aws:s3:::reports"');
  await playground.clickCell('ReadReports', 'action');
  await playground.expectSelected('"s3:GetObject"');
});

test('a click leads to the words of another tab, and of a single condition', async (t) => {
  const playground = await open(t);
  await playground.openExample('A deny always wins');
  await playground.expectVerdict({ decision: 'explicitDeny' });
  await playground.clickCell('KeepTheAuditTrail', 'resource');
  await playground.expectSelected('"arn:aws:s3:::audit-trail/*"');
  await eventually(async () =>
    assert.match(await playground.selectedTab(), /^guardrail/),
  );
  await playground.openExample('From these addresses only');
  await playground.page.getByRole('button', { name: /IpAddress aws:SourceIp: does not hold/ }).click();
  await eventually(async () => assert.match(await playground.selectedText(), /192\.0\.2\.0\/24/));
});

test('the names of the outcomes say it all', async (t) => {
  const playground = await open(t);
  const cell = playground.cell('ReadReports', 'resource').getByRole('button');
  await assert.doesNotReject(cell.and(playground.page.getByRole('button', { name: /^ReadReports, Resource: no match/ })).waitFor());
});

test('an example opens, and the work before it can be had back', async (t) => {
  const playground = await open(t);
  const mine = statement({ Action: 'sqs:*', Resource: '*' });
  await playground.editPolicy(mine);
  await playground.openExample('Only with a second factor');
  await playground.expectVerdict({ decision: 'explicitDeny', stale: false });
  await playground.openExample('Nothing is allowed by default');
  await playground.expectVerdict({ decision: 'implicitDeny', stale: false });
  await playground.page.getByRole('button', { name: 'Restore my work' }).click();
  await eventually(async () => assert.equal(await playground.policyText(), mine));
});

test('a broken policy keeps the last answer, marked as old, and names the first problem', async (t) => {
  const playground = await open(t);
  const good = await playground.policyText();
  await playground.editPolicy('{\n  "Version": "2012-10-17",\n  "Statement": oops\n}');
  await playground.expectVerdict({ decision: 'implicitDeny', stale: true });
  assert.match((await playground.verdict()).text, /app-role.*line 3, column 16/s);
  await playground.page.getByTestId('problems').getByRole('button').first().click();
  await eventually(async () => assert.match(await playground.selectedText(), /^o/));
  await playground.setRequest({ action: 's3:ListBucket', resource: 'arn:aws:s3:::reports' });
  await playground.expectVerdict({ decision: 'allowed', stale: true });
  await playground.editPolicy(good);
  await playground.expectVerdict({ decision: 'allowed', stale: false });
});

test('an empty field says what it wants', async (t) => {
  const playground = await open(t);
  for (const [field, wish] of /** @type {const} */ ([
    ['Principal', /name who asks/i],
    ['Action', /s3:GetObject/],
    ['Resource', /ARN/],
  ])) {
    const input = playground.page.getByLabel(field, { exact: true }).first();
    const before = await input.inputValue();
    await input.fill('');
    await playground.expectVerdict({ stale: true });
    const described = (await input.getAttribute('aria-describedby')) ?? '';
    assert.match(await playground.page.locator(`#${described}`).innerText(), wish);
    await input.fill(before);
    await playground.expectVerdict({ stale: false });
  }
});

test('work survives a reload', async (t) => {
  const playground = await open(t);
  const { page } = playground;
  await playground.editPolicy('{ // not done yet, é😀');
  await playground.addPolicy('Identity-based', statement({ Action: 'sns:Publish', Resource: '*' }));
  await page.getByLabel('Name', { exact: true }).fill('second one');
  await playground.setRequest({ action: 'sns:Publish', resource: '*' });
  await page.getByRole('button', { name: 'Add context key' }).click();
  await page.getByLabel('Context key').last().fill('aws:TagKeys');
  await page.getByLabel('Value of aws:TagKeys').fill('one\ntwo');
  // At once: what is not stored yet is stored when the page goes away.
  await playground.reload();
  assert.match(await playground.policyText(), /sns:Publish/);
  assert.deepEqual(await playground.policyNames(), ['app-role', 'second one']);
  assert.equal(await page.getByLabel('Value of aws:TagKeys').inputValue(), 'one\ntwo');
  assert.equal(await page.getByLabel('Action', { exact: true }).inputValue(), 'sns:Publish');
  await page.getByRole('tab').first().click();
  await eventually(async () => assert.equal(await playground.policyText(), '{ // not done yet, é😀'));
});

test('the caret in an element marks its cell', async (t) => {
  const playground = await open(t);
  const marked = playground.page.locator('td[aria-current="location"]');
  for (const [words, element] of [
    ['"s3:GetObject', 'action'],
    ['"arn:aws:s3:::reports', 'resource'],
  ]) {
    await playground.putCaretAfter(words);
    await eventually(async () => assert.equal(await marked.getAttribute('data-element'), element));
  }
  await playground.putCaretAfter('"ReadReports"');
  await eventually(async () => assert.equal(await marked.count(), 0));
});

test('the caret in a statement marks its row', async (t) => {
  const playground = await open(t);
  await playground.putCaretAfter('"ListReports"');
  await eventually(async () => assert.equal(await playground.row('ListReports').getAttribute('aria-current'), 'true'));
  await playground.putCaretAfter('"ReadReports"');
  await eventually(async () => {
    assert.equal(await playground.row('ReadReports').getAttribute('aria-current'), 'true');
    assert.equal(await playground.row('ListReports').getAttribute('aria-current'), null);
  });
});

test('a removed policy comes back', async (t) => {
  const playground = await open(t);
  const { page } = playground;
  await playground.openExample('A deny always wins');
  await page.getByRole('tab', { name: 'guardrail' }).click();
  await page.getByRole('button', { name: 'Remove this policy' }).click();
  await playground.expectVerdict({ decision: 'allowed' });
  await page.getByRole('status', { name: 'What just happened' }).getByRole('button', { name: 'Undo' }).click();
  await playground.expectVerdict({ decision: 'explicitDeny' });
});

test('a key that a condition asks for is added with one click', async (t) => {
  const playground = await open(t);
  const { page } = playground;
  await playground.openExample('A key that is not there');
  await playground.expectVerdict({ decision: 'explicitDeny' });
  await page.getByRole('button', { name: 'Add s3:x-amz-server-side-encryption' }).click();
  await eventually(async () => {
    const focused = page.locator(':focus');
    assert.equal(await focused.getAttribute('aria-label'), 'Value of s3:x-amz-server-side-encryption');
  });
  await page.keyboard.type('aws:kms');
  await playground.expectVerdict({ decision: 'allowed' });
  await page.getByRole('button', { name: 'Remove s3:x-amz-server-side-encryption' }).click();
  await playground.expectVerdict({ decision: 'explicitDeny' });
});

test('a paste of 5 MB neither freezes the page nor loses what was there', async (t) => {
  const playground = await open(t);
  const { page } = playground;
  const before = await playground.policyText();
  const large = `{"Statement": [\n${'{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"},\n'.repeat(82_000)}`;
  assert(large.length > 5_000_000);
  await playground.pastePolicy(large);
  await playground.expectVerdict({ decision: 'implicitDeny', stale: true });
  assert.match((await playground.verdict()).text, /too large/);
  // The page still answers: another request is asked and typed in.
  const start = Date.now();
  await playground.setRequest({ action: 's3:ListBucket', resource: 'arn:aws:s3:::reports' });
  await playground.expectVerdict({ decision: 'allowed', stale: true });
  assert(Date.now() - start < 5_000, 'the page answers');
  await playground.textbox.focus();
  await page.keyboard.press('ControlOrMeta+z');
  await eventually(async () => assert.equal(await playground.policyText(), before));
  await playground.expectVerdict({ decision: 'allowed', stale: false });
});

test('what the browser cannot store is said, and what it stored before stays', async (t) => {
  const playground = await open(t);
  const { page } = playground;
  const kept = statement({ Action: 's3:*', Resource: '*' });
  await playground.editPolicy(kept);
  await eventually(async () => {
    const stored = await page.evaluate(() => localStorage.getItem('iam-playground/work'));
    assert(stored?.includes('s3:*'));
  });
  await playground.pastePolicy('x\n'.repeat(3_000_000));
  await page.getByTestId('storage-notice').waitFor();
  const stored = await page.evaluate(() => localStorage.getItem('iam-playground/work'));
  assert(stored?.includes('s3:*'));
});

test('many statements fold, and the page stays quick', async (t) => {
  const playground = await open(t);
  const statements = Array.from({ length: 400 }, (_, index) => ({
    Sid: `S${index}`,
    Effect: 'Allow',
    Action: 's3:GetObject',
    Resource: `arn:aws:s3:::bucket-${index}/*`,
  }));
  await playground.pastePolicy(JSON.stringify({ Version: '2012-10-17', Statement: statements }, null, 2));
  await playground.setRequest({ action: 's3:GetObject', resource: 'arn:aws:s3:::bucket-321/key' });
  await playground.expectVerdict({ decision: 'allowed', stale: false });
  await playground.row('S321').waitFor();
  assert((await playground.page.locator('tr[data-statement]').count()) < 100);
  await playground.page.getByRole('button', { name: 'Show all in the table' }).click();
  await playground.page.getByRole('button', { name: /^Show \d+ more$/ }).click();
  await eventually(async () => assert((await playground.page.locator('tr[data-statement]').count()) > 200));
});

test('everything can be done by the keyboard alone', async (t) => {
  const playground = await open(t);
  const { page } = playground;
  const { keyboard } = page;
  const focused = () =>
    page.evaluate(() => {
      const element = document.activeElement;
      return `${element?.getAttribute('aria-label') ?? element?.textContent ?? ''}`.trim();
    });
  const tabTo = async (/** @type {RegExp} */ name, key = 'Tab') => {
    for (let step = 0; step < 80; step++) {
      await keyboard.press(key);
      if (name.test(await focused())) return;
    }
    assert.fail(`the focus never came to ${name}`);
  };
  await keyboard.press('Tab');
  assert.equal(await focused(), 'Skip to the policies');
  await tabTo(/^Examples$/);
  await keyboard.press('Enter');
  await page.locator('[data-example]').first().waitFor();
  await tabTo(/^A deny always wins/);
  await keyboard.press('Enter');
  await playground.expectVerdict({ decision: 'explicitDeny' });
  await tabTo(/^administrator/);
  await keyboard.press('ArrowRight');
  await eventually(async () => assert.match(await focused(), /^guardrail/));
  await tabTo(/^Text of the policy guardrail/);
  await keyboard.press('ControlOrMeta+a');
  await keyboard.insertText(statement({ Effect: 'Deny', Action: 'ec2:*', Resource: '*' }));
  await playground.expectVerdict({ decision: 'allowed' });
  await keyboard.press('Escape');
  await tabTo(/^Everything, Action:/);
  await keyboard.press('Enter');
  await playground.expectSelected('"*"');
});

test('nothing scrolls sideways on a phone', async (t) => {
  for (const width of [PHONE.width, 320]) {
    const playground = await open(t, { viewport: { width, height: 800 }, touch: true });
    for (const name of ['A deny always wins', 'Least privilege for a deployer', 'A key that is not there']) {
      await playground.openExample(name);
      const wide = await playground.page.evaluate(() => document.documentElement.scrollWidth);
      assert(wide <= width, `${name}: ${wide} pixels wide on a screen of ${width}`);
    }
  }
});

for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
  test(`the page keeps the accessibility rules, ${colorScheme}`, async (t) => {
    const playground = await open(t, { colorScheme });
    const { page } = playground;
    await assertAccessible(page);
    await playground.openExample('A key that is not there');
    await page.getByText('keys derived from').click();
    await page.getByRole('button', { name: 'Add context key' }).click();
    await assertAccessible(page);
    await playground.editPolicy('{ "Version": 1 }');
    await playground.setRequest({ principal: 'nobody', action: '', resource: '' });
    await playground.expectVerdict({ stale: true });
    await assertAccessible(page);
    await page.getByRole('button', { name: 'Examples', exact: true }).click();
    await page.locator('[data-example]').first().waitFor();
    await assertAccessible(page);
  });
}

test('the page keeps the accessibility rules on a phone', async (t) => {
  const playground = await open(t, { viewport: PHONE, touch: true });
  await assertAccessible(playground.page);
});

test('the colours that were chosen stay', async (t) => {
  const playground = await open(t, { colorScheme: 'light' });
  const { page } = playground;
  const scheme = () => page.evaluate(() => getComputedStyle(document.documentElement).colorScheme);
  const button = page.getByRole('button', { name: /^Theme/ });
  await button.click();
  await button.click();
  assert.equal(await scheme(), 'dark');
  await playground.reload();
  assert.equal(await scheme(), 'dark');
  await button.click();
  assert.equal(await scheme(), 'light dark');
});

test('a bug shows a message, a copy of the state, and a way to reload', async (t) => {
  const playground = await open(t, { complaints: [/unreachable/] });
  const { page } = playground;
  await playground.editPolicy('{ "my": "work" }');
  // What the browser reports when the program has stopped.
  await page.evaluate(() => reportError(new WebAssembly.RuntimeError('unreachable')));
  const message = page.getByRole('alertdialog', { name: /bug/ });
  await message.waitFor();
  const state = await message.getByRole('textbox').inputValue();
  assert.match(state, /unreachable/);
  assert.match(state, /my.*work/);
  await assertAccessible(page, '#failure');
  await message.getByRole('button', { name: 'Reload' }).click();
  await playground.editorReady();
  await eventually(async () => assert.equal(await playground.policyText(), '{ "my": "work" }'));
});
