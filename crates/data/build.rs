//! Writes the list of the files in `data`, which `src/lib.rs` includes.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data");
    let mut list = String::from("&[\n");
    for folder in [
        "catalog",
        "catalog/services",
        "managed-policies",
        "managed-policies/packs",
    ] {
        println!("cargo:rerun-if-changed={}", root.join(folder).display());
        let mut files: Vec<PathBuf> = fs::read_dir(root.join(folder))?
            .filter_map(|entry| Some(entry.ok()?.path()))
            .filter(|path| path.extension().is_some_and(|extension| extension == "txt"))
            .collect();
        files.sort();
        for path in files {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            let path = path.canonicalize()?;
            writeln!(
                list,
                "    ({:?}, include_str!({:?})),",
                format!("{folder}/{name}"),
                path.display().to_string()
            )
            .map_err(io::Error::other)?;
        }
    }
    list.push(']');
    let out = env::var_os("OUT_DIR").ok_or_else(|| io::Error::other("cargo sets OUT_DIR"))?;
    fs::write(Path::new(&out).join("files.rs"), list)
}
