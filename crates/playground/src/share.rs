//! Links that hold the whole work in their fragment, so that no server ever sees it.
//!
//! `docs/share-link.md` describes the format for other programs. Links of a published version open
//! for ever: a change of the format gets a number of its own. What a link holds is a stranger's
//! text, and is limited before it is read.

mod mend;

use base64::alphabet::URL_SAFE;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig};
use base64::engine::{DecodePaddingMode, Engine as _};
use miniz_oxide::deflate::compress_to_vec;
use miniz_oxide::inflate::TINFLStatus;
use miniz_oxide::inflate::core::{DecompressorOxide, decompress, inflate_flags};

use crate::Workspace;

/// The name of the parameter that holds the work: `s` and the version of the format.
pub const PARAMETER: &str = "s1";

/// The longest JSON that a link is opened to, in bytes.
pub const MOST_BYTES: usize = 1024 * 1024;

/// The most policies that a link is opened to.
pub const MOST_POLICIES: usize = 200;

/// The longest payload that is looked at. JSON does not grow by more than a few bytes when it is
/// compressed, and base64 makes four characters of three bytes.
const MOST_CHARACTERS: usize = MOST_BYTES / 3 * 4 + 1024;

/// The greatest effort that the compressor knows by a name of its own.
const EFFORT: u8 = 9;

/// base64url without padding. Links are cut and mended by hand, so the bits that a last character
/// has too many are not looked at.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &URL_SAFE,
    GeneralPurposeConfig::new()
        .with_encode_padding(false)
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

/// Why a link does not open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LinkError {
    /// The fragment has no work in it.
    NotALink,
    /// The work is in a form that this version does not know.
    UnknownVersion {
        /// The version that the link names.
        version: String,
        /// The payload as it stands in the link.
        raw: String,
    },
    /// The end of the link is missing.
    CutOff {
        /// What could be read, where that is work.
        recovered: Option<Box<Workspace>>,
        /// The JSON up to the place where the link was cut.
        text: String,
    },
    /// The link is complete, and a character in it was changed.
    Damaged {
        /// What the link opens to as it is, where that is work.
        recovered: Option<Box<Workspace>>,
        /// The JSON as far as it can be read.
        text: String,
    },
    /// The work is larger than [`MOST_BYTES`].
    TooLarge,
    /// There are more than [`MOST_POLICIES`] policies.
    TooManyPolicies {
        /// How many there are.
        count: usize,
    },
    /// The link is complete, and does not hold a playground's work.
    NotWork {
        /// What is wrong.
        message: String,
    },
}

impl LinkError {
    /// What could be saved of the work.
    #[must_use]
    pub fn recovered(&self) -> Option<&Workspace> {
        match self {
            LinkError::CutOff { recovered, .. } | LinkError::Damaged { recovered, .. } => {
                recovered.as_deref()
            }
            LinkError::NotALink
            | LinkError::UnknownVersion { .. }
            | LinkError::TooLarge
            | LinkError::TooManyPolicies { .. }
            | LinkError::NotWork { .. } => None,
        }
    }
}

impl std::fmt::Display for LinkError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let saved = |recovered: &Option<Box<Workspace>>| match recovered {
            Some(work) => format!(
                "what could be read has {} and {}",
                counted(work.policies.len(), "policy", "policies"),
                counted(work.tests.len(), "test", "tests"),
            ),
            None => "nothing of it could be read as policies".to_owned(),
        };
        match self {
            LinkError::NotALink => f.write_str("this link holds no policies and no request"),
            LinkError::UnknownVersion { version, .. } => write!(
                f,
                "this link is of version {version} of the format, and this playground reads \
                 version 1: open it with a newer one"
            ),
            LinkError::CutOff { recovered, .. } => {
                write!(f, "the end of this link was cut off: {}", saved(recovered))
            }
            LinkError::Damaged { recovered, .. } => {
                write!(f, "a part of this link was changed: {}", saved(recovered))
            }
            LinkError::TooLarge => write!(
                f,
                "this link holds more than {} KiB, and is not opened: share a file instead",
                MOST_BYTES / 1024
            ),
            LinkError::TooManyPolicies { count } => write!(
                f,
                "this link holds {count} policies, and at most {MOST_POLICIES} are opened"
            ),
            LinkError::NotWork { message } => {
                write!(
                    f,
                    "this link does not hold policies and a request: {message}"
                )
            }
        }
    }
}

