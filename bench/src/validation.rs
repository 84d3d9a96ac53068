//! The table of validation: how long a policy takes, in a program that runs and as a whole command,
//! how much is found in a clean policy, and how many of ten defects are found.
//!
//! `cargo xtask bench` says by the environment where the programs are that it installed and built.

use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use iam_bench::{clean_policy, policies_with_defects};
use iam_evaluator::PolicyType;
use iam_language::validate::services_of;
use iam_language::{Catalog, Reading, validate};
use serde::Deserialize;

use crate::{middle, rate};

/// How often every row is measured; the rows take turns.
const ROUNDS: usize = 5;

/// Milliseconds for the clean policy and for the one with all defects.
#[derive(Deserialize)]
struct Times {
    clean: f64,
    defects: f64,
}

/// How often each code is found, by the name of the policy.
type Found = BTreeMap<String, BTreeMap<String, usize>>;

/// Where everything is.
struct Places {
    /// The policies: `clean.json`, `defects.json`, and `defect-N.json` with one each.
    policies: PathBuf,
    /// The command line of ours.
    command: PathBuf,
    /// Python with the others installed.
    python: PathBuf,
    /// What AWS documents of its services, as one of the others reads it.
    services: PathBuf,
}

impl Places {
    fn file(&self, policy: &str) -> PathBuf {
        self.policies.join(format!("{policy}.json"))
    }
}

struct Row {
    name: &'static str,
    speed: fn(&Places) -> Times,
    found: fn(&Places) -> Found,
    /// The program with its arguments for a file.
    command: fn(&Places, &Path) -> Command,
}

const ROWS: [Row; 6] = [
    Row {
        name: "this validator, without the catalog",
        speed: |places| our_speed(places, Knowledge::None),
        found: |places| our_findings(places, Knowledge::None),
        command: |places, file| our_command(places, &["--no-catalog"], file),
    },
    Row {
        name: "this validator, with the catalog",
        speed: |places| our_speed(places, Knowledge::Catalog),
        found: |places| our_findings(places, Knowledge::Catalog),
        command: |places, file| our_command(places, &[], file),
    },
    Row {
        name: "our npm package, with the catalog",
        speed: |places| answer(&mut node(places, "speed")),
        found: |places| answer(&mut node(places, "findings")),
        command: |_, file| program(Path::new("node"), &["node/validate.mjs"], file),
    },
    Row {
        name: "`parliament` 1.6.4",
        speed: |places| answer(&mut python(places, "speed", "parliament")),
        found: |places| answer(&mut python(places, "findings", "parliament")),
        command: |places, file| parliament(places, &[], file),
    },
    Row {
        name: "`parliament` 1.6.4, with its community auditors",
        speed: |places| answer(&mut python(places, "speed", "parliament-community")),
        found: |places| answer(&mut python(places, "findings", "parliament-community")),
        command: |places, file| parliament(places, &["--include-community-auditors"], file),
    },
    Row {
        name: "`iam-policy-validator` 1.31.4",
        speed: |places| answer(&mut python(places, "speed", "iam-policy-validator")),
        found: |places| answer(&mut python(places, "findings", "iam-policy-validator")),
        command: iam_policy_validator,
    },
];

/// Measures and prints the table.
pub(crate) fn table() {
    let places = places();
    let mut speeds: [Vec<Times>; ROWS.len()] = Default::default();
    let mut commands: [Vec<Times>; ROWS.len()] = Default::default();
    for round in 1..=ROUNDS {
        eprintln!("validation, round {round} of {ROUNDS}");
        for (index, row) in ROWS.iter().enumerate() {
            speeds[index].push((row.speed)(&places));
            commands[index].push(Times {
                clean: run_time((row.command)(&places, &places.file("clean"))),
                defects: run_time((row.command)(&places, &places.file("defects"))),
            });
        }
    }
    println!();
    println!(
        "| | clean, ms | ten defects, ms | command, clean, ms | command, ten defects, ms | found in the clean one | found in the other | of ten defects |"
    );
    println!("| --- | --: | --: | --: | --: | --: | --: | --: |");
    let mut missed = Vec::new();
    for (index, row) in ROWS.iter().enumerate() {
        let found = (row.found)(&places);
        let clean = &found["clean"];
        let mut detected = 0;
        for (name, codes) in found.iter().filter(|(name, _)| name.starts_with("defect-")) {
            match codes
                .iter()
                .any(|(code, count)| clean.get(code).unwrap_or(&0) < count)
            {
                true => detected += 1,
                false => missed.push(format!("{}: {name}", row.name)),
            }
        }
        println!(
            "| {} | {} | {} | {} | {} | {} | {} | {detected} |",
            row.name,
            times(&speeds[index], |times| times.clean),
            times(&speeds[index], |times| times.defects),
            times(&commands[index], |times| times.clean),
            times(&commands[index], |times| times.defects),
            clean.values().sum::<usize>(),
            found["defects"].values().sum::<usize>(),
        );
    }
    println!();
    for line in missed {
        println!("not found by {line}");
    }
}

