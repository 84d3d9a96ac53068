//! The catalog that is compiled in, read as far as policies need it.

use std::io::{Error, Result};

use iam_language::validate::services_of;
use iam_language::{Catalog, Reading};

/// A catalog that grows by the services that policies name.
pub(crate) struct GrowingCatalog {
    catalog: Catalog,
}

impl GrowingCatalog {
    /// The names of all actions.
    pub(crate) fn read() -> Result<GrowingCatalog> {
        let index = iam_data::file("catalog/index.txt").unwrap_or_default();
        let catalog = Catalog::read(index).map_err(Error::other)?;
        Ok(GrowingCatalog { catalog })
    }

    /// Nothing, and it stays so: no service is known, hence none is looked for.
    pub(crate) fn none() -> GrowingCatalog {
        GrowingCatalog {
            catalog: Catalog::default(),
        }
    }

    /// The catalog with the details of every service that the policy names.
    pub(crate) fn with_services_of(&mut self, reading: &Reading<'_>) -> Result<&Catalog> {
        for prefix in services_of(reading, &self.catalog) {
            let service = self.catalog.service(&prefix);
            if service.is_none_or(iam_language::catalog::Service::has_details) {
                continue;
            }
            if let Some(text) = iam_data::file(&format!("catalog/services/{prefix}.txt")) {
                self.catalog.add_service(text).map_err(Error::other)?;
            }
        }
        Ok(&self.catalog)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use iam_evaluator::PolicyType;

    fn detailed(catalog: &Catalog) -> Vec<&str> {
        let services = catalog.services().filter(|service| service.has_details());
        services.map(|service| service.prefix.as_str()).collect()
    }

    #[test]
    fn only_what_is_named_is_read() {
        let text = r#"{"Statement": {"Effect": "Allow", "Action": "sqs:*", "Resource": "arn:aws:s3:::b"}}"#;
        let reading = Reading::of(text, PolicyType::IdentityBased);
        let mut growing = GrowingCatalog::read().expect("the data is whole");
        assert_eq!(detailed(&growing.catalog), [] as [&str; 0]);
        let catalog = growing.with_services_of(&reading).expect("it is whole");
        assert_eq!(detailed(catalog), ["s3", "sqs"]);
        let catalog = GrowingCatalog::none();
        let mut none = catalog;
        assert!(none.with_services_of(&reading).expect("nothing").is_empty());
    }
}
