//! Sentences about a whole decision: the summary, the notes, and everything as plain text.

use super::{
    ElementState, Explanation, Gate, MissingKey, StatementRole, StepState, UncertainPoint,
};
use crate::arn_pattern::MatchRule;
use crate::policy::{Effect, PolicyType};
use crate::policy_set::{PolicySet, StatementRef};
use crate::request::Request;
use crate::trace::{
    DecidedBy, Decision, ElementOutcome, Evaluation, PrincipalOutcome, Refusal, SpecialRule,
    StatementTrace, Verdict,
};

/// The name of a statement: its Sid, or `Statement[n]`, counted from 0.
#[must_use]
pub fn label(policies: &PolicySet, reference: StatementRef) -> String {
    policies
        .statement(reference)
        .and_then(|statement| statement.sid.as_ref())
        .map_or_else(
            || format!("Statement[{}]", reference.statement),
            |sid| sid.value.clone(),
        )
}

/// A statement inside a sentence: ``statement `ReadReports` of `app-role` ``.
pub(super) fn mention(policies: &PolicySet, reference: StatementRef) -> String {
    let policy = policies
        .policy(reference)
        .map_or("", |policy| policy.name.as_str());
    format!("statement `{}` of `{policy}`", label(policies, reference))
}

/// The same at the start of a sentence.
pub(super) fn mention_first(policies: &PolicySet, reference: StatementRef) -> String {
    capitalized(&mention(policies, reference))
}

/// The sentence with a capital first letter.
pub(super) fn capitalized(sentence: &str) -> String {
    let mut characters = sentence.chars();
    match characters.next() {
        Some(first) => first.to_uppercase().collect::<String>() + characters.as_str(),
        None => String::new(),
    }
}

