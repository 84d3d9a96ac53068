/**
 * Journeys through the workspace: policies of every type, the request, the tests, and what would be
 * if something were not there.
 */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertAccessible, useBrowser } from './support/browser.mjs';
import { PlaygroundPage, eventually } from './support/page.mjs';

const browser = useBrowser();

const ANA = 'arn:aws:iam::111122223333:user/ana';
const APP = 'arn:aws:sts::111122223333:assumed-role/app/session';
const PHOTO = 'arn:aws:s3:::photos/cat.jpg';
const ROLE = 'arn:aws:iam::111122223333:role/app';

/** @param {Record<string, unknown>[]} statements */
const policy = (...statements) =>
  JSON.stringify({ Version: '2012-10-17', Statement: statements.map((members) => ({ Effect: 'Allow', ...members })) }, null, 2);

const EVERYTHING = policy({ Sid: 'Everything', Action: '*', Resource: '*' });

/** @param {import('node:test').TestContext} t @param {import('./support/browser.mjs').Options} [options] */
async function open(t, options) {
  const playground = new PlaygroundPage(await browser.page(t, options));
  await playground.open();
  return playground;
}

/**
 * A page with one identity-based policy that allows everything, and a request that it allows.
 *
 * @param {import('node:test').TestContext} t
 * @param {import('./support/browser.mjs').Options} [options]
 */
async function openWithEverything(t, options) {
  const playground = await open(t, options);
  await playground.page.getByRole('button', { name: 'Start over' }).click();
  await playground.setRequest({ principal: ANA, action: 's3:GetObject', resource: PHOTO });
  await playground.editPolicy(EVERYTHING);
  await playground.expectVerdict({ decision: 'allowed', by: 'identity', stale: false });
  return playground;
}

test('a policy of every type has its part in the answer', async (t) => {
  const playground = await openWithEverything(t);
  const onlyQueues = policy({ Action: 'sqs:*', Resource: '*' });
  const noPhotos = (/** @type {object} */ more) =>
    policy({ Sid: 'NoPhotos', Effect: 'Deny', ...more, Action: 's3:GetObject', Resource: '*' });
  /** @type {[string, string, { decision: string, by: string }][]} */
  const cases = [
    ['SCP', noPhotos({}), { decision: 'explicitDeny', by: 'scp' }],
    ['SCP', onlyQueues, { decision: 'implicitDeny', by: 'scp' }],
    ['RCP', noPhotos({ Principal: '*' }), { decision: 'explicitDeny', by: 'rcp' }],
    ['Permissions boundary', onlyQueues, { decision: 'implicitDeny', by: 'boundary' }],
    ['Session policy', onlyQueues, { decision: 'implicitDeny', by: 'session' }],
    ['Resource-based', noPhotos({ Principal: '*' }), { decision: 'explicitDeny', by: 'resource' }],
    [
      'VPC endpoint policy',
      policy({ Principal: '*', Action: 'sqs:*', Resource: '*' }),
      { decision: 'implicitDeny', by: 'vpce' },
    ],
  ];
  await playground.setRequest({ principal: APP });
  // A call that does not pass an endpoint does not meet its policy.
  await playground.page.getByRole('button', { name: 'Add context key' }).click();
  await playground.page.getByLabel('Context key').fill('aws:SourceVpce');
  await playground.page.getByLabel('Value of aws:SourceVpce').fill('vpce-0a1b2c3d');
  for (const [type, text, expected] of cases) {
    await playground.addPolicy(type, text);
    await playground.expectVerdict({ ...expected, stale: false });
    await playground.page.getByRole('button', { name: 'Remove this policy' }).click();
    await playground.expectVerdict({ decision: 'allowed', stale: false });
  }
});

test('who may assume a role is decided by its trust policy', async (t) => {
  const playground = await openWithEverything(t);
  await playground.setRequest({ action: 'sts:AssumeRole', resource: ROLE });
  await playground.expectVerdict({ decision: 'implicitDeny', by: 'trust' });
  await playground.addPolicy('Role trust policy');
  await playground.expectVerdict({ decision: 'allowed', by: 'trust', stale: false });
  await playground.setRequest({ principal: ANA.replace('ana', 'bob') });
  await playground.expectVerdict({ decision: 'implicitDeny', by: 'trust' });
});

