//! The answer to a request as the command line gives it with `--trace json`.

use iam_case::{Case, TraceDetail};
use iam_evaluator::StatementRef;
use iam_playground::Workspace;
use iam_playground::ask::ask;
use serde_json::Value;

use super::answer;
use crate::answer::{Answer, Raw};

/// The JSON of the answer, the statements of `off` left out.
pub(super) fn raw(work: Value, off: &[(usize, u32)]) -> Answer {
    let raw = match trace(work, off) {
        Ok(text) => Raw {
            text,
            ..Raw::default()
        },
        Err(problem) => Raw {
            problem,
            ..Raw::default()
        },
    };
    answer(&raw, Vec::new())
}

fn trace(work: Value, off: &[(usize, u32)]) -> Result<String, String> {
    let work: Workspace = serde_json::from_value(work).map_err(|error| error.to_string())?;
    let (mut policies, request) = ask(&work, &work.request)?;
    for (place, statement) in off {
        // Policies that are switched off are not in the set.
        let before = work.policies.iter().take(*place);
        let index = before.filter(|policy| !policy.off).count();
        let is_on = work.policies.get(*place).is_some_and(|policy| !policy.off);
        if let (true, Ok(index)) = (is_on, u32::try_from(index)) {
            policies.leave_out(StatementRef {
                policy: index,
                statement: *statement,
            });
        }
    }
    let case = Case {
        id: None,
        policies,
        request,
        expected: None,
    };
    let answer = iam_case::Answer::to(&case, TraceDetail::Full);
    serde_json::to_string_pretty(&answer).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::super::Desk;
    use super::super::tests::ask;
    use serde_json::{Value, json};

    fn policy(effect: &str, off: bool) -> Value {
        let text = json!({"Version": "2012-10-17", "Statement":
            [{"Sid": effect, "Effect": effect, "Action": "*", "Resource": "*"}]});
        json!({"type": "identity", "name": effect, "off": off, "text": text.to_string()})
    }

    fn raw(policies: &[Value], off: Value) -> Value {
        let request = json!({"principal": "arn:aws:iam::111122223333:user/ana",
            "action": "s3:GetObject", "resource": "arn:aws:s3:::b/k"});
        let work = json!({"policies": policies, "request": request});
        let question = json!({"ask": "raw", "work": work, "off": off});
        ask(&mut Desk::default(), &question).0
    }

    fn decision(policies: &[Value], off: Value) -> String {
        let raw = raw(policies, off);
        let text = raw["text"].as_str().expect("an answer");
        let answer: Value = serde_json::from_str(text).expect("it is JSON");
        assert!(answer["trace"]["statements"].is_array());
        answer["decision"].as_str().expect("a decision").to_owned()
    }

    #[test]
    fn what_is_switched_off_is_left_out() {
        let both = [policy("Allow", false), policy("Deny", false)];
        assert_eq!(decision(&both, json!([])), "explicitDeny");
        assert_eq!(decision(&both, json!([[1, 0]])), "allowed");
        let three = [
            policy("Deny", true),
            policy("Allow", false),
            policy("Deny", false),
        ];
        assert_eq!(decision(&three, json!([])), "explicitDeny");
        assert_eq!(decision(&three, json!([[0, 0]])), "explicitDeny");
        assert_eq!(decision(&three, json!([[2, 0]])), "allowed");
        assert_eq!(decision(&three, json!([[1, 0], [2, 0]])), "implicitDeny");
    }

    #[test]
    fn what_cannot_be_asked_says_why() {
        let answer = raw(&[], json!([]));
        assert_eq!(answer, json!({"problem": "There is no policy."}));
    }
}
