//! Policy variables: `${aws:username}`, with defaults and the escapes `${*}`, `${?}` and `${$}`.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html>

use std::borrow::Cow;

use crate::finding::VariableErrorKind;
use crate::pattern::{ANY_MANY, ANY_ONE, matches, push_pattern};
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

/// Stands for a variable among the bytes of a template, as the wildcards of `pattern` do.
const VARIABLE: u8 = 0xfd;

/// Stands for the colon between two parts of an ARN.
pub(crate) const PART_END: u8 = 0xfc;

/// A text of a policy in which variables may stand, and wildcards if the place takes them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Template {
    /// As in `pattern`, with [`VARIABLE`] for each variable.
    pattern: Vec<u8>,
    variables: Vec<Variable>,
}

/// A template, or what stands in it between two colons of an ARN.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Part<'a> {
    pattern: &'a [u8],
    variables: &'a [Variable],
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
        let mut template = Template::with_capacity(text.len());
        template.push(text, version, wildcards)?;
        Ok(template)
    }

    pub(crate) fn with_capacity(length: usize) -> Template {
        Template {
            pattern: Vec::with_capacity(length),
            variables: Vec::new(),
        }
    }

    /// Appends what [`Template::parse`] reads.
    pub(crate) fn push(
        &mut self,
        text: &str,
        version: Version,
        wildcards: Wildcards,
    ) -> Result<(), VariableError> {
        let mut at = 0;
        // Most texts have no variable, and that is cheap to see.
        if version == Version::V2012 && text.contains('$') {
            while let Some(found) = text.get(at..).and_then(|rest| rest.find("${")) {
                let start = at + found;
                self.push_text(text.get(at..start).unwrap_or_default(), wildcards);
                let (end, content) = variable_at(text, start)?;
                match content {
                    "*" | "?" | "$" => self.push_text(content, Wildcards::No),
                    _ => {
                        self.pattern.push(VARIABLE);
                        self.variables.push(read_variable(content, start, end)?);
                    }
                }
                at = end;
            }
        }
        self.push_text(text.get(at..).unwrap_or_default(), wildcards);
        Ok(())
    }

    fn push_text(&mut self, text: &str, wildcards: Wildcards) {
        match wildcards {
            Wildcards::Yes => push_pattern(&mut self.pattern, text),
            Wildcards::No => self.pattern.extend_from_slice(text.as_bytes()),
        }
    }

    /// Ends a part of an ARN; a further one follows.
    pub(crate) fn end_part(&mut self) {
        self.pattern.push(PART_END);
    }

    /// The variables, in the order of the text.
    pub fn variables(&self) -> impl Iterator<Item = &Variable> {
        self.variables.iter()
    }

    /// The parts of an ARN, at least one.
    pub(crate) fn parts(&self) -> impl Iterator<Item = Part<'_>> {
        let mut variables = self.variables.as_slice();
        let parts = self.pattern.split(|byte| *byte == PART_END);
        parts.map(move |pattern| {
            let count = match variables {
                [] => 0,
                _ => pattern.iter().filter(|byte| **byte == VARIABLE).count(),
            };
            let (own, others) = variables.split_at_checked(count).unwrap_or_default();
            variables = others;
            Part {
                pattern,
                variables: own,
            }
        })
    }

    /// The template as it is written, escapes resolved; none where it has variables.
    pub(crate) fn written(&self) -> Option<String> {
        let written = |byte: &u8| match *byte {
            ANY_MANY => b'*',
            ANY_ONE => b'?',
            PART_END => b':',
            byte => byte,
        };
        match self.variables.as_slice() {
            [] => String::from_utf8(self.pattern.iter().map(written).collect()).ok(),
            _ => None,
        }
    }

    /// Whether a text, with the colons between its parts, differs before the first wildcard or
    /// variable: no rule makes it match then.
    pub(crate) fn differs_at_once(&self, text: &str) -> bool {
        let mut pairs = self.pattern.iter().zip(text.as_bytes());
        let different = pairs.find(|(expected, byte)| match **expected {
            PART_END => **byte != b':',
            expected => expected != **byte,
        });
        match different {
            Some((expected, _)) => !matches!(*expected, ANY_MANY | ANY_ONE | VARIABLE),
            None => false,
        }
    }

    /// All of it.
    pub(crate) fn whole(&self) -> Part<'_> {
        Part {
            pattern: &self.pattern,
            variables: &self.variables,
        }
    }

    /// The template with the values of the request in place of the variables, where `*` and `?` in
    /// a value are wildcards.
    ///
    /// # Errors
    ///
    /// When a variable has neither a value in the request nor a default.
    pub(crate) fn with_values(&self, context: &Context) -> Result<Template, Unset> {
        let mut fixed = Template::with_capacity(self.pattern.len());
        let mut variables = self.variables.iter();
        for byte in &self.pattern {
            match variables.as_slice() {
                [variable, ..] if *byte == VARIABLE => {
                    push_pattern(&mut fixed.pattern, variable.value(context)?);
                    variables.next();
                }
                _ => fixed.pattern.push(*byte),
            }
        }
        Ok(fixed)
    }

    /// Whether the template matches the whole text.
    ///
    /// # Errors
    ///
    /// When a variable has neither a value in the request nor a default.
    pub fn matches(&self, text: &str, context: &Context) -> Result<bool, Unset> {
        self.whole().matches(text, context)
    }

    /// Whether the template equals the whole text but for the case of ASCII letters. Only for
    /// templates without wildcards.
    ///
    /// # Errors
    ///
    /// When a variable has neither a value in the request nor a default.
    pub fn equals_ignoring_case(&self, text: &str, context: &Context) -> Result<bool, Unset> {
        let resolved = self.whole().resolve(context)?;
        Ok(resolved.eq_ignore_ascii_case(text.as_bytes()))
    }
}

