//! A module of the evaluator, or of the language crate, imports only modules
//! of its crate that come before it.
//!
//! So a crate can be read from the top to the bottom, and nothing that reads a
//! policy can come to depend on what decides about it.

use super::{check_none, files};
use crate::Result;

/// A crate's sources and its modules in reading order, which is that of its
/// table in ARCHITECTURE.md.
pub(super) struct Order {
    sources: &'static str,
    pub(super) modules: &'static [&'static str],
}

/// The crates in the order of ARCHITECTURE.md.
pub(super) const ORDERS: &[Order] = &[
    Order {
        sources: "crates/evaluator/src/",
        modules: EVALUATOR,
    },
    Order {
        sources: "crates/language/src/",
        modules: LANGUAGE,
    },
];

const LANGUAGE: &[&str] = &[
    "catalog", "managed", "codes", "reading", "tables", "glob", "request", "tokens", "quota",
    "validate", "words", "keys", "caret", "complete", "hover", "rewrite", "report",
];

const EVALUATOR: &[&str] = &[
    "source",
    "finding",
    "json",
    "pattern",
    "arn",
    "request",
    "variable",
    "arn_pattern",
    "condition",
    "policy",
    "public_access",
    "policy_set",
    "trace",
    "evaluate",
    "explain",
];

#[test]
fn modules_import_only_earlier_ones() -> Result<()> {
    let mut problems = Vec::new();
    for (name, text) in files()? {
        for order in ORDERS {
            let module = name
                .strip_prefix(order.sources)
                .and_then(|path| path.split(['/', '.']).next())
                .filter(|module| *module != "lib");
            if let Some(module) = module {
                let found = wrong_imports(order.modules, module, &text).into_iter();
                problems.extend(found.map(|problem| format!("{name}: {problem}")));
            }
        }
    }
    check_none(problems);
    Ok(())
}

fn wrong_imports(order: &[&str], module: &str, text: &str) -> Vec<String> {
    let place = |name: &str| order.iter().position(|other| *other == name);
    let Some(own) = place(module) else {
        return vec![format!(
            "add `{module}` to the order in crates/xtask/src/tidy/imports.rs"
        )];
    };
    let mut problems = Vec::new();
    for import in imports(text) {
        match place(import) {
            Some(other) if other <= own => {}
            Some(_) => problems.push(format!(
                "`{module}` comes before `{import}` and cannot import it"
            )),
            None => problems.push(format!("name the module that `crate::{import}` is from")),
        }
    }
    problems
}

/// What follows each `crate::`, in code that is not a test.
fn imports(text: &str) -> Vec<&str> {
    let code = text.split("#[cfg(test)]").next().unwrap_or_default();
    let mut found = Vec::new();
    let mut rest = code;
    while let Some((before, after)) = rest.split_once("crate::") {
        rest = after;
        let line = before.rsplit('\n').next().unwrap_or_default();
        let is_other_word = before.ends_with(|c: char| c.is_alphanumeric() || "_$".contains(c));
        if line.contains("//") || is_other_word {
            continue;
        }
        match after.strip_prefix('{') {
            Some(group) => found.extend(group_members(group)),
            None => found.push(identifier(after)),
        }
    }
    found
}

/// The first words of `a::{b, c}, d}`: `a` and `d`.
fn group_members(group: &str) -> Vec<&str> {
    let mut depth = 0;
    let mut start = 0;
    let mut members = Vec::new();
    for (at, c) in group.char_indices() {
        let is_end = depth == 0 && (c == ',' || c == '}');
        if is_end {
            members.extend(group.get(start..at).map(|member| identifier(member.trim())));
            start = at + 1;
        }
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            _ => {}
        }
    }
    members.retain(|member| !member.is_empty());
    members
}

fn identifier(text: &str) -> &str {
    let end = text.find(|c: char| !c.is_alphanumeric() && c != '_');
    end.and_then(|end| text.get(..end)).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::{imports, wrong_imports};

    #[test]
    fn imports_are_read() {
        let text = "use crate::a::B;\nuse crate::{c::{D, E}, f};\n// crate::g\nlet h = crate::i::j();\n#[cfg(test)] use crate::k;";
        assert_eq!(imports(text), ["a", "c", "f", "i"]);
    }

    #[test]
    fn a_later_module_is_not_imported() {
        let check = |module, text| wrong_imports(&["policy", "trace"], module, text).len();
        assert_eq!(check("trace", "use crate::policy::X;"), 0);
        assert_eq!(check("policy", "use crate::trace::X;"), 1);
        assert_eq!(check("policy", "use crate::Decision;"), 1);
        assert_eq!(check("unknown", ""), 1);
    }
}
