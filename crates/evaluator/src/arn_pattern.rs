//! Patterns of ARNs, in `Resource` and in the ARN condition operators.
//!
//! The two places differ: `Resource` lets a `*` at the end of one of the first five parts run over
//! colons, and completes a shortened ARN; the operators compare part by part.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html>
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_ARN>

use crate::arn::Arn;
use crate::pattern::{ANY_MANY, ANY_ONE};
use crate::request::Context;
use crate::variable::{
    PART_END, Template, Unset, Variable, VariableError, Version, Wildcards, split_at_colons,
};

/// A pattern of ARNs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArnPattern {
    form: Form,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Form {
    /// `*` alone.
    Anything,
    /// Up to six parts, `arn` first.
    Parts(Template),
    /// `execute-api:/STAGE/METHOD/PATH`, as the policy of an API may write its own ARN: the part
    /// from the slash on.
    OwnApi(Template),
}

/// How a pattern came to match, where that is not plain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MatchRule {
    /// Character by character.
    Plain,
    /// An ARN with missing parts was completed with `*`.
    CompletedArn,
    /// A `*` at the end of one of the first five parts ran over colons.
    StarOverColons,
    /// An S3 request without a resource counts as one on `arn:aws:s3:::*`.
    AnyBucket,
}

/// Whether an ARN with fewer than six parts is completed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ShortArn {
    /// With `*` for each missing part, as in identity-based policies and boundaries.
    Completed,
    /// It is taken as it stands.
    AsWritten,
}

/// Whether a `*` at the end of one of the first five parts runs over colons.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stars {
    RunOverColons,
    StopAtColons,
}

/// The resource of a request, split once for all patterns.
#[derive(Clone, Debug)]
pub struct RequestResource<'a> {
    text: &'a str,
    arn: Option<Arn<'a>>,
    any_bucket: bool,
}

impl<'a> RequestResource<'a> {
    /// The resource `text` of a request to `service`, a prefix in lower case.
    ///
    /// An S3 request without a resource is taken as one on every bucket, as AWS's own managed
    /// policies assume when they grant `s3:ListAllMyBuckets` on `arn:aws:s3:::*`.
    #[must_use]
    pub fn new(text: &'a str, service: &str) -> RequestResource<'a> {
        let any_bucket = text == "*" && service == "s3";
        let text = if any_bucket { "arn:aws:s3:::*" } else { text };
        RequestResource {
            text,
            arn: Arn::parse(text),
            any_bucket,
        }
    }
}

impl ArnPattern {
    /// Reads a pattern of `Resource` or `NotResource`. Variables may stand in the last part.
    ///
    /// # Errors
    ///
    /// When a variable is not written as AWS takes it; its offsets count in `text`.
    pub fn parse_resource(text: &str, version: Version) -> Result<ArnPattern, VariableError> {
        if text == "*" {
            return Ok(ArnPattern {
                form: Form::Anything,
            });
        }
        if let Some(path) = text.strip_prefix("execute-api:/") {
            let form = Form::OwnApi(Template::parse(path, version, Wildcards::Yes)?);
            return Ok(ArnPattern { form });
        }
        // Documents of 2008 have no variables, and neither have the parts before the last.
        let parse = |index| if index == 5 { version } else { Version::V2008 };
        parse_parts(text, version, parse)
    }

    /// Reads a value of an ARN condition operator. Variables may stand in every part.
    ///
    /// # Errors
    ///
    /// When a variable is not written as AWS takes it; its offsets count in `text`.
    pub fn parse_value(text: &str, version: Version) -> Result<ArnPattern, VariableError> {
        parse_parts(text, version, |_| version)
    }

    /// The pattern as it is written; none where it has variables.
    pub(crate) fn written(&self) -> Option<String> {
        match &self.form {
            Form::Anything => Some("*".to_owned()),
            Form::OwnApi(path) => Some(format!("execute-api:/{}", path.written()?)),
            Form::Parts(parts) => parts.written(),
        }
    }

