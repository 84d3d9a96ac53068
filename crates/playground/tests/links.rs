//! Links: those that were ever made open, those of other programs open, and no text does harm.

mod support;

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use iam_playground::share::{LinkError, decode, encode};
use iam_playground::{Workspace, share};
use proptest::collection::vec;
use proptest::prelude::*;
use support::{config, texts, workspaces};

#[test]
fn frozen_links_open() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/links");
    let mut count = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let file = std::fs::read_to_string(&path).unwrap();
        let (link, json) = file.split_once('\n').unwrap();
        let expected: Workspace = serde_json::from_str(json).unwrap();
        assert_eq!(decode(link), Ok(expected), "{}", path.display());
        count += 1;
    }
    assert_eq!(count, 7);
}

/// The blocks of JavaScript in the document that describes links.
fn snippets() -> String {
    let document = include_str!("../../../docs/share-link.md");
    let blocks = document.split("```js\n").skip(1);
    let blocks: Vec<&str> = blocks.filter_map(|rest| rest.split("```").next()).collect();
    assert_eq!(blocks.len(), 2);
    blocks.concat()
}

/// What Node prints when it runs the document's code and then this.
fn node(code: &str) -> String {
    let mut node = Command::new("node")
        .args(["--input-type=module", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the tests of this crate need Node");
    let program = format!("{}\n{code}", snippets());
    let mut input = node.stdin.take().expect("its input is piped");
    input.write_all(program.as_bytes()).expect("Node reads");
    drop(input);
    let output = node.wait_with_output().expect("Node ends");
    assert!(output.status.success());
    String::from_utf8(output.stdout).expect("Node prints text")
}

#[test]
fn links_built_as_the_document_says_open() {
    let json = r#"{"policies":[{"type":"scp","name":"größe 😀","level":1,"text":"{ // \u0000"}]}"#;
    let link = node(&format!("console.log(fragmentOf({json}));"));
    assert_eq!(decode(&link), Ok(serde_json::from_str(json).unwrap()));
}

#[test]
fn links_open_as_the_document_says() {
    let work: Workspace = serde_json::from_str(
        r#"{"policies":[{"type":"rcp","name":"名前","text":"x"}],"request":{"action":"a:B"}}"#,
    )
    .unwrap();
    let code = format!(
        "console.log(JSON.stringify(await workOf({:?})));",
        encode(&work)
    );
    let opened: Workspace = serde_json::from_str(&node(&code)).unwrap();
    assert_eq!(opened, work);
}

proptest! {
    #![proptest_config(config(10_000))]

    #[test]
    fn links_round_trip(work in workspaces()) {
        let link = encode(&work);
        prop_assert!(link.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_=".contains(&b)));
        prop_assert_eq!(link.matches('=').count(), 1);
        prop_assert_eq!(decode(&link), Ok(work));
    }
}

proptest! {
    #![proptest_config(config(500))]

    #[test]
    fn a_part_of_a_link_never_passes_for_the_whole(work in workspaces(), cut in any::<prop::sample::Index>()) {
        let link = encode(&work);
        let length = 3 + cut.index(link.len() - 3);
        match decode(&link[..length]) {
            Err(error @ LinkError::CutOff { .. }) => {
                let whole = serde_json::to_string(&work).unwrap();
                let LinkError::CutOff { text, .. } = &error else { unreachable!() };
                prop_assert!(whole.starts_with(text.as_str()));
                prop_assert!(!error.to_string().is_empty());
            }
            other => prop_assert!(false, "{:?}", other),
        }
    }

    #[test]
    fn no_text_does_harm(text in texts(), payload in "[A-Za-z0-9_-]{0,200}", bytes in vec(any::<u8>(), 0..100)) {
        let _ = decode(&text);
        let _ = share::parameters(&text);
        let _ = decode(&format!("s1={payload}"));
        let _ = decode(&format!("s1={}", String::from_utf8_lossy(&bytes)));
    }

    #[test]
    fn a_changed_link_is_told_from_the_one_that_was_shared(
        work in workspaces(),
        at in any::<prop::sample::Index>(),
        to in "[A-Za-z0-9_-]",
    ) {
        let link = encode(&work);
        let at = 3 + at.index(link.len() - 3);
        let changed = format!("{}{to}{}", &link[..at], &link[at + 1..]);
        // The last character may have bits that stand for nothing.
        if let Ok(opened) = decode(&changed) {
            prop_assert_eq!(opened, work);
        }
    }
}
