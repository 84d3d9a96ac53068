/**
 * The playground in the words of the people who use it.
 *
 * @import { Locator, Page } from 'playwright-core'
 */

import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * @typedef {object} Verdict
 * @property {'allowed' | 'explicitDeny' | 'implicitDeny' | string | null} decision
 * @property {string | null} by
 * @property {boolean} stale
 * @property {string} text
 *
 * @typedef {'principal' | 'action' | 'resource' | 'condition'} Element
 */

export class PlaygroundPage {
  /**
   * @param {Page} page
   * @param {string} [address]  Where the page is served.
   */
  constructor(page, address = process.env.IAM_PLAYGROUND_URL) {
    assert(address, 'IAM_PLAYGROUND_URL does not say where the page is served');
    this.page = page;
    this.address = address;
    this.editor = page.locator('iam-editor').first();
    this.verdictBar = page.getByTestId('verdict');
  }

  /** Opens the page and waits until it answers and the editor is there. */
  async open() {
    await this.page.goto(this.address);
    await this.verdictBar.waitFor();
    await this.editorReady();
  }

  async reload() {
    await this.page.reload();
    await this.verdictBar.waitFor();
    await this.editorReady();
  }

  /** Waits until CodeMirror has taken the place of the text area. */
  async editorReady() {
    await this.page.waitForFunction(() => {
      const element = /** @type {any} */ (document.querySelector('iam-editor'));
      return element?.ready === true;
    });
  }

  /** The box that holds the policy's text. */
  get textbox() {
    return this.editor.getByRole('textbox').first();
  }

  /**
   * Replaces the whole policy that is shown, as one does with select all and paste.
   *
   * @param {string} text
   */
  async editPolicy(text) {
    await this.textbox.focus();
    await this.page.keyboard.press('ControlOrMeta+a');
    await this.page.keyboard.insertText(text);
  }

  /**
   * The same from the clipboard: texts of megabytes are pasted, not typed.
   *
   * @param {string} text
   */
  async pastePolicy(text) {
    await this.textbox.focus();
    await this.page.keyboard.press('ControlOrMeta+a');
    await this.textbox.evaluate((element, pasted) => {
      const clipboardData = new DataTransfer();
      clipboardData.setData('text/plain', pasted);
      element.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
    }, text);
  }

  /**
   * Puts the caret behind the first place where the text occurs.
   *
   * @param {string} text
   */
  async putCaretAfter(text) {
    const all = await this.policyText();
    assert(all.includes(text), `the policy does not contain ${text}`);
    const lines = all.slice(0, all.indexOf(text) + text.length).split('\n');
    const steps = [...new Intl.Segmenter().segment(lines.at(-1) ?? '')].length;
    const { keyboard } = this.page;
    await this.textbox.focus();
    await keyboard.press('ControlOrMeta+Home');
    for (let line = 1; line < lines.length; line++) await keyboard.press('ArrowDown');
    for (let step = 0; step < steps; step++) await keyboard.press('ArrowRight');
  }

  /** @returns {Promise<string>} */
  policyText() {
    return this.editor.evaluate((element) => /** @type {any} */ (element).value);
  }

  /** What is selected in the editor. @returns {Promise<string>} */
  selectedText() {
    return this.editor.evaluate((element) => /** @type {any} */ (element).selection.text);
  }

  /** @returns {Promise<Verdict>} */
  async verdict() {
    const bar = this.verdictBar;
    return {
      decision: await bar.getAttribute('data-decision'),
      by: await bar.getAttribute('data-by'),
      stale: (await bar.getAttribute('data-stale')) !== null,
      text: (await bar.innerText()).trim(),
    };
  }

  /**
   * Waits until the verdict is what one expects, and says how it differs when it does not become so.
   *
   * @param {Partial<Omit<Verdict, 'text'>>} expected
   */
  async expectVerdict(expected) {
    await eventually(async () => {
      const verdict = await this.verdict();
      const seen = Object.fromEntries(Object.keys(expected).map((key) => [key, /** @type {any} */ (verdict)[key]]));
      assert.deepEqual(seen, expected, `the page says: ${verdict.text}`);
    });
  }

