//! Policy variables: `${aws:username}`, with defaults and the escapes `${*}`, `${?}` and `${$}`.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html>

use std::borrow::Cow;

use crate::finding::VariableErrorKind;
use crate::pattern::{Segment, matches, push_literal, push_wildcard, segments};
use crate::request::{Context, ContextKey, ContextValues};

/// The version of the policy language. A document without one has the older.
///
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_version.html>
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Version {
    /// `2008-10-17`: no policy variables.
    V2008,
    /// `2012-10-17`.
    V2012,
}

/// A text of a policy in which variables may stand, and wildcards if the place takes them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template {
    parts: Parts,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Parts {
    Fixed(Vec<Segment>),
    Variable(Vec<Part>),
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    Segment(Segment),
    Variable(Variable),
}

/// A variable and the text that stands in for it when the request has no such key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variable {
    /// The condition key that it names.
    pub key: ContextKey,
    /// `x` in `${key, 'x'}`.
    pub default: Option<String>,
}

/// Whether `*` and `?` are wildcards in a template.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wildcards {
    /// They are.
    Yes,
    /// They stand for themselves.
    No,
}

/// What is wrong with a variable, and where in the decoded text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct VariableError {
    /// What is wrong.
    pub kind: VariableErrorKind,
    /// The offset of its `$`.
    pub start: usize,
    /// The offset after it, or after what could be read of it.
    pub end: usize,
}

/// A variable that has no value in a request: its key is missing, or has several values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unset;

impl Template {
    /// Reads a text of a document of the given version.
    ///
    /// # Errors
    ///
    /// When a variable is not written as AWS takes it. Documents of 2008 have no variables.
    pub fn parse(
        text: &str,
        version: Version,
        wildcards: Wildcards,
    ) -> Result<Template, VariableError> {
        let has_variables = version == Version::V2012 && text.contains("${");
        if !has_variables {
            return Ok(Template {
                parts: Parts::Fixed(plain(text, wildcards)),
            });
        }
        let mut parts = Vec::new();
        let mut fixed = Vec::new();
        let mut at = 0;
        while let Some(found) = text.get(at..).and_then(|rest| rest.find("${")) {
            let start = at + found;
            append(
                &mut fixed,
                text.get(at..start).unwrap_or_default(),
                wildcards,
            );
            let (end, content) = variable_at(text, start)?;
            match content {
                "*" | "?" | "$" => push_literal(&mut fixed, content),
                _ => {
                    parts.extend(fixed.drain(..).map(Part::Segment));
                    parts.push(Part::Variable(read_variable(content, start, end)?));
                }
            }
            at = end;
        }
        append(&mut fixed, text.get(at..).unwrap_or_default(), wildcards);
        if parts.is_empty() {
            return Ok(Template {
                parts: Parts::Fixed(fixed),
            });
        }
        parts.extend(fixed.into_iter().map(Part::Segment));
        Ok(Template {
            parts: Parts::Variable(parts),
        })
    }

    /// A template that takes every character of the text for itself, wildcards apart.
    #[must_use]
    pub fn without_variables(text: &str, wildcards: Wildcards) -> Template {
        Template {
            parts: Parts::Fixed(plain(text, wildcards)),
        }
    }

    /// The variables, in the order of the text.
    pub fn variables(&self) -> impl Iterator<Item = &Variable> {
        let parts = match &self.parts {
            Parts::Fixed(_) => &[],
            Parts::Variable(parts) => parts.as_slice(),
        };
        parts.iter().filter_map(|part| match part {
            Part::Variable(variable) => Some(variable),
            Part::Segment(_) => None,
        })
    }

    /// The template as it is written, escapes resolved; none where it has variables.
    pub(crate) fn written(&self) -> Option<String> {
        let Parts::Fixed(segments) = &self.parts else {
            return None;
        };
        let text = |segment: &Segment| match segment {
            Segment::Literal(literal) => literal.to_string(),
            Segment::AnyOne => "?".to_owned(),
            Segment::AnyMany => "*".to_owned(),
        };
        Some(segments.iter().map(text).collect())
    }

    /// Whether the template ends in a `*` that is a wildcard.
    #[must_use]
    pub fn ends_in_star(&self) -> bool {
        match &self.parts {
            Parts::Fixed(segments) => segments.last() == Some(&Segment::AnyMany),
            Parts::Variable(parts) => parts.last() == Some(&Part::Segment(Segment::AnyMany)),
        }
    }

