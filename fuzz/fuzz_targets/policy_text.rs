//! Any text is read as a policy of every type, and what AWS would accept of it decides a request.

#![no_main]

use std::sync::Arc;

use iam_evaluator::{
    Context, Policy, PolicySet, PolicyType, Principal, Request, Span, evaluate, explain,
};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    for policy_type in PolicyType::ALL {
        let policy = Policy::read("policy", policy_type, text);
        let spans = policy
            .findings()
            .iter()
            .flat_map(|finding| &finding.locations);
        for span in spans {
            assert_inside(*span, text);
            assert!(policy.lines.position(text, span.start).line > 0);
            assert!(policy.lines.utf16(text, span.end) as usize <= text.len());
        }
        assert!(policy.document().is_some() || !policy.findings().is_empty());
        let mut policies = PolicySet::new();
        policies.add(Arc::new(policy));
        for request in requests() {
            let evaluation = evaluate(&policies, &request);
            let explanation = explain(&evaluation, &policies, &request);
            let elements = explanation.statements.iter().flat_map(|s| &s.elements);
            let conditions = elements.clone().flat_map(|element| &element.conditions);
            let spans = explanation.statements.iter().map(|statement| statement.span);
            let spans = spans.chain(elements.filter_map(|element| element.span));
            for span in spans.chain(conditions.map(|condition| condition.span)) {
                assert_inside(span, text);
            }
            assert!(!explanation.to_text(&policies, &request).is_empty());
        }
    }
});

fn assert_inside(span: Span, text: &str) {
    let covered = text.get(span.start as usize..span.end as usize);
    assert!(covered.is_some(), "{span:?} does not lie in the text");
}

/// A request on an object, and one for a role, which its trust policy decides.
fn requests() -> [Request; 2] {
    let session = "arn:aws:sts::111122223333:assumed-role/Dev/s1";
    let mut context = Context::new();
    context.set_one("aws:SourceIp", "203.0.113.9");
    context.set_one("aws:CurrentTime", "2025-01-01T00:00:00Z");
    context.set_one("s3:max-keys", "10");
    context.set_one("aws:SourceVpce", "vpce-1");
    let request = |action: &str, resource: &str| {
        let principal = Principal::parse(session).expect("a session's ARN");
        Request::new(principal, action, resource, context.clone()).with_derived_context()
    };
    [
        request("s3:GetObject", "arn:aws:s3:::data/reports/q1.csv"),
        request("sts:AssumeRole", "arn:aws:iam::111122223333:role/Target"),
    ]
}
