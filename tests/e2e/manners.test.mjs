/**
 * Journeys through the page's manners: undo over all of the work, `?fresh`, a second tab, clearing
 * everything, paper, the command palette, the plain text area, versions, and what an answer does not
 * look at.
 *
 * @import { TestContext } from 'node:test'
 */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertAccessible, useBrowser } from './support/browser.mjs';
import { PlaygroundPage, eventually } from './support/page.mjs';

const browser = useBrowser();

const ANA = 'arn:aws:iam::111122223333:user/ana';
const PHOTO = 'arn:aws:s3:::photos/cat.jpg';
const EVERYTHING = JSON.stringify(
  { Version: '2012-10-17', Statement: [{ Sid: 'Everything', Effect: 'Allow', Action: '*', Resource: '*' }] },
  null,
  2,
);
const QUEUES = EVERYTHING.replace('"Action": "*"', '"Action": "sqs:*"').replace('Everything', 'Queues');
const WORK = 'iam-playground/work';

/** @param {TestContext} t @param {import('./support/browser.mjs').Options} [options] */
async function open(t, options) {
  const playground = new PlaygroundPage(await browser.page(t, options));
  await playground.open();
  return playground;
}

/** @param {TestContext} t */
async function openWithEverything(t) {
  const playground = await open(t);
  await playground.page.getByRole('button', { name: 'Start over' }).click();
  await playground.setRequest({ principal: ANA, action: 's3:GetObject', resource: PHOTO });
  await playground.editPolicy(EVERYTHING);
  await playground.expectVerdict({ decision: 'allowed', stale: false });
  return playground;
}

/** The button in the head of the page. @param {PlaygroundPage} playground @param {'Undo' | 'Redo'} name */
const step = ({ page }, name) => page.locator('.page-head').getByRole('button', { name, exact: true });

/** @param {PlaygroundPage} playground @param {string} text */
const expectText = (playground, text) => eventually(async () => assert.equal(await playground.policyText(), text));

/** Waits until what is typed next is another step. @param {PlaygroundPage} playground */
const rest = ({ page }) => page.waitForTimeout(1500);

/** @param {PlaygroundPage} playground */
const stored = ({ page }) => page.evaluate((key) => localStorage.getItem(key), WORK);

/** Waits until what is stored has this text in it. @param {PlaygroundPage} playground @param {string} text */
const expectStored = (playground, text) =>
  eventually(async () => assert.ok((await stored(playground))?.includes(text), `${text} is not stored`));

test('the work is undone and redone across all of its documents', async (t) => {
  const playground = await openWithEverything(t);
  const { page } = playground;
  await playground.addPolicy('SCP', QUEUES);
  await playground.expectVerdict({ decision: 'implicitDeny', by: 'scp', stale: false });
  await page.getByRole('tab', { name: /^policy/ }).click();
  await playground.setRequest({ action: 'sqs:SendMessage' });
  await playground.expectVerdict({ decision: 'allowed' });
  // The action, then the text of the service control policy, whose tab comes back.
  await step(playground, 'Undo').click();
  await playground.expectVerdict({ decision: 'implicitDeny', by: 'scp' });
  assert.match(await playground.selectedTab(), /^policy/);
  await step(playground, 'Undo').click();
  await playground.expectVerdict({ decision: 'allowed' });
  assert.match(await playground.selectedTab(), /^scp/);
  await step(playground, 'Undo').click();
  await eventually(async () => assert.deepEqual(await playground.policyNames(), ['policy']));
  await step(playground, 'Redo').click();
  await step(playground, 'Redo').click();
  await expectText(playground, QUEUES);
  await playground.expectVerdict({ decision: 'implicitDeny', by: 'scp' });
  await step(playground, 'Redo').click();
  await playground.expectVerdict({ decision: 'allowed' });
  assert.equal(await page.getByLabel('Action', { exact: true }).inputValue(), 'sqs:SendMessage');
  assert.equal(await step(playground, 'Redo').getAttribute('aria-disabled'), 'true');
});

