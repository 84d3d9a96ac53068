// Our npm package: policies read once, then requests. `trace` asks for the way to the decision too.
import { Policies } from "../../crates/wasm/pkg/iam_wasm.js";
import { run } from "./run.mjs";

const options = { trace: process.argv[3] === "trace" };

await run({
  prepare: ({ policies, request }) => {
    const read = new Policies(policies ?? {});
    return () => read.evaluate(request, options);
  },
  decisionOf: (answer) => answer.decision,
  read: (text) => new Policies({ identity: [text] }).free(),
});
