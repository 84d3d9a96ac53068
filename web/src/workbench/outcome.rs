//! From the policies and the request to a verdict, and to what stands in the way of one.

use std::collections::BTreeSet;
use std::sync::{Arc, OnceLock};

use iam_evaluator::explain::{Edit, ElementState, StatementExplanation, StatementRole};
use iam_evaluator::request::{Identity, PrincipalError};
use iam_evaluator::source::Position;
use iam_evaluator::{
    Context, ContextValues, Decision, Effect, Evaluation, Explanation, Policy, PolicySet,
    PolicyType, Principal, Request, Span, StatementRef, Verdict, evaluate, explain,
};

use crate::workbench::reading::{PolicyReading, ReadState, Reading};
use crate::workspace::{ContextRow, PolicyId, RequestDraft, RowId};

/// What the page knows about the request at hand.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    /// Grows with every change of the policies or the request.
    pub revision: u32,
    /// The verdict and its explanation, of this state or of an earlier one.
    pub assessment: Option<Arc<Assessment>>,
    /// Why there is no verdict of this state; empty where there is one.
    pub obstacles: Vec<Obstacle>,
    /// What the verdict would be with everything switched on, where something is switched off.
    pub all_on: Option<Verdict>,
}

/// The statements that are switched off.
pub type Off = BTreeSet<(PolicyId, u32)>;

impl PartialEq for Outcome {
    fn eq(&self, other: &Outcome) -> bool {
        self.revision == other.revision
    }
}

/// A verdict and what it was made of.
#[derive(Debug)]
pub struct Assessment {
    /// The policies by their index in the evaluation.
    pub policies: Vec<(PolicyId, Arc<Policy>)>,
    /// The request, as typed.
    pub draft: RequestDraft,
    /// The request, with its derived keys.
    pub request: Request,
    /// The explained decision.
    pub explanation: Explanation,
    /// The evaluation that is explained.
    pub evaluation: Evaluation,
    /// The policies as they were evaluated.
    pub set: PolicySet,
    /// Each statement's index in [`Explanation::statements`], those first that say most.
    pub ranking: Vec<u32>,
    /// The smallest edit, once somebody asked for it.
    edit: OnceLock<Option<Edit>>,
}

/// What stands in the way of a verdict.
#[derive(Clone, Debug, PartialEq)]
pub enum Obstacle {
    /// Every policy is blank.
    NoPolicy,
    /// AWS would refuse this policy.
    Refused {
        /// Which policy.
        id: PolicyId,
        /// Its name.
        name: String,
        /// Where its first problem is.
        position: Position,
        /// The text of its first problem.
        span: Span,
        /// Its first problem.
        details: String,
    },
    /// The text of this policy is too large to be evaluated.
    TooLarge {
        /// Which policy.
        id: PolicyId,
        /// Its name.
        name: String,
        /// The length of its text.
        bytes: usize,
    },
    /// A field of the request is not filled in, or not with something that can be asked.
    Field(Field, String),
    /// A context key is given twice.
    Twice(RowId, String),
    /// The account of the resource is not an account's number.
    ResourceAccount,
    /// There are several policies of a type of which a request meets at most one.
    OnlyOne(PolicyType),
}

/// The fields of the request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Field {
    /// Who asks.
    Principal,
    /// For what.
    Action,
    /// On which resource.
    Resource,
}

impl Field {
    /// Its label.
    pub fn as_str(self) -> &'static str {
        match self {
            Field::Principal => "Principal",
            Field::Action => "Action",
            Field::Resource => "Resource",
        }
    }
}

