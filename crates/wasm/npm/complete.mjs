// Completes the package that wasm-pack built: the data, the module that reads it, and their names in
// its package.json. `cargo xtask test` runs it behind wasm-pack.
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";

const here = (path) => new URL(path, import.meta.url);
const pkg = (path) => here(`../pkg/${path}`);

rmSync(pkg("data"), { recursive: true, force: true });
mkdirSync(pkg("data"));
for (const path of ["LICENSES.txt", "README.md", "catalog", "managed-policies"]) {
  cpSync(here(`../../../data/${path}`), pkg(`data/${path}`), { recursive: true });
}
const modules = ["catalog.js", "catalog.d.ts"];
for (const name of modules) cpSync(here(name), pkg(name));

const manifest = JSON.parse(readFileSync(pkg("package.json"), "utf8"));
manifest.files = [...new Set([...manifest.files, ...modules, "data"])];
writeFileSync(pkg("package.json"), `${JSON.stringify(manifest, null, 2)}\n`);