test('typing is one step until it rests, and fields keep their own undo', async (t) => {
  const playground = await openWithEverything(t);
  const { page } = playground;
  const action = page.getByLabel('Action', { exact: true });
  await action.focus();
  await action.fill('');
  await page.keyboard.type('s3:PutObject');
  await rest(playground);
  await page.keyboard.type('Acl');
  // In a field it is the field's own undo.
  await page.keyboard.press('ControlOrMeta+z');
  await eventually(async () => assert.notEqual(await action.inputValue(), 's3:PutObjectAcl'));
  assert.match(await action.inputValue(), /^s3:PutObj/);
  // In the editor as well.
  await playground.editPolicy(QUEUES);
  await rest(playground);
  await page.keyboard.press('ControlOrMeta+z');
  await expectText(playground, EVERYTHING);
  await rest(playground);
  // Elsewhere it is the whole work's.
  await page.getByRole('button', { name: 'Theme:' }).focus();
  await page.keyboard.press('ControlOrMeta+z');
  await expectText(playground, QUEUES);
  await page.keyboard.press('ControlOrMeta+Shift+z');
  await expectText(playground, EVERYTHING);
  // The undo in the editor, the text, the undo in the field with what was typed after the rest.
  for (let steps = 0; steps < 3; steps++) await page.keyboard.press('ControlOrMeta+z');
  await eventually(async () => assert.equal(await action.inputValue(), 's3:PutObject'));
  await expectText(playground, EVERYTHING);
  // And what was typed before it, as one.
  await page.keyboard.press('ControlOrMeta+z');
  await eventually(async () => assert.equal(await action.inputValue(), 's3:GetObject'));
});

test('the notice steps back in the same history, over what was typed since', async (t) => {
  const playground = await openWithEverything(t);
  const { page } = playground;
  const notice = page.getByRole('status', { name: 'What just happened' });
  await playground.addPolicy('SCP', EVERYTHING);
  await page.getByRole('button', { name: 'Remove this policy' }).click();
  await playground.setRequest({ action: 's3:PutObject' });
  await notice.getByRole('button', { name: 'Undo' }).click();
  await eventually(async () => assert.deepEqual(await playground.policyNames(), ['policy', 'scp']));
  assert.equal(await page.getByLabel('Action', { exact: true }).inputValue(), 's3:GetObject');
  // Nothing is lost: what was typed since comes back with redo.
  await step(playground, 'Redo').click();
  await step(playground, 'Redo').click();
  await eventually(async () =>
    assert.equal(await page.getByLabel('Action', { exact: true }).inputValue(), 's3:PutObject'),
  );
});

test('a fresh page leaves what is stored alone until something is typed', async (t) => {
  const playground = await openWithEverything(t);
  const { page } = playground;
  await expectStored(playground, 'Everything');
  const before = await stored(playground);
  await page.goto(`${playground.address}?fresh`);
  await playground.editorReady();
  await expectText(playground, '');
  await page.getByText('The page began empty').waitFor();
  await page.waitForTimeout(600);
  assert.equal(await stored(playground), before);
  await page.getByRole('button', { name: 'Open the stored work' }).click();
  await expectText(playground, EVERYTHING);
  await page.goto(`${playground.address}?fresh`);
  await playground.editorReady();
  await playground.editPolicy(QUEUES);
  await expectStored(playground, 'Queues');
  // What was typed survives a reload, and the work of before is there until then.
  await eventually(async () => assert.equal(new URL(page.url()).search, ''));
  await page.getByRole('button', { name: 'Open the stored work' }).click();
  await expectText(playground, EVERYTHING);
  await step(playground, 'Redo').click();
  await step(playground, 'Redo').click();
  await expectText(playground, QUEUES);
  await expectStored(playground, 'Queues');
  await playground.reload();
  await expectText(playground, QUEUES);
});

test('a second tab loses nothing, and neither does the first', async (t) => {
  const one = await openWithEverything(t);
  await expectStored(one, 'Everything');
  const two = new PlaygroundPage(await one.page.context().newPage());
  await two.open();
  await expectText(two, EVERYTHING);
  await two.editPolicy(QUEUES);
  await expectStored(two, 'Queues');
  const notice = one.page.getByTestId('storage-notice');
  await notice.getByText('Another tab changed the work').waitFor();
  // As long as nothing is decided, this tab stores nothing.
  await one.setRequest({ action: 's3:PutObject' });
  await one.page.waitForTimeout(800);
  assert.ok(!(await stored(one))?.includes('s3:PutObject'));
  await assertAccessible(one.page, '.notices');
  await notice.getByRole('button', { name: 'Take over the other tab' }).click();
  await expectText(one, QUEUES);
  await notice.waitFor({ state: 'detached' });
  await one.page.getByRole('button', { name: 'Back to this tab' }).click();
  await expectText(one, EVERYTHING);
  assert.equal(await one.page.getByLabel('Action', { exact: true }).inputValue(), 's3:PutObject');
  // Now the first tab stored its work, and the second one is asked.
  const theirs = two.page.getByTestId('storage-notice');
  await theirs.getByRole('button', { name: 'Keep mine' }).click();
  await theirs.waitFor({ state: 'detached' });
  await expectStored(two, 'Queues');
  await expectText(two, QUEUES);
  await notice.getByRole('button', { name: 'Keep mine' }).click();
  await expectStored(one, 's3:PutObject');
  await two.page.close();
});

