//! The policies that AWS manages, by name and by ARN.
//!
//! They come in parts: an index with their names, and packs of about a dozen policies each.
//!
//! <https://docs.aws.amazon.com/aws-managed-policy/latest/reference/about-managed-policy-reference.html>

use crate::catalog::{CatalogError, damaged, fnv};

/// How many packs there are.
const PACKS: u32 = 128;

const ARN: &str = "arn:aws:iam::aws:policy/";

/// The names of all policies that AWS manages.
#[derive(Clone, Debug, Default)]
pub struct ManagedPolicies {
    source: String,
    /// Name and path, sorted by name. The path is empty or ends in a slash.
    names: Vec<(String, String)>,
}

/// One policy that AWS manages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ManagedPolicy<'a> {
    /// Its name: `ReadOnlyAccess`.
    pub name: &'a str,
    /// Its version: `v3`.
    pub version: &'a str,
    /// Its document, as JSON in one line.
    pub document: &'a str,
}

impl ManagedPolicies {
    /// Reads the index.
    ///
    /// # Errors
    ///
    /// When the text is cut off or is no index of this version.
    pub fn read(index: &str) -> Result<ManagedPolicies, CatalogError> {
        let mut lines = index.lines();
        let source = lines
            .next()
            .and_then(|line| line.strip_prefix("iam-managed-policies\t1\t"));
        let source = source.ok_or(damaged(1, "this is no index of version 1"))?;
        if !index.ends_with('\n') {
            return Err(damaged(0, "the index is cut off"));
        }
        let names = lines.map(|line| {
            let (name, path) = line.split_once('\t').unwrap_or((line, ""));
            (name.to_owned(), path.to_owned())
        });
        Ok(ManagedPolicies {
            source: source.to_owned(),
            names: names.collect(),
        })
    }

    /// Where the data is from, with its version.
    #[must_use]
    pub fn source(&self) -> &str {
        &self.source
    }

    /// The name that a name or an ARN stands for; case does not matter.
    #[must_use]
    pub fn name(&self, name_or_arn: &str) -> Option<&str> {
        let text = name_or_arn.trim();
        let name = text.rsplit('/').next().unwrap_or(text);
        let found = self
            .names
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(name));
        let (found, path) = found?;
        let is_arn = text.contains(':');
        (!is_arn || text.eq_ignore_ascii_case(&format!("{ARN}{path}{found}"))).then_some(found)
    }

    /// The ARN of a policy of this name.
    #[must_use]
    pub fn arn(&self, name: &str) -> Option<String> {
        let (name, path) = self.names.iter().find(|(known, _)| known == name)?;
        Some(format!("{ARN}{path}{name}"))
    }

    /// The names that hold every word of a query, those that begin with it first; a whole ARN is
    /// found by its name.
    #[must_use]
    pub fn search(&self, query: &str) -> Vec<&str> {
        let query = query.trim().to_ascii_lowercase();
        let query = query.rsplit('/').next().unwrap_or_default();
        let words: Vec<&str> = query.split_whitespace().collect();
        let joined: String = words.concat();
        let mut found: Vec<(u8, &str)> = self
            .names
            .iter()
            .filter_map(|(name, _)| {
                let lower = name.to_ascii_lowercase();
                let is_found = words.iter().all(|word| lower.contains(word));
                let rank = match lower.strip_prefix(&joined) {
                    Some("") => 0,
                    Some(_) => 1,
                    None => 2,
                };
                is_found.then_some((rank, name.as_str()))
            })
            .collect();
        found.sort_by_key(|(rank, name)| (*rank, name.len(), *name));
        found.into_iter().map(|(_, name)| name).collect()
    }
}

/// The name of the file, below `packs`, that has the policy of this name.
#[must_use]
pub fn pack_of(name: &str) -> String {
    format!("{:02x}.txt", fnv(name.bytes()) % PACKS)
}

/// The policy of this name in its pack.
///
/// # Errors
///
/// When the pack is cut off, or has no such policy.
pub fn find_in_pack<'a>(pack: &'a str, name: &str) -> Result<ManagedPolicy<'a>, CatalogError> {
    if !pack.ends_with('\n') {
        return Err(damaged(0, "the file is cut off"));
    }
    let policies = pack.lines().filter_map(|line| {
        let mut fields = line.splitn(3, '\t');
        Some(ManagedPolicy {
            name: fields.next()?,
            version: fields.next()?,
            document: fields.next()?,
        })
    });
    let mut policies = policies.filter(|policy| policy.name == name);
    policies
        .next()
        .ok_or(damaged(0, "the policy is not in its file"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn few() -> ManagedPolicies {
        let index = "iam-managed-policies\t1\ttest 1\nAmazonS3FullAccess\nAmazonS3ReadOnlyAccess\nJob\tjob-function/\nReadOnlyAccess\n";
        ManagedPolicies::read(index).expect("it is an index")
    }

    #[test]
    fn a_policy_is_found_by_its_name_and_its_arn() {
        let policies = few();
        assert_eq!(policies.name("readonlyaccess"), Some("ReadOnlyAccess"));
        let arn = policies.arn("Job").expect("it is known");
        assert_eq!(arn, "arn:aws:iam::aws:policy/job-function/Job");
        assert_eq!(policies.name(&arn), Some("Job"));
        assert_eq!(policies.name("arn:aws:iam::aws:policy/Job"), None);
        assert_eq!(policies.name("arn:aws:iam::111122223333:policy/Job"), None);
        assert_eq!(
            policies.search("read"),
            ["ReadOnlyAccess", "AmazonS3ReadOnlyAccess"]
        );
        assert_eq!(policies.search("s3 access").len(), 2);
        assert_eq!(policies.search(&arn), ["Job"]);
        assert_eq!(policies.search("").len(), 4);
    }

    #[test]
    fn a_document_is_found_in_its_pack() {
        let pack = "A\tv1\t{}\nB\tv2\t{\"Version\": \"2012-10-17\"}\n";
        let policy = find_in_pack(pack, "B").expect("it is there");
        assert_eq!(
            (policy.version, policy.document),
            ("v2", "{\"Version\": \"2012-10-17\"}")
        );
        assert!(find_in_pack(pack, "C").is_err());
        assert!(find_in_pack(pack.trim_end(), "B").is_err());
        assert!(find_in_pack("<html>\n", "B").is_err());
    }
}
