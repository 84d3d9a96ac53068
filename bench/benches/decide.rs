//! How fast policies are read, and requests decided with the full trace.

use divan::Bencher;
use divan::counter::BytesCount;
use iam_bench::{case, case_json};
use iam_evaluator::{Policy, PolicyType, evaluate, explain};

fn main() {
    divan::main();
}

/// Policies read once, then decided with the full trace.
#[divan::bench(args = ["simple", "heavy"])]
fn decide(bencher: Bencher, name: &str) {
    let case = case(name);
    bencher.bench(|| {
        evaluate(
            divan::black_box(&case.policies),
            divan::black_box(&case.request),
        )
    });
}

/// Decided, and explained in sentences with places.
#[divan::bench(args = ["simple", "heavy"])]
fn decide_and_explain(bencher: Bencher, name: &str) {
    let case = case(name);
    bencher.bench(|| {
        let evaluation = evaluate(&case.policies, &case.request);
        explain(&evaluation, &case.policies, &case.request)
    });
}

/// The text of a policy to a document.
#[divan::bench(args = ["compact", "indented"])]
fn read(bencher: Bencher, form: &str) {
    let heavy = case_json("heavy");
    let document = &heavy["policies"]["identity"][0]["document"];
    let text = match form {
        "compact" => document.to_string(),
        _ => serde_json::to_string_pretty(document).expect("a document"),
    };
    bencher
        .counter(BytesCount::of_str(&text))
        .bench(|| Policy::read("policy", PolicyType::IdentityBased, divan::black_box(&text)));
}
