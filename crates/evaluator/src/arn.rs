//! Amazon Resource Names of requests.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html>

/// An ARN, split into its parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Arn<'a> {
    /// `aws`, `aws-cn`, `aws-us-gov`.
    pub partition: &'a str,
    /// `s3`.
    pub service: &'a str,
    /// `eu-west-1`; empty where the resource has none.
    pub region: &'a str,
    /// 12 digits; empty where the resource has none.
    pub account: &'a str,
    /// All that follows the fifth colon, further colons included.
    pub resource: &'a str,
}

impl<'a> Arn<'a> {
    /// Splits an ARN at its first five colons; none if the text is not one.
    #[must_use]
    pub fn parse(text: &'a str) -> Option<Arn<'a>> {
        let rest = text.strip_prefix("arn:")?;
        let mut colons = rest.bytes().enumerate().filter(|(_, byte)| *byte == b':');
        let mut colon = || colons.next().map(|(at, _)| at);
        let (first, second, third, fourth) = (colon()?, colon()?, colon()?, colon()?);
        Some(Arn {
            partition: rest.get(..first)?,
            service: rest.get(first + 1..second)?,
            region: rest.get(second + 1..third)?,
            account: rest.get(third + 1..fourth)?,
            resource: rest.get(fourth + 1..)?,
        })
    }

    /// The six parts, `arn` first.
    #[must_use]
    pub fn parts(&self) -> [&'a str; 6] {
        [
            "arn",
            self.partition,
            self.service,
            self.region,
            self.account,
            self.resource,
        ]
    }
}

/// The account in an ARN, if there is one: 12 digits.
#[must_use]
pub fn account_of_arn(text: &str) -> Option<&str> {
    Arn::parse(text)
        .map(|arn| arn.account)
        .filter(|account| is_account_id(account))
}

/// Whether a text is the id of an account: 12 digits.
///
/// <https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-identifiers.html>
#[must_use]
pub fn is_account_id(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn splits_at_the_first_five_colons() {
        let arn = Arn::parse("arn:aws:lambda:us-east-1:111122223333:function:f:prod");
        let arn = arn.expect("an ARN");
        assert_eq!(
            arn.parts(),
            [
                "arn",
                "aws",
                "lambda",
                "us-east-1",
                "111122223333",
                "function:f:prod"
            ]
        );
        assert_eq!(
            Arn::parse("arn:aws:s3:::b").map(|arn| arn.resource),
            Some("b")
        );
        assert_eq!(Arn::parse("arn:aws:s3::b"), None);
        assert_eq!(Arn::parse("*"), None);
    }

    #[test]
    fn finds_the_account() {
        assert_eq!(
            account_of_arn("arn:aws:sqs:us-east-1:111122223333:jobs"),
            Some("111122223333")
        );
        assert_eq!(account_of_arn("arn:aws:iam::aws:policy/X"), None);
        assert_eq!(account_of_arn("arn:aws:s3:::b"), None);
    }
}
