#!/bin/sh
# Fills the corpora with the suite's cases and their policies.
set -eu
cd "$(dirname "$0")"
mkdir -p corpus/case corpus/policy_text
awk '{ print > ("corpus/case/seed-" NR) }' ../tests/cases/*.jsonl
node - ../tests/cases/*.jsonl <<'SCRIPT'
const { readFileSync, writeFileSync } = require("node:fs");
let number = 0;
function visit(value) {
  if (value === null || typeof value !== "object") return;
  if (value.document !== undefined) {
    const { document } = value;
    const text = typeof document === "string" ? document : JSON.stringify(document);
    writeFileSync(`corpus/policy_text/seed-${number++}`, text);
  } else {
    Object.values(value).forEach(visit);
  }
}
for (const file of process.argv.slice(2)) {
  for (const line of readFileSync(file, "utf8").trim().split("\n")) visit(JSON.parse(line).policies);
}
SCRIPT