    /// The segments, with the values of the request in place of the variables. A value's own `*`
    /// and `?` stand for themselves.
    ///
    /// # Errors
    ///
    /// When a variable has neither a value in the request nor a default.
    pub fn resolve(&self, context: &Context) -> Result<Cow<'_, [Segment]>, Unset> {
        let parts = match &self.parts {
            Parts::Fixed(segments) => return Ok(Cow::Borrowed(segments)),
            Parts::Variable(parts) => parts,
        };
        let mut resolved = Vec::with_capacity(parts.len());
        for part in parts {
            match part {
                Part::Segment(Segment::Literal(literal)) => push_literal(&mut resolved, literal),
                Part::Segment(wildcard) => push_wildcard(&mut resolved, wildcard.clone()),
                Part::Variable(variable) => push_literal(&mut resolved, variable.value(context)?),
            }
        }
        Ok(Cow::Owned(resolved))
    }

    /// The template with the values of the request in place of the variables, where `*` and `?` in
    /// a value are wildcards.
    ///
    /// # Errors
    ///
    /// When a variable has neither a value in the request nor a default.
    pub(crate) fn with_values(&self, context: &Context) -> Result<Template, Unset> {
        let Parts::Variable(parts) = &self.parts else {
            return Ok(self.clone());
        };
        let mut fixed = Vec::with_capacity(parts.len());
        for part in parts {
            match part {
                Part::Segment(Segment::Literal(literal)) => push_literal(&mut fixed, literal),
                Part::Segment(wildcard) => push_wildcard(&mut fixed, wildcard.clone()),
                Part::Variable(variable) => {
                    append(&mut fixed, variable.value(context)?, Wildcards::Yes);
                }
            }
        }
        Ok(Template {
            parts: Parts::Fixed(fixed),
        })
    }

    /// Whether the template matches the whole text.
    ///
    /// # Errors
    ///
    /// When a variable has neither a value in the request nor a default.
    pub fn matches(&self, text: &str, context: &Context) -> Result<bool, Unset> {
        match &self.parts {
            Parts::Fixed(segments) => Ok(matches(segments, text)),
            Parts::Variable(_) => Ok(matches(&self.resolve(context)?, text)),
        }
    }

    /// Whether the template equals the whole text but for the case of ASCII letters. Only for
    /// templates without wildcards.
    ///
    /// # Errors
    ///
    /// When a variable has neither a value in the request nor a default.
    pub fn equals_ignoring_case(&self, text: &str, context: &Context) -> Result<bool, Unset> {
        let segments = self.resolve(context)?;
        Ok(match &*segments {
            [] => text.is_empty(),
            [Segment::Literal(literal)] => literal.eq_ignore_ascii_case(text),
            _ => false,
        })
    }
}

impl Variable {
    /// The value in a request, or the default.
    ///
    /// # Errors
    ///
    /// When there is neither, or when the key has several values.
    pub fn value<'a>(&'a self, context: &'a Context) -> Result<&'a str, Unset> {
        match context.get(self.key.lower()) {
            Some(ContextValues::One(value)) => Ok(value),
            Some(ContextValues::Many(values)) if !values.is_empty() => Err(Unset),
            // A key without values counts as missing.
            Some(ContextValues::Many(_)) | None => self.default.as_deref().ok_or(Unset),
        }
    }
}

fn plain(text: &str, wildcards: Wildcards) -> Vec<Segment> {
    match wildcards {
        Wildcards::Yes => segments(text),
        Wildcards::No if text.is_empty() => Vec::new(),
        Wildcards::No => vec![Segment::Literal(text.into())],
    }
}

fn append(fixed: &mut Vec<Segment>, text: &str, wildcards: Wildcards) {
    match wildcards {
        Wildcards::No => push_literal(fixed, text),
        Wildcards::Yes => {
            for segment in segments(text) {
                match segment {
                    Segment::Literal(literal) => push_literal(fixed, &literal),
                    Segment::AnyOne | Segment::AnyMany => push_wildcard(fixed, segment),
                }
            }
        }
    }
}

/// The end of the variable that begins at `start`, and what stands between its braces. A brace
/// inside the quotes of a default value does not end it.
fn variable_at(text: &str, start: usize) -> Result<(usize, &str), VariableError> {
    let inside = text.get(start + 2..).unwrap_or_default();
    let mut quoted = false;
    for (at, character) in inside.char_indices() {
        match character {
            '\'' => quoted = !quoted,
            '}' if !quoted => {
                return Ok((start + 2 + at + 1, inside.get(..at).unwrap_or_default()));
            }
            _ => {}
        }
    }
    let kind = if quoted {
        VariableErrorKind::MissingQuote
    } else {
        VariableErrorKind::MissingBrace
    };
    Err(VariableError {
        kind,
        start,
        end: text.len(),
    })
}

