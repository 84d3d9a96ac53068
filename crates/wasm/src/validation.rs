//! Validation for JavaScript: `validate`, the `Catalog` that it looks things up in, and the policies
//! that AWS manages.
//!
//! The data comes as the texts of files in the package's folder `data`, so that who needs a few
//! services reads a few. `catalog.js` beside this module reads them in Node.

use std::rc::Rc;

use iam_case::policy_type_of;
use iam_evaluator::PolicyType;
use iam_language::report::{self, Validation};
use iam_language::validate::services_of;
use iam_language::{Reading, ResourceKind, managed};
use serde::Serialize;
use tsify::{Ts, Tsify};
use wasm_bindgen::prelude::*;

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r#"
/** What a policy is attached as. */
export type PolicyKind =
  | "identity" | "boundary" | "session" | "resource" | "trust" | "vpce" | "scp" | "rcp";

/** What a resource-based policy is attached to: some types have checks of their own. */
export type ResourceType =
  | "AWS::S3::Bucket" | "AWS::S3::AccessPoint" | "AWS::S3::MultiRegionAccessPoint"
  | "AWS::S3ObjectLambda::AccessPoint" | "AWS::DynamoDB::Table";

/** How `validate` looks at a policy. */
export interface ValidateOptions {
  /** What a resource-based policy is attached to; without it, checks that depend on it do not run. */
  resourceType?: ResourceType;
  /** What AWS documents of its services; without it, only what needs none of that is found. */
  catalog?: Catalog;
  /** Whether to tell also what comments in the policy silence. By default not. */
  silenced?: boolean;
}
"#;

#[wasm_bindgen]
extern "C" {
    /// What a policy is attached as.
    #[wasm_bindgen(typescript_type = "PolicyKind")]
    pub type PolicyKind;

    /// How `validate` looks at a policy.
    #[wasm_bindgen(typescript_type = "ValidateOptions")]
    pub type ValidateOptions;

    #[wasm_bindgen(method, getter, js_name = resourceType)]
    fn resource_type(this: &ValidateOptions) -> JsValue;

    #[wasm_bindgen(method, getter)]
    fn catalog(this: &ValidateOptions) -> JsValue;

    #[wasm_bindgen(method, getter)]
    fn silenced(this: &ValidateOptions) -> JsValue;

    /// A `Catalog` as a value of JavaScript: handing over the class itself would take it away from
    /// the caller.
    type CatalogValue;

    #[wasm_bindgen(method, catch, js_name = share)]
    fn share(this: &CatalogValue) -> Result<Catalog, JsValue>;
}

/// Finds the problems in the text of a policy.
///
/// # Errors
///
/// Throws when `kind` or an option is none of those that there are.
#[wasm_bindgen]
pub fn validate(
    text: &str,
    kind: &PolicyKind,
    options: Option<ValidateOptions>,
) -> Result<Ts<Validation>, JsError> {
    let reading = Reading::of(text, policy_type(kind)?);
    let options = options.as_ref();
    let resource = options.map_or(Ok(None), resource_kind)?;
    let catalog = options.map_or(Ok(None), shared_catalog)?;
    let catalog = catalog.unwrap_or_default().catalog;
    let mut validation = report::report(&reading, resource, &catalog);
    if !options.is_some_and(|options| options.silenced().is_truthy()) {
        validation.silenced.clear();
    }
    Ok(validation.into_ts()?)
}

fn policy_type(kind: &PolicyKind) -> Result<PolicyType, JsError> {
    let word = kind.as_string();
    word.and_then(|word| policy_type_of(&word))
        .ok_or_else(|| JsError::new("there is no such kind of policy"))
}

fn resource_kind(options: &ValidateOptions) -> Result<Option<ResourceKind>, JsError> {
    let value = options.resource_type();
    if value.is_null() || value.is_undefined() {
        return Ok(None);
    }
    let kind = value.as_string().and_then(|name| ResourceKind::read(&name));
    match kind {
        Some(kind) => Ok(Some(kind)),
        None => Err(JsError::new("there is no such type of resource")),
    }
}

fn shared_catalog(options: &ValidateOptions) -> Result<Option<Catalog>, JsError> {
    let value = options.catalog();
    if value.is_null() || value.is_undefined() {
        return Ok(None);
    }
    let catalog = value.unchecked_into::<CatalogValue>().share();
    let catalog = catalog.map_err(|_| JsError::new("`catalog` is no Catalog"))?;
    Ok(Some(catalog))
}

/// What AWS documents of its services: actions, resource types, condition keys.
#[wasm_bindgen]
#[derive(Default)]
pub struct Catalog {
    catalog: Rc<iam_language::Catalog>,
}