impl<'a> Part<'a> {
    /// Whether it ends in a `*` that is a wildcard.
    pub(crate) fn ends_in_star(self) -> bool {
        self.pattern.last() == Some(&ANY_MANY)
    }

    /// The pattern, with the values of the request in place of the variables. A value's own `*` and
    /// `?` stand for themselves.
    pub(crate) fn resolve(self, context: &Context) -> Result<Cow<'a, [u8]>, Unset> {
        if self.variables.is_empty() {
            return Ok(Cow::Borrowed(self.pattern));
        }
        let mut resolved = Vec::new();
        let mut variables = self.variables.iter();
        for byte in self.pattern {
            match variables.as_slice() {
                [variable, ..] if *byte == VARIABLE => {
                    resolved.extend_from_slice(variable.value(context)?.as_bytes());
                    variables.next();
                }
                _ => resolved.push(*byte),
            }
        }
        Ok(Cow::Owned(resolved))
    }

    /// Whether it matches the whole text.
    pub(crate) fn matches(self, text: &str, context: &Context) -> Result<bool, Unset> {
        match self.variables {
            [] => Ok(matches(self.pattern, text)),
            _ => Ok(matches(&self.resolve(context)?, text)),
        }
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
pub(crate) fn split_at_colons(
    text: &str,
    version: Version,
    most: usize,
) -> impl Iterator<Item = &str> {
    let mut rest = Some(text);
    (1..=most).map_while(move |number| {
        let text = rest.take()?;
        match colon(text, version) {
            Some(at) if number < most => {
                rest = text.get(at + 1..);
                text.get(..at)
            }
            _ => Some(text),
        }
    })
}

/// The first colon outside of variables.
fn colon(text: &str, version: Version) -> Option<usize> {
    let mut at = 0;
    loop {
        let rest = text.get(at..)?;
        let found = rest.bytes().position(|byte| matches!(byte, b':' | b'$'))?;
        at += found;
        let rest = rest.get(found..)?;
        if rest.starts_with(':') {
            return Some(at);
        }
        let is_variable = version == Version::V2012 && rest.starts_with("${");
        at = match is_variable {
            true => variable_at(text, at).ok()?.0,
            false => at + 1,
        };
    }
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
    fn lists_its_variables_in_order() {
        let text = "a${aws:userid}*${*}${AWS:username, 'x'}${aws:userid}";
        let template = Template::parse(text, Version::V2012, Wildcards::Yes);
        let template = template.expect("a template without errors");
        let variables = template.variables();
        let shown: Vec<_> = variables
            .map(|variable| (variable.key.as_str(), variable.default.as_deref()))
            .collect();
        let expected = [
            ("aws:userid", None),
            ("AWS:username", Some("x")),
            ("aws:userid", None),
        ];
        assert_eq!(shown, expected);
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
        let split = |text, version| split_at_colons(text, version, 3).collect::<Vec<_>>();
        assert_eq!(split("a:b:c:d", Version::V2012), ["a", "b", "c:d"]);
        assert_eq!(split("${x:y}:b", Version::V2012), ["${x:y}", "b"]);
        assert_eq!(split("${x:y}:b", Version::V2008), ["${x", "y}", "b"]);
        assert_eq!(split("${x:y", Version::V2012), ["${x:y"]);
        assert_eq!(split("", Version::V2012), [""]);
    }
}
