// What `validate` looks up, read from the package's folder `data`, in Node: each file when it is
// first asked for.
const { readFileSync } = require("node:fs");
const { join } = require("node:path");
const { Catalog, ManagedPolicies } = require("./iam_wasm.js");

const read = (...path) => readFileSync(join(__dirname, "data", ...path), "utf8");

const once = (make) => {
  let made;
  return () => (made ??= make());
};

const index = once(() => read("catalog", "index.txt"));
const managedPolicies = once(() => new ManagedPolicies(read("managed-policies", "index.txt")));

exports.loadCatalog = (prefixes = []) => {
  const catalog = new Catalog(index());
  for (const prefix of prefixes) addService(catalog, prefix);
  return catalog;
};

exports.addServicesOf = (catalog, text, kind) => {
  for (const prefix of catalog.servicesOf(text, kind)) addService(catalog, prefix);
  return catalog;
};

exports.managedPolicy = (nameOrArn) => {
  const file = managedPolicies().packOf(nameOrArn);
  if (file === undefined) return undefined;
  return managedPolicies().find(nameOrArn, read("managed-policies", "packs", file));
};

exports.searchManagedPolicies = (query) => managedPolicies().search(query);

function addService(catalog, prefix) {
  // The prefix becomes a file's name.
  if (!/^[a-z0-9-]+$/.test(prefix)) throw new Error(`there is no service ${prefix}`);
  if (!catalog.has(prefix)) catalog.addService(read("catalog", "services", `${prefix}.txt`));
}
