//! How each family of operators compares one value of a policy with one value of a request.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html>

use std::cmp::Ordering;
use std::net::IpAddr;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ipnet::IpNet;

use super::{Comparison, ValueType};
use crate::arn::Arn;
use crate::arn_pattern::ArnPattern;
use crate::request::Context;
use crate::variable::{Template, VariableError, Version, Wildcards};

/// A value of a policy, read as its operator takes it. `None` where it cannot be read so: it fits
/// nothing.
#[derive(Clone, Debug, PartialEq)]
pub enum Operand {
    /// Text, with or without wildcards.
    Text(Template),
    /// A pattern of ARNs.
    Arn(ArnPattern),
    /// A number.
    Number(Option<Decimal>),
    /// An instant.
    Date(Option<Instant>),
    /// `true` or `false`.
    Boolean(Option<bool>),
    /// Bytes.
    Binary(Option<Vec<u8>>),
    /// A range of addresses; one address is a range of its own.
    IpRange(Option<IpNet>),
}

impl Operand {
    /// Reads a value.
    ///
    /// # Errors
    ///
    /// When a policy variable is not written as AWS takes it.
    pub fn parse(
        text: &str,
        value_type: ValueType,
        version: Version,
    ) -> Result<Operand, VariableError> {
        Ok(match value_type {
            ValueType::Text => Operand::Text(Template::parse(text, version, Wildcards::No)?),
            ValueType::Pattern => Operand::Text(Template::parse(text, version, Wildcards::Yes)?),
            ValueType::Arn => Operand::Arn(ArnPattern::parse_value(text, version)?),
            ValueType::Number => Operand::Number(Decimal::parse(text)),
            ValueType::Date => Operand::Date(Instant::parse(text)),
            ValueType::Boolean => Operand::Boolean(parse_boolean(text)),
            ValueType::Binary => Operand::Binary(STANDARD.decode(text).ok()),
            ValueType::IpRange => Operand::IpRange(parse_ip_range(text)),
        })
    }

    /// A text or a pattern as it is written; none where it has variables, or is no text.
    pub(crate) fn written(&self) -> Option<String> {
        match self {
            Operand::Text(template) => template.written(),
            Operand::Arn(pattern) => pattern.written(),
            Operand::Number(_)
            | Operand::Date(_)
            | Operand::Boolean(_)
            | Operand::Binary(_)
            | Operand::IpRange(_) => None,
        }
    }

    /// Whether the value cannot be read as its operator takes it.
    #[must_use]
    pub fn is_unreadable(&self) -> bool {
        matches!(
            self,
            Operand::Number(None)
                | Operand::Date(None)
                | Operand::Boolean(None)
                | Operand::Binary(None)
                | Operand::IpRange(None)
        )
    }
}

