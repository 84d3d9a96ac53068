// `validate`, the catalog and the managed policies, through the npm package.
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { test } from "node:test";
import {
  addServicesOf,
  loadCatalog,
  managedPolicy,
  searchManagedPolicies,
} from "../pkg/catalog.js";
import { Catalog, ManagedPolicies, validate } from "../pkg/iam_wasm.js";

const read = (path) => readFileSync(new URL(`../pkg/${path}`, import.meta.url), "utf8");

const text = `{"Version": "2012-10-17", "Statement": [
  {"Effect": "Allow", "Actions": "s3:*", "Resource": "arn:aws:s3:::reports/*"}]}`;

/** Nothing in it is worth a finding. */
const clean = JSON.stringify({
  Version: "2012-10-17",
  Statement: { Effect: "Allow", Action: "sqs:ListQueues", Resource: "*" },
});

test("a finding has the shape of Access Analyzer", () => {
  const { accepted, statements, findings } = validate(text, "identity");
  assert.deepEqual({ accepted, statements }, { accepted: false, statements: 0 });
  const finding = findings.find(({ issueCode }) => issueCode === "INVALID_POLICY_ELEMENT");
  const start = text.indexOf('"Actions"');
  assert.deepEqual(finding, {
    findingType: "ERROR",
    issueCode: "INVALID_POLICY_ELEMENT",
    findingDetails: finding.findingDetails,
    learnMoreLink: finding.learnMoreLink,
    locations: [{
      path: [{ value: "Statement" }, { index: 0 }, { key: "Actions" }],
      span: {
        start: { line: 2, column: 22, offset: start },
        end: { line: 2, column: 31, offset: start + 9 },
      },
    }],
    fix: finding.fix,
  });
  const mended = finding.fix.edits.reduceRight(
    (left, { span, text: put }) => left.slice(0, span.start.offset) + put + left.slice(span.end.offset),
    text,
  );
  assert.equal(validate(mended, "identity").accepted, true, mended);
  assert.match(finding.learnMoreLink, /^https:\/\/docs\.aws\.amazon\.com\/.*invalid-policy-element$/);
  assert.deepEqual(validate(clean, "identity"), { accepted: true, statements: 1, findings: [] });
});

test("what comments silence is told when it is asked for", () => {
  const silent = `/* iam-playground: ignore PLAYGROUND_COMMENT INVALID_POLICY_ELEMENT */ ${text}`;
  const without = validate(silent, "identity");
  const codes = (findings) => findings.map(({ issueCode }) => issueCode);
  assert.ok(!codes(without.findings).includes("INVALID_POLICY_ELEMENT"));
  assert.equal(without.silenced, undefined);
  const { silenced } = validate(silent, "identity", { silenced: true });
  assert.deepEqual(codes(silenced).sort(), ["INVALID_POLICY_ELEMENT", "PLAYGROUND_COMMENT"]);
  assert.equal(silenced[0].silencedBy.start.offset, 0);
});

test("options are read, and what is none of them is refused", () => {
  const bucket = { resourceType: "AWS::S3::Bucket" };
  const { findings } = validate(clean, "resource", bucket);
  assert.ok(findings.some(({ issueCode }) => issueCode === "MISSING_PRINCIPAL"));
  const refuse = (options, message) =>
    assert.throws(() => validate(clean, "resource", options), { message });
  refuse({ resourceType: "AWS::S3::Object" }, "there is no such type of resource");
  refuse({ catalog: {} }, "`catalog` is no Catalog");
  refuse({ catalog: 1 }, "`catalog` is no Catalog");
  assert.deepEqual(validate(clean, "identity", { catalog: undefined }).findings, []);
  assert.throws(() => validate("{}", "bucket"), { message: "there is no such kind of policy" });
});

test("a catalog grows by the services that a policy names", () => {
  const catalog = loadCatalog(["sqs"]);
  assert.equal(catalog.source, read("data/catalog/index.txt").split("\n")[0].split("\t")[2]);
  assert.deepEqual([catalog.has("sqs"), catalog.has("s3"), catalog.has("nothing")], [true, false, false]);
  assert.deepEqual(catalog.servicesOf(text, "identity"), ["s3"]);
  assert.equal(addServicesOf(catalog, text, "identity"), catalog);
  assert.ok(catalog.has("S3"));
  assert.deepEqual(catalog.servicesOf(text, "identity"), []);
  // It is asked as often as one likes.
  for (let n = 0; n < 3; n += 1) {
    assert.deepEqual(validate(clean, "identity", { catalog }).findings, []);
  }
  assert.ok(catalog.has("sqs"));
  assert.throws(() => loadCatalog(["../secret"]), /there is no service/);
  assert.throws(() => loadCatalog(["no-such-service"]), /no-such-service/);
});

test("texts that are no data are refused", () => {
  assert.throws(() => new Catalog("<html>"), /cut off/);
  assert.throws(() => new ManagedPolicies("<html>\n"), /no index/);
  const catalog = loadCatalog();
  const sqs = read("data/catalog/services/sqs.txt");
  assert.throws(() => catalog.addService(sqs.slice(0, -1)), /cut off/);
  assert.throws(() => catalog.addService(sqs.replace(/^S\tsqs\t\S+/, "S\tsqs\t0")), /another version/);
});

test("managed policies are found by name, ARN and words", () => {
  const policy = managedPolicy("arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess");
  assert.equal(policy.name, "AmazonS3ReadOnlyAccess");
  assert.match(policy.version, /^v\d+$/);
  assert.equal(JSON.parse(policy.document).Version, "2012-10-17");
  assert.deepEqual(managedPolicy("amazons3readonlyaccess"), policy);
  assert.equal(managedPolicy("NoSuchPolicy"), undefined);
  assert.equal(searchManagedPolicies("s3 read only")[0], "AmazonS3ReadOnlyAccess");
});

test("the package lists all that it needs", () => {
  const { files } = JSON.parse(read("package.json"));
  for (const name of ["iam_wasm.js", "iam_wasm_bg.wasm", "catalog.js", "catalog.d.ts", "data"]) {
    assert.ok(files.includes(name), name);
    assert.ok(existsSync(new URL(`../pkg/${name}`, import.meta.url)), name);
  }
  assert.match(read("data/LICENSES.txt"), /MIT License/);
});