impl Outcome {
    /// Evaluates, or keeps the verdict of `previous` where that cannot be done.
    pub fn of(
        reading: &Reading,
        draft: &RequestDraft,
        off: &Off,
        previous: Option<&Outcome>,
    ) -> Outcome {
        let mut obstacles = policy_obstacles(reading);
        let request = match build_request(draft, false) {
            Ok(request) => Some(request),
            Err(missing) => {
                obstacles.extend(missing);
                None
            }
        };
        // Of several policies where one can be, none is the right one.
        let is_clear = |obstacle: &Obstacle| !matches!(obstacle, Obstacle::OnlyOne(_));
        let policies = Policies::of(reading, off, false).filter(|_| obstacles.iter().all(is_clear));
        let fresh = match (request, policies) {
            (Some(request), Some(policies)) => {
                Some(Arc::new(Assessment::of(policies, draft.clone(), request)))
            }
            _ => None,
        };
        let something_is_off = !off.is_empty()
            || reading.policies.iter().any(|policy| !policy.is_on)
            || draft.context.iter().any(|row| !row.is_on);
        let all_on = fresh.as_ref().filter(|_| something_is_off).and_then(|_| {
            let request = build_request(draft, true).ok()?;
            let policies = Policies::of(reading, off, true)?;
            Some(evaluate(&policies.set, &request).verdict)
        });
        Outcome {
            revision: previous.map_or(1, |previous| previous.revision.wrapping_add(1)),
            assessment: fresh.or_else(|| earlier(reading, previous)),
            obstacles,
            all_on,
        }
    }

    /// Whether the verdict on show is not that of the texts on show.
    pub fn is_stale(&self) -> bool {
        self.assessment.is_some() && !self.obstacles.is_empty()
    }

    /// What is wrong with a field of the request.
    pub fn field_problem(&self, field: Field) -> Option<&str> {
        self.obstacles.iter().find_map(|obstacle| match obstacle {
            Obstacle::Field(other, problem) if *other == field => Some(problem.as_str()),
            _ => None,
        })
    }
}

/// The policies that take part.
pub struct Policies {
    set: PolicySet,
    /// By their index in the set.
    ids: Vec<(PolicyId, Arc<Policy>)>,
}

impl Policies {
    /// None where there is nothing to evaluate, or where a text has never been one that AWS would
    /// accept. With `all_on`, what is switched off takes part as well.
    pub fn of(reading: &Reading, off: &Off, all_on: bool) -> Option<Policies> {
        let is_blank = |policy: &PolicyReading| matches!(policy.state, ReadState::Blank(_));
        if reading.policies.iter().all(is_blank) {
            return None;
        }
        let mut set = PolicySet::new();
        let mut ids = Vec::new();
        let members = reading.policies.iter();
        for policy in members.filter(|policy| policy.is_on || all_on) {
            let in_force = policy.in_force()?;
            set.add_at_level(in_force.clone(), policy.level);
            let index = u32::try_from(ids.len()).ok()?;
            ids.push((policy.id, in_force.clone()));
            let statements = off.iter().filter(|(id, _)| *id == policy.id && !all_on);
            for (_, statement) in statements {
                set.leave_out(StatementRef {
                    policy: index,
                    statement: *statement,
                });
            }
        }
        Some(Policies { set, ids })
    }

    /// The verdict on a request.
    pub fn decide(&self, request: &Request) -> Verdict {
        evaluate(&self.set, request).verdict
    }

    /// The verdict on a request, and what it rests on.
    pub fn evaluate(&self, request: &Request) -> Evaluation {
        evaluate(&self.set, request)
    }

    /// The policy of a statement.
    pub fn id(&self, reference: StatementRef) -> Option<PolicyId> {
        self.ids.get(reference.policy as usize).map(|(id, _)| *id)
    }

    /// What a statement is called, and where it stands.
    pub fn statement(&self, reference: StatementRef) -> Option<(String, PolicyId)> {
        let (id, _) = self.ids.get(reference.policy as usize)?;
        Some((iam_evaluator::explain::label(&self.set, reference), *id))
    }
}

impl Assessment {
    fn of(policies: Policies, draft: RequestDraft, request: Request) -> Assessment {
        let Policies { set, ids } = policies;
        let evaluation = evaluate(&set, &request);
        let explanation = explain(&evaluation, &set, &request);
        let ranking = rank(&explanation);
        Assessment {
            policies: ids,
            draft,
            request,
            explanation,
            evaluation,
            set,
            ranking,
            edit: OnceLock::new(),
        }
    }