    /// The pattern with the values of the request in place of the variables, where `*` and `?` in
    /// a value are wildcards.
    ///
    /// # Errors
    ///
    /// When a variable has neither a value in the request nor a default.
    pub(crate) fn with_values(&self, context: &Context) -> Result<ArnPattern, Unset> {
        let form = match &self.form {
            Form::Anything => Form::Anything,
            Form::OwnApi(path) => Form::OwnApi(path.with_values(context)?),
            Form::Parts(parts) => Form::Parts(parts.with_values(context)?),
        };
        Ok(ArnPattern { form })
    }

    /// The variables, in the order of the text.
    pub fn variables(&self) -> impl Iterator<Item = &Variable> {
        let template = match &self.form {
            Form::Anything => None,
            Form::Parts(template) | Form::OwnApi(template) => Some(template),
        };
        template.into_iter().flat_map(Template::variables)
    }

    /// Whether the pattern, as an entry of `Resource`, covers the resource, and by which rule.
    ///
    /// # Errors
    ///
    /// When a variable has no value, so that the entry matches nothing.
    pub fn matches_resource(
        &self,
        resource: &RequestResource<'_>,
        short_arn: ShortArn,
        context: &Context,
    ) -> Result<Option<MatchRule>, Unset> {
        self.covers(resource, short_arn, Stars::RunOverColons, context)
    }

    /// The same, if no `*` ran over colons.
    pub(crate) fn matches_resource_part_by_part(
        &self,
        resource: &RequestResource<'_>,
        short_arn: ShortArn,
        context: &Context,
    ) -> Result<Option<MatchRule>, Unset> {
        self.covers(resource, short_arn, Stars::StopAtColons, context)
    }

    fn covers(
        &self,
        resource: &RequestResource<'_>,
        short_arn: ShortArn,
        stars: Stars,
        context: &Context,
    ) -> Result<Option<MatchRule>, Unset> {
        let found = match &self.form {
            Form::Anything => return Ok(Some(MatchRule::Plain)),
            Form::OwnApi(path) => match_own_api(path, resource, context)?,
            Form::Parts(parts) => match_parts(parts, resource, short_arn, stars, context)?,
        };
        Ok(found.map(|rule| match rule {
            MatchRule::Plain if resource.any_bucket => MatchRule::AnyBucket,
            rule => rule,
        }))
    }

