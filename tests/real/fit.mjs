// Makes, for a statement of a real policy, a request that its elements and conditions fit. It
// shares nothing with the evaluator: it only fills in wildcards and picks values.

const first = (value) => (Array.isArray(value) ? value[0] : value);

/** A text that a pattern fits. Variables are given a value of their own, and remembered. */
function fill(pattern, context) {
  return String(pattern).replace(/\$\{([^}]*)\}|\*|\?/g, (wildcard, variable) => {
    if (variable === undefined) return wildcard === "*" ? "any" : "x";
    if (["*", "?", "$"].includes(variable)) return variable;
    const [key, fallback] = variable.split(", ");
    if (fallback !== undefined) return fallback.slice(1, -1);
    context[key] ??= "value";
    return context[key];
  });
}

/** Variables are read only behind the fifth colon, as AWS documents; before it they are text. */
function resource(pattern, context) {
  if (pattern === "*") return "*";
  const parts = pattern.split(/:(?![^{]*\})/);
  const head = parts.slice(0, 5).map((part) => part.replaceAll("*", "any").replaceAll("?", "x"));
  while (head.length < 5) head.push("any");
  const tail = parts.length < 6 ? "any" : fill(parts.slice(5).join(":"), context);
  return [...head, tail].join(":");
}

/** A value of the request that satisfies an operator with these values. */
function satisfy(operator, values, context) {
  const value = first(values);
  switch (operator) {
    case "StringEquals":
    case "StringEqualsIgnoreCase":
    case "StringLike":
    case "ArnEquals":
    case "ArnLike":
      return fill(value, context);
    case "StringNotEquals":
    case "StringNotEqualsIgnoreCase":
    case "StringNotLike":
      return "-something-else-";
    case "ArnNotEquals":
    case "ArnNotLike":
      return "arn:none:none:::none";
    case "Bool":
      return String(value);
    case "NumericEquals":
    case "NumericLessThanEquals":
    case "NumericGreaterThanEquals":
      return String(value);
    case "NumericLessThan":
      return String(Number(value) - 1);
    case "NumericGreaterThan":
      return String(Number(value) + 1);
    case "DateGreaterThan":
      return "2999-01-01T00:00:00Z";
    case "DateLessThan":
      return "1999-01-01T00:00:00Z";
    case "IpAddress":
      return String(value).split("/")[0];
    default:
      throw new Error(`no value is known that satisfies ${operator}`);
  }
}

/** The request that fits a statement. */
export function fit(statement) {
  const context = {};
  const entries = Object.entries(statement.Condition ?? {}).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, values]) => ({ operator, key, values })));
  // What a negated operator rules out is seldom what a positive one asks for: positive ones first.
  entries.sort((a, b) => a.operator.includes("Not") - b.operator.includes("Not"));
  for (const { operator, key, values } of entries) {
    const [, set, base] = /^(?:(ForAllValues|ForAnyValue):)?(.*?)(?:IfExists)?$/.exec(operator);
    if (base === "Null") {
      if (String(first(values)) === "false") context[key] ??= "present";
      continue;
    }
    const negated = base.includes("Not");
    if (negated && context[key] !== undefined) continue;
    const value = satisfy(base, values, context);
    context[key] = set === undefined ? value : [value];
  }
  // What the principal would be matters for no managed policy: they have no Principal.
  return {
    principal: { kind: "user", arn: "arn:aws:iam::111122223333:user/ana", account: "111122223333" },
    action: statement.Action === undefined
      ? "none-such:Action"
      : action(fill(first(statement.Action), context)),
    resource: statement.Resource === undefined
      ? "arn:aws:none-such:::none"
      : resource(first(statement.Resource), context),
    resourceAccount: "111122223333",
    context,
  };
}

/**
 * The policy of the resource, where an identity-based policy alone is never enough: that of a KMS
 * key or of a role, which leaves the decision to the account.
 */
export function resourcePolicy({ action, resource }) {
  const [service] = action.split(":");
  const ofKey = service === "kms" && resource.includes(":key/");
  const ofRole = /^sts:(AssumeRole|TagSession|SetSourceIdentity|SetContext)/i.test(action);
  if (!ofKey && !ofRole) return undefined;
  const statement = {
    Effect: "Allow",
    Principal: { AWS: "111122223333" },
    Action: `${service}:*`,
    ...(ofKey ? { Resource: "*" } : {}),
  };
  return { Version: "2012-10-17", Statement: [statement] };
}

function action(filled) {
  return filled.includes(":") ? filled : "s3:GetObject";
}
