//! The Condition element.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html>

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::net::IpAddr;

use jiff::civil::DateTime;
use serde_json::Value;

use super::text::{Part, arn_matches, wildcard_matches};
use super::texts;

type Context = BTreeMap<String, Value>;

/// Whether all operators hold for all their keys.
pub(super) fn holds(condition: &Value, variables: bool, context: &Context) -> bool {
    let operators = condition.as_object().into_iter().flatten();
    operators.into_iter().all(|(operator, keys)| {
        let mut keys = keys.as_object().into_iter().flatten();
        keys.all(|(key, values)| {
            let value = context.get(&key.to_lowercase());
            one_key_holds(operator, &texts(values), value, variables, context)
        })
    })
}

/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html>
fn one_key_holds(
    operator: &str,
    values: &[String],
    value: Option<&Value>,
    variables: bool,
    context: &Context,
) -> bool {
    let for_all = operator.strip_prefix("ForAllValues:");
    let for_any = operator.strip_prefix("ForAnyValue:");
    let rest = for_all.or(for_any).unwrap_or(operator);
    let if_exists = rest.ends_with("IfExists");
    let base = rest.strip_suffix("IfExists").unwrap_or(rest);
    if base == "Null" {
        // With a set operator it does not ask for presence: it is always true or always false.
        let wanted = if value.is_none() { "true" } else { "false" };
        let as_wanted = values
            .iter()
            .any(|value| value.eq_ignore_ascii_case(wanted));
        return for_all.is_some() || for_any.is_none() && as_wanted;
    }
    let (positive, negated) = match base {
        "StringNotEquals" => ("StringEquals", true),
        "StringNotEqualsIgnoreCase" => ("StringEqualsIgnoreCase", true),
        "StringNotLike" => ("StringLike", true),
        "NumericNotEquals" => ("NumericEquals", true),
        "DateNotEquals" => ("DateEquals", true),
        "NotIpAddress" => ("IpAddress", true),
        "ArnNotEquals" | "ArnNotLike" => ("ArnLike", true),
        "ArnEquals" => ("ArnLike", false),
        base => (base, false),
    };
    // A negated operator holds if no value of the policy matches.
    let one = |found: &String| {
        let fits = |wanted: &String| compare(positive, wanted, found, variables, context);
        values.iter().any(fits) != negated
    };
    let Some(value) = value else {
        return for_any.is_none() && (if_exists || for_all.is_some() || negated);
    };
    let found = texts(value);
    match found.as_slice() {
        found if for_all.is_some() => found.iter().filter(|value| !value.is_empty()).all(one),
        found if for_any.is_some() => found.iter().any(one),
        [found] => one(found),
        // Several values without a set operator never match.
        _ => false,
    }
}

/// Whether one value of the request matches one value of the policy.
fn compare(operator: &str, wanted: &str, found: &str, variables: bool, context: &Context) -> bool {
    let takes_variables = operator.starts_with("String") || operator.starts_with("Arn");
    let parts = if variables && takes_variables {
        Part::with_variables(wanted, context)
    } else {
        Some(Part::plain(wanted))
    };
    // A variable without a value equals nothing.
    let Some(parts) = parts else {
        return false;
    };
    let number = || Some(decimal(found)?.compare(&decimal(wanted)?));
    let date = || Some(instant(found)?.cmp(&instant(wanted)?));
    let ordering = match operator {
        "StringEquals" => return Part::literal(&parts) == found,
        "StringEqualsIgnoreCase" => return Part::literal(&parts).eq_ignore_ascii_case(found),
        "StringLike" => return wildcard_matches(&parts, found),
        "ArnLike" => return arn_matches(&parts, found),
        "Bool" => {
            let is_bool = ["true", "false"].contains(&wanted.to_lowercase().as_str());
            return is_bool && wanted.eq_ignore_ascii_case(found);
        }
        "BinaryEquals" => return binary(found).is_some_and(|found| binary(wanted) == Some(found)),
        "IpAddress" => return contains_address(wanted, found).unwrap_or(false),
        _ if operator.starts_with("Numeric") => number(),
        _ => date(),
    };
    // A number or a date that cannot be read matches nothing.
    let comparison = operator
        .trim_start_matches("Numeric")
        .trim_start_matches("Date");
    ordering.is_some_and(|ordering| match comparison {
        "Equals" => ordering == Ordering::Equal,
        "LessThan" => ordering == Ordering::Less,
        "LessThanEquals" => ordering != Ordering::Greater,
        "GreaterThan" => ordering == Ordering::Greater,
        _ => ordering != Ordering::Less,
    })
}

/// A decimal of any length: its sign, its whole digits and its fraction without idle zeros.
struct Decimal<'t> {
    negative: bool,
    whole: &'t str,
    fraction: &'t str,
}

fn decimal(text: &str) -> Option<Decimal<'_>> {
    let negative = text.starts_with('-');
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, "0"));
    let whole_zeroless = whole.trim_start_matches('0');
    let fraction_zeroless = fraction.trim_end_matches('0');
    let is_zero = whole_zeroless.is_empty() && fraction_zeroless.is_empty();
    (is_digits(whole) && is_digits(fraction)).then_some(Decimal {
        negative: negative && !is_zero,
        whole: whole_zeroless,
        fraction: fraction_zeroless,
    })
}

