/**
 * What goes out of the page and comes into it: links, other names, files, imports.
 *
 * @import { Page } from 'playwright-core'
 * @import { TestContext } from 'node:test'
 */

import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { PHONE, assertAccessible, useBrowser } from './support/browser.mjs';
import { PlaygroundPage, eventually } from './support/page.mjs';

const browser = useBrowser();
const root = fileURLToPath(new URL('../../', import.meta.url));
const read = (/** @type {string} */ path) => readFileSync(root + path, 'utf8');
const imported = (/** @type {string} */ name) => read(`crates/playground/tests/imports/${name}`);

/** Builds links with nothing but the code that the document shows. @type {(work: unknown) => string} */
const fragmentOf = await (async () => {
  const [, code] = /```js\n(import \{ crc32[^]*?)```/.exec(read('docs/share-link.md')) ?? assert.fail('no snippet');
  const module = await import(`data:text/javascript,${encodeURIComponent(code)}`);
  return module.fragmentOf;
})();

const statement = (/** @type {Record<string, unknown>} */ members) =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Sid: 'Mine', Effect: 'Allow', ...members }] }, null, 2);

const ANA = 'arn:aws:iam::111122223333:user/ana';
const PHOTO = 'arn:aws:s3:::family-photos/cat.jpg';
const READ = statement({ Action: 's3:Get*', Resource: 'arn:aws:s3:::family-photos/*' });
const WORK = {
  policies: [{ type: 'identity', name: 'shared', text: READ }],
  request: { principal: ANA, action: 's3:GetObject', resource: PHOTO },
  tests: [{ name: 'ana reads', request: { principal: ANA, action: 's3:GetObject', resource: PHOTO }, expect: { decision: 'allowed' } }],
};
const HOSTILE = '<img src=x onerror="window.hacked = true"><script>window.hacked = true</script>';

/** The page at an address behind its own. @param {TestContext} t @param {string} [behind] @param {object} [options] */
async function visit(t, behind = '', options) {
  const page = new PlaygroundPage(await browser.page(t, options));
  await page.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.page.goto(page.address + behind);
  await page.verdictBar.waitFor();
  await page.editorReady();
  return page;
}

/** Puts work of one's own on the page. @param {PlaygroundPage} playground */
async function ownWork(playground) {
  await playground.editPolicy(READ);
  await playground.setRequest({ principal: ANA, action: 's3:GetObject', resource: PHOTO });
  await playground.expectVerdict({ decision: 'allowed', stale: false });
}

const dialogOf = (/** @type {PlaygroundPage} */ { page }, /** @type {string} */ name) => page.getByRole('dialog', { name, exact: true });

/** @param {PlaygroundPage} playground */
async function openShare(playground) {
  await playground.page.getByRole('button', { name: 'Share', exact: true }).click();
  const dialog = dialogOf(playground, 'Share');
  await dialog.getByLabel('Link', { exact: true }).waitFor();
  return dialog;
}

/** @param {PlaygroundPage} playground @param {string} [text] */
async function openImport(playground, text) {
  await playground.page.getByRole('button', { name: 'Import', exact: true }).click();
  const dialog = dialogOf(playground, 'Import');
  if (text !== undefined) await dialog.getByRole('textbox').fill(text);
  return dialog;
}

const hash = (/** @type {PlaygroundPage} */ { page }) => page.evaluate(() => location.hash);
const clipboard = (/** @type {PlaygroundPage} */ { page }) => page.evaluate(() => navigator.clipboard.readText());
const undo = (/** @type {PlaygroundPage} */ { page }, name = 'Undo') =>
  page.getByRole('status', { name: 'What just happened' }).getByRole('button', { name, exact: true }).click();
const request = async (/** @type {PlaygroundPage} */ { page }) =>
  Promise.all(['Principal', 'Action', 'Resource'].map((label) => page.getByLabel(label, { exact: true }).first().inputValue()));

test('a link that the document tells how to build opens with the right answer', async (t) => {
  const playground = await visit(t, `#${fragmentOf(WORK)}`);
  await playground.expectVerdict({ decision: 'allowed', by: 'identity', stale: false });
  assert.equal(await playground.policyText(), READ);
  await playground.expectTests(['passed']);
  assert.equal(await dialogOf(playground, 'Open the shared work?').count(), 0, 'nobody misses an example');
});

