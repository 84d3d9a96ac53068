/**
 * How long it takes from a key press to the new answer, with ten policies of 20 statements, and to
 * the new list of problems, with a policy of 50: not a test, a measurement. Prints the median and the
 * 95th percentile, in milliseconds.
 *
 *     IAM_PLAYGROUND_URL=http://127.0.0.1:8080/ node tests/e2e/bench.mjs
 *
 * The answer counts as given when the verdict's element has been changed (`changed`), and when the
 * frame that shows it is about to be drawn (`shown`). Times run from the key event's own time
 * stamp, so that waiting in the browser's queue counts too. The list of problems counts as changed
 * with the words of the one about the policy's length, which name the length.
 */

import { readFileSync } from 'node:fs';
import { chromium } from 'playwright-core';
import { PlaygroundPage } from './support/page.mjs';

const POLICIES = 10;
const STATEMENTS = 20;
const KEYS = 200;

/** @param {number} policy */
const document = (policy) =>
  JSON.stringify(
    {
      Version: '2012-10-17',
      Statement: Array.from({ length: STATEMENTS }, (_, index) => ({
        Sid: `P${policy}S${index}`,
        Effect: index % 10 === 9 ? 'Deny' : 'Allow',
        Action: [`s3:Get*`, `dynamodb:Query`, `service${index}:Do*`],
        Resource: [`arn:aws:s3:::bucket-${policy}-${index}/*`, `arn:aws:dynamodb:*:111122223333:table/t${index}`],
        Condition: {
          StringLike: { 'aws:PrincipalArn': ['arn:aws:iam::111122223333:role/*', 'arn:aws:iam::*:user/a*'] },
          IpAddress: { 'aws:SourceIp': ['192.0.2.0/24', '203.0.113.0/24'] },
        },
      })),
    },
    null,
    2,
  );

/** @param {string[]} texts */
const workspace = (texts) => ({
  version: 1,
  policies: texts.map((text, index) => ({ type: 'identity', name: `policy-${index}`, text })),
  selected: 0,
  request: {
    principal: 'arn:aws:iam::111122223333:user/ana',
    action: 's3:GetObject',
    resource: 'arn:aws:s3:::bucket-0-0/key',
    context: [['aws:SourceIp', '203.0.113.7']],
  },
});
const MANY = workspace(Array.from({ length: POLICIES }, (_, index) => document(index)));

/** As an editor shows it. */
const clean = JSON.parse(readFileSync(new URL('../../bench/cases/clean-policy.json', import.meta.url), 'utf8'));
const CLEAN = workspace([JSON.stringify(clean, null, 2)]);

/** @param {number[]} times @param {number} part */
const percentile = (times, part) =>
  [...times].sort((a, b) => a - b)[Math.min(times.length - 1, Math.floor(times.length * part))];

/** @param {string} name @param {number[]} times */
const report = (name, times) =>
  console.log(
    `${name.padEnd(34)} n=${times.length} p50=${percentile(times, 0.5).toFixed(1)} ms p95=${percentile(times, 0.95).toFixed(1)} ms`,
  );

const browser = await chromium.launch({
  executablePath: process.env.IAM_PLAYGROUND_CHROMIUM ?? 'chromium',
  chromiumSandbox: process.getuid?.() !== 0,
  args: ['--disable-gpu', '--disable-quic'],
});
try {
  const pageWith = async (/** @type {unknown} */ work) => {
    const page = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage();
    await page.addInitScript((work) => {
      if (!localStorage.getItem('iam-playground/work')) localStorage.setItem('iam-playground/work', work);
    }, JSON.stringify(work));
    return { page, playground: new PlaygroundPage(page) };
  };
  const type = async (/** @type {import('playwright-core').Page} */ page, /** @type {string} */ keys) => {
    for (const key of keys) {
      await page.keyboard.press(key);
      await page.waitForTimeout(30);
    }
  };

  /**
   * Takes the times from a key to the first change of a part of the page, of a text in it that has
   * these words, and whether that came after the first frame.
   *
   * @param {import('playwright-core').Page} page @param {string} part @param {string} [words]
   */
  const watch = (page, part, words = '') =>
    page.evaluate(
      ({ part, words }) => {
        const times = { changed: /** @type {number[]} */ ([]), shown: /** @type {number[]} */ ([]), late: 0 };
        let pressed = 0;
        let isDrawn = false;
        addEventListener(
          'keydown',
          (event) => {
            pressed = event.timeStamp;
            isDrawn = false;
            requestAnimationFrame(() => (isDrawn = true));
          },
          { capture: true },
        );
        new MutationObserver((changes) => {
          const isMeant = changes.some(({ target }) => !words || target.nodeValue?.includes(words));
          if (!pressed || !isMeant) return;
          const from = pressed;
          pressed = 0;
          times.changed.push(performance.now() - from);
          if (isDrawn) times.late++;
          requestAnimationFrame(() => {
            times.shown.push(performance.now() - from);
          });
        }).observe(/** @type {Element} */ (document.querySelector(`[data-testid=${part}]`)), {
          attributes: !words,
          attributeFilter: words ? undefined : ['data-revision'],
          subtree: Boolean(words),
          characterData: Boolean(words),
        });
        Object.assign(window, { times });
      },
      { part, words },
    );

  const { page, playground } = await pageWith(MANY);
  const start = performance.now();
  await playground.open();
  console.log(`open, with the editor: ${(performance.now() - start).toFixed(0)} ms`);
  await playground.expectVerdict({ decision: 'allowed', stale: false });
  await watch(page, 'verdict');
  const take = () =>
    page.evaluate(() => {
      const { times } = /** @type {any} */ (window);
      const taken = { changed: [...times.changed], shown: [...times.shown] };
      times.changed.length = 0;
      times.shown.length = 0;
      return taken;
    });

  await playground.putCaretAfter('s3:Get');
  await take();
  await type(page, 'Object'.repeat(KEYS).slice(0, KEYS));
  const inside = await take();
  report('in a policy, verdict changed', inside.changed);
  report('in a policy, frame', inside.shown);

  await page.getByLabel('Action', { exact: true }).first().focus();
  await page.keyboard.press('End');
  await take();
  await type(page, 'Tagging'.repeat(KEYS).slice(0, KEYS));
  const asked = await take();
  report('in the request, verdict changed', asked.changed);
  report('in the request, frame', asked.shown);
  await page.close();

  const { page: other, playground: checked } = await pageWith(CLEAN);
  await checked.open();
  // Until the catalog has been asked, and all that answers is there.
  await other.waitForTimeout(2000);
  await checked.putCaretAfter(clean.Statement[0].Sid);
  await watch(other, 'problems', 'characters without its white space');
  await type(other, 'Sid'.repeat(KEYS).slice(0, KEYS));
  const { changed, shown, late } = await other.evaluate(() => /** @type {any} */ (window).times);
  report('50 statements, problems changed', changed);
  report('50 statements, frame', shown);
  console.log(`after the first frame: ${late} of ${changed.length}`);
} finally {
  await browser.close();
}