impl Decimal<'_> {
    fn compare(&self, other: &Decimal) -> Ordering {
        // Of two numbers without leading zeros the longer is greater; fractions compare as texts.
        let size = |d: &Self| (d.whole.len(), d.whole.to_owned(), d.fraction.to_owned());
        let other_size = (
            other.whole.len(),
            other.whole.to_owned(),
            other.fraction.to_owned(),
        );
        match (self.negative, other.negative) {
            (false, false) => size(self).cmp(&other_size),
            (true, true) => other_size.cmp(&size(self)),
            (true, false) => Ordering::Less,
            (false, true) => Ordering::Greater,
        }
    }
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// An instant in seconds and nanoseconds since 1970: a date in W3C's form, or epoch seconds.
///
/// <https://www.w3.org/TR/NOTE-datetime>
fn instant(text: &str) -> Option<(i64, u32)> {
    if is_digits(text) && text.len() != 4 {
        return Some((text.parse().ok()?, 0));
    }
    let (date, time) = text.split_once('T').unwrap_or((text, ""));
    let mut fields = date.split('-');
    let year = digits(fields.next()?, 4)?;
    let mut or_first = || fields.next().map_or(Some(1), |field| digits(field, 2));
    let (month, day) = (or_first()?, or_first()?);
    let is_whole_date = date.len() == 10;
    if fields.next().is_some() || text.contains('T') && !is_whole_date {
        return None;
    }
    let (hour, minute, second, nanosecond, offset) = match time {
        "" if text.contains('T') => return None,
        "" => (0, 0, 0, 0, 0),
        time => clock(time)?,
    };
    let (month, day) = (i8::try_from(month).ok()?, i8::try_from(day).ok()?);
    let date = jiff::civil::Date::new(i16::try_from(year).ok()?, month, day).ok()?;
    let epoch = DateTime::constant(1970, 1, 1, 0, 0, 0, 0).date();
    let days = i64::from(date.since(epoch).ok()?.get_days());
    let seconds = ((days * 24 + hour) * 60 + minute - offset) * 60 + second;
    Some((seconds, nanosecond))
}

/// `hh:mm[:ss[.s]]` and `Z` or `±hh:mm`: hour, minute, second, nanosecond, offset in minutes.
fn clock(time: &str) -> Option<(i64, i64, i64, u32, i64)> {
    let zone_at = time.find(['Z', '+', '-'])?;
    let (time, zone) = time.split_at(zone_at);
    let offset = match zone {
        "Z" => 0,
        zone => {
            let sign = if zone.starts_with('-') { -1 } else { 1 };
            let (hours, minutes) = zone.strip_prefix(['+', '-'])?.split_once(':')?;
            let (hours, minutes) = (digits(hours, 2)?, digits(minutes, 2)?);
            (hours < 24 && minutes < 60).then_some(sign * (hours * 60 + minutes))?
        }
    };
    let mut fields = time.split(':');
    let (hour, minute) = (digits(fields.next()?, 2)?, digits(fields.next()?, 2)?);
    let (second, nanosecond) = match fields.next() {
        None => (0, 0),
        Some(second) => match second.split_once('.') {
            None => (digits(second, 2)?, 0),
            Some((second, fraction)) if is_digits(fraction) && fraction.len() <= 9 => {
                (digits(second, 2)?, format!("{fraction:0<9}").parse().ok()?)
            }
            Some(_) => return None,
        },
    };
    let in_range = fields.next().is_none() && hour < 24 && minute < 60 && second < 60;
    in_range.then_some((hour, minute, second, nanosecond, offset))
}

fn digits(text: &str, length: usize) -> Option<i64> {
    if is_digits(text) && text.len() == length {
        text.parse().ok()
    } else {
        None
    }
}

/// Whether an address lies in a range; without a prefix the range is one address.
fn contains_address(range: &str, address: &str) -> Option<bool> {
    let (network, prefix) = match range.split_once('/') {
        Some((network, prefix)) if is_digits(prefix) => (network, Some(prefix.parse().ok()?)),
        Some(_) => return None,
        None => (range, None),
    };
    let (network, network_bits) = bits(network)?;
    let (address, address_bits) = bits(address)?;
    let prefix: u32 = prefix.unwrap_or(network_bits);
    if network_bits != address_bits || prefix > network_bits {
        return None;
    }
    let host_bits = network_bits - prefix;
    let network_of = |address: u128| address.checked_shr(host_bits).unwrap_or(0);
    Some(network_of(network) == network_of(address))
}

fn bits(address: &str) -> Option<(u128, u32)> {
    Some(match address.parse().ok()? {
        IpAddr::V4(address) => (u128::from(address.to_bits()), 32),
        IpAddr::V6(address) => (address.to_bits(), 128),
    })
}

/// The bits that a text in base64 stands for, as a text of 0 and 1.
fn binary(text: &str) -> Option<String> {
    const DIGITS: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let padding = text.len() - text.trim_end_matches('=').len();
    if padding > 2 || !text.len().is_multiple_of(4) {
        return None;
    }
    let mut bits = String::new();
    for digit in text.trim_end_matches('=').chars() {
        bits += &format!("{:06b}", DIGITS.find(digit)?);
    }
    // Each `=` stands for two bits too many.
    bits.truncate(bits.len() - padding * 2);
    Some(bits)
}
