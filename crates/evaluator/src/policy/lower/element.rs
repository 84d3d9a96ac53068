//! `Action`, `NotAction`, `Resource` and `NotResource`.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html>
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html>

use super::Lower;
use crate::arn_pattern::ArnPattern;
use crate::finding;
use crate::json::Member;
use crate::pattern::Pattern;
use crate::policy::{ActionElement, Polarity, PolicyType, ResourceElement};
use crate::source::{Span, Spanned};
use crate::variable::{Version, split_at_colons};

impl Lower<'_> {
    /// One of two members that exclude each other.
    pub(super) fn one_of<'m>(
        &mut self,
        listed: Option<&'m Member<'m>>,
        all_but: Option<&'m Member<'m>>,
    ) -> Option<(Polarity, &'m Member<'m>)> {
        if let (Some(listed), Some(all_but)) = (listed, all_but) {
            let spans = vec![all_but.key_span, listed.key_span];
            self.refuse(finding::both_of_a_pair(spans, &listed.key, &all_but.key));
        }
        match (listed, all_but) {
            (Some(member), _) => Some((Polarity::Listed, member)),
            (None, Some(member)) => Some((Polarity::AllBut, member)),
            (None, None) => None,
        }
    }

    pub(super) fn action(
        &mut self,
        listed: Option<&Member>,
        all_but: Option<&Member>,
        brace: Span,
    ) -> Option<ActionElement> {
        let Some((polarity, member)) = self.one_of(listed, all_but) else {
            self.refuse(finding::missing_action(brace));
            return None;
        };
        if polarity == Polarity::AllBut && self.policy_type == PolicyType::ResourceControl {
            self.refuse(finding::rcp_not_action(member.key_span));
        }
        let mut patterns = Vec::new();
        for text in self.strings(&member.node, &member.key) {
            self.check_action(&text);
            let value = Pattern::new(&text.value.to_ascii_lowercase());
            patterns.push(Spanned {
                value,
                span: text.span,
            });
        }
        Some(ActionElement {
            polarity,
            span: member.span(),
            patterns,
        })
    }

    fn check_action(&mut self, text: &Spanned<&str>) {
        let action = text.value;
        if action.contains("${") && self.version == Version::V2012 {
            self.refuse(finding::variable_in_action(text.span));
            return;
        }
        let trust = self.policy_type == PolicyType::RoleTrust;
        let Some((prefix, name)) = action.split_once(':') else {
            if action != "*" {
                self.refuse(finding::action_without_service(text.span, action));
            } else if trust {
                self.refuse(finding::trust_action(text.span, action));
            }
            return;
        };
        let in_prefix = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
        let wild = prefix == "*" && name == "*";
        if prefix.is_empty() || name.is_empty() || !(wild || prefix.bytes().all(in_prefix)) {
            self.refuse(finding::bad_action(text.span, action));
        } else if trust && !prefix.eq_ignore_ascii_case("sts") {
            self.refuse(finding::trust_action(text.span, action));
        }
    }

    pub(super) fn resource(
        &mut self,
        listed: Option<&Member>,
        all_but: Option<&Member>,
        brace: Span,
    ) -> Option<ResourceElement> {
        let found = self.one_of(listed, all_but);
        if self.policy_type == PolicyType::RoleTrust {
            if let Some((_, member)) = found {
                self.refuse(finding::trust_resource(member.key_span));
            }
            return None;
        }
        let Some((polarity, member)) = found else {
            self.refuse(finding::missing_resource(brace));
            return None;
        };
        let mut patterns = Vec::new();
        for text in self.strings(&member.node, &member.key) {
            if !self.check_resource(&text) {
                continue;
            }
            match ArnPattern::parse_resource(text.value, self.version) {
                Ok(value) => patterns.push(Spanned {
                    value,
                    span: text.span,
                }),
                Err(error) => self.refuse_variable(text.span, error),
            }
        }
        Some(ResourceElement {
            polarity,
            span: member.span(),
            patterns,
        })
    }

    /// Whether the text has the form of an ARN pattern.
    fn check_resource(&mut self, text: &Spanned<&str>) -> bool {
        let own_api = self.policy_type == PolicyType::ResourceBased
            && text.value.starts_with("execute-api:/");
        if text.value == "*" || own_api {
            return true;
        }
        if !text.value.starts_with("arn:") {
            self.refuse(finding::not_an_arn(text.span, text.value));
            return false;
        }
        let parts = split_at_colons(text.value, self.version, 6).collect::<Vec<_>>();
        if parts.len() < 6 && self.policy_type == PolicyType::Session {
            self.refuse(finding::short_arn(text.span, parts.len()));
            return false;
        }
        // <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html#policy-vars-wheretouse>
        let in_first_five = parts.iter().take(5).any(|part| part.contains("${"));
        if self.version == Version::V2012 && in_first_five {
            self.note(finding::variable_outside_resource_part(text.span));
        }
        true
    }
}
