#!/bin/sh
# Fills the corpora with the suite's cases and scenarios, and with their policies.
set -eu
cd "$(dirname "$0")"
mkdir -p corpus/case corpus/policy_text
node - $(find ../tests/cases -name '*.md' -o -name '*.jsonl') <<'SCRIPT'
const { readFileSync, writeFileSync } = require("node:fs");
const count = { case: 0, policy_text: 0 };
const seed = (target, text) => writeFileSync(`corpus/${target}/seed-${count[target]++}`, text);

function seedDocuments(value) {
  if (value === null || typeof value !== "object") return;
  const { document } = value;
  if (document === undefined) return Object.values(value).forEach(seedDocuments);
  seed("policy_text", typeof document === "string" ? document : JSON.stringify(document));
}

// The scenario's blocks as one case a request.
function seedScenario(text) {
  const policies = {};
  const requests = [];
  for (const [, marks, block] of text.matchAll(/^```jsonc? (.*)\n([^]*?)\n```$/gm)) {
    const [, kind, level = 0] = /iam=(\w+)(?:.* level=(\d+))?/.exec(marks) ?? [];
    if (kind === "request") {
      requests.push(block);
      continue;
    }
    seed("policy_text", block);
    if (marks.includes("refused=")) continue;
    const policy = { name: kind, document: block };
    if (kind === "identity" || kind === "session") (policies[kind] ??= []).push(policy);
    else if (kind === "scp" || kind === "rcp") ((policies[`${kind}s`] ??= [])[level] ??= []).push(policy);
    else policies[kind === "trust" ? "resource" : kind] = policy;
  }
  for (const levels of [policies.scps, policies.rcps]) {
    for (let level = 0; level < (levels?.length ?? 0); level++) levels[level] ??= [];
  }
  for (const block of requests) {
    const { expect, ...request } = JSON.parse(block);
    seed("case", JSON.stringify({ request, policies }));
  }
}

for (const file of process.argv.slice(2)) {
  const text = readFileSync(file, "utf8");
  if (file.endsWith(".md")) {
    text.split(/^## /m).forEach(seedScenario);
    continue;
  }
  for (const line of text.trim().split("\n")) {
    seed("case", line);
    seedDocuments(JSON.parse(line).policies);
  }
}
SCRIPT
