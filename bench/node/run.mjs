// What the rows of the table that run in Node have in common: `node ROW.mjs speed` and
// `node ROW.mjs score` each print one line of JSON for the table's program.
import { readFileSync } from "node:fs";

const read = (name) => readFileSync(new URL(name, import.meta.url), "utf8");

export const cases = JSON.parse(read("../cases/cases.json"));

const published = read("../../tests/cases/conformance.jsonl")
  .split("\n")
  .filter((line) => line !== "")
  .map((line) => JSON.parse(line));

/** Why a question cannot be put to a row. */
export class CannotAsk extends Error {}

/** How often a second, after the compiler had its time. */
export async function rate(work) {
  const during = async (milliseconds) => {
    const start = performance.now();
    let times = 0;
    let size = 1;
    for (;;) {
      for (let n = 0; n < size; n += 1) {
        const pending = work();
        if (pending instanceof Promise) await pending;
      }
      times += size;
      const passed = performance.now() - start;
      if (passed > milliseconds) return (times * 1000) / passed;
      if (passed < milliseconds / 20) size *= 2;
    }
  };
  await during(300);
  return during(400);
}

/** `prepare(case)` gives a function that decides the case, `read` one that reads a policy's text. */
export async function run({ prepare, decisionOf, read }) {
  const task = process.argv[2];
  if (task === "speed") {
    const speed = {};
    for (const name of ["simple", "heavy"]) speed[name] = await rate(prepare(cases[name]));
    const text = JSON.stringify(cases.heavy.policies.identity[0].document);
    if (read) speed.read = ((await rate(() => read(text))) * Buffer.byteLength(text)) / 1e6;
    console.log(JSON.stringify(speed));
  } else if (task === "score") {
    const score = { agrees: 0, differs: [], cannot: {} };
    for (const question of published) {
      try {
        const found = decisionOf(await prepare(question)());
        if (found === question.expected.decision) score.agrees += 1;
        else score.differs.push(question.id);
      } catch (error) {
        if (!(error instanceof CannotAsk)) throw error;
        score.cannot[error.message] = (score.cannot[error.message] ?? 0) + 1;
      }
    }
    console.log(JSON.stringify(score));
  } else {
    throw new Error("say `speed` or `score`");
  }
}
