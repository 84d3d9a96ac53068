//! Links, made and opened by the command.

mod command;

use command::run;

const POLICY: &str = r#"{"Version": "2012-10-17", "Statement": []}"#;

#[test]
fn what_is_made_opens() {
    let made = run(
        &["link", "make", "--base", "https://example.com/"],
        POLICY.as_bytes(),
    );
    assert_eq!(made.status, Some(0), "{}", made.err);
    assert!(
        made.out.starts_with("https://example.com/#s1="),
        "{}",
        made.out
    );
    let opened = run(&["link", "open", made.out.trim()], b"");
    assert_eq!(opened.status, Some(0), "{}", opened.err);
    assert!(
        opened.out.contains("\"format\": \"iam-playground\""),
        "{}",
        opened.out
    );
    let again = run(&["link", "make"], opened.out.as_bytes());
    assert!(
        made.out.trim().ends_with(again.out.trim()),
        "{} {}",
        made.out,
        again.out
    );
    let scenario = run(&["link", "open", again.out.trim(), "--as", "scenario"], b"");
    assert!(
        scenario.out.contains("```json iam=identity"),
        "{}",
        scenario.out
    );
}

#[test]
fn what_is_broken_says_so_and_what_is_left_is_printed() {
    let work = format!("{POLICY}{}", " ".repeat(9));
    let made = run(&["link", "make"], work.as_bytes());
    let cut = made.out.trim();
    let cut = &cut[..cut.len() - 8];
    let opened = run(&["link", "open", cut], b"");
    assert_eq!(opened.status, Some(2));
    assert!(
        opened.err.contains("The end of this link was cut off"),
        "{}",
        opened.err
    );
    assert!(opened.out.contains("\"workspace\""), "{}", opened.out);
    let later = run(&["link", "open", "#s2=x"], b"");
    assert_eq!((later.status, later.out.as_str()), (Some(2), ""));
    assert!(later.err.contains("version 2"), "{}", later.err);
    let nothing = run(&["link", "make"], b"hello");
    assert_eq!(nothing.status, Some(2));
    assert!(nothing.err.contains("plain text"), "{}", nothing.err);
}