impl std::error::Error for LinkError {}

/// The fragment of a link, without its `#`: `s1=…`.
///
/// [`decode`] opens it again unless the work is larger than [`MOST_BYTES`] or has more than
/// [`MOST_POLICIES`] policies.
#[must_use]
pub fn encode(workspace: &Workspace) -> String {
    let json = serde_json::to_string(workspace).unwrap_or_default();
    let mut payload = crc32(json.as_bytes()).to_be_bytes().to_vec();
    payload.extend(compress_to_vec(json.as_bytes(), EFFORT));
    format!("{PARAMETER}={}", BASE64.encode(payload))
}

/// Opens a fragment, with or without its `#`, or a whole link.
///
/// # Errors
///
/// When there is no work in it, or none that can be trusted to be what was shared.
pub fn decode(link: &str) -> Result<Workspace, LinkError> {
    let parameters = parameters(link);
    let work = parameters
        .iter()
        .find_map(|(name, value)| Some((version_of(name)?, *value)));
    match work {
        None => Err(LinkError::NotALink),
        Some(("1", payload)) => open(payload),
        Some((version, raw)) => Err(LinkError::UnknownVersion {
            version: version.to_owned(),
            raw: raw.to_owned(),
        }),
    }
}

/// The parameters of a fragment, with or without its `#`, or of the fragment of a whole link:
/// names and values, in order. One without `=` has an empty value.
#[must_use]
pub fn parameters(link: &str) -> Vec<(&str, &str)> {
    let fragment = match link.split_once('#') {
        Some((_, fragment)) => fragment,
        None => link,
    };
    let parts = fragment.trim().split('&').filter(|part| !part.is_empty());
    parts
        .map(|part| part.split_once('=').unwrap_or((part, "")))
        .collect()
}

/// What is to be said about a link of so many characters, if anything.
///
/// Discord takes messages of 2,000 characters, and some chat programs cut links at about 8,000.
#[must_use]
pub fn length_warning(characters: usize) -> Option<&'static str> {
    match characters {
        ..=2_000 => None,
        2_001..=8_000 => Some("This link is too long for a message on Discord."),
        _ => Some("Some chat programs will cut this link off: share a file instead."),
    }
}

/// CRC-32 as in zip and gzip.
///
/// Bit by bit: libraries bring tables of many kilobytes, for a speed that a link does not need.
#[must_use]
pub fn crc32(bytes: &[u8]) -> u32 {
    let step = |crc: u32| match crc & 1 {
        1 => (crc >> 1) ^ 0xedb8_8320,
        _ => crc >> 1,
    };
    let all = bytes.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| step(crc))
    });
    !all
}

/// The version that a parameter's name asks for, if the parameter holds work.
fn version_of(name: &str) -> Option<&str> {
    let digits = name.strip_prefix('s')?;
    let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then_some(digits)
}

fn open(payload: &str) -> Result<Workspace, LinkError> {
    if payload.len() > MOST_CHARACTERS {
        return Err(LinkError::TooLarge);
    }
    let bytes = bytes_of(payload);
    let Some((checksum, compressed)) = bytes.split_first_chunk::<4>() else {
        return Err(cut_off(&[]));
    };
    let (status, json) = inflate(compressed);
    match status {
        TINFLStatus::Done => {}
        TINFLStatus::HasMoreOutput => return Err(LinkError::TooLarge),
        TINFLStatus::NeedsMoreInput => return Err(cut_off(&json)),
        _ => return Err(damaged(&json)),
    }
    if crc32(&json).to_be_bytes() != *checksum {
        return Err(damaged(&json));
    }
    let not_work = |message: String| LinkError::NotWork { message };
    let text = std::str::from_utf8(&json).map_err(|error| not_work(error.to_string()))?;
    let work = read(text).map_err(not_work)?;
    match work.policies.len() {
        ..=MOST_POLICIES => Ok(work),
        count => Err(LinkError::TooManyPolicies { count }),
    }
}