test('a policy becomes one of another type, and the text stays as it is', async (t) => {
  const playground = await openWithEverything(t);
  await playground.page.getByLabel('Type', { exact: true }).selectOption('Permissions boundary');
  await playground.expectVerdict({ decision: 'implicitDeny', by: 'identity', stale: false });
  assert.equal(await playground.policyText(), EVERYTHING);
  assert.match(await playground.selectedTab(), /boundary/);
});

test('of two service control policies each level must allow', async (t) => {
  const playground = await openWithEverything(t);
  const { page } = playground;
  await playground.addPolicy('SCP', EVERYTHING);
  await playground.addPolicy('SCP', policy({ Action: 'sqs:*', Resource: '*' }));
  await playground.expectVerdict({ decision: 'allowed' });
  await page.getByLabel('Level').selectOption('OU, level 1');
  await playground.expectVerdict({ decision: 'implicitDeny', by: 'scp' });
  await playground.reload();
  assert.equal(await page.getByLabel('Level').inputValue(), '1');
  await page.getByLabel('Level').selectOption('Organization root');
  await playground.expectVerdict({ decision: 'allowed' });
});

test('policies change places by the keyboard', async (t) => {
  const playground = await openWithEverything(t);
  const { page } = playground;
  await playground.addPolicy('SCP');
  await playground.addPolicy('Session policy');
  assert.deepEqual(await playground.policyNames(), ['policy', 'scp', 'session-policy']);
  const left = page.getByRole('button', { name: 'Move this policy left' });
  await left.focus();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Enter');
  await eventually(async () => assert.deepEqual(await playground.policyNames(), ['session-policy', 'policy', 'scp']));
  // At the end it stays, and so does the focus.
  await page.keyboard.press('Enter');
  await playground.expectFocus(/Move this policy left/);
  assert.equal(await left.getAttribute('aria-disabled'), 'true');
  await page.getByRole('button', { name: 'Move this policy right' }).click();
  await eventually(async () => assert.deepEqual(await playground.policyNames(), ['policy', 'session-policy', 'scp']));
  assert.match(await playground.selectedTab(), /^session-policy/);
});