test('a tab that heard nothing still looks before it stores', async (t) => {
  const playground = await openWithEverything(t);
  await expectStored(playground, 'Everything');
  // No event reaches the tab that stores something itself, as none reaches one that was asleep.
  await playground.page.evaluate(
    ([key, from, to]) => localStorage.setItem(key, (localStorage.getItem(key) ?? '').replace(from, to)),
    [WORK, 'Everything', 'Nothing'],
  );
  await playground.setRequest({ action: 's3:PutObject' });
  await playground.page.getByTestId('storage-notice').waitFor();
  await expectStored(playground, 'Nothing');
});

test('clearing everything asks in words and begins as on a first visit', async (t) => {
  const playground = await openWithEverything(t);
  const { page } = playground;
  await page.getByRole('button', { name: 'Theme:' }).click();
  await expectStored(playground, 'Everything');
  await page.evaluate(() => localStorage.setItem('of-somebody-else', 'stays'));
  const ask = page.getByRole('button', { name: 'Clear everything…' });
  await ask.click();
  const dialog = page.getByRole('dialog', { name: 'Clear everything?' });
  await dialog.getByText('It cannot be undone').waitFor();
  await assertAccessible(page, '#clear');
  await dialog.getByRole('button', { name: 'Keep everything' }).click();
  await playground.expectFocus(/Clear everything…/);
  await expectText(playground, EVERYTHING);
  await ask.click();
  await Promise.all([
    page.waitForEvent('load'),
    dialog.getByRole('button', { name: 'Clear everything' }).click(),
  ]);
  await playground.editorReady();
  await page.getByTestId('example-idea').waitFor();
  assert.notEqual(await playground.policyText(), EVERYTHING);
  assert.deepEqual(await page.evaluate(() => Object.keys(localStorage)), ['of-somebody-else']);
  assert.equal(await page.locator('html').getAttribute('data-theme'), null);
});

test('on paper there is the work with its answer, and no control', async (t) => {
  const playground = await openWithEverything(t);
  const { page } = playground;
  await playground.addPolicy('SCP', QUEUES);
  await page.getByRole('button', { name: 'Save this request as a test' }).click();
  await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
  await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
  const paper = page.locator('.print');
  await paper.getByRole('heading', { name: 'policy · Identity-based' }).waitFor();
  await paper.getByRole('heading', { name: /scp · SCP/ }).waitFor();
  for (const words of [ANA, PHOTO, '"Sid": "Queues"', 'No service control policy', 'as expected']) {
    await paper.getByText(words, { exact: false }).first().waitFor();
  }
  assert.equal(await page.locator('button:visible, input:visible, select:visible, textarea:visible').count(), 0);
  const colors = await paper.evaluate((element) => [
    getComputedStyle(element).color,
    getComputedStyle(document.body).backgroundColor,
  ]);
  assert.deepEqual(colors, ['rgb(0, 0, 0)', 'rgb(255, 255, 255)']);
  // The lines go on counting from block to block.
  const starts = await paper.locator('.lines').first().locator('ol').evaluateAll((all) => all.map((list) => list.getAttribute('start')));
  assert.deepEqual(starts, ['1', '4', '10']);
  await page.evaluate(() => dispatchEvent(new Event('afterprint')));
  await paper.waitFor({ state: 'detached' });
  // The browser's own printing brings it about, too.
  await page.emulateMedia({ media: null });
  const pdf = await page.pdf();
  assert.ok(pdf.length > 10_000, `${pdf.length} bytes`);
});

