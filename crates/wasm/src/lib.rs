//! The npm package: `evaluate` for cases, `Policies` for policies that are read once and asked often,
//! `validate` for policies with the `Catalog` that it looks things up in, and `ManagedPolicies`, as
//! JavaScript calls them.
//!
//! What can be expected comes back as a value; an `Error` is thrown only for what is no case. The
//! TypeScript types are generated from the Rust ones.

pub mod validation;

use iam_case::{Answer, Case, CaseError, CasePolicies, TraceDetail};
use serde::Deserialize;
use tsify::{Ts, Tsify};
use wasm_bindgen::prelude::*;

/// The types of what goes in. A case is handed over as JSON, so that the texts of its policies stay
/// as they are.
#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r#"
/** A policy document: JSON, or the text of the policy exactly as it was typed. */
export type Document = string | object;

/** A policy: its document alone, or with the name that answers call it by. */
export type PolicyInput = Document | { name?: string; document: Document };

/** A context value; a list for a multivalued key; null removes a key that AWS would derive. */
export type ContextValue = string | number | boolean | (string | number | boolean)[] | null;

/** Who asks: an ARN, the name of a service, "anonymous", or an object that says more. */
export type PrincipalInput =
  | string
  | {
      kind:
        | "user" | "role-session" | "federated-user" | "root" | "service"
        | "service-linked-role" | "saml" | "oidc" | "anonymous";
      arn?: string;
      account?: string;
      uniqueId?: string;
      roleArn?: string;
      roleUniqueId?: string;
      userArn?: string;
      service?: string;
      provider?: string;
      canonicalUser?: string;
      managementAccount?: boolean;
      tags?: Record<string, string>;
    };

/** One authorization question. */
export interface CaseInput {
  id?: string;
  note?: string;
  request: {
    principal: PrincipalInput;
    action: string;
    resource: string;
    resourceAccount?: string;
    resourceAccountIsManagement?: boolean;
    restrictPublicBuckets?: boolean;
    context?: Record<string, ContextValue>;
    exactContext?: boolean;
  };
  policies?: {
    identity?: PolicyInput[];
    boundary?: PolicyInput;
    session?: PolicyInput[];
    resource?: PolicyInput;
    vpce?: PolicyInput;
    scps?: PolicyInput[][];
    rcps?: PolicyInput[][];
  };
  expected?: {
    decision?: Decision;
    by?: string;
    statement?: string;
    message?: string;
    uncertain?: string[];
  };
}

/** The policies in force. */
export type PoliciesInput = NonNullable<CaseInput["policies"]>;

/** What is asked of them. */
export type RequestInput = CaseInput["request"];

export type Decision = "allowed" | "explicitDeny" | "implicitDeny";

/**
 * What decided; "none" where a rule of AWS decides whatever policies say: the action needs no
 * permission, or AWS refuses the call.
 */
export type DecidedBy =
  | "identity" | "resource" | "trust" | "boundary" | "session" | "scp" | "rcp" | "vpce"
  | "root" | "none";

/** What a step looks at: every Deny statement, a rule of AWS, or the policies of one type. */
export type Gate = "explicitDeny" | "rule" | Exclude<DecidedBy, "root" | "none">;
"#;

#[wasm_bindgen]
extern "C" {
    /// One authorization question: an object, or its JSON text.
    #[wasm_bindgen(typescript_type = "CaseInput | string")]
    pub type CaseInput;

    /// The policies in force: an object, or its JSON text.
    #[wasm_bindgen(typescript_type = "PoliciesInput | string")]
    pub type PoliciesInput;

    /// What is asked of them: an object, or its JSON text.
    #[wasm_bindgen(typescript_type = "RequestInput | string")]
    pub type RequestInput;

    #[wasm_bindgen(js_namespace = JSON, catch)]
    fn stringify(value: &JsValue) -> Result<Option<String>, JsValue>;
}

/// How `evaluate` answers.
#[derive(Default, Deserialize, Tsify)]
#[serde(rename_all = "camelCase", default)]
pub struct EvaluateOptions {
    /// Whether the answer holds the way to the decision. By default it does not.
    #[tsify(optional)]
    pub trace: bool,
    /// Add no context keys that AWS would derive from the principal and the resource.
    #[tsify(optional)]
    pub exact_context: bool,
}

/// Decides a case.
///
/// # Errors
///
/// Throws when the input is no case, or when a policy in it is one that AWS would refuse.
#[wasm_bindgen]
pub fn evaluate(
    case: CaseInput,
    options: Option<Ts<EvaluateOptions>>,
) -> Result<Ts<Answer>, JsError> {
    let options = read_options(options)?;
    let text = json_text(&case, "the case")?;
    let case = Case::read(&text, options.exact_context).map_err(to_js)?;
    Ok(Answer::to(&case, options.detail()).into_ts()?)
}

/// Policies that are read once, and then asked as often as you like.
#[wasm_bindgen]
pub struct Policies {
    policies: CasePolicies,
}

#[wasm_bindgen]
impl Policies {
    /// Reads the policies.
    ///
    /// # Errors
    ///
    /// Throws when a policy is one that AWS would refuse.
    #[wasm_bindgen(constructor)]
    pub fn new(policies: &PoliciesInput) -> Result<Policies, JsError> {
        let text = json_text(policies, "the policies")?;
        let policies = CasePolicies::read(&text).map_err(to_js)?;
        Ok(Policies { policies })
    }

    /// Decides a request.
    ///
    /// # Errors
    ///
    /// Throws when the input is no request, or when its action asks for a role trust policy where
    /// there is a resource-based policy, or the other way round.
    pub fn evaluate(
        &self,
        request: &RequestInput,
        options: Option<Ts<EvaluateOptions>>,
    ) -> Result<Ts<Answer>, JsError> {
        let options = read_options(options)?;
        let text = json_text(request, "the request")?;
        let case = self
            .policies
            .ask(&text, options.exact_context)
            .map_err(to_js)?;
        Ok(Answer::to(&case, options.detail()).into_ts()?)
    }
}

impl EvaluateOptions {
    fn detail(&self) -> TraceDetail {
        match self.trace {
            true => TraceDetail::Full,
            false => TraceDetail::None,
        }
    }
}

fn read_options(options: Option<Ts<EvaluateOptions>>) -> Result<EvaluateOptions, JsError> {
    match options {
        Some(options) => Ok(options.to_rust()?),
        None => Ok(EvaluateOptions::default()),
    }
}

/// JSON as text, given as such or as an object.
fn json_text(input: &JsValue, what: &str) -> Result<String, JsError> {
    if let Some(text) = input.as_string() {
        return Ok(text);
    }
    stringify(input)
        .ok()
        .flatten()
        .ok_or_else(|| JsError::new(&format!("{what} cannot be written as JSON")))
}

/// Without the place: in a text that the caller never saw it would only confuse.
fn to_js(error: CaseError) -> JsError {
    JsError::new(&error.message)
}