#[wasm_bindgen]
impl Catalog {
    /// Reads `data/catalog/index.txt`: all services with the names of their actions.
    ///
    /// # Errors
    ///
    /// Throws when the text is cut off or is no such index.
    #[wasm_bindgen(constructor)]
    pub fn new(index: &str) -> Result<Catalog, JsError> {
        let catalog = Rc::new(iam_language::Catalog::read(index)?);
        Ok(Catalog { catalog })
    }

    /// Adds what `data/catalog/services/PREFIX.txt` says of a service.
    ///
    /// # Errors
    ///
    /// Throws when the text is cut off, of another version than the index, or about an unknown
    /// service.
    #[wasm_bindgen(js_name = addService)]
    pub fn add_service(&mut self, text: &str) -> Result<(), JsError> {
        // Shared only while `validate` runs.
        Ok(Rc::make_mut(&mut self.catalog).add_service(text)?)
    }

    /// Whether more is known of the service with this prefix than the names of its actions.
    pub fn has(&self, prefix: &str) -> bool {
        let service = self.catalog.service(prefix);
        service.is_some_and(iam_language::catalog::Service::has_details)
    }

    /// Where the data is from, with its version.
    #[wasm_bindgen(getter)]
    pub fn source(&self) -> String {
        self.catalog.source().to_owned()
    }

    /// The prefixes of the services that a policy names and that are to be added still, for
    /// `validate` to find all that it can.
    ///
    /// # Errors
    ///
    /// Throws when `kind` is none of the kinds.
    #[wasm_bindgen(js_name = servicesOf)]
    pub fn services_of(&self, text: &str, kind: &PolicyKind) -> Result<Vec<String>, JsError> {
        let reading = Reading::of(text, policy_type(kind)?);
        let mut prefixes = services_of(&reading, &self.catalog);
        prefixes.retain(|prefix| !self.has(prefix));
        Ok(prefixes)
    }

    /// The same catalog once more.
    #[wasm_bindgen(skip_typescript)]
    pub fn share(&self) -> Catalog {
        Catalog {
            catalog: Rc::clone(&self.catalog),
        }
    }
}

/// The names of the policies that AWS manages.
#[wasm_bindgen]
pub struct ManagedPolicies {
    policies: managed::ManagedPolicies,
}

/// A policy that AWS manages.
#[derive(Serialize, Tsify)]
pub struct ManagedPolicy {
    /// Its name.
    pub name: String,
    /// Its ARN.
    pub arn: String,
    /// Its version: `v3`.
    pub version: String,
    /// Its document, as JSON in one line.
    pub document: String,
}

#[wasm_bindgen]
impl ManagedPolicies {
    /// Reads `data/managed-policies/index.txt`.
    ///
    /// # Errors
    ///
    /// Throws when the text is cut off or is no such index.
    #[wasm_bindgen(constructor)]
    pub fn new(index: &str) -> Result<ManagedPolicies, JsError> {
        let policies = managed::ManagedPolicies::read(index)?;
        Ok(ManagedPolicies { policies })
    }

    /// Where the data is from, with its version.
    #[wasm_bindgen(getter)]
    pub fn source(&self) -> String {
        self.policies.source().to_owned()
    }

    /// The names that hold every word of a query, the best first.
    pub fn search(&self, query: &str) -> Vec<String> {
        let names = self.policies.search(query).into_iter();
        names.map(str::to_owned).collect()
    }

    /// The name of the file below `data/managed-policies/packs` that has the policy of this name or
    /// ARN; undefined where there is no such policy.
    #[wasm_bindgen(js_name = packOf)]
    pub fn pack_of(&self, name_or_arn: &str) -> Option<String> {
        self.policies.name(name_or_arn).map(managed::pack_of)
    }

    /// The policy of this name or ARN, in the text of its pack.
    ///
    /// # Errors
    ///
    /// Throws when there is no such policy, or not in this pack.
    pub fn find(&self, name_or_arn: &str, pack: &str) -> Result<Ts<ManagedPolicy>, JsError> {
        let name = self.policies.name(name_or_arn);
        let name = name.ok_or_else(|| JsError::new("AWS manages no policy of this name"))?;
        let policy = managed::find_in_pack(pack, name)?;
        let policy = ManagedPolicy {
            name: name.to_owned(),
            arn: self.policies.arn(name).unwrap_or_default(),
            version: policy.version.to_owned(),
            document: policy.document.to_owned(),
        };
        Ok(policy.into_ts()?)
    }
}