    /// The smallest edit that would remove what stands in the way of the request.
    pub fn edit(&self) -> Option<&Edit> {
        let make = || self.explanation.smallest_edit(&self.set, &self.request);
        self.edit.get_or_init(make).as_ref()
    }

    /// Everything as plain text.
    pub fn to_text(&self) -> String {
        self.explanation.to_text(&self.set, &self.request)
    }

    /// The explanation of a statement.
    pub fn statement(&self, reference: StatementRef) -> Option<&StatementExplanation> {
        let statements = &self.explanation.statements;
        let index = statements
            .binary_search_by_key(&reference, |statement| statement.reference)
            .ok()?;
        statements.get(index)
    }

    /// The policy that a statement belongs to.
    pub fn policy(&self, reference: StatementRef) -> Option<&(PolicyId, Arc<Policy>)> {
        self.policies.get(reference.policy as usize)
    }

    /// The statement that decided, else the one that came nearest to it.
    pub fn leading(&self) -> Option<&StatementExplanation> {
        let explanation = &self.explanation;
        let nearest = explanation.near_misses.first();
        let known = explanation
            .verdict
            .statement
            .or(nearest.map(|miss| miss.reference));
        match known {
            Some(reference) => self.statement(reference),
            None => explanation.statements.get(*self.ranking.first()? as usize),
        }
    }
}

/// How many elements of a statement stand in its way.
pub fn failures(statement: &StatementExplanation) -> usize {
    let elements = statement.elements.iter();
    elements
        .filter(|element| element.state == ElementState::DoesNotMatch)
        .count()
}

/// Those that decided, then those that apply, then those that came near, then the rest: where an
/// Allow is missing the Allow statements, else those of the effect that decided, and of both first
/// those with the fewest elements in their way.
fn rank(explanation: &Explanation) -> Vec<u32> {
    let wanted = match explanation.verdict.decision {
        Decision::Allowed | Decision::ImplicitDeny => Effect::Allow,
        Decision::ExplicitDeny => Effect::Deny,
    };
    let near = &explanation.near_misses;
    let statements = &explanation.statements;
    let index_of = |reference: StatementRef| {
        statements
            .binary_search_by_key(&reference, |statement| statement.reference)
            .ok()
    };
    let is_near: std::collections::HashSet<StatementRef> =
        near.iter().map(|miss| miss.reference).collect();
    // One bucket for each rank: there are few ranks, and there may be thousands of statements.
    let mut buckets: [Vec<u32>; RANKS] = Default::default();
    for (index, statement) in (0..).zip(statements) {
        let rank = match statement.role {
            StatementRole::Decided => 0,
            StatementRole::Applies => 1,
            StatementRole::Moot => 2,
            StatementRole::DoesNotApply if is_near.contains(&statement.reference) => continue,
            StatementRole::DoesNotApply => {
                let unwanted = if statement.effect == wanted { 0 } else { 5 };
                NEAR + 1 + unwanted + failures(statement).min(4)
            }
        };
        if let Some(bucket) = buckets.get_mut(rank) {
            bucket.push(index);
        }
    }
    let nearest = near
        .iter()
        .filter_map(|miss| u32::try_from(index_of(miss.reference)?).ok());
    if let Some(bucket) = buckets.get_mut(NEAR) {
        bucket.extend(nearest);
    }
    buckets.concat()
}

/// The rank of the statements that nearly gave a missing Allow.
const NEAR: usize = 3;
/// How many ranks there are.
const RANKS: usize = NEAR + 1 + 2 * 5;

/// The earlier verdict, if it was one on this work and not on work that was replaced.
fn earlier(reading: &Reading, previous: Option<&Outcome>) -> Option<Arc<Assessment>> {
    let assessment = previous?.assessment.as_ref()?;
    let mut policies = assessment.policies.iter();
    let is_on_this = policies.any(|(id, _)| reading.policy(*id).is_some());
    is_on_this.then(|| assessment.clone())
}

