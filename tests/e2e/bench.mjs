/**
 * How long it takes from a key press to the new answer, with ten policies of 20 statements: not a
 * test, a measurement. Prints the median and the 95th percentile, in milliseconds.
 *
 *     IAM_PLAYGROUND_URL=http://127.0.0.1:8080/ node tests/e2e/bench.mjs
 *
 * The answer counts as given when the verdict's element has been changed (`changed`), and when the
 * frame that shows it is about to be drawn (`shown`). Times run from the key event's own time
 * stamp, so that waiting in the browser's queue counts too.
 */

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

const workspace = {
  version: 1,
  policies: Array.from({ length: POLICIES }, (_, index) => ({
    type: 'identity',
    name: `policy-${index}`,
    text: document(index),
  })),
  selected: 0,
  request: {
    principal: 'arn:aws:iam::111122223333:user/ana',
    action: 's3:GetObject',
    resource: 'arn:aws:s3:::bucket-0-0/key',
    context: [['aws:SourceIp', '203.0.113.7']],
  },
};

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
  const page = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage();
  await page.addInitScript((work) => {
    if (!localStorage.getItem('iam-playground/work')) localStorage.setItem('iam-playground/work', work);
  }, JSON.stringify(workspace));
  const playground = new PlaygroundPage(page);
  const start = performance.now();
  await playground.open();
  console.log(`open, with the editor: ${(performance.now() - start).toFixed(0)} ms`);
  await playground.expectVerdict({ decision: 'allowed', stale: false });
  await page.evaluate(() => {
    const times = { changed: /** @type {number[]} */ ([]), shown: /** @type {number[]} */ ([]) };
    let pressed = 0;
    addEventListener('keydown', (event) => (pressed = event.timeStamp), { capture: true });
    const verdict = document.querySelector('[data-testid=verdict]');
    new MutationObserver(() => {
      if (!pressed) return;
      const from = pressed;
      pressed = 0;
      times.changed.push(performance.now() - from);
      requestAnimationFrame(() => {
        times.shown.push(performance.now() - from);
      });
    }).observe(/** @type {Element} */ (verdict), { attributes: true, attributeFilter: ['data-revision'] });
    Object.assign(window, { times });
  });
  const take = () =>
    page.evaluate(() => {
      const { times } = /** @type {any} */ (window);
      const taken = { changed: [...times.changed], shown: [...times.shown] };
      times.changed.length = 0;
      times.shown.length = 0;
      return taken;
    });
  const type = async (/** @type {string} */ keys) => {
    for (const key of keys) {
      await page.keyboard.press(key);
      await page.waitForTimeout(30);
    }
  };

  await playground.putCaretAfter('s3:Get');
  await take();
  await type('Object'.repeat(KEYS).slice(0, KEYS));
  const inside = await take();
  report('in a policy, verdict changed', inside.changed);
  report('in a policy, frame', inside.shown);

  await page.getByLabel('Action', { exact: true }).first().focus();
  await page.keyboard.press('End');
  await take();
  await type('Tagging'.repeat(KEYS).slice(0, KEYS));
  const asked = await take();
  report('in the request, verdict changed', asked.changed);
  report('in the request, frame', asked.shown);
} finally {
  await browser.close();
}