/// What a compressed text opens to, as far as it goes and up to the limit, and why it ends there.
///
/// The library's own shorthand takes missing bytes for zeros, and would make up an end.
fn inflate(compressed: &[u8]) -> (TINFLStatus, Vec<u8>) {
    let mut json = vec![0; MOST_BYTES];
    let flags = inflate_flags::TINFL_FLAG_USING_NON_WRAPPING_OUTPUT_BUF
        | inflate_flags::TINFL_FLAG_HAS_MORE_INPUT;
    let mut inflator = DecompressorOxide::new();
    let (status, _, length) = decompress(&mut inflator, compressed, &mut json, 0, flags);
    json.truncate(length);
    (status, json)
}

/// Reads work from its JSON. Its depth is limited by the library.
pub(crate) fn read(json: &str) -> Result<Workspace, String> {
    // The library reads a list as an object without names.
    if !json.trim_start().starts_with('{') {
        return Err("it is no JSON object".to_owned());
    }
    serde_json::from_str(json).map_err(|error| error.to_string())
}

/// The bytes of base64url up to the first character that is none. Programs set stops, brackets and
/// dots behind links that they show or cut.
fn bytes_of(payload: &str) -> Vec<u8> {
    let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    let length = payload.bytes().take_while(|byte| is_part(byte)).count();
    // A single character of a group of four is less than a byte.
    let whole = if length % 4 == 1 { length - 1 } else { length };
    let characters = payload.as_bytes().get(..whole).unwrap_or_default();
    BASE64.decode(characters).unwrap_or_default()
}

fn cut_off(json: &[u8]) -> LinkError {
    let (recovered, text) = saved(json);
    LinkError::CutOff { recovered, text }
}

fn damaged(json: &[u8]) -> LinkError {
    let (recovered, text) = saved(json);
    LinkError::Damaged { recovered, text }
}

fn saved(json: &[u8]) -> (Option<Box<Workspace>>, String) {
    let text = json.utf8_chunks().next();
    let text = text.map(|chunk| chunk.valid()).unwrap_or_default();
    let within_limits = |work: &Workspace| work.policies.len() <= MOST_POLICIES;
    let recovered = mend::mend(text).filter(within_limits);
    (recovered.map(Box::new), text.to_owned())
}

