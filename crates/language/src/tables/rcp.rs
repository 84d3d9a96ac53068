//! The services whose resources resource control policies restrict.

pub use iam_evaluator::evaluate::RCP_SERVICES;

/// Whether resource control policies restrict what is done with resources of this service; case does
/// not matter.
#[must_use]
pub fn supports_rcps(prefix: &str) -> bool {
    let lower = prefix.to_ascii_lowercase();
    RCP_SERVICES.binary_search(&lower.as_str()).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_sorted() {
        assert!(RCP_SERVICES.is_sorted());
        assert!(supports_rcps("S3") && supports_rcps("xray"));
        assert!(!supports_rcps("ec2"));
    }
}