/// A value of the request, read once as an operator takes it, for all values of the policy.
pub(super) enum Requested<'a> {
    Text(&'a str),
    Arn(Option<Arn<'a>>),
    Number(Option<Decimal>),
    Date(Option<Instant>),
    Boolean(Option<bool>),
    Binary(Option<Vec<u8>>),
    Address(Option<IpAddr>),
}

impl<'a> Requested<'a> {
    pub(super) fn read(value: &'a str, value_type: ValueType) -> Requested<'a> {
        match value_type {
            ValueType::Text | ValueType::Pattern => Requested::Text(value),
            ValueType::Arn => Requested::Arn(Arn::parse(value)),
            ValueType::Number => Requested::Number(Decimal::parse(value)),
            ValueType::Date => Requested::Date(Instant::parse(value)),
            ValueType::Boolean => Requested::Boolean(parse_boolean(value)),
            ValueType::Binary => Requested::Binary(STANDARD.decode(value).ok()),
            ValueType::IpRange => Requested::Address(value.parse().ok()),
        }
    }
}

/// Whether the policy's value fits the request's. For a negated operator this is the comparison
/// that must fail. What cannot be read fits nothing.
pub(super) fn fits(
    comparison: Comparison,
    operand: &Operand,
    requested: &Requested<'_>,
    context: &Context,
) -> bool {
    match (operand, requested) {
        // A variable without a value makes the policy's value fit nothing.
        // <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html#policy-vars-no-value>
        (Operand::Text(template), Requested::Text(value)) => match comparison {
            Comparison::StringEqualsIgnoreCase | Comparison::StringNotEqualsIgnoreCase => template
                .equals_ignoring_case(value, context)
                .unwrap_or(false),
            _ => template.matches(value, context).unwrap_or(false),
        },
        (Operand::Arn(pattern), Requested::Arn(Some(arn))) => {
            pattern.matches_value(arn, context).unwrap_or(false)
        }
        (Operand::Number(Some(number)), Requested::Number(Some(requested))) => {
            order_fits(comparison, requested.cmp(number))
        }
        (Operand::Date(Some(date)), Requested::Date(Some(requested))) => {
            order_fits(comparison, requested.cmp(date))
        }
        (Operand::Boolean(Some(boolean)), Requested::Boolean(Some(requested))) => {
            boolean == requested
        }
        (Operand::Binary(Some(bytes)), Requested::Binary(Some(requested))) => bytes == requested,
        (Operand::IpRange(Some(range)), Requested::Address(Some(address))) => {
            range.contains(address)
        }
        _ => false,
    }
}

/// Whether the order of the request's value to the policy's is what the comparison asks for.
fn order_fits(comparison: Comparison, order: Ordering) -> bool {
    match comparison {
        Comparison::NumericLessThan | Comparison::DateLessThan => order.is_lt(),
        Comparison::NumericLessThanEquals | Comparison::DateLessThanEquals => order.is_le(),
        Comparison::NumericGreaterThan | Comparison::DateGreaterThan => order.is_gt(),
        Comparison::NumericGreaterThanEquals | Comparison::DateGreaterThanEquals => order.is_ge(),
        _ => order.is_eq(),
    }
}

fn parse_boolean(text: &str) -> Option<bool> {
    if text.eq_ignore_ascii_case("true") {
        return Some(true);
    }
    text.eq_ignore_ascii_case("false").then_some(false)
}

fn parse_ip_range(text: &str) -> Option<IpNet> {
    match text.parse::<IpAddr>() {
        Ok(address) => Some(IpNet::from(address)),
        Err(_) => text.parse().ok(),
    }
}

/// An integer or decimal number of any length, compared by value: `10` equals `10.0`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decimal {
    negative: bool,
    /// Without leading zeros.
    whole: String,
    /// Without trailing zeros.
    fraction: String,
}

impl Decimal {
    /// Reads an optional sign, digits, and optionally a point and more digits.
    #[must_use]
    pub fn parse(text: &str) -> Option<Decimal> {
        let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
        let (whole, fraction) = match unsigned.split_once('.') {
            Some((_, "")) => return None,
            Some((whole, fraction)) => (whole, fraction),
            None => (unsigned, ""),
        };
        let all_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        if whole.is_empty() || !all_digits(whole) || !all_digits(fraction) {
            return None;
        }
        let whole = whole.trim_start_matches('0').to_owned();
        let fraction = fraction.trim_end_matches('0').to_owned();
        let is_zero = whole.is_empty() && fraction.is_empty();
        Some(Decimal {
            negative: text.starts_with('-') && !is_zero,
            whole,
            fraction,
        })
    }
}

impl Ord for Decimal {
    fn cmp(&self, other: &Decimal) -> Ordering {
        let size = |a: &Decimal, b: &Decimal| {
            (a.whole.len(), &a.whole, &a.fraction).cmp(&(b.whole.len(), &b.whole, &b.fraction))
        };
        match (self.negative, other.negative) {
            (false, false) => size(self, other),
            (true, true) => size(other, self),
            (false, true) => Ordering::Greater,
            (true, false) => Ordering::Less,
        }
    }
}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Decimal) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// A point in time.
///
/// Read from the forms of ISO 8601 that the W3C's note on dates lists, from the year alone to
/// fractions of a second, or from seconds since 1970. Date libraries do not read the short forms,
/// and what is left besides them is this file's few lines.
///
/// <https://www.w3.org/TR/NOTE-datetime>
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Instant {
    /// Seconds since 1970-01-01T00:00:00Z.
    seconds: i64,
    nanoseconds: u32,
}

