// What a caller in TypeScript may and may not write. `tsc` runs it; nothing executes it.
import {
  addServicesOf,
  loadCatalog,
  managedPolicy,
  searchManagedPolicies,
} from "../pkg/catalog.js";
import {
  Catalog,
  Policies,
  evaluate,
  validate,
  type Answer,
  type CaseInput,
  type PathElement,
} from "../pkg/iam_wasm.js";

const question = {
  request: {
    principal: { kind: "user", arn: "arn:aws:iam::111122223333:user/ana" },
    action: "s3:GetObject",
    resource: "arn:aws:s3:::reports/q1.csv",
    context: { "aws:TagKeys": ["a", "b"], "aws:MultiFactorAuthAge": 300, "aws:username": null },
  },
  policies: { identity: [{ name: "app", document: "{}" }], scps: [[{}]] },
} satisfies CaseInput;

const answer: Answer = evaluate(question, { trace: true });

// Every decision is one of three words.
export const word: "allowed" | "explicitDeny" | "implicitDeny" = answer.decision;

// The rest of an answer may be missing.
export const statement: string | undefined = answer.statement;
export const line: number | undefined = answer.trace?.statements[0]?.location.start.line;
export const holds: boolean | undefined =
  answer.trace?.statements[0]?.elements[3]?.conditions?.[0]?.holds;
export const codes: string[] = validate("{}", "identity").findings.map((f) => f.issueCode);

// The data may come from files of the package, or from elsewhere.
const catalog: Catalog = loadCatalog(["s3"]);
addServicesOf(catalog, "{}", "identity");
export const fetched: Catalog = new Catalog("the text of an index");
export const missing: string[] = fetched.servicesOf("{}", "resource");
export const validation = validate("{}", "resource", {
  resourceType: "AWS::S3::Bucket",
  catalog,
  silenced: true,
});
export const fix: string | undefined = validation.findings[0]?.fix?.edits[0]?.text;
export const silencing: number | undefined = validation.silenced?.[0]?.silencedBy?.start.line;
export const version: string | undefined = managedPolicy("ReadOnlyAccess")?.version;
export const names: string[] = searchManagedPolicies("read only");

/** Each step of a path is one of four. */
export function step(element: PathElement): string | number {
  if ("index" in element) return element.index;
  if ("key" in element) return element.key;
  if ("substring" in element) return element.substring.start + element.substring.length;
  return element.value;
}

const read = new Policies(question.policies);
export const again: Answer = read.evaluate(question.request, { trace: true });

// @ts-expect-error a decision is not any text
export const wrong: "denied" = answer.decision;
// @ts-expect-error a request needs an action
evaluate({ request: { principal: "anonymous", resource: "*" } });
// @ts-expect-error there is no such kind of principal
evaluate({ request: { principal: { kind: "group" }, action: "s3:GetObject", resource: "*" } });
// @ts-expect-error there is no such kind of policy
validate("{}", "bucket");
// @ts-expect-error there is no such type of resource
validate("{}", "resource", { resourceType: "AWS::S3::Object" });
// @ts-expect-error a catalog is read first
validate("{}", "resource", { catalog: "the text of an index" });
// @ts-expect-error there is no such option
evaluate(question, { traces: true });
// @ts-expect-error policies that were read are asked a request, not a whole case
read.evaluate(question);