    /// Whether the pattern, as a value of an ARN operator, fits the ARN, part by part.
    ///
    /// # Errors
    ///
    /// When a variable that would decide has no value.
    pub fn matches_value(&self, arn: &Arn<'_>, context: &Context) -> Result<bool, Unset> {
        match &self.form {
            Form::Parts(template) => every_part_matches(template, arn, context),
            Form::Anything | Form::OwnApi(_) => Ok(false),
        }
    }
}

impl VariableError {
    fn moved_by(self, offset: usize) -> VariableError {
        VariableError {
            start: self.start + offset,
            end: self.end + offset,
            ..self
        }
    }
}

/// Reads up to six parts, each by the version that goes with its index.
fn parse_parts(
    text: &str,
    version: Version,
    version_of_part: impl Fn(usize) -> Version,
) -> Result<ArnPattern, VariableError> {
    let mut template = Template::with_capacity(text.len());
    let mut offset = 0;
    for (index, part) in split_at_colons(text, version, 6).enumerate() {
        if index > 0 {
            template.end_part();
        }
        template
            .push(part, version_of_part(index), Wildcards::Yes)
            .map_err(|error| error.moved_by(offset))?;
        offset += part.len() + 1;
    }
    Ok(ArnPattern {
        form: Form::Parts(template),
    })
}

fn every_part_matches(
    template: &Template,
    arn: &Arn<'_>,
    context: &Context,
) -> Result<bool, Unset> {
    let mut count = 0;
    for (part, asked) in template.parts().zip(arn.parts()) {
        if !part.matches(asked, context)? {
            return Ok(false);
        }
        count += 1;
    }
    Ok(count == 6)
}

/// The part of a resource ARN of API Gateway that follows the id of the API, against a path.
///
/// <https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-resource-policies-examples.html>
fn match_own_api(
    path: &Template,
    resource: &RequestResource<'_>,
    context: &Context,
) -> Result<Option<MatchRule>, Unset> {
    let Some(arn) = resource.arn.filter(|arn| arn.service == "execute-api") else {
        return Ok(None);
    };
    let Some((_, behind_id)) = arn.resource.split_once('/') else {
        return Ok(None);
    };
    Ok(path
        .matches(behind_id, context)?
        .then_some(MatchRule::Plain))
}

fn match_parts(
    template: &Template,
    resource: &RequestResource<'_>,
    short_arn: ShortArn,
    stars: Stars,
    context: &Context,
) -> Result<Option<MatchRule>, Unset> {
    let Some(arn) = &resource.arn else {
        return Ok(None);
    };
    if template.differs_at_once(resource.text) {
        return Ok(None);
    }
    let mut parts = template.parts();
    let mut star_before = false;
    let mut head_matches = true;
    for (asked, part) in arn.parts().iter().take(5).zip(parts.by_ref()) {
        // The part that is out of step may itself end in a star that runs on.
        star_before |= stars == Stars::RunOverColons && part.ends_in_star();
        if !part.matches(asked, context)? {
            head_matches = false;
            break;
        }
    }
    if head_matches
        && let Some(last) = parts.next()
        && last.matches(arn.resource, context)?
    {
        return Ok(Some(MatchRule::Plain));
    }
    if star_before && star_runs_over_colons(template, 0, resource.text, context)? {
        return Ok(Some(MatchRule::StarOverColons));
    }
    let missing = 6 - template.parts().count().min(6);
    if missing == 0 || short_arn == ShortArn::AsWritten {
        return Ok(None);
    }
    let completed = head_matches
        || star_before && star_runs_over_colons(template, missing, resource.text, context)?;
    Ok(completed.then_some(MatchRule::CompletedArn))
}

/// One step of a pattern that is matched as one text.
#[derive(Clone, Copy, PartialEq)]
enum Token {
    Character(char),
    AnyOne { colons: bool },
    AnyMany { colons: bool },
}

/// Whether the parts, with `*` for each that is missing, joined by colons, match the whole text of
/// the ARN, where in the first five parts only a `*` at the end of its part runs over colons.
///
/// All ways of matching are followed side by side, so the time is at most the product of the two
/// lengths.
fn star_runs_over_colons(
    template: &Template,
    missing: usize,
    text: &str,
    context: &Context,
) -> Result<bool, Unset> {
    let resolved = template.whole().resolve(context)?;
    let completed = [&*resolved, &[PART_END, ANY_MANY].repeat(missing)].concat();
    let mut tokens = Vec::new();
    let mut part = 0;
    for chunk in completed.utf8_chunks() {
        tokens.extend(chunk.valid().chars().map(Token::Character));
        match chunk.invalid() {
            [ANY_ONE] => tokens.push(Token::AnyOne { colons: part == 5 }),
            [ANY_MANY] => tokens.push(Token::AnyMany { colons: part == 5 }),
            [PART_END] => {
                end_in_star_over_colons(&mut tokens);
                tokens.push(Token::Character(':'));
                part += 1;
            }
            _ => {}
        }
    }
    end_in_star_over_colons(&mut tokens);
    Ok(all_ways_match(&tokens, text))
}

fn end_in_star_over_colons(tokens: &mut [Token]) {
    if let Some(Token::AnyMany { colons }) = tokens.last_mut() {
        *colons = true;
    }
}

fn all_ways_match(tokens: &[Token], text: &str) -> bool {
    // `reached[n]`: the first n tokens match the text so far.
    let mut reached = vec![false; tokens.len() + 1];
    if let Some(first) = reached.first_mut() {
        *first = true;
    }
    skip_stars(tokens, &mut reached);
    for character in text.chars() {
        let mut next = vec![false; tokens.len() + 1];
        for ((token, pair), n) in tokens.iter().zip(reached.iter()).zip(0usize..) {
            if !*pair {
                continue;
            }
            let (to, fits) = match *token {
                Token::Character(expected) => (n + 1, expected == character),
                Token::AnyOne { colons } => (n + 1, colons || character != ':'),
                Token::AnyMany { colons } => (n, colons || character != ':'),
            };
            if let Some(slot) = next.get_mut(to) {
                *slot |= fits;
            }
        }
        skip_stars(tokens, &mut next);
        reached = next;
    }
    reached.last() == Some(&true)
}

/// A star may match nothing: what is reached before it is reached behind it.
fn skip_stars(tokens: &[Token], reached: &mut [bool]) {
    let mut before = false;
    let stars = tokens
        .iter()
        .map(|token| matches!(token, Token::AnyMany { .. }));
    for (slot, star_before) in reached.iter_mut().zip(std::iter::once(false).chain(stars)) {
        *slot |= before && star_before;
        before = *slot;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(pattern: &str, resource: &str, short_arn: ShortArn) -> Option<MatchRule> {
        let parsed = ArnPattern::parse_resource(pattern, Version::V2012).expect("a pattern");
        let service = Arn::parse(resource).map_or("s3", |arn| arn.service);
        let resource = RequestResource::new(resource, service);
        let mut context = Context::new();
        context.set_one("aws:username", "ana");
        parsed
            .matches_resource(&resource, short_arn, &context)
            .unwrap_or(None)
    }

    fn check(pattern: &str, resource: &str, expected: Option<MatchRule>) {
        let found = rule(pattern, resource, ShortArn::AsWritten);
        assert_eq!(found, expected, "`{pattern}` on `{resource}`");
    }

    #[test]
    fn compares_part_by_part_and_the_last_as_one_text() {
        let plain = Some(MatchRule::Plain);
        check("*", "arn:aws:s3:::b", plain);
        check("arn:aws:s3:::b/*", "arn:aws:s3:::b/x/y:z", plain);
        check("arn:aws:s3:::b", "arn:aws:s3:::b/x", None);
        check(
            "arn:aws:sqs:*:*:jobs",
            "arn:aws:sqs:us-east-1:111122223333:jobs",
            plain,
        );
        check(
            "arn:aws:sns:us-*-1:t",
            "arn:aws:sns:us-east-1:111122223333:t",
            None,
        );
        check(
            "arn:aws:s3:::home/${aws:username}/*",
            "arn:aws:s3:::home/ana/x",
            plain,
        );
        check(
            "arn:aws:s3:::home/${aws:userid}/*",
            "arn:aws:s3:::home/ana/x",
            None,
        );
        check("arn:aws:s3:::B", "arn:aws:s3:::b", None);
        check("*", "*", plain);
        check("arn:aws:ec2:*:*:instance/*", "*", None);
    }

    #[test]
    fn a_star_at_the_end_of_a_part_runs_over_colons() {
        let over = Some(MatchRule::StarOverColons);
        check(
            "arn:aws:sns:*:mytopic",
            "arn:aws:sns:us-east-1:111122223333:mytopic",
            over,
        );
        check(
            "arn:aws:ec2:*",
            "arn:aws:ec2:us-east-1:111122223333:instance/i-1",
            over,
        );
        check(
            "arn:aws:sns:us-*-1:mytopic",
            "arn:aws:sns:us-east-1:111122223333:mytopic",
            None,
        );
        check(
            "arn:*:mytopic",
            "arn:aws:sns:us-east-1:111122223333:mytopic",
            over,
        );
        check("arn:*", "arn:aws:sns:us-east-1:111122223333:mytopic", over);
        check("arn:aws:s*:b", "arn:aws:s3:::b", over);
        check(
            "arn:aws:sns:*:other",
            "arn:aws:sns:us-east-1:111122223333:mytopic",
            None,
        );
        check("arn:aws:s3:*:b:*", "arn:aws:s3:::b", None);
        check("arn:aws:a?s:*", "arn:aws:a:s:x:y", None);
        check("arn:aws:a:x:*:f:1", "arn:aws:a:x:1:g:f:1", over);
    }

    #[test]
    fn completes_short_arns_only_where_asked() {
        let sqs = "arn:aws:sqs:us-east-1:111122223333:jobs";
        let check = |pattern, expected| {
            assert_eq!(
                rule(pattern, sqs, ShortArn::Completed),
                expected,
                "`{pattern}`"
            );
            assert_eq!(rule(pattern, sqs, ShortArn::AsWritten), None, "`{pattern}`");
        };
        check("arn:aws:sqs", Some(MatchRule::CompletedArn));
        check(
            "arn:aws:sqs:us-east-1:111122223333",
            Some(MatchRule::CompletedArn),
        );
        check("arn:aws:sqs:us-west-2", None);
        check("arn", Some(MatchRule::CompletedArn));
        check("arn:aws:s3", None);
        check("arn:*:us-east-1", None);
        let alias = "arn:aws:lambda:us-east-1:111122223333:function:f:prod";
        let found = rule("arn:*:us-east-1", alias, ShortArn::Completed);
        assert_eq!(found, Some(MatchRule::CompletedArn));
    }

    #[test]
    fn lists_the_variables_of_every_part() {
        let names = |pattern: Result<ArnPattern, VariableError>| -> Vec<String> {
            let pattern = pattern.expect("a pattern");
            let names = pattern.variables().map(|v| v.key.as_str().to_owned());
            names.collect()
        };
        let text = "arn:aws:iam::${aws:PrincipalAccount}:user/${aws:username}/${aws:userid}";
        assert_eq!(
            names(ArnPattern::parse_value(text, Version::V2012)),
            ["aws:PrincipalAccount", "aws:username", "aws:userid"]
        );
        assert_eq!(
            names(ArnPattern::parse_resource(text, Version::V2012)),
            ["aws:username", "aws:userid"]
        );
        assert_eq!(
            names(ArnPattern::parse_resource(
                "execute-api:/${aws:username}",
                Version::V2012
            )),
            ["aws:username"]
        );
    }

    #[test]
    fn an_s3_request_without_resource_is_one_on_every_bucket() {
        check("arn:aws:s3:::*", "*", Some(MatchRule::AnyBucket));
        check("arn:aws:s3:::b", "*", None);
    }

    #[test]
    fn an_api_may_leave_out_its_own_arn() {
        let arn = "arn:aws:execute-api:us-east-1:111122223333:abc123/prod/GET/pets";
        check("execute-api:/prod/GET/*", arn, Some(MatchRule::Plain));
        check("execute-api:/*", arn, Some(MatchRule::Plain));
        check("execute-api:/test/*", arn, None);
        check("execute-api:/*", "arn:aws:s3:::b/x", None);
    }

    #[test]
    fn the_operators_compare_part_by_part() {
        let check = |pattern: &str, arn: &str, expected| {
            let parsed = ArnPattern::parse_value(pattern, Version::V2012).expect("a pattern");
            let mut context = Context::new();
            context.set_one("aws:PrincipalAccount", "111122223333");
            let arn = Arn::parse(arn).expect("an ARN");
            assert_eq!(
                parsed.matches_value(&arn, &context),
                expected,
                "`{pattern}`"
            );
        };
        let topic = "arn:aws:sns:us-east-1:111122223333:t:sub";
        check("arn:aws:sns:*:*:t:*", topic, Ok(true));
        check("arn:aws:sns:*:t", topic, Ok(false));
        check("arn:aws:sns:*", topic, Ok(false));
        check("arn:aws:sns:*:${aws:PrincipalAccount}:t*", topic, Ok(true));
        check("arn:aws:sns:*:${aws:userid}:t*", topic, Err(Unset));
        check("*", topic, Ok(false));
    }
}