fn counted(count: usize, one: &str, many: &str) -> String {
    match count {
        1 => format!("1 {one}"),
        _ => format!("{count} {many}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::Policy;

    fn work(policies: usize) -> Workspace {
        let policy = |number| Policy {
            kind: "identity".to_owned(),
            name: format!("policy-{number}"),
            text: format!("{{\"Statement\": [\"é😀{number}\"]}}"),
            ..Policy::default()
        };
        Workspace {
            policies: (0..policies).map(policy).collect(),
            ..Workspace::default()
        }
    }

    fn payload_of(json: &[u8]) -> String {
        let mut payload = crc32(json).to_be_bytes().to_vec();
        payload.extend(compress_to_vec(json, EFFORT));
        format!("s1={}", BASE64.encode(payload))
    }

    #[test]
    fn checksums_are_those_of_zip() {
        assert_eq!(crc32(b""), 0);
        assert_eq!(crc32(b"123456789"), 0xcbf4_3926);
    }

    #[test]
    fn opens_with_and_without_what_stands_around_it() {
        let work = work(2);
        let link = encode(&work);
        let around = [
            link.clone(),
            format!("#{link}"),
            format!("https://example.com/?fresh#view=steps&{link}&step=4"),
            format!("#{link})."),
            format!("#{link}=="),
        ];
        for text in around {
            assert_eq!(decode(&text), Ok(work.clone()), "{text}");
        }
        let all = format!("#{link}&view=steps&step=4&x");
        let names: Vec<&str> = parameters(&all).iter().map(|(name, _)| *name).collect();
        assert_eq!(names, ["s1", "view", "step", "x"]);
        assert_eq!(parameters("#&&"), []);
    }

    #[test]
    fn a_link_that_was_cut_off_gives_what_could_be_read() {
        let whole = work(40);
        let link = encode(&whole);
        let mut most = 0;
        for length in 3..link.len() {
            let error = decode(&link[..length]).expect_err("a part is not the whole");
            let LinkError::CutOff { recovered, text } = error else {
                panic!("{length} of {}: {error}", link.len());
            };
            let Some(part) = recovered else { continue };
            let count = part.policies.len();
            assert!(count >= most, "more of a link never gives less");
            most = count;
            assert!(
                serde_json::to_string(&whole)
                    .expect("JSON")
                    .starts_with(&text)
            );
            let whole_ones = count.saturating_sub(1);
            assert_eq!(part.policies[..whole_ones], whole.policies[..whole_ones]);
        }
        assert_eq!(most, 40);
    }

    #[test]
    fn says_why_a_link_does_not_open() {
        let message = |link: &str| decode(link).expect_err("no link").to_string();
        let holds_nothing = "this link holds no policies and no request";
        for link in [
            "",
            "#",
            "view=steps",
            "s=x",
            "sx1=x",
            "https://example.com/",
        ] {
            assert_eq!(message(link), holds_nothing, "{link}");
        }
        assert_eq!(
            decode("#s2=abc&view=steps"),
            Err(LinkError::UnknownVersion {
                version: "2".to_owned(),
                raw: "abc".to_owned()
            })
        );
        assert!(message("s1=").starts_with("the end of this link was cut off"));
        let too_many = encode(&work(MOST_POLICIES + 1));
        assert_eq!(
            decode(&too_many),
            Err(LinkError::TooManyPolicies { count: 201 })
        );
        assert!(decode(&encode(&work(MOST_POLICIES))).is_ok());
        let large = payload_of(&vec![b' '; MOST_BYTES + 1]);
        assert_eq!(decode(&large), Err(LinkError::TooLarge));
        let long = format!("s1={}", "A".repeat(MOST_CHARACTERS + 1));
        assert_eq!(decode(&long), Err(LinkError::TooLarge));
        for json in [
            "[]",
            "null",
            "{\"policies\":1}",
            "{\"policies\":[{}]}",
            "",
            "{",
            "\"\u{1}",
        ] {
            let error = decode(&payload_of(json.as_bytes()));
            assert!(matches!(error, Err(LinkError::NotWork { .. })), "{json}");
        }
        let not_utf8 = decode(&payload_of(b"\xff"));
        assert!(matches!(not_utf8, Err(LinkError::NotWork { .. })));
        let deep = format!("{{\"x\":{}", "[".repeat(100_000));
        let error = decode(&payload_of(deep.as_bytes()));
        assert!(matches!(error, Err(LinkError::NotWork { .. })));
    }

    #[test]
    fn a_changed_link_is_not_taken_for_what_was_shared() {
        let link = encode(&work(3));
        // The checksum's first character.
        let other = if &link[3..4] == "A" { "B" } else { "A" };
        let changed = format!("s1={other}{}", &link[4..]);
        let error = decode(&changed).expect_err("the checksum is another");
        assert!(matches!(error, LinkError::Damaged { .. }));
        assert_eq!(error.recovered(), Some(&work(3)));
    }

    #[test]
    fn work_of_later_versions_opens_without_what_is_new() {
        let json = r#"{"policies":[{"type":"scp","level":2,"text":"{}","color":"red"}],"new":[1]}"#;
        let work = decode(&payload_of(json.as_bytes())).expect("the rest is known");
        assert_eq!(work.policies[0].level, 2);
    }

    #[test]
    fn long_links_are_warned_of() {
        assert_eq!(length_warning(2_000), None);
        assert!(length_warning(2_001).is_some_and(|text| text.contains("Discord")));
        assert!(length_warning(8_001).is_some_and(|text| text.contains("file")));
    }
}
