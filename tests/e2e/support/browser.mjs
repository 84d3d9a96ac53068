/**
 * A real Chromium for tests: one browser for each test file, a fresh profile for each
 * test, and a look at the end of every test whether the page complained or asked
 * anything of anyone but its own origin.
 *
 * @import { Browser, Page } from 'playwright-core'
 * @import { TestContext } from 'node:test'
 */

import assert from 'node:assert/strict';
import { accessSync, constants, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, join } from 'node:path';
import { after, before } from 'node:test';
import { chromium } from 'playwright-core';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];
const FLAGS = [
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-gpu',
  '--disable-quic',
  '--disable-sync',
  '--no-first-run',
];

/** Screens that pages are tried on. */
export const DESKTOP = { width: 1440, height: 900 };
export const PHONE = { width: 390, height: 844 };

/** The rules that every page keeps. */
const WCAG = ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'];

/** @param {string} path */
function runs(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** The browser named by the environment, or the first one on the path. */
function findChromium() {
  const named = process.env.IAM_PLAYGROUND_CHROMIUM;
  if (named) return named;
  const folders = (process.env.PATH ?? '').split(delimiter);
  const found = NAMES.flatMap((name) => folders.map((folder) => join(folder, name))).find(runs);
  if (!found) throw new Error('No Chromium found: set IAM_PLAYGROUND_CHROMIUM to the path of one.');
  return found;
}

/**
 * @typedef {object} Options
 * @property {'light' | 'dark'} [colorScheme]
 * @property {{ width: number, height: number }} [viewport]
 * @property {'reduce' | 'no-preference'} [reducedMotion]
 * @property {boolean} [touch]
 * @property {RegExp[]} [complaints]  What the page may say on its console in this test.
 * @property {boolean} [serviceWorker]  Whether the page may install its service worker: elsewhere a test's own
 *   routes are to see every request.
 */

/**
 * To be called at the top of a test file.
 */
export function useBrowser() {
  /** @type {Browser | undefined} */
  let browser;
  before(async () => {
    browser = await chromium.launch({
      executablePath: findChromium(),
      headless: true,
      chromiumSandbox: process.getuid?.() !== 0,
      args: FLAGS,
    });
  });
  after(() => browser?.close());

  return {
    /**
     * A page with a profile of its own, closed and judged when the test ends.
     *
     * @param {TestContext} test
     * @param {Options} [options]
     * @returns {Promise<Page>}
     */
    async page(test, { colorScheme = 'light', viewport = DESKTOP, reducedMotion, touch, complaints = [], serviceWorker } = {}) {
      assert(browser, 'the browser did not start');
      const context = await browser.newContext({
        colorScheme,
        viewport,
        reducedMotion: reducedMotion ?? 'no-preference',
        hasTouch: touch ?? false,
        locale: 'en-GB',
        timezoneId: 'UTC',
        serviceWorkers: serviceWorker ? 'allow' : 'block',
      });
      // A machine may be busy: this is the patience with a page that hangs, not a measure of speed.
      context.setDefaultTimeout(60_000);
      await context.addInitScript(tellViolations);
      /** @type {string[]} */
      const wrongs = [];
      // Every tab that the test opens.
      context.on('page', (page) => watch(page, complaints, wrongs));
      const page = await context.newPage();
      test.after(async () => {
        await context.close();
        assert.deepEqual(wrongs, [], 'the page complained, or asked something of another origin');
      });
      return page;
    },
  };
}

/** Runs in the page: a violation of its content security policy is told on its console. */
function tellViolations() {
  addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI }) => {
    console.error(`content security policy: ${effectiveDirective} forbids ${blockedURI}`);
  });
}

/**
 * @param {Page} page
 * @param {RegExp[]} complaints
 * @param {string[]} wrongs  Where everything goes that the page should not have done.
 */
function watch(page, complaints, wrongs) {
  let origin = '';
  const note = (/** @type {string} */ text) => {
    if (!complaints.some((known) => known.test(text))) wrongs.push(text);
  };
  page.on('console', (message) => {
    if (message.type() === 'error') note(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => note(`error: ${error.stack ?? error.message}`));
  page.on('crash', () => note('the page crashed'));
  page.on('request', (request) => {
    const address = request.url();
    if (!/^(https?|wss?):/.test(address)) return;
    const target = new URL(address).origin.replace(/^ws/, 'http');
    // The first thing asked for is the page itself.
    origin ||= target;
    if (target !== origin) note(`request: ${request.method()} ${address}`);
  });
}

/**
 * Tries the page against WCAG 2.2, levels A and AA.
 *
 * @param {Page} page
 * @param {string} [selector]  Only this part of it.
 */
export async function assertAccessible(page, selector) {
  // Not as a script of the page, which its own rules may refuse.
  await page.evaluate(readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8'));
  const violations = await page.evaluate(
    async ([tags, within]) => {
      const { axe } = /** @type {any} */ (globalThis);
      const { violations } = await axe.run(within ?? document, { runOnly: { type: 'tag', values: tags } });
      return violations.map((/** @type {any} */ { id, help, nodes }) => ({
        id,
        help,
        nodes: nodes.map((/** @type {any} */ { html, failureSummary }) => `${html}\n${failureSummary}`),
      }));
    },
    /** @type {const} */ ([WCAG, selector]),
  );
  assert.deepEqual(violations, []);
}