fn read_variable(content: &str, start: usize, end: usize) -> Result<Variable, VariableError> {
    let error = |kind| VariableError { kind, start, end };
    let (name, default) = match content.split_once(',') {
        None => (content, None),
        Some((name, default)) => {
            let quoted = default
                .trim()
                .strip_prefix('\'')
                .and_then(|d| d.strip_suffix('\''));
            let default = quoted.ok_or(error(VariableErrorKind::MissingQuote))?;
            (name, Some(default.to_owned()))
        }
    };
    if name.is_empty() {
        return Err(error(VariableErrorKind::Empty));
    }
    if name.contains(char::is_whitespace) {
        return Err(error(VariableErrorKind::Space));
    }
    Ok(Variable {
        key: ContextKey::new(name),
        default,
    })
}

/// Splits a text at `:` into at most `most` parts; a colon inside `${…}` does not split where the
/// document has variables. The last part keeps its further colons.
pub(crate) fn split_at_colons(text: &str, version: Version, most: usize) -> Vec<&str> {
    let mut parts = Vec::with_capacity(most);
    let mut start = 0;
    let mut at = 0;
    let bytes = text.as_bytes();
    while at < bytes.len() && parts.len() + 1 < most {
        let rest = bytes.get(at..).unwrap_or_default();
        if version == Version::V2012 && rest.starts_with(b"${") {
            at = variable_at(text, at).map_or(bytes.len(), |(end, _)| end);
            continue;
        }
        if rest.first() == Some(&b':') {
            parts.push(text.get(start..at).unwrap_or_default());
            start = at + 1;
        }
        at += 1;
    }
    parts.push(text.get(start..).unwrap_or_default());
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn context() -> Context {
        let mut context = Context::new();
        context.set_one("aws:username", "ana*");
        context.set_one("s3:prefix", "");
        context.set("aws:TagKeys", ContextValues::Many(vec!["a".to_owned()]));
        context
    }

    fn check(text: &str, value: &str, expected: Result<bool, Unset>) {
        let template = Template::parse(text, Version::V2012, Wildcards::Yes);
        let template = template.expect("a template without errors");
        assert_eq!(
            template.matches(value, &context()),
            expected,
            "`{text}` on `{value}`"
        );
    }

    #[test]
    fn puts_values_in_place_of_variables() {
        check("home/${aws:username}/*", "home/ana*/x", Ok(true));
        check("home/${aws:username}/*", "home/anabel/x", Ok(false));
        check("${AWS:UserName}", "ana*", Ok(true));
        check("x${s3:prefix}y", "xy", Ok(true));
        check("${aws:userid}", "", Err(Unset));
        check("${aws:TagKeys}", "a", Err(Unset));
        check("${aws:userid, 'nobody'}", "nobody", Ok(true));
        check("${aws:userid,'a}b'}", "a}b", Ok(true));
        check("${aws:username, 'nobody'}", "nobody", Ok(false));
    }

    #[test]
    fn escapes_stand_for_the_character() {
        check("a${*}", "a*", Ok(true));
        check("a${*}", "ab", Ok(false));
        check("${?}${$}*", "?$x", Ok(true));
        check("$ ${$}{x}", "$ ${x}", Ok(true));
    }

    #[test]
    fn documents_of_2008_have_no_variables() {
        let template = Template::parse("${aws:username}*", Version::V2008, Wildcards::Yes);
        let template = template.expect("no variables, no errors");
        assert_eq!(template.matches("${aws:username}!", &context()), Ok(true));
        assert_eq!(template.variables().count(), 0);
    }

    #[test]
    fn names_what_is_wrong_and_where() {
        let check = |text: &str, kind, start, end| {
            let found = Template::parse(text, Version::V2012, Wildcards::Yes);
            assert_eq!(found, Err(VariableError { kind, start, end }), "`{text}`");
        };
        check("a${aws:username", VariableErrorKind::MissingBrace, 1, 15);
        check(
            "${aws:username, 'x}",
            VariableErrorKind::MissingQuote,
            0,
            19,
        );
        check("${aws:username, x}", VariableErrorKind::MissingQuote, 0, 18);
        check("${aws: username}", VariableErrorKind::Space, 0, 16);
        check("a/${}", VariableErrorKind::Empty, 2, 5);
    }

    #[test]
    fn splits_at_colons_outside_of_variables() {
        let split = |text, version| split_at_colons(text, version, 3);
        assert_eq!(split("a:b:c:d", Version::V2012), ["a", "b", "c:d"]);
        assert_eq!(split("${x:y}:b", Version::V2012), ["${x:y}", "b"]);
        assert_eq!(split("${x:y}:b", Version::V2008), ["${x", "y}", "b"]);
        assert_eq!(split("${x:y", Version::V2012), ["${x:y"]);
        assert_eq!(split("", Version::V2012), [""]);
    }
}
