#![doc = include_str!("../README.md")]

/// Every file with its path below `data`, sorted within each folder.
const FILES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/files.rs"));

/// The text of a file, by its path below `data`: `catalog/index.txt`.
#[must_use]
pub fn file(path: &str) -> Option<&'static str> {
    let found = FILES.iter().find(|(name, _)| *name == path);
    found.map(|(_, text)| *text)
}

/// The paths and the texts of the files in a folder: `catalog/services`.
pub fn files_in(folder: &str) -> impl Iterator<Item = (&'static str, &'static str)> {
    FILES.iter().copied().filter(move |(path, _)| {
        let name = path
            .strip_prefix(folder)
            .and_then(|rest| rest.strip_prefix('/'));
        name.is_some_and(|name| !name.contains('/'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_found() {
        assert!(file("catalog/index.txt").is_some_and(|text| text.starts_with("iam-catalog\t1\t")));
        assert!(file("catalog/services/s3.txt").is_some());
        assert_eq!(file("catalog/none.txt"), None);
        assert_eq!(files_in("managed-policies/packs").count(), 128);
        assert_eq!(files_in("catalog").count(), 1);
    }
}