/// The policies are written anew, in the form of an editor.
fn places() -> Places {
    let named = |name: &str| {
        let path = env::var_os(name);
        PathBuf::from(path.unwrap_or_else(|| panic!("`cargo xtask bench` sets {name}")))
    };
    let policies = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/policies");
    fs::create_dir_all(&policies).expect("a folder");
    let defects = policies_with_defects();
    let mut texts = vec![("clean".to_owned(), clean_policy())];
    texts.extend(defects);
    for (name, text) in texts {
        fs::write(policies.join(format!("{name}.json")), text).expect("a file");
    }
    Places {
        policies,
        command: named("IAM_PLAYGROUND_CLI"),
        python: named("IAM_PLAYGROUND_PYTHON"),
        services: named("IAM_PLAYGROUND_SERVICES"),
    }
}

#[derive(Clone, Copy)]
enum Knowledge {
    None,
    Catalog,
}

fn catalog_for(text: &str, knowledge: Knowledge) -> Catalog {
    let file = |path: &str| iam_data::file(path).expect("a file of the data");
    let mut catalog = match knowledge {
        Knowledge::None => return Catalog::default(),
        Knowledge::Catalog => Catalog::read(file("catalog/index.txt")).expect("an index"),
    };
    let reading = Reading::of(text, PolicyType::IdentityBased);
    for prefix in services_of(&reading, &catalog) {
        let text = file(&format!("catalog/services/{prefix}.txt"));
        catalog.add_service(text).expect("a service");
    }
    catalog
}

fn our_speed(places: &Places, knowledge: Knowledge) -> Times {
    let time = |name: &str| {
        let text = policy(places, name);
        let catalog = catalog_for(&text, knowledge);
        1000.0
            / rate(|| {
                let reading = Reading::of(black_box(&text), PolicyType::IdentityBased);
                validate(&reading, None, &catalog)
            })
    };
    Times {
        clean: time("clean"),
        defects: time("defects"),
    }
}

fn our_findings(places: &Places, knowledge: Knowledge) -> Found {
    let names = fs::read_dir(&places.policies).expect("a folder");
    let names = names.map(|entry| entry.expect("an entry").path());
    let names = names.filter_map(|path| Some(path.file_stem()?.to_string_lossy().into_owned()));
    names
        .map(|name| {
            let text = policy(places, &name);
            let reading = Reading::of(&text, PolicyType::IdentityBased);
            let mut codes = BTreeMap::new();
            for finding in validate(&reading, None, &catalog_for(&text, knowledge)) {
                *codes.entry(finding.issue_code.to_owned()).or_default() += 1;
            }
            (name, codes)
        })
        .collect()
}

fn policy(places: &Places, name: &str) -> String {
    fs::read_to_string(places.file(name)).expect("a policy")
}

fn program(path: &Path, arguments: &[&str], last: &Path) -> Command {
    let mut command = Command::new(path);
    command
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .args(arguments)
        .arg(last)
        .stdin(Stdio::null());
    command
}

fn our_command(places: &Places, options: &[&str], file: &Path) -> Command {
    let arguments = [&["validate", "--format", "json"], options].concat();
    program(&places.command, &arguments, file)
}

/// It takes a file only where its standard input is a terminal: the policy is its input here.
fn parliament(places: &Places, options: &[&str], file: &Path) -> Command {
    let start = "import sys, parliament.cli; sys.exit(parliament.cli.cli())";
    let mut command = program(&places.python, &["-c", start], Path::new("--json"));
    let file = fs::File::open(file).expect("a file");
    command.args(options).stdin(Stdio::from(file));
    command
}

fn iam_policy_validator(places: &Places, file: &Path) -> Command {
    let arguments = [
        "-m",
        "iam_validator",
        "validate",
        "--format",
        "json",
        "--path",
    ];
    let mut command = program(&places.python, &arguments, file);
    command
        .args(["--policy-type", "IDENTITY_POLICY", "--aws-services-dir"])
        .arg(&places.services);
    command
}

fn node(places: &Places, task: &str) -> Command {
    let node = Path::new("node");
    program(node, &["node/validate.mjs", task], &places.policies)
}

fn python(places: &Places, task: &str, tool: &str) -> Command {
    let arguments = ["python/validate.py", task, tool];
    let mut command = program(&places.python, &arguments, &places.policies);
    command.arg(&places.services);
    command
}

/// What a row in another language prints.
fn answer<T: for<'de> Deserialize<'de>>(command: &mut Command) -> T {
    let output = command.output().expect("it starts");
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| {
        panic!(
            "{command:?}: {error}\n{}",
            String::from_utf8_lossy(&output.stderr)
        )
    })
}

/// From the start of a command to its end, in milliseconds. Findings are a status of their own.
fn run_time(mut command: Command) -> f64 {
    let start = Instant::now();
    let output = command.output().expect("it starts");
    let passed = start.elapsed().as_secs_f64() * 1000.0;
    assert!(
        output.status.code().is_some_and(|code| code < 2),
        "{command:?}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    passed
}

/// The median, and the best in brackets.
fn times(all: &[Times], of: fn(&Times) -> f64) -> String {
    let mut values: Vec<f64> = all.iter().map(of).collect();
    values.sort_by(f64::total_cmp);
    format!("{} ({})", short(middle(&values)), short(values[0]))
}

/// Three digits, or more before the point.
fn short(number: f64) -> String {
    if number < 1.0 {
        format!("{number:.3}")
    } else if number < 10.0 {
        format!("{number:.2}")
    } else if number < 100.0 {
        format!("{number:.1}")
    } else {
        format!("{number:.0}")
    }
}