test('work goes through a link and comes back, with the form and the step', async (t) => {
  const here = await visit(t);
  await ownWork(here);
  await here.page.getByRole('tab', { name: 'Steps' }).click();
  await here.page.getByRole('button', { name: 'Show the answer' }).click();
  const shown = await here.page.getByRole('tabpanel', { name: 'Steps' }).innerText();
  const dialog = await openShare(here);
  await eventually(async () => assert.match(await dialog.innerText(), /1 policy, a request and 1 account id/));
  const link = await dialog.getByLabel('Link', { exact: true }).inputValue();
  assert.match(link, /#s1=[\w-]+&view=steps&step=2$/);
  assert.equal(await hash(here), new URL(link).hash);
  const there = await visit(t, new URL(link).hash);
  await there.expectVerdict({ decision: 'allowed', stale: false });
  assert.equal(await there.policyText(), READ);
  await eventually(async () => assert.equal(await there.page.getByRole('tabpanel', { name: 'Steps' }).innerText(), shown));
});

test('parameters that nobody knows are passed over', async (t) => {
  const playground = await visit(t, `#new=1&${fragmentOf(WORK)}&view=nonsense&step=x&y`);
  await playground.expectVerdict({ decision: 'allowed', stale: false });
  await playground.page.getByRole('tab', { name: 'Explain', selected: true }).waitFor();
});

test('links of every published version open', async (t) => {
  const folder = 'crates/playground/tests/fixtures/links';
  const files = readdirSync(root + folder);
  assert(files.length >= 7);
  for (const file of files) {
    const [link, json] = read(`${folder}/${file}`).split('\n');
    const expected = JSON.parse(json);
    const playground = await visit(t, `#${link}`);
    const names = (expected.policies ?? [{ name: 'policy' }]).map((/** @type {any} */ { name }) => name ?? '');
    await eventually(async () => {
      const shown = await playground.policyNames();
      assert.equal(shown.length, names.length, file);
      for (const [at, name] of names.entries()) if (name.trim()) assert.equal(shown[at].trim(), name.trim(), file);
    });
    const { text } = expected.policies?.[expected.selected ?? 0] ?? { text: '' };
    // The editor shows every line end as one.
    const lines = text.replaceAll('\r\n', '\n');
    await eventually(async () => assert.equal(await playground.policyText(), lines, file));
    assert.equal((await request(playground))[0], expected.request?.principal ?? '', file);
  }
});

test('a link asks before it replaces work, and the work can be had back', async (t) => {
  const playground = await visit(t);
  await ownWork(playground);
  const mine = statement({ Action: 'sqs:*', Resource: '*' });
  await playground.editPolicy(mine);
  await playground.expectVerdict({ decision: 'implicitDeny' });
  const follow = () => playground.page.evaluate((to) => void (location.hash = to), fragmentOf(WORK));
  await follow();
  const dialog = dialogOf(playground, 'Open the shared work?');
  await eventually(async () => assert.match(await dialog.innerText(), /1 policy, a request, 1 test and 1 account id/));
  await dialog.getByRole('button', { name: 'Keep mine' }).click();
  assert.equal(await playground.policyText(), mine);
  await eventually(async () => assert.equal(await hash(playground), ''));
  await follow();
  await dialog.waitFor();
  await playground.page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  assert.equal(await playground.policyText(), mine);
  await follow();
  await dialog.getByRole('button', { name: 'Open the shared work' }).click();
  await playground.expectVerdict({ decision: 'allowed' });
  await undo(playground, 'Restore my work');
  await eventually(async () => assert.equal(await playground.policyText(), mine));
});

test('a reload of an opened link brings back the edits, and not the link', async (t) => {
  const playground = await visit(t, `#${fragmentOf(WORK)}`);
  await playground.expectVerdict({ decision: 'allowed', stale: false });
  await eventually(async () => assert.equal(await hash(playground), `#${fragmentOf(WORK)}`));
  await playground.reload();
  await playground.expectVerdict({ decision: 'allowed' });
  assert.equal(await dialogOf(playground, 'Open the shared work?').count(), 0);
  const edited = READ.replace('Allow', 'Deny');
  await playground.editPolicy(edited);
  await playground.expectVerdict({ decision: 'explicitDeny' });
  await eventually(async () => assert.equal(await hash(playground), ''));
  await playground.reload();
  await playground.expectVerdict({ decision: 'explicitDeny' });
  assert.equal(await playground.policyText(), edited);
});

test('a link that was cut off says so, and what was recovered can be opened', async (t) => {
  const text = READ + ' '.repeat(20) + [...Array(400).keys()].map((n) => `x${n * 7919}`).join(' ');
  const link = fragmentOf({ ...WORK, policies: [WORK.policies[0], { type: 'scp', name: 'second', text }] });
  const playground = await visit(t);
  await ownWork(playground);
  await playground.page.evaluate((to) => void (location.hash = to), link.slice(0, -200));
  const dialog = dialogOf(playground, 'This link does not open');
  await eventually(async () => assert.match(await dialog.innerText(), /The end of this link was cut off/));
  await assertAccessible(playground.page, 'dialog');
  await dialog.getByRole('button', { name: 'Open what was recovered' }).click();
  await eventually(async () => assert.deepEqual(await playground.policyNames(), ['shared', 'second']));
  await undo(playground, 'Restore my work');
  await eventually(async () => assert.equal((await playground.policyNames()).length, 1));
});

test('a damaged link, one of a later version and others say what is wrong', async (t) => {
  const playground = await visit(t);
  await ownWork(playground);
  const link = fragmentOf(WORK);
  const damaged = `s1=${link[3] === 'A' ? 'B' : 'A'}${link.slice(4)}`;
  const many = fragmentOf({ policies: Array(201).fill({ type: 'identity', text: '' }) });
  const large = fragmentOf({ policies: [{ type: 'identity', text: ' '.repeat(1024 * 1024) }] });
  for (const [to, words] of /** @type {const} */ ([
    [damaged, /A part of this link was changed/],
    ['s2=a-later-form', /version 2/],
    [many, /201 policies/],
    [large, /more than 1024 KiB/],
    [fragmentOf([1]), /does not hold policies/],
  ])) {
    await playground.page.evaluate((to) => void (location.hash = to), to);
    const dialog = dialogOf(playground, 'This link does not open');
    await eventually(async () => assert.match(await dialog.innerText(), words));
    if (to.startsWith('s2')) {
      await dialog.getByRole('button', { name: 'Copy the text' }).click();
      await eventually(async () => assert.equal(await clipboard(playground), 's2=a-later-form'));
    }
    await dialog.getByRole('button', { name: 'Close' }).last().click();
    await dialog.waitFor({ state: 'detached' });
    assert.equal(await hash(playground), to.startsWith('s2') ? `#${to}` : '');
  }
  assert.equal(await playground.policyText(), READ);
});

test('everything can be copied and downloaded', async (t) => {
  const playground = await visit(t);
  await ownWork(playground);
  await playground.page.evaluate(() => navigator.clipboard.writeText('before'));
  const dialog = await openShare(playground);
  assert.equal(await clipboard(playground), 'before', 'nothing is copied without a press');
  const copied = async (/** @type {string} */ name, /** @type {RegExp} */ words) => {
    await dialog.getByRole('button', { name, exact: true }).click();
    await eventually(async () => assert.match(await clipboard(playground), words));
  };
  await copied('Copy link', /^http.*#s1=[\w-]+$/);
  await copied('Copy as Markdown', /\*\*Verdict\*\*[^]*Allowed[^]*\[Open in the playground\]\(<http.*#s1=/);
  await dialog.getByText('The command that asks AWS’s own simulator').click();
  await copied('Copy command', /aws iam simulate-custom-policy \\\n/);
  for (const [name, file, words] of /** @type {const} */ ([
    ['Download JSON', 'iam-playground.json', /"format": "iam-playground"/],
    ['Download scenario', 'iam-playground.md', /```json iam=identity/],
  ])) {
    const waiting = playground.page.waitForEvent('download');
    await dialog.getByRole('button', { name }).click();
    const download = await waiting;
    assert.equal(download.suggestedFilename(), file);
    const text = readFileSync(await download.path(), 'utf8');
    assert.match(text, words);
    const there = await visit(t);
    const importing = await openImport(there, text);
    await importing.getByRole('button', { name: 'Replace my work' }).click();
    await there.expectVerdict({ decision: 'allowed', stale: false });
    assert.equal(await there.policyText(), READ);
  }
});

test('a link that is too long for chats says so, and work that no link takes can be downloaded', async (t) => {
  const playground = await visit(t);
  const words = (/** @type {number} */ count) =>
    [...Array(count).keys()].map((n) => (Math.imul(n + 1, 2654435761) >>> 0).toString(36)).join(' ');
  for (const [count, expected] of /** @type {const} */ ([
    [300, /too long for a message on Discord/],
    [2000, /Some chat programs will cut this link off/],
  ])) {
    await playground.pastePolicy(words(count));
    const dialog = await openShare(playground);
    await eventually(async () => assert.match(await dialog.innerText(), expected));
    await playground.page.keyboard.press('Escape');
  }
  await playground.pastePolicy('x'.repeat(1100 * 1024));
  await playground.page.getByRole('button', { name: 'Share', exact: true }).click();
  const dialog = dialogOf(playground, 'Share');
  await eventually(async () => assert.match(await dialog.innerText(), /more than 1024 KiB/));
  assert.equal(await dialog.getByRole('button', { name: 'Copy link' }).count(), 0);
  assert.equal(await hash(playground), '');
});

test('other names keep the answers, are drawn anew each time, and leave the work alone', async (t) => {
  const playground = await visit(t);
  await ownWork(playground);
  const dialog = await openShare(playground);
  const names = dialog.getByRole('checkbox', { name: /Replace names first/ });
  const underOtherNames = async () => {
    await names.check();
    await eventually(async () => assert.match(await dialog.innerText(), /The answer is the same under the other names/));
    const link = await dialog.getByLabel('Link', { exact: true }).inputValue();
    assert.match(await dialog.getByRole('table').innerText(), /account id\s+111122223333/);
    return link;
  };
  const first = await underOtherNames();
  assert.equal(await hash(playground), '', 'the address is not to be taken for what is shared');
  await names.uncheck();
  await eventually(async () => assert.equal(await dialog.getByRole('table').count(), 0));
  const second = await underOtherNames();
  assert.notEqual(first, second);
  await dialog.getByRole('button', { name: 'Copy as Markdown' }).click();
  await eventually(async () => assert.doesNotMatch(await clipboard(playground), /111122223333|family-photos|\bana\b/));
  await assertAccessible(playground.page, 'dialog');
  assert.equal(await playground.policyText(), READ);
  const there = await visit(t, new URL(first).hash);
  await there.expectVerdict({ decision: 'allowed', by: 'identity', stale: false });
  assert.doesNotMatch(await there.policyText(), /family-photos/);
});

test('a policy is pasted, added beside the others, and taken back', async (t) => {
  const playground = await visit(t);
  await ownWork(playground);
  const dialog = await openImport(playground, imported('policy.json'));
  await dialog.getByRole('button', { name: 'Add this policy' }).click();
  await eventually(async () => assert.equal((await playground.policyNames()).length, 2));
  await undo(playground);
  await eventually(async () => assert.equal((await playground.policyNames()).length, 1));
  assert.equal(await playground.policyText(), READ);
});

test('what the AWS command line prints can be imported', async (t) => {
  const playground = await visit(t);
  for (const [file, what, offer] of /** @type {const} */ ([
    ['get-policy-version.json', /get-policy-version/, 'Add this policy'],
    ['get-policy-version-encoded.json', /get-policy-version/, 'Add this policy'],
    ['get-role.json', /get-role/, 'Ask as this principal'],
    ['get-bucket-policy.json', /get-bucket-policy/, 'Add this policy'],
    ['describe-policy-scp.json', /policy/i, 'Add this policy'],
    ['event-denied.json', /event/i, 'Add as test'],
    ['denied-cli.txt', /message/, 'Use this request'],
  ])) {
    const dialog = await openImport(playground, imported(file));
    await dialog.getByRole('button', { name: offer, exact: true }).waitFor();
    assert.match(await dialog.getByTestId('imported').innerText(), what, file);
    await playground.page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
  }
});

test('of an account a principal is chosen, and comes with its policies', async (t) => {
  const playground = await visit(t);
  const dialog = await openImport(playground, imported('get-account-authorization-details.json'));
  const choice = dialog.getByRole('combobox', { name: 'Principal' });
  await choice.waitFor();
  await assertAccessible(playground.page, 'dialog');
  const options = await choice.getByRole('option').allInnerTexts();
  const chosen = options.find((name) => /policies\)$/.test(name)) ?? assert.fail('nobody has policies');
  await choice.selectOption({ label: chosen });
  await dialog.getByRole('button', { name: 'Replace my work' }).click();
  await eventually(async () => assert.equal((await request(playground))[0], chosen.split(' ')[0]));
  assert((await playground.policyNames()).length > 1);
});

test('a message that denies access fills the request in, and is a test', async (t) => {
  const message = `An error occurred (AccessDenied) when calling the GetObject operation: User: ${ANA} is not authorized to perform: s3:GetObject on resource: "${PHOTO}" because no identity-based policy allows the s3:GetObject action`;
  const playground = await visit(t, `?error=${encodeURIComponent(message)}`);
  const before = await request(playground);
  const dialog = dialogOf(playground, 'Import');
  await dialog.getByRole('button', { name: 'Use this request' }).waitFor();
  assert.deepEqual(await request(playground), before, 'nothing happens by itself');
  assert.equal(new URL(playground.page.url()).search, '');
  await dialog.getByRole('button', { name: 'Use this request' }).click();
  await eventually(async () => assert.deepEqual(await request(playground), [ANA, 's3:GetObject', PHOTO]));
  await (await openImport(playground, message)).getByRole('button', { name: 'Add as test' }).click();
  await playground.page.getByTestId('test').first().waitFor();
});

test('files come in by the button and by drop, in the encodings of both shells', async (t) => {
  const playground = await visit(t);
  const dialog = await openImport(playground);
  const utf16 = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(imported('get-role.json'), 'utf16le')]);
  await dialog.locator('input[type=file]').setInputFiles({ name: 'role.json', mimeType: 'application/json', buffer: utf16 });
  await eventually(async () => assert.match(await dialog.getByTestId('imported').innerText(), /get-role/));
  await dialog.locator('input[type=file]').setInputFiles({ name: 'x.bin', mimeType: '', buffer: Buffer.from([0xc3, 0x28, 0x80]) });
  await eventually(async () => assert.match(await dialog.innerText(), /“x\.bin” is not a text file/));
  await playground.page.keyboard.press('Escape');
  const before = await playground.policyText();
  await playground.page.evaluate((text) => {
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File([text], 'policy.json', { type: 'application/json' }));
    const target = document.querySelector('iam-editor .cm-content') ?? document.body;
    for (const type of ['dragover', 'drop']) {
      target.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true, composed: true }));
      if (type === 'dragover' && !document.querySelector('.drop-hint')) throw new Error('no hint');
    }
  }, imported('policy.json'));
  await dialog.getByRole('button', { name: 'Add this policy' }).waitFor();
  assert.equal(await playground.page.locator('.drop-hint').count(), 0);
  assert.equal(await playground.policyText(), before, 'a file does not land in the policy');
});

test('a broken text says where, and an unknown one what it looks like', async (t) => {
  const playground = await visit(t);
  const dialog = await openImport(playground, '{\n  "Version": "2012-10-17",\n  "Statement": [,]\n}');
  await eventually(async () => assert.match(await dialog.innerText(), /line 3, column \d+/));
  await dialog.getByRole('textbox').fill('Resources:\n  Bucket:\n    Type: AWS::S3::Bucket\n');
  await eventually(async () => assert.match(await dialog.innerText(), /This looks like .*which cannot be imported/));
});

test('nothing that comes in is taken for HTML', async (t) => {
  const text = `{ // ${HOSTILE}\n${statement({ Sid: HOSTILE, Action: 's3:*', Resource: '*' }).slice(1)}`;
  const hostile = {
    policies: [{ type: HOSTILE, name: HOSTILE, text }, { type: 'identity', name: HOSTILE, text }],
    request: { principal: ANA, action: 's3:GetObject', resource: PHOTO, context: [{ key: HOSTILE, values: [HOSTILE] }] },
    tests: [{ name: HOSTILE, request: { principal: ANA, action: HOSTILE, resource: PHOTO }, expect: { statement: HOSTILE } }],
  };
  const playground = await visit(t, `#${fragmentOf(hostile)}`);
  await eventually(async () => assert.match(await dialogOf(playground, 'Opened, with a difference').innerText(), /<img src=x/));
  await playground.page.keyboard.press('Escape');
  const share = await openShare(playground);
  await share.getByRole('checkbox').check();
  await eventually(async () => assert.match(await share.innerText(), /under the other names|nothing to replace|Look at this|no request/));
  await playground.page.keyboard.press('Escape');
  const dialog = await openImport(playground, `{"Role": {"RoleName": ${JSON.stringify(HOSTILE)}, "Arn": ${JSON.stringify(HOSTILE)}}}`);
  await dialog.getByTestId('imported').getByText('<img').first().waitFor();
  for (const message of [`${HOSTILE} denied`, `s9=${HOSTILE}`]) {
    await dialog.getByRole('textbox').fill(message);
    await eventually(async () => assert.equal(await dialog.getByTestId('imported').getAttribute('aria-busy'), 'false'));
  }
  assert.equal(await playground.page.evaluate(() => /** @type {any} */ (window).hacked), undefined);
  assert.equal(await playground.page.locator('img').count(), 0);
});

test('sharing and importing go without a mouse, and the focus comes back', async (t) => {
  const playground = await visit(t);
  await ownWork(playground);
  const { keyboard } = playground.page;
  await playground.page.getByRole('button', { name: 'Share', exact: true }).focus();
  await keyboard.press('Enter');
  const share = dialogOf(playground, 'Share');
  const copyLink = share.getByRole('button', { name: 'Copy link' });
  await copyLink.waitFor();
  for (let presses = 0; !(await copyLink.evaluate((button) => button === document.activeElement)); presses++) {
    assert(presses < 10, 'the button cannot be reached');
    await keyboard.press('Tab');
  }
  await keyboard.press('Enter');
  await eventually(async () => assert.match(await clipboard(playground), /#s1=/));
  await keyboard.press('Escape');
  await playground.expectFocus(/^Share$/);
  await playground.page.getByRole('button', { name: 'Import', exact: true }).focus();
  await keyboard.press('Enter');
  const dialog = dialogOf(playground, 'Import');
  await dialog.waitFor();
  await keyboard.insertText(imported('policy.json'));
  const add = dialog.getByRole('button', { name: 'Add this policy' });
  await add.waitFor();
  for (let presses = 0; !(await add.evaluate((button) => button === document.activeElement)); presses++) {
    assert(presses < 10, 'the button cannot be reached');
    await keyboard.press('Tab');
  }
  await keyboard.press('Enter');
  await eventually(async () => assert.equal((await playground.policyNames()).length, 2));
});

for (const [name, options] of /** @type {const} */ ([
  ['light', {}],
  ['dark', { colorScheme: 'dark' }],
  ['a phone', { viewport: PHONE, touch: true }],
])) {
  test(`the dialogs are accessible in ${name}`, async (t) => {
    const playground = await visit(t, '', options);
    await ownWork(playground);
    const share = await openShare(playground);
    await share.getByText('The command that asks AWS’s own simulator').click();
    await share.getByRole('checkbox').check();
    await share.getByRole('table').waitFor();
    await assertAccessible(playground.page, 'dialog');
    const fits = () => playground.page.evaluate(() => document.documentElement.scrollWidth <= innerWidth);
    assert(await fits());
    await playground.page.keyboard.press('Escape');
    const dialog = await openImport(playground, imported('event.json'));
    await dialog.getByRole('button', { name: 'Use this request' }).waitFor();
    await assertAccessible(playground.page, 'dialog');
    assert(await fits());
    await playground.page.keyboard.press('Escape');
    await playground.page.evaluate((to) => void (location.hash = to), fragmentOf({ ...WORK, tests: [] , policies: [] }));
    await dialogOf(playground, 'Open the shared work?').waitFor();
    await assertAccessible(playground.page, 'dialog');
  });
}
