//! IP addresses and ranges.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_IPAddress>

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use iam_evaluator::condition::{Comparison, ValueType};
use iam_evaluator::json::Node;
use iam_evaluator::{Finding, FindingType, Fix, TextEdit};
use ipnet::{IpNet, Ipv4Net, Ipv6Net};

use crate::reading::ConditionView;
use crate::tables::is_key;
use crate::validate::Subject;

/// Ranges from which no request comes over the Internet: private ones, those of carriers, of one link
/// and of one host.
///
/// <https://www.rfc-editor.org/rfc/rfc6890>
const PRIVATE: [IpNet; 9] = [
    v4([10, 0, 0, 0], 8),
    v4([172, 16, 0, 0], 12),
    v4([192, 168, 0, 0], 16),
    v4([100, 64, 0, 0], 10),
    v4([127, 0, 0, 0], 8),
    v4([169, 254, 0, 0], 16),
    v6(0xfc00, 0, 7),
    v6(0xfe80, 0, 10),
    v6(0, 1, 128),
];

const fn v4([a, b, c, d]: [u8; 4], length: u8) -> IpNet {
    IpNet::V4(Ipv4Net::new_assert(Ipv4Addr::new(a, b, c, d), length))
}

const fn v6(first: u16, last: u16, length: u8) -> IpNet {
    let address = Ipv6Addr::new(first, 0, 0, 0, 0, 0, 0, last);
    IpNet::V6(Ipv6Net::new_assert(address, length))
}

/// `aws:SourceIp` compared with private addresses. The key holds the public address of the caller, so
/// with private ones only, `IpAddress` never holds and `NotIpAddress` always does; beside public ones
/// they do nothing.
///
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-sourceip>
pub(super) fn private(subject: &Subject<'_>, findings: &mut Vec<Finding>) {
    for (_, condition) in subject.conditions() {
        if !is_key("aws:SourceIp", condition.key_name()) {
            continue;
        }
        let is_negated = match condition.operator.map(|operator| operator.comparison) {
            Some(Comparison::IpAddress) => false,
            Some(Comparison::NotIpAddress) => true,
            Some(_) | None => continue,
        };
        let ranges: Vec<(&Node<'_>, IpNet)> = ranges(condition).collect();
        let private = ranges.iter().filter(|(_, range)| is_private(*range));
        let places: Vec<_> = private.map(|(node, _)| node.span).collect();
        if places.is_empty() {
            continue;
        }
        let only = places.len() == condition.values.len();
        let (kind, code, effect) = match (only, is_negated) {
            (true, false) => (
                FindingType::Error,
                "PRIVATE_IP_ADDRESS",
                "this condition never holds",
            ),
            (true, true) => (
                FindingType::Error,
                "PRIVATE_NOT_IP_ADDRESS",
                "this condition always holds",
            ),
            (false, false) => (
                FindingType::Suggestion,
                "PRIVATE_IP_ADDRESS_SUBSET",
                "private ones match nobody",
            ),
            (false, true) => (
                FindingType::Suggestion,
                "PRIVATE_NOT_IP_ADDRESS_SUBSET",
                "private ones leave nobody out",
            ),
        };
        let details = format!(
            "`aws:SourceIp` is the public address of the caller, so {effect}: write public addresses, \
             or test `aws:VpcSourceIp` together with `aws:SourceVpc` for private ones"
        );
        findings.push(Finding::new(kind, code, places, details));
    }
}

/// Ranges whose address has bits set behind the mask: AWS ignores them.
///
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html#access-analyzer-reference-policy-checks-suggestion-improve-ip-range>
pub(super) fn host_bits(subject: &Subject<'_>, findings: &mut Vec<Finding>) {
    for (_, condition) in subject.conditions() {
        let takes_ranges = condition
            .operator
            .is_some_and(|operator| operator.comparison.row().value_type == ValueType::IpRange);
        if !takes_ranges {
            continue;
        }
        for (node, range) in ranges(condition) {
            let masked = range.trunc();
            if masked == range {
                continue;
            }
            let details = format!(
                "`{range}` stands for all of `{masked}`, for the bits behind the mask do not count: \
                 write `{masked}`"
            );
            let code = "IMPROVE_IP_RANGE";
            let mut finding = Finding::new(FindingType::Suggestion, code, vec![node.span], details);
            finding.fix = Some(Fix {
                title: format!("Write {masked}"),
                edits: vec![TextEdit {
                    span: node.span,
                    text: format!("\"{masked}\""),
                }],
            });
            findings.push(finding);
        }
    }
}

/// The values that are addresses or ranges.
fn ranges<'r>(condition: &ConditionView<'r>) -> impl Iterator<Item = (&'r Node<'r>, IpNet)> {
    condition.values.iter().filter_map(|node| {
        let text = node.as_str()?;
        let range = match text.parse::<IpAddr>() {
            Ok(address) => IpNet::from(address),
            Err(_) => text.parse().ok()?,
        };
        Some((node, range))
    })
}

fn is_private(range: IpNet) -> bool {
    PRIVATE.iter().any(|private| private.contains(&range))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn private_ranges_are_known() {
        let check = |text: &str, expected: bool| {
            let range = text.parse().expect("a range");
            assert_eq!(is_private(range), expected, "{text}");
        };
        check("10.20.0.0/16", true);
        check("172.31.255.255/32", true);
        check("172.32.0.0/16", false);
        check("fd00::/8", true);
        check("::1/128", true);
        check("0.0.0.0/0", false);
        check("2001:db8::/32", false);
    }
}
