// The cases of the suite, through the npm package: what JavaScript gets must be what Rust decides.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { Policies, evaluate } from "../pkg/iam_wasm.js";

const lines = readFileSync(new URL("../../../tests/cases/conformance.jsonl", import.meta.url), "utf8")
  .split("\n")
  .filter((line) => line !== "");

const policy = (...statements) => ({ Version: "2012-10-17", Statement: statements });

const readReports = {
  Sid: "ReadReports",
  Effect: "Allow",
  Action: "s3:GetObject",
  Resource: "arn:aws:s3:::reports/*",
};

const getReport = {
  principal: "arn:aws:iam::111122223333:user/ana",
  action: "s3:GetObject",
  resource: "arn:aws:s3:::reports/q1.csv",
};

test("every published case is answered as expected", () => {
  assert.ok(lines.length > 100);
  for (const line of lines) {
    const answer = evaluate(JSON.parse(line));
    assert.equal(answer.passed, true, `${line}\n${JSON.stringify(answer)}`);
    assert.deepEqual(evaluate(line), answer, "a case as text is answered alike");
  }
});

test("policies that are read once answer as a whole case does", () => {
  for (const line of lines) {
    const { id, expected, request, policies = {} } = JSON.parse(line);
    const read = new Policies(policies);
    const whole = evaluate({ request, policies }, { trace: true });
    assert.deepEqual(read.evaluate(request, { trace: true }), whole, id);
    assert.deepEqual(read.evaluate(JSON.stringify(request)).decision, expected.decision, id);
    read.free();
  }
});

test("the policy of a resource is what the action of the request asks for", () => {
  const everyone = { Effect: "Allow", Principal: "*" };
  const trust = new Policies({ resource: policy({ ...everyone, Action: "sts:AssumeRole" }) });
  const role = "arn:aws:iam::111122223333:role/app";
  const assume = { ...getReport, action: "sts:AssumeRole", resource: role };
  assert.equal(trust.evaluate(assume).by, "trust");
  assert.throws(() => trust.evaluate(getReport), /policy `resource`, line 1, column 38/);
  const refused = policy({ ...everyone, Actions: "s3:*" });
  assert.throws(() => new Policies({ resource: refused }), /policy `resource`/);
  assert.throws(() => new Policies("{"), /never closed/);
  assert.throws(() => new Policies({}).evaluate({}), { message: "the request has no `principal`" });
});

test("a case is a plain object, and so is its answer", () => {
  const answer = evaluate({
    id: "one",
    request: getReport,
    policies: { identity: [{ name: "app", document: policy(readReports) }] },
  });
  assert.deepEqual(answer, {
    id: "one",
    decision: "allowed",
    by: "identity",
    statement: "ReadReports",
  });
});

test("an implicit deny carries AWS's own message", () => {
  const answer = evaluate({ request: getReport });
  assert.equal(answer.decision, "implicitDeny");
  assert.equal(
    answer.message,
    "User: arn:aws:iam::111122223333:user/ana is not authorized to perform: s3:GetObject on " +
      "resource: arn:aws:s3:::reports/q1.csv because no identity-based policy allows the " +
      "s3:GetObject action",
  );
});

test("the trace points into the policy's own text, counted as JavaScript counts", () => {
  const text = `{ // 😀 a comment
    "Version": "2012-10-17",
    "Statement": { "Effect": "Allow", "Action": "s3:*", "Resource": "arn:aws:s3:::other/*" }
  }`;
  const answer = evaluate(
    { request: getReport, policies: { identity: [{ name: "app", document: text }] } },
    { trace: true },
  );
  const [statement] = answer.trace.statements;
  const at = (location) => text.slice(location.start.offset, location.end.offset);
  const resource = statement.elements.find((element) => element.element === "Resource");
  assert.equal(resource.state, "doesNotMatch");
  assert.equal(at(resource.location), '"arn:aws:s3:::other/*"');
  assert.equal(statement.statement, "Statement[0]");
  assert.match(at(statement.location), /^\{ "Effect".*\}$/);
  assert.equal(statement.location.start.line, 3);
});

test("what is no case throws an Error that says why", () => {
  const refuse = (input, message) => assert.throws(() => evaluate(input), { message });
  refuse({}, "the case has no `request`");
  refuse("{", "this `{` is never closed: `}` is missing");
  refuse({ request: { ...getReport, principal: "ana" } }, /`ana` names no principal/);
  refuse({ request: getReport, polices: {} }, /a case has no member `polices`/);
  refuse(
    { request: getReport, policies: { identity: [policy({ Effect: "Alow" })] } },
    /policy `identity`, line 1, column 48: `Effect` is `Allow` or `Deny`/,
  );
  assert.throws(() => evaluate(undefined), Error);
  const circle = {};
  circle.circle = circle;
  assert.throws(() => evaluate(circle), Error);
});