test('the kind of a principal follows the text, and choosing one rewrites it', async (t) => {
  const playground = await openWithEverything(t);
  const { page } = playground;
  const kind = page.getByLabel('Kind of principal');
  const principal = page.getByLabel('Principal', { exact: true });
  const shown = () => kind.evaluate((select) => /** @type {HTMLSelectElement} */ (select).selectedOptions[0].text);
  for (const [text, title] of [
    [ANA, 'IAM user'],
    [ROLE, 'Role session'],
    ['arn:aws:iam::111122223333:root', 'Root user'],
    ['cloudtrail.amazonaws.com', 'AWS service'],
    ['anonymous', 'Anonymous'],
    ['nobody', 'Kind…'],
  ]) {
    await principal.fill(text);
    await eventually(async () => assert.equal(await shown(), title));
  }
  await principal.fill('arn:aws:iam::444455556666:user/bob');
  for (const [title, text] of [
    ['Role session', 'arn:aws:sts::444455556666:assumed-role/bob/session'],
    ['Federated user', 'arn:aws:sts::444455556666:federated-user/bob'],
    ['Root user', 'arn:aws:iam::444455556666:root'],
    ['SAML federation', 'arn:aws:iam::444455556666:saml-provider/Corporate'],
    ['OIDC federation', 'arn:aws:iam::444455556666:oidc-provider/accounts.google.com'],
    ['AWS service', 'lambda.amazonaws.com'],
    ['Service-linked role', /:role\/aws-service-role\//],
    ['Anonymous', 'anonymous'],
    ['IAM user', ANA],
  ]) {
    await kind.selectOption({ label: /** @type {string} */ (title) });
    await eventually(async () => {
      const value = await principal.inputValue();
      if (typeof text === 'string') assert.equal(value, text);
      else assert.match(value, text);
    });
    await playground.expectVerdict({ stale: false });
  }
});

test('an account of the resource that is no account is named and not guessed', async (t) => {
  const playground = await openWithEverything(t);
  const { page } = playground;
  await page.getByText('More about the caller and the resource').click();
  await page.getByLabel('Account of the resource').fill('4444');
  await playground.expectVerdict({ stale: true });
  await page.getByText('An account is a number of 12 digits.').waitFor();
  await page.getByLabel('Account of the resource').fill('444455556666');
  await playground.expectVerdict({ decision: 'implicitDeny', by: 'resource', stale: false });
  await page.getByLabel('Kind of principal').selectOption({ label: 'AWS service' });
  assert.equal(await page.getByLabel('Unique id').count(), 0);
});

test('across accounts both sides must allow', async (t) => {
  const playground = await openWithEverything(t);
  await playground.page.getByText('More about the caller and the resource').click();
  await playground.page.getByLabel('Account of the resource').fill('444455556666');
  await playground.expectVerdict({ decision: 'implicitDeny', by: 'resource' });
  await playground.addPolicy('Resource-based');
  await playground.expectVerdict({ decision: 'allowed', stale: false });
  await playground.page.getByRole('tab').first().click();
  await playground.page.getByRole('checkbox', { name: 'Takes part' }).uncheck();
  await playground.expectVerdict({ decision: 'implicitDeny', by: 'identity' });
});

test('what the policies name fills the empty fields with one click each', async (t) => {
  const playground = await open(t);
  const { page } = playground;
  await page.getByRole('button', { name: 'Start over' }).click();
  await playground.editPolicy(policy({ Action: 's3:Get*', Resource: 'arn:aws:s3:::photos/*' }));
  await page.getByRole('button', { name: 'Action: s3:GetObject' }).click();
  await playground.expectFocus(/^action/);
  await page.getByRole('button', { name: 'Resource: arn:aws:s3:::photos/example' }).click();
  await playground.addPolicy('Resource-based');
  await page.getByRole('button', { name: `Principal: ${ANA}` }).click();
  await playground.expectVerdict({ decision: 'allowed', stale: false });
  // What the policies name comes before what AWS's tables have for the action.
  await eventually(async () => {
    const options = await page
      .locator('#resource-suggestions option')
      .evaluateAll((all) => all.map((option) => option.getAttribute('value')));
    assert.deepEqual(options.slice(0, 1), ['arn:aws:s3:::photos/example']);
    assert.ok(options.includes('arn:aws:s3:::example-bucket/example-object'), options.join());
  });
});

test('the keys that the policies read are listed with their type and who sets them', async (t) => {
  const playground = await openWithEverything(t);
  const { page } = playground;
  await playground.editPolicy(
    policy({
      Sid: 'Guarded',
      Action: '*',
      Resource: '*',
      Condition: {
        Bool: { 'aws:MultiFactorAuthPresent': 'true' },
        IpAddress: { 'aws:SourceIp': '192.0.2.0/24' },
        StringEquals: { 'aws:username': 'ana' },
      },
    }),
  );
  await playground.expectVerdict({ decision: 'implicitDeny', by: 'identity', stale: false });
  const keys = page.getByRole('list', { name: 'Keys that the policies read' }).getByRole('listitem');
  await eventually(async () => {
    const lines = (await keys.allInnerTexts()).map((line) => line.replace(/\s+/g, ' '));
    assert.equal(lines.length, 3);
    assert.match(lines[0], /aws:MultiFactorAuthPresent is not set.*true or false · set by AWS/);
    assert.match(lines[1], /aws:SourceIp is not set.*IP address · set by AWS, from the network/);
    assert.match(lines[2], /aws:username = ana.*string · derived by AWS, from the principal/);
  });
  await page.getByRole('button', { name: 'Add aws:SourceIp' }).click();
  await playground.expectFocus(/Value of aws:SourceIp/);
  await page.keyboard.type('192.0.2.7');
  await page.getByRole('button', { name: 'Add aws:MultiFactorAuthPresent' }).click();
  await page.getByRole('button', { name: 'Set aws:MultiFactorAuthPresent to true' }).click();
  await playground.expectVerdict({ decision: 'allowed', stale: false });
  await page.getByRole('button', { name: 'Set aws:MultiFactorAuthPresent to false' }).click();
  await playground.expectVerdict({ decision: 'implicitDeny' });
  await page.getByRole('button', { name: 'Set aws:MultiFactorAuthPresent to true' }).click();
  await playground.expectVerdict({ decision: 'allowed' });
  await page.getByRole('button', { name: 'Remove aws:username' }).click();
  await playground.expectVerdict({ decision: 'implicitDeny' });
  assert.equal(await page.getByRole('checkbox', { name: 'aws:username in the request' }).isChecked(), false);
  await page.getByRole('checkbox', { name: 'aws:username in the request' }).check();
  await playground.expectVerdict({ decision: 'allowed' });
});

test('a saved test fails when the policy breaks, and one key press opens it', async (t) => {
  const playground = await openWithEverything(t);
  const { page } = playground;
  await page.getByRole('button', { name: 'Save this request as a test' }).click();
  await playground.expectFocus(/^test-name-/);
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.type('ana reads');
  await playground.expectTests(['passed']);
  await playground.setRequest({ action: 'sqs:SendMessage', resource: '*' });
  await page.getByRole('button', { name: 'Save this request as a test' }).click();
  await playground.expectTests(['passed', 'passed']);
  await playground.editPolicy(policy({ Sid: 'Queues', Action: 'sqs:*', Resource: '*' }));
  // The second is still allowed, but no longer by the statement that it names.
  await playground.expectTests(['failed', 'failed']);
  assert.match(await playground.testRow(0).innerText(), /another answer.*Denied implicitly/s);
  assert.match(await playground.testRow(1).innerText(), /decided by something else.*“Queues”/s);
  await page.getByLabel('Expected statement of sqs:SendMessage').fill('Queues');
  await playground.expectTests(['failed', 'passed']);
  await eventually(async () =>
    assert.equal(await page.getByTestId('tests-announcement').innerText(), '1 of 2 tests come out as expected.'),
  );
  await playground.testRow(0).getByRole('button', { name: 'Open ana reads' }).focus();
  await page.keyboard.press('Enter');
  await playground.expectVerdict({ decision: 'implicitDeny', by: 'identity', stale: false });
  assert.equal(await page.getByLabel('Action', { exact: true }).inputValue(), 's3:GetObject');
  await playground.expectFocus(/^answer/);
  await page.getByLabel('Expected decision of ana reads').selectOption('Denied, implicitly');
  await page.getByLabel('Expected statement of ana reads').fill('');
  await playground.expectTests(['passed', 'passed']);
  await playground.reload();
  await playground.expectTests(['passed', 'passed']);
  await playground.testRow(0).getByRole('button', { name: 'Remove ana reads' }).click();
  await playground.expectTests(['passed']);
});

test('a test of another policy type fails, and says which type it was', async (t) => {
  const playground = await openWithEverything(t);
  const { page } = playground;
  await page.getByRole('button', { name: 'Save this request as a test' }).click();
  await page.getByLabel(/^Expected policy type/).selectOption('by: SCP');
  await playground.expectTests(['failed']);
  assert.match(await playground.testRow(0).innerText(), /an identity-based policy/);
});

test('tests with two boundaries are not guessed', async (t) => {
  const playground = await openWithEverything(t);
  await playground.page.getByRole('button', { name: 'Save this request as a test' }).click();
  await playground.addPolicy('Permissions boundary');
  await playground.addPolicy('Permissions boundary');
  await playground.expectTests(['unasked']);
  await playground.expectVerdict({ stale: true });
});

test('statements that never decided are listed, and lead to their place', async (t) => {
  const playground = await openWithEverything(t);
  const { page } = playground;
  assert.equal(await page.getByTestId('coverage').count(), 0);
  await playground.editPolicy(
    policy(
      { Sid: 'Photos', Action: 's3:GetObject', Resource: '*' },
      { Sid: 'Queues', Action: 'sqs:*', Resource: '*' },
      { Sid: 'Never', Effect: 'Deny', Action: 'iam:*', Resource: '*' },
    ),
  );
  await page.getByRole('button', { name: 'Save this request as a test' }).click();
  const idle = page.getByTestId('coverage').getByRole('button');
  await eventually(async () => {
    const names = (await idle.allInnerTexts()).map((name) => name.split(' ')[0]);
    assert.deepEqual(names, ['Queues', 'Never']);
  });
  await idle.first().click();
  await eventually(async () => assert.match(await playground.selectedText(), /^\{\s*"Effect": "Allow",\s*"Sid": "Queues"/));
  await eventually(async () => assert.deepEqual(await page.locator('.iam-idle').allInnerTexts(), ['"Queues"', '"Never"']));
  await playground.setRequest({ action: 'iam:GetUser', resource: '*' });
  await eventually(async () => assert.equal(await idle.count(), 1));
});

test('switching something off shows what flips', async (t) => {
  const playground = await openWithEverything(t);
  const { page } = playground;
  const bar = page.getByTestId('what-if');
  await page.getByRole('button', { name: 'Save this request as a test' }).click();
  await playground.addPolicy('SCP', policy({ Sid: 'No', Effect: 'Deny', Action: '*', Resource: '*' }));
  await playground.expectVerdict({ decision: 'explicitDeny', by: 'scp' });
  assert.equal(await bar.count(), 0);
  await page.getByRole('checkbox', { name: 'Takes part' }).uncheck();
  await playground.expectVerdict({ decision: 'allowed', by: 'identity', stale: false });
  await eventually(async () => {
    const words = await bar.innerText();
    assert.match(words, /Switched off: policy “scp”/);
    assert.match(words, /With everything on: Denied \(explicit deny\)/);
    assert.match(words, /1 test comes out differently: “s3:GetObject”/);
  });
  await playground.expectTests(['passed']);
  assert.match(await playground.selectedTab(), /off/);
  await bar.getByRole('button', { name: 'Switch all on' }).focus();
  await page.keyboard.press('Enter');
  await playground.expectVerdict({ decision: 'explicitDeny', by: 'scp' });
  await playground.expectTests(['failed']);
  assert.equal(await bar.count(), 0);
  await playground.expectFocus(/^answer/);
});

test('the type of a new policy is chosen by the keyboard', async (t) => {
  const playground = await openWithEverything(t);
  const { page } = playground;
  await page.getByRole('button', { name: 'Add policy' }).focus();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  await playground.expectFocus(/Identity-based/);
  await page.keyboard.press('Tab');
  await playground.expectFocus(/Resource-based/);
  await page.keyboard.press('Enter');
  await eventually(async () => assert.deepEqual(await playground.policyNames(), ['policy', 'resource-policy']));
  await playground.expectFocus(/Text of the policy resource-policy/);
});

/** A workspace with something of everything. @param {PlaygroundPage} playground */
async function fill(playground) {
  const { page } = playground;
  await playground.editPolicy(
    policy(
      { Sid: 'Photos', Action: 's3:GetObject', Resource: '*', Condition: { Bool: { 'aws:SecureTransport': 'true' } } },
      { Sid: 'Queues', Action: 'sqs:*', Resource: '*', Condition: { StringEquals: { 'aws:username': 'ana' } } },
    ),
  );
  await page.getByRole('button', { name: 'Save this request as a test' }).click();
  await playground.addPolicy('SCP');
  await playground.addPolicy('Resource-based');
  await page.getByRole('checkbox', { name: 'Takes part' }).uncheck();
  await page.getByLabel(/^Expected decision/).selectOption('Denied, explicitly');
  await page.getByRole('button', { name: 'Add aws:SecureTransport' }).click();
  await page.getByRole('button', { name: 'Add context key' }).click();
  await page.getByText('More about the caller and the resource').click();
  await playground.expectTests(['failed']);
}

test('the whole workspace keeps the accessibility rules, in both colours', async (t) => {
  for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
    const playground = await openWithEverything(t, { colorScheme });
    await fill(playground);
    await assertAccessible(playground.page);
    await playground.page.getByRole('tab').nth(1).click();
    await playground.page.getByRole('button', { name: 'Add policy' }).click();
    await assertAccessible(playground.page);
  }
});

test('the whole workspace fits on a phone', async (t) => {
  const playground = await openWithEverything(t, { viewport: { width: 320, height: 800 }, touch: true });
  await fill(playground);
  const wide = await playground.page.evaluate(() => document.documentElement.scrollWidth);
  assert(wide <= 320, `${wide} pixels wide`);
  await assertAccessible(playground.page);
  const small = await playground.page.evaluate(() =>
    [...document.querySelectorAll('button, select, summary, input:not([type=checkbox])')]
      .filter((element) => element.checkVisibility() && !element.closest('iam-editor'))
      .map((element) => ({ box: element.getBoundingClientRect(), html: element.outerHTML.slice(0, 120) }))
      .filter(({ box }) => box.height < 24 || box.width < 24)
      .map(({ html }) => html),
  );
  assert.deepEqual(small, []);
});