fn policy_obstacles(reading: &Reading) -> Vec<Obstacle> {
    let is_blank = |policy: &PolicyReading| matches!(policy.state, ReadState::Blank(_));
    if reading.policies.iter().all(is_blank) {
        return vec![Obstacle::NoPolicy];
    }
    let obstacle = |policy: &PolicyReading| match &policy.state {
        ReadState::Blank(_) | ReadState::Accepted(_) => None,
        ReadState::Refused(_) => policy.first_problem().map(|problem| Obstacle::Refused {
            id: policy.id,
            name: policy.name.clone(),
            position: problem.position,
            span: problem.span,
            details: problem.details,
        }),
        ReadState::TooLarge(_) => Some(Obstacle::TooLarge {
            id: policy.id,
            name: policy.name.clone(),
            bytes: policy.text.len(),
        }),
    };
    let on = reading.policies.iter().filter(|policy| policy.is_on);
    let obstacles = on.filter_map(obstacle);
    obstacles
        .chain(ambiguities(reading).map(Obstacle::OnlyOne))
        .collect()
}

/// A type of policies of which a request meets at most one, and of which several take part.
pub fn ambiguity(reading: &Reading) -> Option<PolicyType> {
    ambiguities(reading).next()
}

fn ambiguities(reading: &Reading) -> impl Iterator<Item = PolicyType> {
    PolicyType::AT_MOST_ONE.into_iter().filter(|policy_type| {
        let of_type = reading.policies.iter().filter(|policy| {
            policy.is_on
                && policy.policy_type == *policy_type
                && !matches!(policy.state, ReadState::Blank(_))
        });
        of_type.count() > 1
    })
}

/// The request that a draft asks for, or everything that is missing of it. With `all_on`, it has
/// the keys that are switched off as well.
pub fn build_request(draft: &RequestDraft, all_on: bool) -> Result<Request, Vec<Obstacle>> {
    let mut obstacles = Vec::new();
    let principal = match Principal::parse(&draft.principal) {
        Ok(principal) => Some(particular(principal, draft)),
        Err(error) => {
            obstacles.push(Obstacle::Field(
                Field::Principal,
                sentence(&principal_problem(&error)),
            ));
            None
        }
    };
    let action = draft.action.trim();
    let resource = draft.resource.trim();
    if let Some(problem) = action_problem(action) {
        obstacles.push(Obstacle::Field(Field::Action, problem.to_owned()));
    }
    if let Some(problem) = resource_problem(resource) {
        obstacles.push(Obstacle::Field(Field::Resource, problem.to_owned()));
    }
    let owner = draft.particulars.resource_account.trim();
    let is_account = owner.len() == 12 && owner.bytes().all(|byte| byte.is_ascii_digit());
    if !owner.is_empty() && !is_account {
        obstacles.push(Obstacle::ResourceAccount);
    }
    let context = match build_context(&draft.context, all_on) {
        Ok(context) => Some(context),
        Err(twice) => {
            obstacles.push(twice);
            None
        }
    };
    match (principal, context) {
        (Some(principal), Some(context)) if obstacles.is_empty() => {
            let mut request = Request::new(principal, action, resource, context);
            if !owner.is_empty() {
                request = request.with_resource_account(owner);
            }
            if draft.particulars.resource_in_management {
                request = request.with_resource_in_management_account();
            }
            if draft.particulars.public_buckets_restricted {
                request = request.with_public_buckets_restricted();
            }
            Ok(request.with_derived_context())
        }
        _ => Err(obstacles),
    }
}

/// The principal with what its ARN does not say.
fn particular(mut principal: Principal, draft: &RequestDraft) -> Principal {
    let given = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
    let particulars = &draft.particulars;
    match &mut principal.identity {
        Identity::User { unique_id, .. } => *unique_id = given(&particulars.unique_id),
        Identity::RoleSession { role_unique_id, .. } => {
            *role_unique_id = given(&particulars.unique_id);
        }
        Identity::FederatedUser { user_arn, .. } => *user_arn = given(&particulars.user_arn),
        Identity::Root { .. }
        | Identity::Service { .. }
        | Identity::Saml { .. }
        | Identity::Oidc { .. }
        | Identity::Anonymous => {}
    }
    principal.canonical_user = given(&particulars.canonical_user);
    principal.in_management_account = particulars.caller_in_management;
    principal
}

