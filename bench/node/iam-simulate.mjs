// @cloud-copilot/iam-simulate: it takes the policies as objects and reads them for each question.
import { anonymousPrincipal, runSimulation } from "@cloud-copilot/iam-simulate";
import { CannotAsk, run } from "./run.mjs";

const decisions = {
  Allowed: "allowed",
  ExplicitlyDenied: "explicitDeny",
  ImplicitlyDenied: "implicitDeny",
};

const levels = (given) =>
  (given ?? []).map((policies, level) => ({ orgIdentifier: `level-${level}`, policies: named(policies) }));

const document = (policy) => policy?.document ?? policy;

const named = (policies) =>
  (policies ?? []).map((policy, index) => ({ name: policy.name ?? `${index}`, policy: document(policy) }));

function principalOf(principal) {
  if (principal.managementAccount) throw new CannotAsk("the management account");
  switch (principal.kind) {
    case "anonymous":
      return anonymousPrincipal;
    case "service":
      return principal.service;
    case "saml":
    case "oidc":
      return principal.provider;
    default:
      return principal.arn;
  }
}

const contextOf = (context) =>
  Object.fromEntries(
    Object.entries(context).map(([key, value]) => [key, Array.isArray(value) ? value.map(String) : String(value)]),
  );

function simulationOf({ request, policies = {} }) {
  if (request.resourceAccountIsManagement) throw new CannotAsk("the management account");
  if ((policies.session ?? []).length > 1) throw new CannotAsk("several session policies");
  if (!request.exactContext) throw new CannotAsk("derived context keys");
  return {
    request: {
      principal: principalOf(request.principal),
      action: request.action,
      resource: { resource: request.resource, accountId: request.resourceAccount },
      contextVariables: contextOf(request.context),
    },
    sessionPolicy: document(policies.session?.[0]),
    identityPolicies: named(policies.identity),
    serviceControlPolicies: levels(policies.scps),
    resourceControlPolicies: levels(policies.rcps),
    resourcePolicy: document(policies.resource),
    permissionBoundaryPolicies: policies.boundary && named([policies.boundary]),
    vpcEndpointPolicies: policies.vpce && named([policies.vpce]),
  };
}

/** What kind of error it is, without the names in it. */
function kindOf({ message, ...errors }) {
  const details = Object.keys(errors).filter((name) => /Errors$/.test(name));
  return `refused: ${details.join(", ") || message.replace(/ [a-z0-9-]+:\w+| arn:\S+/g, " …")}`;
}

await run({
  prepare: (question) => {
    const simulation = simulationOf(question);
    return () => runSimulation(simulation, {});
  },
  decisionOf: (answer) => {
    if (answer.resultType === "error") throw new CannotAsk(kindOf(answer.errors));
    return decisions[answer.overallResult];
  },
});