/// `1 statement`, `2 statements`.
pub(super) fn count(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

pub(super) fn summary(evaluation: &Evaluation, policies: &PolicySet, request: &Request) -> String {
    let verdict = evaluation.verdict;
    let action = request.action();
    match (verdict.decision, verdict.by, verdict.statement) {
        (_, DecidedBy::Rule, _) => rule(evaluation.trace.situation.special, action),
        (_, DecidedBy::Root, _) => {
            "The root user has full access to its own account, and nothing here denies it."
                .to_owned()
        }
        (Decision::Allowed, DecidedBy::Policies(by), Some(reference)) => {
            let mention = mention_first(policies, reference);
            format!(
                "{mention}, {}, allows it, and nothing denies it.",
                by.with_article()
            )
        }
        (Decision::ExplicitDeny, DecidedBy::Policies(by), Some(reference)) => {
            let mention = mention_first(policies, reference);
            format!(
                "{mention}, {}, denies it. An explicit deny always wins.",
                by.with_article()
            )
        }
        (_, DecidedBy::Policies(by), _) => {
            cut_grants(evaluation, policies, by).unwrap_or_else(|| missing_allow(by, action))
        }
    }
}

/// What a rule that stands above the policies says.
pub(super) fn rule(special: Option<SpecialRule>, action: &str) -> String {
    let refused = match special {
        Some(SpecialRule::NoPermissionNeeded) => {
            return format!("`{action}` needs no permission, and no policy can deny it.");
        }
        Some(SpecialRule::BucketPolicyRescue) | None => return String::new(),
        Some(SpecialRule::Refused(refusal)) => match refusal {
            Refusal::RootAssumesRole => "A root user cannot assume a role",
            Refusal::FederatedUserCallsIam => {
                "A session of `sts:GetFederationToken` cannot call IAM"
            }
            Refusal::FederatedUserCallsSts => {
                "A session of `sts:GetFederationToken` can call nothing of AWS STS but \
                 `sts:GetCallerIdentity`"
            }
            Refusal::RoleSessionMakesSession => {
                "A session of a role can call neither `sts:GetFederationToken` nor \
                 `sts:GetSessionToken`"
            }
            Refusal::RolePassedAcrossAccounts => {
                "A role can be passed only to a service in the role's own account"
            }
            Refusal::ProviderOfAnotherAccount => {
                "An identity provider serves only the roles of its own account"
            }
        },
    };
    format!("{refused}: AWS refuses `{action}` here, whatever policies allow.")
}

/// What S3 Block Public Access did, if it took a grant of policies of this type from the caller.
pub(super) fn cut_grants(
    evaluation: &Evaluation,
    policies: &PolicySet,
    by: PolicyType,
) -> Option<String> {
    let trace = &evaluation.trace;
    let public = trace.public_grant_cut(by)?;
    let grants = |statement: &StatementTrace| {
        statement.policy_type == by && statement.effect == Effect::Allow && statement.matches()
    };
    trace.statements.iter().any(grants).then(|| {
        format!(
            "{} makes the policy of the bucket public, so S3 Block Public Access \
             (RestrictPublicBuckets) leaves its grants only to AWS services and to principals of \
             the bucket's account.",
            mention_first(policies, public)
        )
    })
}

fn missing_allow(by: PolicyType, action: &str) -> String {
    match by {
        PolicyType::ServiceControl => format!(
            "At one level of the organization no service control policy allows `{action}` on this \
             resource."
        ),
        PolicyType::RoleTrust => {
            format!("The role trust policy does not allow `{action}` for this caller.")
        }
        PolicyType::ResourceControl
        | PolicyType::VpcEndpoint
        | PolicyType::ResourceBased
        | PolicyType::IdentityBased
        | PolicyType::PermissionsBoundary
        | PolicyType::Session => {
            format!(
                "No {} allows `{action}` on this resource in this context.",
                by.name()
            )
        }
    }
}

/// Rules that surprise, where they bear on this request, and the uncertain points that decided.
pub(super) fn notes(
    evaluation: &Evaluation,
    request: &Request,
    uncertain: &[UncertainPoint],
) -> Vec<String> {
    let trace = &evaluation.trace;
    let applies = |bears: fn(&StatementTrace) -> bool| {
        let mut statements = trace.statements.iter();
        statements.any(|statement| statement.matches() && bears(statement))
    };
    let mut notes = Vec::new();
    if applies(has_completed_arn) {
        notes.push(
            "A shortened ARN in Resource was completed with `*` for each missing part, as AWS does \
             in identity-based policies."
                .to_owned(),
        );
    }
    if applies(|statement| statement.principal == PrincipalOutcome::CoveredByBoundaryRule) {
        notes.push(
            "NotPrincipal with Deny always denies a caller with a permissions boundary, listed or \
             not."
                .to_owned(),
        );
    }
    let special = trace.situation.special;
    let decided = evaluation.verdict.by == DecidedBy::Rule;
    if matches!(special, Some(SpecialRule::Refused(_))) && !decided {
        notes.push(rule(special, request.action()));
    }
    notes.extend(uncertain.iter().map(|point| point.note()));
    notes
}

fn has_completed_arn(statement: &StatementTrace) -> bool {
    matches!(
        statement.resource,
        ElementOutcome::Matched(_, MatchRule::CompletedArn)
            | ElementOutcome::Excluded(_, MatchRule::CompletedArn)
    )
}

impl Explanation {
    /// The verdict in one word: `Allowed` or `Denied`.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self.verdict.decision {
            Decision::Allowed => "Allowed",
            Decision::ExplicitDeny | Decision::ImplicitDeny => "Denied",
        }
    }

    /// Everything as plain text, for terminals, for copying and for reading aloud.
    #[must_use]
    pub fn to_text(&self, policies: &PolicySet, request: &Request) -> String {
        let mut lines = vec![format!("{}. {}", self.word(), self.summary)];
        if let Some(message) = &self.message {
            lines.push(format!("AWS would say: {message}"));
        }
        lines.push(String::new());
        lines.push("Steps:".to_owned());
        for (number, step) in (1..).zip(&self.steps) {
            lines.push(format!(
                "  {number}. {} {}: {}",
                step.state.sign(),
                step.gate.title(),
                step.text
            ));
        }
        lines.extend(self.near_lines(policies, request));
        for statement in &self.statements {
            let policy = policies.policy(statement.reference);
            let name = policy.map_or("", |policy| policy.name.as_str());
            let place = policy.map_or(String::new(), |policy| {
                policy
                    .lines
                    .position(&policy.text, statement.span.start)
                    .to_string()
            });
            lines.push(String::new());
            lines.push(format!(
                "{} {} · {name}, {place}: {}",
                statement.effect.as_str(),
                statement.label,
                statement.text
            ));
            for element in &statement.elements {
                if element.state == ElementState::NotPresent {
                    continue;
                }
                let title = format!("{} {}", element.state.sign(), element.element.as_str());
                lines.push(format!("  {title:<12} {}", element.text));
                for condition in &element.conditions {
                    let sign = if condition.holds { "✓" } else { "✗" };
                    lines.push(format!(
                        "    {sign} {} {}: {}",
                        condition.operator, condition.key, condition.text
                    ));
                }
            }
        }
        if !self.notes.is_empty() {
            lines.push(String::new());
            lines.extend(self.notes.iter().map(|note| format!("Note: {note}")));
        }
        lines.join("\n") + "\n"
    }
}

