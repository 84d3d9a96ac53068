//! Two tables, each from one run: decisions a second, how fast policies are read, and what could be
//! asked, of this evaluator and of others; and in `validation` what is found in policies, and how
//! fast. It prints Markdown; `decisions` or `validation` as an argument asks for one of them.

mod iam_rs_row;
mod validation;

use std::collections::BTreeMap;
use std::hint::black_box;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use iam_bench::{case, policy_text, published};
use iam_case::Case;
use iam_evaluator::{Policy, PolicyType, evaluate};
use serde::Deserialize;

/// How often every row is measured; the rows take turns.
const ROUNDS: usize = 7;

/// What one round found, by the second.
#[derive(Deserialize)]
struct Speed {
    simple: f64,
    heavy: f64,
    /// Megabytes of policy.
    read: Option<f64>,
}

/// How the published cases were answered.
#[derive(Default, Deserialize)]
struct Score {
    agrees: usize,
    differs: Vec<String>,
    cannot: BTreeMap<String, usize>,
}

struct Row {
    name: &'static str,
    /// The row of ours that it is held against.
    ours: usize,
    speed: fn() -> Speed,
    score: fn() -> Score,
}

const ROWS: [Row; 5] = [
    Row {
        name: "this evaluator, with the full trace",
        ours: 0,
        speed: our_speed,
        score: our_score,
    },
    Row {
        name: "`iam-rs` 0.8.0, with its match details",
        ours: 0,
        speed: iam_rs_row::speed,
        score: iam_rs_row::score,
    },
    Row {
        name: "our npm package, decision and message",
        ours: 2,
        speed: || from_node(&["ours.mjs", "speed"]),
        score: || from_node(&["ours.mjs", "score"]),
    },
    Row {
        name: "our npm package, every statement explained",
        ours: 2,
        speed: || from_node(&["ours.mjs", "speed", "trace"]),
        score: || from_node(&["ours.mjs", "score", "trace"]),
    },
    Row {
        name: "`@cloud-copilot/iam-simulate` 0.1.173, with its analysis",
        ours: 2,
        speed: || from_node(&["iam-simulate.mjs", "speed"]),
        score: || from_node(&["iam-simulate.mjs", "score"]),
    },
];

fn main() {
    let wanted = std::env::args().nth(1);
    let is_wanted = |name: &str| wanted.as_deref().is_none_or(|wanted| wanted == name);
    if is_wanted("decisions") {
        decisions();
    }
    if is_wanted("validation") {
        validation::table();
    }
}

fn decisions() {
    let mut found: [Vec<Speed>; ROWS.len()] = Default::default();
    for round in 1..=ROUNDS {
        eprintln!("round {round} of {ROUNDS}");
        for (row, speeds) in ROWS.iter().zip(&mut found) {
            speeds.push((row.speed)());
        }
    }
    let column = |row: usize, of: fn(&Speed) -> Option<f64>| {
        let mut values: Vec<f64> = found[row].iter().filter_map(of).collect();
        values.sort_by(f64::total_cmp);
        values
    };

    println!("| | simple, a second | of ours | heavy, a second | of ours | reading, MB/s |");
    println!("| --- | --: | --: | --: | --: | --: |");
    for (index, row) in ROWS.iter().enumerate() {
        let [simple, heavy] = [|s: &Speed| Some(s.simple), |s: &Speed| Some(s.heavy)].map(|of| {
            let values = column(index, of);
            let ours = middle(&column(row.ours, of));
            format!("{} | {}", numbers(&values), ratio(middle(&values) / ours))
        });
        let read = column(index, |s| s.read);
        let read = if read.is_empty() {
            "–".to_owned()
        } else {
            numbers(&read)
        };
        println!("| {} | {simple} | {heavy} | {read} |", row.name);
    }

    println!();
    println!("| | agrees | differs | cannot be asked |");
    println!("| --- | --: | --: | --- |");
    for row in &ROWS {
        let score = (row.score)();
        let cannot: usize = score.cannot.values().sum();
        let mut kinds: Vec<(&String, &usize)> = score.cannot.iter().collect();
        kinds.sort_by_key(|(_, count)| std::cmp::Reverse(**count));
        let kinds: Vec<String> = kinds
            .iter()
            .map(|(kind, count)| format!("{kind} {count}"))
            .collect();
        let kinds = if kinds.is_empty() {
            String::new()
        } else {
            format!(": {}", kinds.join(", "))
        };
        println!(
            "| {} | {} | {} | {cannot}{kinds} |",
            row.name,
            score.agrees,
            score.differs.len()
        );
        if !score.differs.is_empty() {
            eprintln!("{} differs on {}", row.name, score.differs.join(", "));
        }
    }
}

fn our_speed() -> Speed {
    let decide = |name: &str| {
        let case = case(name);
        rate(|| evaluate(black_box(&case.policies), black_box(&case.request)))
    };
    let text = policy_text();
    Speed {
        simple: decide("simple"),
        heavy: decide("heavy"),
        read: Some(megabytes(
            &text,
            rate(|| Policy::read("policy", PolicyType::IdentityBased, black_box(&text))),
        )),
    }
}

fn our_score() -> Score {
    let mut score = Score::default();
    for line in published() {
        let case = Case::read(line, false).expect("a case");
        let verdict = evaluate(&case.policies, &case.request).verdict;
        score.count(&case, verdict.decision.as_str());
    }
    score
}

impl Score {
    fn count(&mut self, case: &Case, found: &str) {
        let expected = case.expected.as_ref().and_then(|e| e.decision.as_deref());
        if expected == Some(found) {
            self.agrees += 1;
        } else {
            self.differs.push(case.id.clone().unwrap_or_default());
        }
    }
}

/// How often a second, over some tenths of one.
fn rate<T>(work: impl Fn() -> T) -> f64 {
    let during = |time: Duration| {
        let start = Instant::now();
        let (mut times, mut size) = (0u32, 1u32);
        loop {
            for _ in 0..size {
                black_box(work());
            }
            times += size;
            let passed = start.elapsed();
            if passed > time {
                return f64::from(times) / passed.as_secs_f64();
            }
            if passed < time / 20 {
                size *= 2;
            }
        }
    };
    during(Duration::from_millis(100));
    during(Duration::from_millis(400))
}

#[expect(clippy::cast_precision_loss, reason = "a policy is small")]
fn megabytes(text: &str, rate: f64) -> f64 {
    text.len() as f64 * rate / 1e6
}

/// What a program in `bench/node` prints.
fn from_node<T: for<'de> Deserialize<'de>>(arguments: &[&str]) -> T {
    let output = Command::new("node")
        .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/node"))
        .args(arguments)
        .stderr(Stdio::inherit())
        .output()
        .expect("Node");
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{arguments:?}: {error}"))
}

fn middle(sorted: &[f64]) -> f64 {
    sorted[sorted.len() / 2]
}

/// The median, and the best in brackets.
fn numbers(sorted: &[f64]) -> String {
    let best = sorted[sorted.len() - 1];
    format!("{} ({})", grouped(middle(sorted)), grouped(best))
}

/// A whole number, its digits in threes.
fn grouped(number: f64) -> String {
    let digits = format!("{number:.0}");
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

fn ratio(ratio: f64) -> String {
    if ratio < 0.1 {
        format!("{ratio:.3}")
    } else {
        format!("{ratio:.2}")
    }
}