fn principal_problem(error: &PrincipalError) -> String {
    error.to_string()
}

/// Begins with a capital and ends with a full stop.
fn sentence(fragment: &str) -> String {
    let mut characters = fragment.chars();
    let first = characters
        .next()
        .map(|first| first.to_uppercase().to_string());
    format!("{}{}.", first.unwrap_or_default(), characters.as_str())
}

/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html>
fn action_problem(action: &str) -> Option<&'static str> {
    if action.is_empty() {
        return Some(
            "Name what is asked for: a service, a colon and an action, as in `s3:GetObject`.",
        );
    }
    if action.contains(['*', '?']) {
        return Some("A request is for one action: write its name without `*` and `?`.");
    }
    let is_word = |word: &str| {
        !word.is_empty()
            && word
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'))
    };
    match action.split_once(':') {
        Some((service, name)) if is_word(service) && is_word(name) => None,
        _ => Some("An action is a service, a colon and a name, as in `s3:GetObject`."),
    }
}

/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html>
fn resource_problem(resource: &str) -> Option<&'static str> {
    if resource.is_empty() {
        return Some("Name the resource by its ARN, or write `*` if the action takes none.");
    }
    let is_arn = resource.starts_with("arn:") && resource.split(':').count() >= 6;
    if resource == "*" || is_arn {
        return None;
    }
    Some("A resource is an ARN, `arn:PARTITION:SERVICE:REGION:ACCOUNT:NAME`, or `*`.")
}

fn build_context(rows: &[ContextRow], all_on: bool) -> Result<Context, Obstacle> {
    let mut context = Context::new();
    let mut seen: Vec<String> = Vec::new();
    for row in rows {
        let key = row.key.trim();
        if key.is_empty() {
            continue;
        }
        let lower = key.to_ascii_lowercase();
        if seen.contains(&lower) {
            return Err(Obstacle::Twice(row.id, key.to_owned()));
        }
        seen.push(lower);
        if !row.is_on && !all_on {
            context.remove(key);
            continue;
        }
        let mut values = row.lines();
        let values = match values.len() {
            1 => ContextValues::One(values.pop().unwrap_or_default()),
            _ => ContextValues::Many(values),
        };
        context.set(key, values);
    }
    Ok(context)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workbench::tests::{ALLOW_ALL, workspace};

    #[test]
    fn an_empty_request_says_what_it_wants() {
        let outcome = |draft: &RequestDraft| {
            let reading = Reading::of(&workspace(&[ALLOW_ALL]), None);
            Outcome::of(&reading, draft, &Off::new(), None)
        };
        let empty = outcome(&RequestDraft::default());
        assert!(empty.assessment.is_none());
        for field in [Field::Principal, Field::Action, Field::Resource] {
            assert!(empty.field_problem(field).is_some(), "{field:?}");
        }
    }

    #[test]
    fn only_single_actions_and_arns_are_asked_for() {
        assert_eq!(action_problem("s3:GetObject"), None);
        assert_eq!(action_problem("execute-api:Invoke"), None);
        for wrong in ["", "s3", "s3:", ":Get", "s3:Get*", "s3:Get Object", "a:b:c"] {
            assert!(action_problem(wrong).is_some(), "{wrong}");
        }
        assert_eq!(resource_problem("*"), None);
        assert_eq!(resource_problem("arn:aws:s3:::bucket/a b*"), None);
        for wrong in ["", "bucket", "arn:aws:s3:bucket", "**"] {
            assert!(resource_problem(wrong).is_some(), "{wrong}");
        }
    }

    #[test]
    fn a_key_given_twice_is_an_obstacle() {
        let row = |id: u32, key: &str| ContextRow {
            id: RowId(id),
            key: key.to_owned(),
            is_on: true,
            values: String::new(),
        };
        assert!(build_context(&[row(0, "aws:a"), row(1, ""), row(2, "")], false).is_ok());
        let twice = build_context(&[row(0, "aws:a"), row(1, "AWS:A")], false);
        assert_eq!(twice, Err(Obstacle::Twice(RowId(1), "AWS:A".to_owned())));
    }
}