impl Explanation {
    /// What came near, what would mend it, and which keys would matter, if there is anything to say.
    fn near_lines(&self, policies: &PolicySet, request: &Request) -> Vec<String> {
        let mut lines = Vec::new();
        if let Some(nearest) = self.near_misses.first() {
            let failed: Vec<&str> = nearest.failed.iter().map(|e| e.as_str()).collect();
            let mention = mention(policies, nearest.reference);
            lines.push(format!(
                "Nearest: {mention}, but for {}.",
                failed.join(" and ")
            ));
        }
        for missing in &self.missing_keys {
            lines.push(format!("Not in the request: {}", missing.text()));
        }
        if let Some(edit) = self.smallest_edit(policies, request) {
            lines.push(format!("help: {}", edit.text));
            if let Some(member) = policies.members().get(edit.policy as usize) {
                lines.extend(edit.diff(&member.policy).lines());
            }
        }
        if !lines.is_empty() {
            lines.insert(0, String::new());
        }
        lines
    }
}

impl MissingKey {
    /// What the key would change, in a sentence.
    #[must_use]
    pub fn text(&self) -> String {
        let word = |verdict: Verdict| match verdict.decision {
            Decision::Allowed => "allowed",
            Decision::ExplicitDeny => "denied by a statement",
            Decision::ImplicitDeny => "denied, since nothing allows it",
        };
        let value = self.values.as_slice().join("`, `");
        format!(
            "`{}`. With `{value}` the request would be {}; without the key it is {}.",
            self.key,
            word(self.if_present),
            word(self.if_absent)
        )
    }
}

impl StepState {
    /// The sign: `✓`, `✗`, `–` or `○`.
    #[must_use]
    pub fn sign(self) -> &'static str {
        match self {
            StepState::Allowed | StepState::Passed => "✓",
            StepState::Denied | StepState::NoAllow => "✗",
            StepState::NoPolicy | StepState::Exempt => "–",
            StepState::NotReached => "○",
        }
    }

    /// The word that goes with the sign.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            StepState::Denied => "denied here",
            StepState::Allowed => "allowed here",
            StepState::Passed => "passed",
            StepState::NoAllow => "no allow here",
            StepState::NoPolicy => "no policy",
            StepState::Exempt => "does not apply",
            StepState::NotReached => "not reached",
        }
    }
}

impl Gate {
    /// Whether the policies of this step can grant, or only restrict.
    pub(super) fn can_grant(self) -> bool {
        match self {
            Gate::Policies(
                PolicyType::IdentityBased | PolicyType::ResourceBased | PolicyType::RoleTrust,
            ) => true,
            Gate::ExplicitDeny
            | Gate::Rule
            | Gate::Policies(
                PolicyType::ServiceControl
                | PolicyType::ResourceControl
                | PolicyType::VpcEndpoint
                | PolicyType::PermissionsBoundary
                | PolicyType::Session,
            ) => false,
        }
    }
}

/// What a statement's part comes to, in a sentence.
pub(super) fn statement_text(role: StatementRole, effect: Effect, failed: &[&str]) -> String {
    match (role, effect) {
        (StatementRole::Decided, Effect::Allow) => "Applies, and allows the request.".to_owned(),
        (StatementRole::Decided, Effect::Deny) => "Applies, and denies the request.".to_owned(),
        (StatementRole::Applies, Effect::Allow) => {
            "Applies, and allows as far as its policy goes.".to_owned()
        }
        (StatementRole::Applies, Effect::Deny) => "Applies, and denies.".to_owned(),
        (StatementRole::Moot, _) => {
            "Matches, but policies of this type do not bear on this request.".to_owned()
        }
        (StatementRole::DoesNotApply, _) => match failed {
            [] => "Does not apply.".to_owned(),
            [one] => format!("Does not apply: {one} does not match."),
            [first @ .., last] => {
                format!(
                    "Does not apply: {} and {last} do not match.",
                    first.join(", ")
                )
            }
        },
    }
}
