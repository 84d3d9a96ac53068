//! Any text is read as a case, decided, explained and answered.

#![no_main]

use iam_case::{Answer, Case, TraceDetail};
use iam_evaluator::{evaluate, explain};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let Ok(case) = Case::read(text, false) else {
        return;
    };
    let evaluation = evaluate(&case.policies, &case.request);
    let explanation = explain(&evaluation, &case.policies, &case.request);
    assert!(!explanation.to_text(&case.policies, &case.request).is_empty());
    for statement in &explanation.statements {
        let policy = case.policies.policy(statement.reference);
        let text = policy.map_or("", |policy| policy.text.as_str());
        let elements = statement.elements.iter();
        let conditions = elements.clone().flat_map(|element| &element.conditions);
        let spans = conditions.map(|condition| condition.span);
        let spans = spans.chain(elements.filter_map(|element| element.span));
        for span in spans.chain([statement.span]) {
            let covered = text.get(span.start as usize..span.end as usize);
            assert!(covered.is_some(), "{span:?} does not lie in the policy");
        }
    }
    let answer = Answer::to(&case, TraceDetail::Full);
    assert_eq!(answer.decision, explanation.verdict.decision.as_str());
});