  /**
   * The row of a statement: by its Sid, or by its place, counted from 0.
   *
   * @param {string | number} statement
   * @returns {Locator}
   */
  row(statement) {
    const rows = this.page.locator('tr[data-statement]');
    if (typeof statement === 'number') return rows.nth(statement);
    const word = statement.replace(/[^\w]/g, '\\$&');
    const header = this.page.getByRole('rowheader', { name: new RegExp(`(^|\\W)${word}($|\\W)`) });
    return rows.filter({ has: header }).first();
  }

  /**
   * @param {string | number} statement
   * @param {Element} element
   * @returns {Locator}
   */
  cell(statement, element) {
    return this.row(statement).locator(`td[data-element="${element}"]`);
  }

  /**
   * @param {string | number} statement
   * @param {Element} element
   */
  async clickCell(statement, element) {
    await this.cell(statement, element).getByRole('button').first().click();
  }

  /**
   * Waits until the editor has selected this text.
   *
   * @param {string} text
   */
  async expectSelected(text) {
    await eventually(async () => assert.equal(await this.selectedText(), text));
  }

  /**
   * Opens an example by its name in the menu, and waits until it is there.
   *
   * @param {string} name
   */
  async openExample(name) {
    await this.page.getByRole('button', { name: 'Examples', exact: true }).click();
    const menu = this.page.getByRole('dialog', { name: 'Examples' });
    await menu.getByRole('button', { name }).first().click();
    await this.page.getByTestId('example-idea').getByText(`${name}.`, { exact: true }).waitFor();
  }

  /**
   * Adds a policy of a type from the menu, and gives it a text of its own.
   *
   * @param {string} type  As the menu calls it.
   * @param {string} [text]  Else it keeps the one that it begins with.
   */
  async addPolicy(type, text) {
    await this.page.getByRole('button', { name: 'Add policy' }).click();
    const menu = this.page.getByRole('region', { name: 'The type of the new policy' });
    await menu.getByRole('button', { name: new RegExp(`^${type}`) }).click();
    await eventually(async () => assert.notEqual(await this.policyText(), ''));
    if (text !== undefined) await this.editPolicy(text);
  }

  /** The tab of the policy that is shown, in words. @returns {Promise<string>} */
  async selectedTab() {
    const tabs = this.page.getByRole('tablist', { name: 'Policies' });
    return (await tabs.getByRole('tab', { selected: true }).textContent()) ?? '';
  }

  /** The names of the policies in their order. @returns {Promise<string[]>} */
  policyNames() {
    return this.page.getByRole('tab').locator('.tab-name').allInnerTexts();
  }

  /**
   * The row of a test, by its place, counted from 0.
   *
   * @param {number} index
   * @returns {Locator}
   */
  testRow(index) {
    return this.page.getByTestId('test').nth(index);
  }

  /**
   * Waits until the tests came out so.
   *
   * @param {('passed' | 'failed' | 'unasked')[]} expected
   */
  async expectTests(expected) {
    await eventually(async () => {
      const rows = await this.page.getByTestId('test').all();
      const results = await Promise.all(rows.map((row) => row.getAttribute('data-result')));
      assert.deepEqual(results, expected);
    });
  }

  /**
   * Waits until the element that has the focus has this name.
   *
   * @param {RegExp} name
   */
  async expectFocus(name) {
    await eventually(async () => {
      const focused = await this.page.evaluate(() => {
        const element = document.activeElement;
        return `${element?.id ?? ''} ${element?.getAttribute('aria-label') ?? element?.textContent ?? ''}`.trim();
      });
      assert.match(focused, name);
    });
  }

  /**
   * Fills in the fields that are named.
   *
   * @param {{ principal?: string, action?: string, resource?: string }} request
   */
  async setRequest(request) {
    for (const [key, value] of Object.entries(request)) {
      const label = key[0].toUpperCase() + key.slice(1);
      await this.page.getByLabel(label, { exact: true }).first().fill(value);
    }
  }
}

/**
 * Tries again until it holds, for a few seconds; then fails as it failed last.
 *
 * @param {() => Promise<void>} check
 * @param {number} [patience]  Milliseconds.
 */
export async function eventually(check, patience = 30_000) {
  const end = Date.now() + patience;
  for (;;) {
    try {
      await check();
      return;
    } catch (error) {
      if (Date.now() > end) throw error;
      await sleep(50);
    }
  }
}
