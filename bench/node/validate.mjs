// Our npm package in the table of validation: `node validate.mjs speed FOLDER` and `… findings FOLDER`
// print one line of JSON; `node validate.mjs FILE` validates one file, as a command would.
import { readFileSync, readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { addServicesOf, loadCatalog } from "../../crates/wasm/pkg/catalog.js";
import { validate } from "../../crates/wasm/pkg/iam_wasm.js";
import { rate } from "./run.mjs";

const [task, folder] = process.argv.slice(2);

const counts = (text, catalog) => {
  const found = {};
  for (const { issueCode } of validate(text, "identity", { catalog }).findings) {
    found[issueCode] = (found[issueCode] ?? 0) + 1;
  }
  return found;
};

const catalogFor = (text) => addServicesOf(loadCatalog(), text, "identity");

if (task === "speed") {
  const speed = {};
  for (const name of ["clean", "defects"]) {
    const text = readFileSync(join(folder, `${name}.json`), "utf8");
    const catalog = catalogFor(text);
    speed[name] = 1000 / (await rate(() => validate(text, "identity", { catalog })));
  }
  console.log(JSON.stringify(speed));
} else if (task === "findings") {
  const found = {};
  for (const file of readdirSync(folder)) {
    const text = readFileSync(join(folder, file), "utf8");
    found[basename(file, ".json")] = counts(text, catalogFor(text));
  }
  console.log(JSON.stringify(found));
} else {
  const text = readFileSync(task, "utf8");
  console.log(JSON.stringify(validate(text, "identity", { catalog: catalogFor(text) })));
}