impl Instant {
    /// Reads a date. Four digits alone are a year, any other number of digits are seconds. A date
    /// without a time is the start of that day in UTC.
    #[must_use]
    pub fn parse(text: &str) -> Option<Instant> {
        let only_digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        if only_digits && text.len() != 4 {
            return Some(Instant {
                seconds: text.parse().ok()?,
                nanoseconds: 0,
            });
        }
        let (date, time) = match text.split_once('T') {
            Some((date, time)) => (date, Some(time)),
            None => (text, None),
        };
        let mut fields = date.split('-');
        let year = digits(fields.next()?, 4)?;
        let month = fields.next().map(|field| digits(field, 2));
        let day = fields.next().map(|field| digits(field, 2));
        if fields.next().is_some() || (time.is_some() && day.is_none()) {
            return None;
        }
        let month = month.unwrap_or(Some(1))?;
        let day = day.unwrap_or(Some(1))?;
        let days = days_since_1970(year, month, day)?;
        let (seconds, nanoseconds) = time.map_or(Some((0, 0)), parse_time)?;
        Some(Instant {
            seconds: days * 86_400 + seconds,
            nanoseconds,
        })
    }
}

/// Seconds and nanoseconds of `hh:mmTZD`, `hh:mm:ssTZD` or `hh:mm:ss.sTZD`, in UTC.
fn parse_time(text: &str) -> Option<(i64, u32)> {
    let (clock, offset) = match text.strip_suffix('Z') {
        Some(clock) => (clock, 0),
        None => {
            let at = text.rfind(['+', '-'])?;
            let (clock, zone) = text.split_at_checked(at)?;
            let (hours, minutes) = zone.get(1..)?.split_once(':')?;
            let size = digits(hours, 2)? * 3_600 + digits(minutes, 2)? * 60;
            (clock, if zone.starts_with('-') { -size } else { size })
        }
    };
    let (clock, fraction) = match clock.split_once('.') {
        Some((clock, fraction)) => (clock, Some(fraction)),
        None => (clock, None),
    };
    let mut fields = clock.split(':');
    let hours = digits(fields.next()?, 2).filter(|hours| *hours < 24)?;
    let minutes = digits(fields.next()?, 2).filter(|minutes| *minutes < 60)?;
    let seconds = match fields.next() {
        Some(seconds) => digits(seconds, 2).filter(|seconds| *seconds < 60)?,
        None if fraction.is_some() => return None,
        None => 0,
    };
    if fields.next().is_some() {
        return None;
    }
    let nanoseconds = fraction.map_or(Some(0), parse_fraction)?;
    Some((hours * 3_600 + minutes * 60 + seconds - offset, nanoseconds))
}

/// Digits behind a decimal point as nanoseconds; further digits are cut off.
fn parse_fraction(text: &str) -> Option<u32> {
    if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let nine: String = text
        .chars()
        .chain(std::iter::repeat_n('0', 9))
        .take(9)
        .collect();
    nine.parse().ok()
}

fn digits(text: &str, length: usize) -> Option<i64> {
    if text.len() != length || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    text.parse().ok()
}

