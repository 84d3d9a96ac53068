/**
 * `<iam-editor>` alone, in a real Chromium: everything that the page relies on.
 *
 * @import { Page } from 'playwright-core'
 */

import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { assertAccessible, useBrowser } from './support/browser.mjs';
import { eventually } from './support/page.mjs';
import { serveFolder } from './support/server.mjs';

const POLICY = `{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Sid": "Read📚Reports",
      "Effect": "Allow",
      "Action": "s3:Get*",
      "Resource": "arn:aws:s3:::reports/*"
    },
    {
      "Sid": "DenyUnencrypted",
      "Effect": "Deny",
      "Action": "s3:PutObject",
      "Resource": "*",
      "Condition": { "Bool": { "aws:SecureTransport": false }, "NumericLessThan": { "s3:max-keys": 10 } }
    }
  ]
}
`;

const PAGE = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <!-- As strict as the page's: the editor brings no inline styles and scripts. -->
    <meta
      http-equiv="Content-Security-Policy"
      content="default-src 'none'; script-src 'self' 'nonce-test'; style-src 'nonce-test'; img-src data:"
    />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>Editor</title>
    <link rel="icon" href="data:," />
    <style nonce="test">
      :root {
        color-scheme: light dark;
        --paper: light-dark(#fbfaf8, #14161a); --card: light-dark(#ffffff, #1b1e24); --sunk: light-dark(#f3f1ed, #101216);
        --ink: light-dark(#1d2129, #e8e6e1); --soft: light-dark(#5a6170, #a3a8b4); --line: light-dark(#e2ded6, #2c313a);
        --accent: light-dark(#3b4fd8, #93a2ff);
        --allow: light-dark(#0b6e4f, #58d3a4); --allow-bg: light-dark(#e3f4ec, #12302a);
        --deny: light-dark(#b3261e, #ff8f84); --deny-bg: light-dark(#fdebe9, #3a1b1a);
        --none: light-dark(#8a5200, #f2b661); --none-bg: light-dark(#fdf1dd, #33260f);
        --ask: light-dark(#5b3fb3, #c3aeff); --ask-bg: light-dark(#efeafc, #271f40);
        --mono: ui-monospace, Menlo, Consolas, monospace; --sans: system-ui, sans-serif;
      }
      body { margin: 0; background: var(--paper); color: var(--ink); font: 15px/1.5 var(--sans); }
      main { padding: 24px; max-width: 720px; }
      .box { height: 460px; border: 1px solid var(--line); border-radius: 10px; overflow: hidden; }
    </style>
  </head>
  <body>
    <main>
      <h1>Editor</h1>
      <button id="before">Before</button>
      <div class="box"></div>
      <p id="problems">Two problems</p>
      <button id="after">After</button>
    </main>
    <script nonce="test" type="module">
      window.seen = [];
      for (const type of ['iam-input', 'iam-caret', 'iam-ready', 'iam-plain']) {
        document.addEventListener(type, (event) => window.seen.push({ type, ...event.detail }));
      }
      const editor = document.createElement('iam-editor');
      // As a page does whose script is faster than the editor's.
      Object.assign(editor, { label: 'Policy app-role', documentId: 'a', value: POLICY_TEXT });
      document.querySelector('.box').append(editor);
      window.editor = editor;
    </script>
    <script type="module" src="/iam-editor.js"></script>
  </body>
</html>
`.replace('POLICY_TEXT', () => JSON.stringify(POLICY));

const browser = useBrowser();
/** @type {Awaited<ReturnType<typeof serveFolder>>} */
let site;
before(async () => {
  const dist = fileURLToPath(new URL('../../web/editor/dist', import.meta.url));
  assert(existsSync(dist), 'the editor is not built: npm run build:editor');
  site = await serveFolder(dist, { pages: { '/': PAGE } });
});
after(() => site?.close());

/**
 * @param {import('node:test').TestContext} t
 * @param {Parameters<typeof browser.page>[1]} [options]
 */
async function openEditor(t, options) {
  const page = await browser.page(t, options);
  await page.goto(site.origin);
  await page.waitForFunction(() => /** @type {any} */ (window).editor.ready);
  return page;
}

/** @param {Page} page @param {Record<string, unknown>} properties */
const set = (page, properties) =>
  page.evaluate(async (given) => {
    Object.assign(/** @type {any} */ (window).editor, given);
    await new Promise(requestAnimationFrame);
  }, properties);
/** @param {Page} page @returns {Promise<any[]>} */
const seen = (page) => page.evaluate(() => /** @type {any} */ (window).seen);
/** @param {Page} page */
const forgetSeen = (page) => page.evaluate(() => void (/** @type {any} */ (window).seen.length = 0));
/** @param {Page} page @returns {Promise<string>} */
const value = (page) => page.evaluate(() => /** @type {any} */ (window).editor.value);
/** @param {Page} page @returns {Promise<{ from: number, to: number, text: string }>} */
const selection = (page) => page.evaluate(() => /** @type {any} */ (window).editor.selection);
/** @param {Page} page */
const textbox = (page) => page.getByRole('textbox', { name: 'Policy app-role' });
/** @param {string} text @param {string} within */
const stretch = (text, within = POLICY) => ({ from: within.indexOf(text), to: within.indexOf(text) + text.length });

/** @param {Page} page @param {string} text */
async function replaceAll(page, text) {
  await textbox(page).focus();
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.insertText(text);
}

test('typing tells the page the text and the caret', async (t) => {
  const page = await openEditor(t);
  assert.equal(await value(page), POLICY);
  await textbox(page).focus();
  await page.keyboard.press('ControlOrMeta+End');
  await forgetSeen(page);
  await page.keyboard.type('x');
  assert.deepEqual(await seen(page), [
    { type: 'iam-input', documentId: 'a', value: `${POLICY}x` },
    { type: 'iam-caret', documentId: 'a', offset: POLICY.length + 1 },
  ]);
});

test('a whole policy can be put in, line breaks and all', async (t) => {
  const page = await openEditor(t);
  const text = '{\n  "Version": "2012-10-17",\n\n  "Statement": [ { "Sid": "日本📚" } ]\n}\n';
  await forgetSeen(page);
  await replaceAll(page, text);
  assert.equal(await value(page), text);
  const inputs = (await seen(page)).filter(({ type }) => type === 'iam-input');
  assert.equal(inputs.length, 1);
  assert.equal(inputs[0].value, text);
});

test('a text that is set again is no change, another one is the smallest', async (t) => {
  const page = await openEditor(t);
  await textbox(page).focus();
  await page.keyboard.press('ControlOrMeta+Home');
  await page.keyboard.type('  ');
  await forgetSeen(page);
  await set(page, { value: `  ${POLICY}` });
  assert.deepEqual(await seen(page), []);
  assert.deepEqual(await selection(page), { from: 2, to: 2, text: '' });
  // The caret stays where it is while text behind it changes.
  await set(page, { value: `  ${POLICY.replace('Deny', 'Allow')}` });
  assert.deepEqual(await selection(page), { from: 2, to: 2, text: '' });
  assert.deepEqual(await seen(page), []);
  assert.equal(await page.evaluate(() => /** @type {any} */ (window).editor.value.includes('AllowUnenc')), true);
  await page.keyboard.press('ControlOrMeta+z');
  assert.equal(await value(page), `  ${POLICY}`);
  await page.keyboard.press('ControlOrMeta+z');
  assert.equal(await value(page), POLICY);
});

test('every document keeps its own history, selection and place', async (t) => {
  const page = await openEditor(t);
  const long = `${POLICY}${'\n'.repeat(200)}end`;
  await textbox(page).focus();
  await page.keyboard.press('ControlOrMeta+End');
  await page.keyboard.type('A');
  // Either order of the two properties.
  await set(page, { value: long, documentId: 'b' });
  await page.keyboard.press('ControlOrMeta+End');
  await page.keyboard.type('B');
  const scrolled = await page.locator('.cm-scroller').evaluate(({ scrollTop }) => scrollTop);
  assert(scrolled > 1000);
  await set(page, { documentId: 'a', value: `${POLICY}A` });
  assert.equal(await value(page), `${POLICY}A`);
  assert.equal((await selection(page)).from, POLICY.length + 1);
  await page.keyboard.press('ControlOrMeta+z');
  assert.equal(await value(page), POLICY);
  await page.keyboard.press('ControlOrMeta+z');
  assert.equal(await value(page), POLICY, 'a new document has nothing to undo');
  await set(page, { documentId: 'b', value: `${long}B` });
  await eventually(async () => {
    const now = await page.locator('.cm-scroller').evaluate(({ scrollTop }) => scrollTop);
    assert(Math.abs(now - scrolled) < 40, `${now} is not ${scrolled}`);
  });
  await textbox(page).focus();
  await page.keyboard.press('ControlOrMeta+z');
  assert.equal(await value(page), long);
  // Set from two tasks of one tick.
  await page.evaluate(async () => {
    const { editor } = /** @type {any} */ (window);
    editor.value = 'late';
    await null;
    editor.documentId = 'e';
  });
  await set(page, { documentId: 'b', value: long });
  await page.keyboard.press('ControlOrMeta+z');
  assert.equal(await value(page), long, 'the text of one never gets into the history of another');
  // Two documents with the same text are still two.
  await set(page, { documentId: 'c', value: POLICY });
  await set(page, { documentId: 'd' });
  await page.keyboard.press('ControlOrMeta+End');
  await page.keyboard.type('D');
  await set(page, { documentId: 'c', value: POLICY });
  await page.keyboard.press('ControlOrMeta+z');
  assert.equal(await value(page), POLICY);
  // A document that was forgotten starts anew.
  await page.evaluate(() => /** @type {any} */ (window).editor.forget('a'));
  await set(page, { documentId: 'a', value: 'new' });
  await textbox(page).focus();
  await page.keyboard.press('ControlOrMeta+Shift+z');
  assert.equal(await value(page), 'new');
});

test('a text with carriage returns is told back with line feeds', async (t) => {
  const page = await openEditor(t);
  await forgetSeen(page);
  await set(page, { documentId: 'crlf', value: '{\r\n}\r\n' });
  assert.deepEqual(await seen(page), [{ type: 'iam-input', documentId: 'crlf', value: '{\n}\n' }]);
  assert.equal(await value(page), '{\n}\n');
});

test('reveal selects exactly the text, and only once', async (t) => {
  const page = await openEditor(t);
  const target = 'reports/*';
  await forgetSeen(page);
  await set(page, { reveal: { ...stretch(target), seq: 1 } });
  assert.equal((await selection(page)).text, target);
  assert.equal(await page.evaluate(() => getSelection()?.toString()), target);
  assert.equal(await textbox(page).evaluate((box) => box === document.activeElement), true);
  const carets = (await seen(page)).filter(({ type }) => type === 'iam-caret');
  assert.equal(carets.at(-1).offset, stretch(target).to);
  await page.keyboard.press('ControlOrMeta+Home');
  await set(page, { reveal: { ...stretch(target), seq: 1 } });
  assert.equal((await selection(page)).from, 0);
  // Together with another document, and far down in it.
  const text = `"📚"${'\n'.repeat(500)}"needle"\n`;
  await set(page, { reveal: { ...stretch('needle', text), seq: 2 }, documentId: 'far', value: text });
  assert.equal((await selection(page)).text, 'needle');
  await eventually(async () => {
    const box = await page.locator('.cm-line', { hasText: 'needle' }).boundingBox();
    assert(box && box.y > 100 && box.y < 560, 'the text is on the screen');
  });
  // Out of range is no reason to fail.
  await set(page, { reveal: { from: 5_000, to: 9_000, seq: 3 } });
  assert.equal((await selection(page)).from, text.length);
});

test('problems are underlined, marked in the margin and told in words', async (t) => {
  const page = await openEditor(t);
  await set(page, {
    description: 'problems',
    diagnostics: [
      { ...stretch('"s3:Get*"'), severity: 'error', message: 'No such action', code: 'unknown-action' },
      { from: 0, to: 0, severity: 'warning', message: 'Empty' },
      { from: 10_000, to: 90_000, severity: 'info', message: 'Beyond the end', code: null },
    ],
  });
  assert.equal(await page.locator('.cm-lintRange-error').innerText(), '"s3:Get*"');
  assert.equal(await page.locator('.cm-lintRange-warning').innerText(), '{');
  assert.equal(await page.locator('.cm-lint-marker-error').count(), 1);
  assert.equal(await textbox(page).getAttribute('aria-describedby'), 'problems');
  await page.locator('.cm-lintRange-error').hover();
  const hover = page.locator('.cm-tooltip-hover');
  await hover.waitFor();
  assert.match(await hover.innerText(), /Error No such action\s+unknown-action/);
  await page.mouse.move(5, 5);
  await hover.waitFor({ state: 'hidden' });
  await set(page, { reveal: { from: stretch('s3:Get*').from, to: stretch('s3:Get*').from, seq: 1 } });
  const tip = page.locator('.iam-caret-problems');
  await tip.waitFor();
  assert.match(await tip.innerText(), /Error No such action/);
  assert.match(await page.locator('.cm-announced').innerText(), /Error: No such action/);
  await page.keyboard.press('Escape');
  await tip.waitFor({ state: 'detached' });
  await page.keyboard.press('ArrowRight');
  await tip.waitFor();
  await set(page, { diagnostics: [] });
  assert.equal(await page.locator('.cm-lintRange').count(), 0);
  await tip.waitFor({ state: 'detached' });
});

test('marks stay on their words while one types before them', async (t) => {
  const page = await openEditor(t);
  await set(page, {
    marks: [
      { from: POLICY.indexOf('    {'), to: POLICY.indexOf('},') + 2, kind: 'statement' },
      { ...stretch('s3:Get*'), kind: 'match' },
      { ...stretch('reports/*'), kind: 'mismatch' },
      { ...stretch('DenyUnencrypted'), kind: 'hint' },
      { from: 7, to: 3, kind: 'hint' },
      { from: 90_000, to: 90_001, kind: 'match' },
      { from: 0, to: 5, kind: 'nonsense' },
    ],
  });
  assert.equal(await page.locator('.iam-statement').count(), 6);
  assert.equal(await page.locator('.iam-match').innerText(), 's3:Get*');
  assert.equal(await page.locator('.iam-mismatch').innerText(), 'reports/*');
  assert.equal(await page.locator('.iam-hint').innerText(), 'DenyUnencrypted');
  await textbox(page).focus();
  await page.keyboard.press('ControlOrMeta+Home');
  await page.keyboard.type('\n\n');
  assert.equal(await page.locator('.iam-mismatch').innerText(), 'reports/*');
  await set(page, { documentId: 'b', value: '{}', marks: [] });
  assert.equal(await page.locator('.iam-mark').count(), 0);
});

test('Tab leaves the editor, in both directions', async (t) => {
  const page = await openEditor(t);
  await textbox(page).focus();
  await page.keyboard.press('Tab');
  assert.equal(await page.evaluate(() => document.activeElement?.id), 'after');
  await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('Shift+Tab');
  assert.equal(await page.evaluate(() => document.activeElement?.id), 'before');
});

test('a read-only text can be read and searched, not changed', async (t) => {
  const page = await openEditor(t);
  await set(page, { readonly: true });
  await textbox(page).focus();
  await page.keyboard.type('x');
  assert.equal(await value(page), POLICY);
  assert.equal(await textbox(page).getAttribute('aria-readonly'), 'true');
  await set(page, { readonly: false });
  await page.keyboard.type('x');
  assert.equal(await value(page), `x${POLICY}`);
});

test('comments do not confuse brackets and indentation', async (t) => {
  const page = await openEditor(t);
  await set(page, { documentId: 'comments', value: '{ // not "this {\n  "a": "x//y" /* [ */\n}' });
  assert.deepEqual(await page.locator('.iam-comment').allInnerTexts(), ['// not "this {', '/* [ */']);
  await textbox(page).focus();
  await page.keyboard.press('ControlOrMeta+Home');
  await page.keyboard.press('ArrowRight');
  await eventually(async () => assert.deepEqual(await page.locator('.cm-matchingBracket').allInnerTexts(), ['{', '}']));
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('End');
  await page.keyboard.type(',\n"b": [');
  await page.keyboard.press('Enter');
  assert.equal(await value(page), '{ // not "this {\n  "a": "x//y" /* [ */,\n  "b": [\n    \n  ]\n}');
});

test('five megabytes can be pasted, edited, left and undone', async (t) => {
  const page = await openEditor(t);
  const line = '        "arn:aws:s3:::a-bucket-with-a-name/and/a/path/*",\n';
  const lines = line.repeat(Math.ceil(5_000_000 / line.length));
  for (const [name, text] of [
    ['many lines', lines],
    ['one line', lines.replaceAll('\n', '')],
    ['one line, wrapped', lines.replaceAll('\n', '')],
  ]) {
    await set(page, { wrap: name.endsWith('wrapped') });
    await textbox(page).focus();
    await page.keyboard.press('ControlOrMeta+a');
    const took = await page.evaluate(async (pasted) => {
      const { editor } = /** @type {any} */ (window);
      const data = new DataTransfer();
      data.setData('text/plain', pasted);
      const frame = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
      const timed = async (/** @type {() => void} */ action) => {
        const start = performance.now();
        action();
        await frame();
        return Math.round(performance.now() - start);
      };
      const paste = await timed(() =>
        editor
          .querySelector('.cm-content')
          .dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true })),
      );
      const same = editor.value === pasted;
      const findings = [{ from: 10, to: 20, severity: 'error', message: 'Wrong' }];
      const echo = await timed(() => Object.assign(editor, { value: pasted.slice(), diagnostics: findings }));
      const key = await timed(() => document.execCommand('insertText', false, '!'));
      const typed = editor.value === `${pasted}!`;
      const leave = await timed(() => Object.assign(editor, { documentId: 'other', value: 'other', diagnostics: [] }));
      const back = await timed(() => Object.assign(editor, { documentId: 'a', value: `${pasted}!` }));
      return { same, typed, paste, echo, key, leave, back };
    }, text);
    const { same, typed, ...times } = took;
    t.diagnostic(`${name}, milliseconds: ${JSON.stringify(times)}`);
    assert.equal(same, true, `${name}: the page got what was pasted`);
    assert.equal(typed, true, `${name}: the page got what was typed`);
    for (const [step, time] of Object.entries(times)) assert(time < 1_000, `${name}: ${step} took ${time} ms`);
    await textbox(page).focus();
    for (let step = 0; step < 3 && (await value(page)) !== POLICY; step++) await page.keyboard.press('ControlOrMeta+z');
    assert.equal((await value(page)) === POLICY, true, `${name}: what was there is back`);
    await page.locator('.cm-foldGutter').waitFor({ state: 'attached' });
  }
});

test('a text area does the work until CodeMirror is there, and hands it over', async (t) => {
  const page = await browser.page(t);
  /** @type {() => void} */
  let release = () => {};
  const held = new Promise((done) => (release = () => done(undefined)));
  await page.route(/codemirror/, async (route) => {
    await held;
    await route.continue();
  });
  await page.goto(site.origin);
  const area = page.locator('iam-editor > textarea');
  await area.waitFor();
  assert.equal(await textbox(page).inputValue(), POLICY);
  await set(page, { documentId: 'b', value: 'second' });
  await textbox(page).focus();
  await page.keyboard.press('ControlOrMeta+End');
  await forgetSeen(page);
  await page.keyboard.type('!?');
  assert.deepEqual((await seen(page)).filter(({ type }) => type === 'iam-input').at(-1), {
    type: 'iam-input',
    documentId: 'b',
    value: 'second!?',
  });
  await eventually(async () => assert.equal((await seen(page)).at(-1).offset, 8));
  await set(page, { documentId: 'a', value: POLICY, reveal: { ...stretch('reports/*'), seq: 1 } });
  assert.equal((await selection(page)).text, 'reports/*');
  await page.keyboard.insertText('*');
  const now = POLICY.replace('reports/*', '*');
  assert.equal(await value(page), now);
  await page.keyboard.press('Shift+ArrowLeft');
  await assertAccessible(page);
  release();
  await page.locator('.cm-content').waitFor();
  assert.equal(await value(page), now);
  assert.equal((await selection(page)).text, '*');
  assert.equal(await textbox(page).evaluate((box) => box === document.activeElement), true);
  // What was typed before can be undone after.
  await page.keyboard.press('ControlOrMeta+z');
  assert.equal(await value(page), POLICY);
  await set(page, { documentId: 'b', value: 'second!?' });
  await page.keyboard.press('ControlOrMeta+z');
  assert.equal(await value(page), 'second');
});

test('without CodeMirror the text area stays', async (t) => {
  const page = await browser.page(t, { complaints: [/ERR_FAILED/] });
  await page.route(/codemirror/, (route) => route.abort());
  await page.goto(site.origin);
  await eventually(async () => assert((await seen(page)).some(({ type }) => type === 'iam-plain')));
  await textbox(page).focus();
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.insertText('{}');
  assert.equal(await value(page), '{}');
  await set(page, { diagnostics: [{ from: 0, to: 1, severity: 'error', message: 'Wrong' }], documentId: 'b', value: 'b' });
  assert.equal(await textbox(page).inputValue(), 'b');
  assert.equal(await textbox(page).getAttribute('aria-invalid'), 'true');
});

test('when CodeMirror breaks, the text area comes back with the text', async (t) => {
  const page = await openEditor(t, { complaints: [/in pieces/] });
  await textbox(page).focus();
  await page.keyboard.press('ControlOrMeta+End');
  await page.evaluate(() => {
    // The next change finds the page in pieces.
    const { editor } = /** @type {any} */ (window);
    const content = editor.querySelector('.cm-content');
    content.cmTile.view.update = () => {
      throw new Error('in pieces');
    };
  });
  await page.keyboard.type('x');
  await page.locator('iam-editor > textarea').waitFor();
  assert.equal(await value(page), `${POLICY}x`);
  assert.equal(await textbox(page).inputValue(), `${POLICY}x`);
  await page.keyboard.type('y');
  assert.equal((await seen(page)).filter(({ type }) => type === 'iam-input').at(-1).value, `${POLICY}xy`);
});

test('an editor that is moved or taken away and put back goes on', async (t) => {
  const page = await openEditor(t);
  await textbox(page).focus();
  await page.keyboard.type('1');
  await page.evaluate(async () => {
    const { editor } = /** @type {any} */ (window);
    const parent = editor.parentNode;
    editor.remove();
    await new Promise((done) => setTimeout(done, 50));
    parent.append(editor);
  });
  assert.equal(await value(page), `1${POLICY}`);
  await textbox(page).focus();
  await page.keyboard.press('ControlOrMeta+z');
  assert.equal(await value(page), POLICY);
});

for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
  test(`anyone can read and use it, ${colorScheme}`, async (t) => {
    const page = await openEditor(t, { colorScheme });
    const text = POLICY.replace('"Version"', '// as guides print it\n  "Version"');
    /** @param {string} words @param {string} kind */
    const mark = (words, kind) => ({ ...stretch(words, text), kind });
    await set(page, {
      documentId: 'marked',
      value: text,
      diagnostics: [
        { ...stretch('"Version"', text), severity: 'error', message: 'An error' },
        { ...stretch('"Sid"', text), severity: 'warning', message: 'A warning' },
        { ...stretch('"*"', text), severity: 'info', message: 'A note' },
      ],
      marks: [
        { from: text.indexOf('    {'), to: text.indexOf('},'), kind: 'statement' },
        mark('"s3:Get*"', 'match'),
        mark('"Effect"', 'match'),
        mark('"Resource": "arn:aws:s3:::reports/*"', 'mismatch'),
        mark('"Bool": { "aws:SecureTransport": false }', 'hint'),
        mark('"s3:max-keys": 10', 'mismatch'),
      ],
      reveal: { ...stretch('"s3:Get*"', text), seq: 1 },
    });
    await page.locator('.iam-caret-problems').waitFor({ state: 'detached' });
    await assertAccessible(page);
    await assertContrast(page);
    await screenshot(page, `editor-${colorScheme}`);
    await page.keyboard.press('ControlOrMeta+f');
    await page.locator('.cm-search').waitFor();
    await assertAccessible(page);
    await screenshot(page, `editor-search-${colorScheme}`);
    await page.keyboard.press('Escape');
    await set(page, { reveal: { ...stretch('Version', text), seq: 2 } });
    await page.locator('.iam-caret-problems').waitFor();
    await assertAccessible(page);
    await screenshot(page, `editor-problem-${colorScheme}`);
  });
}

/**
 * Every coloured word of the editor, on everything that lies under it, 4.5 to 1.
 * axe passes over text whose ground is made of several layers.
 *
 * @param {Page} page
 */
async function assertContrast(page) {
  const poor = await page.evaluate(() => {
    const canvas = new OffscreenCanvas(1, 1);
    const paint = canvas.getContext('2d', { willReadFrequently: true });
    if (!paint) throw new Error('no canvas');
    const mix = (/** @type {string[]} */ layers) => {
      paint.clearRect(0, 0, 1, 1);
      for (const layer of layers) {
        paint.fillStyle = layer;
        paint.fillRect(0, 0, 1, 1);
      }
      return [...paint.getImageData(0, 0, 1, 1).data].slice(0, 3);
    };
    const light = (/** @type {number[]} */ rgb) => {
      const [r, g, b] = rgb.map((part) => {
        const s = part / 255;
        return s <= 0.04045 ? s / 12.92 : ((s + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const selected = getComputedStyle(
      /** @type {Element} */ (document.querySelector('.cm-selectionBackground')),
    ).backgroundColor;
    const found = [];
    const root = /** @type {Element} */ (document.querySelector('.cm-content'));
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      if (!node.textContent?.trim()) continue;
      const layers = [];
      for (let element = node.parentElement; element; element = element.parentElement) {
        layers.unshift(getComputedStyle(element).backgroundColor);
        // The selection lies under the text and over the editor's ground.
        if (element === root) layers.unshift(selected);
      }
      const { color } = getComputedStyle(/** @type {Element} */ (node.parentElement));
      for (const under of [layers, layers.filter((layer) => layer !== selected)]) {
        const [one, other] = [light(mix(['white', ...under])), light(mix(['white', ...under, color]))];
        const ratio = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
        if (ratio < 4.5) found.push(`${node.textContent} ${color} ${ratio.toFixed(2)}`);
      }
    }
    return [...new Set(found)];
  });
  assert.deepEqual(poor, []);
}

/**
 * For people to look at, when they say where to put it.
 *
 * @param {Page} page
 * @param {string} name
 */
async function screenshot(page, name) {
  const folder = process.env.IAM_PLAYGROUND_SCREENSHOTS;
  if (folder) await page.screenshot({ path: `${folder}/${name}.png` });
}