test('the command palette is worked by the keyboard alone', async (t) => {
  const playground = await openWithEverything(t);
  const { page } = playground;
  const { keyboard } = page;
  const active = () =>
    page.getByRole('combobox', { name: 'Command' }).evaluate((field) => {
      const id = field.getAttribute('aria-activedescendant') ?? '';
      return document.getElementById(id)?.textContent ?? '';
    });
  await page.getByLabel('Action', { exact: true }).focus();
  await keyboard.press('F2');
  await playground.expectFocus(/Command/);
  await assertAccessible(page, '#palette');
  assert.equal(await active(), 'Undo the last change');
  // The examples follow when the assistant has told them.
  await page.getByRole('option', { name: /^Example: / }).first().waitFor();
  await keyboard.press('ArrowDown');
  assert.equal(await active(), 'Redo the next change');
  await keyboard.press('ArrowUp');
  await keyboard.press('ArrowUp');
  assert.match(await active(), /^Example: /);
  await keyboard.type('add scp');
  await eventually(async () => assert.equal(await active(), 'Add a policy: SCP'));
  // Esc closes, and the focus is where it was.
  await keyboard.press('Escape');
  await playground.expectFocus(/^action/);
  await keyboard.press('F2');
  await keyboard.type('add scp');
  await keyboard.press('Enter');
  await eventually(async () => assert.deepEqual(await playground.policyNames(), ['policy', 'scp']));
  await keyboard.press('F2');
  await keyboard.type('go answer');
  await keyboard.press('Enter');
  await playground.expectFocus(/^answer/);
  await keyboard.press('F2');
  await keyboard.type('answer as table');
  await keyboard.press('Enter');
  await page.locator('#answer-panel[data-view=Table]').waitFor();
  await keyboard.press('F2');
  await keyboard.type('undo');
  await keyboard.press('Enter');
  await eventually(async () => assert.deepEqual(await playground.policyNames(), ['policy']));
  await keyboard.press('F2');
  await keyboard.type('shortcuts');
  await keyboard.press('Enter');
  await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
  await assertAccessible(page, '#keys');
  await keyboard.press('Escape');
  await keyboard.press('F2');
  await keyboard.type('no such words');
  await page.getByText('No command has these words.').waitFor();
  await keyboard.press('Enter');
  await keyboard.press('ControlOrMeta+a');
  await keyboard.type('example only second factor');
  await page.getByText('1 command', { exact: true }).waitFor();
  await keyboard.press('Enter');
  await page.getByTestId('example-idea').getByText('Only with a second factor.').waitFor();
});

test('a plain text area is a choice that lasts, and spares the editor', async (t) => {
  const playground = await openWithEverything(t);
  const { page } = playground;
  await rest(playground);
  await page.getByRole('checkbox', { name: 'Plain text area' }).check();
  const area = page.locator('iam-editor textarea');
  await area.waitFor();
  assert.equal(await area.inputValue(), EVERYTHING);
  await area.fill(QUEUES);
  await playground.expectVerdict({ decision: 'implicitDeny' });
  await step(playground, 'Undo').click();
  await eventually(async () => assert.equal(await area.inputValue(), EVERYTHING));
  /** @type {string[]} */
  const fetched = [];
  page.on('request', (request) => fetched.push(request.url()));
  await page.reload();
  await area.waitFor();
  await playground.verdictBar.waitFor();
  await page.waitForLoadState('networkidle');
  assert.ok(fetched.some((address) => address.includes('iam-editor')));
  assert.ok(!fetched.some((address) => address.includes('codemirror')), fetched.join('\n'));
  assert.equal(await page.locator('iam-editor textarea').count(), 1);
  await assertAccessible(page, '#policies');
  await page.getByRole('checkbox', { name: 'Plain text area' }).uncheck();
  await playground.editorReady();
  assert.equal(await playground.policyText(), EVERYTHING);
});

test('the versions of the page and of its data are on the page', async (t) => {
  const { page } = await open(t);
  const versions = page.getByTestId('versions');
  await eventually(async () =>
    assert.match(
      await versions.innerText(),
      /^Version \d+\.\d+\.\d+, build [0-9a-f]{8}; AWS's actions by @cloud-copilot\/iam-data [\d.]+, \d{3} services$/,
    ),
  );
});

test('an answer tells what it does not look at', async (t) => {
  const playground = await openWithEverything(t);
  const { page } = playground;
  const panel = page.getByTestId('limits');
  const title = panel.locator('summary');
  await eventually(async () => assert.match(await title.innerText(), /^What this answer does not look at \(\d+\)$/));
  await title.focus();
  await page.keyboard.press('Enter');
  await panel.getByText('Access points:').waitFor();
  assert.equal(await panel.getByText('Access control lists:').count(), 0);
  await playground.editPolicy(QUEUES);
  await panel.getByText('Access control lists:').waitFor();
  await playground.setRequest({ action: 'kms:Decrypt', resource: 'arn:aws:kms:eu-west-1:111122223333:key/1' });
  await panel.getByText('Grants of AWS KMS').waitFor();
  assert.equal(await panel.getByText('Access points:').count(), 0);
  const links = await panel.getByRole('link').evaluateAll((all) => all.map((link) => link.getAttribute('href')));
  assert.ok(links.length > 3 && links.every((link) => link?.startsWith('https://docs.aws.amazon.com/')), links.join('\n'));
  await assertAccessible(page, '#answer');
});