fn days_since_1970(year: i64, month: i64, day: i64) -> Option<i64> {
    let leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    let lengths = [
        31,
        if leap { 29 } else { 28 },
        31,
        30,
        31,
        30,
        31,
        31,
        30,
        31,
        30,
        31,
    ];
    let month = usize::try_from(month).ok()?.checked_sub(1)?;
    let length = *lengths.get(month)?;
    if day < 1 || day > length {
        return None;
    }
    let before_year = |y: i64| {
        let past = y - 1;
        past * 365 + past.div_euclid(4) - past.div_euclid(100) + past.div_euclid(400)
    };
    let before_month: i64 = lengths.iter().take(month).sum();
    Some(before_year(year) - before_year(1970) + before_month + day - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_compare_by_value() {
        let ordered = [
            "-10.5",
            "-10",
            "-9.99",
            "-0.1",
            "0",
            "0.09",
            "0.1",
            "9",
            "10",
            "10.01",
            "1000000000000000000000",
        ];
        for (at, smaller) in ordered.iter().enumerate() {
            for larger in ordered.iter().skip(at + 1) {
                assert!(
                    Decimal::parse(smaller) < Decimal::parse(larger),
                    "{smaller} < {larger}"
                );
            }
        }
        for (one, other) in [("10", "10.0"), ("+7", "007"), ("-0", "0.00")] {
            assert_eq!(
                Decimal::parse(one),
                Decimal::parse(other),
                "{one} = {other}"
            );
        }
        for text in ["", "-", "1.", ".5", "1e3", "0x1", "1 ", "ten", "1.2.3"] {
            assert_eq!(Decimal::parse(text), None, "{text}");
        }
    }

    #[test]
    fn dates_compare_as_instants() {
        let same = [
            ["2025-01-01T00:00:00Z", "1735689600"],
            ["2025", "2025-01-01"],
            ["2025-03", "2025-03-01T00:00Z"],
            ["2025-01-01T02:30:00+02:30", "2024-12-31T19:00-05:00"],
            ["2024-02-29T12:00:00.500Z", "2024-02-29T12:00:00.5Z"],
            ["1970", "0"],
            ["1969-12-31T23:59:59Z", "1970-01-01T00:59:59+01:00"],
        ];
        for [one, other] in same {
            assert!(Instant::parse(one).is_some(), "{one}");
            assert_eq!(
                Instant::parse(one),
                Instant::parse(other),
                "{one} = {other}"
            );
        }
        assert!(Instant::parse("2025-01-01T00:00:00Z") < Instant::parse("2025-01-01T00:00:00.1Z"));
        assert_eq!(Instant::parse("951782400"), Instant::parse("2000-02-29"));
        let no_dates = [
            "",
            "20x5",
            "2025-1",
            "2025-13",
            "2025-02-29",
            "2100-02-29",
            "2025-01-01T00",
            "2025-01-01T24:00Z",
            "2025-01-01T00:00",
            "2025-01T00:00Z",
            "2025-01-01T00:00.5Z",
            "2025-01-01 00:00Z",
            "2025-01-01T00:60Z",
            "2025-01-01T00:00:60Z",
            "2025-01-01T00:00:00.Z",
            "2025-01-01-01",
            "2025-00-01",
        ];
        for text in no_dates {
            assert_eq!(Instant::parse(text), None, "{text}");
        }
    }

    #[test]
    fn addresses_lie_in_ranges_of_their_family() {
        let check = |range: &str, address: &str, expected| {
            let operand = Operand::IpRange(parse_ip_range(range));
            let found = fits(
                Comparison::IpAddress,
                &operand,
                &Requested::read(address, ValueType::IpRange),
                &Context::new(),
            );
            assert_eq!(found, expected, "{address} in {range}");
        };
        check("203.0.113.0/24", "203.0.113.9", true);
        check("203.0.113.77/24", "203.0.113.9", true);
        check("203.0.113.0/24", "203.0.114.9", false);
        check("203.0.113.9", "203.0.113.9", true);
        check("0.0.0.0/0", "2001:db8::1", false);
        check("2001:db8::/32", "2001:DB8:0::1", true);
        check("::ffff:203.0.113.9", "203.0.113.9", false);
        check("not an address", "203.0.113.9", false);
        check("203.0.113.0/24", "not an address", false);
        check("203.0.113.0/33", "203.0.113.9", false);
    }

    #[test]
    fn booleans_and_bytes() {
        let check = |value_type, comparison, policy: &str, request: &str, expected| {
            let operand = Operand::parse(policy, value_type, Version::V2012);
            let operand = operand.expect("no variables, no errors");
            let requested = Requested::read(request, value_type);
            let found = fits(comparison, &operand, &requested, &Context::new());
            assert_eq!(found, expected, "{request} with {policy}");
        };
        check(ValueType::Boolean, Comparison::Bool, "true", "TRUE", true);
        check(ValueType::Boolean, Comparison::Bool, "true", "false", false);
        check(ValueType::Boolean, Comparison::Bool, "yes", "yes", false);
        check(
            ValueType::Binary,
            Comparison::BinaryEquals,
            "QQ==",
            "QQ==",
            true,
        );
        check(
            ValueType::Binary,
            Comparison::BinaryEquals,
            "QQ==",
            "Qg==",
            false,
        );
        check(ValueType::Binary, Comparison::BinaryEquals, "?", "?", false);
    }
}
