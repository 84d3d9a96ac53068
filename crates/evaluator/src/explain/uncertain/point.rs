//! The points that AWS leaves open, and what is said of each.

use self::UncertainPoint::{
    U1, U2, U3, U4, U5, U6, U7, U8, U9, U10, U11, U12, U13, U14, U15, U16, U17, U18, U19, U20, U21,
    U23, U24,
};

/// A point that AWS leaves open, and that can decide. The numbers are those of the table in
/// `docs/semantics.md`; what is missing there never decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "each is said by its note, below")]
pub enum UncertainPoint {
    U1,
    U2,
    U3,
    U4,
    U5,
    U6,
    U7,
    U8,
    U9,
    U10,
    U11,
    U12,
    U13,
    U14,
    U15,
    U16,
    U17,
    U18,
    U19,
    U20,
    U21,
    U23,
    U24,
}

/// Every point with its name and what the playground takes for right.
const NOTES: [(UncertainPoint, &str, &str); 23] = [
    (
        U1,
        "U1",
        "whether a `*` at the end of a part of an ARN runs over the colons behind it: in \
     Resource it does, as the current page says, and in ARN operators it does not",
    ),
    (
        U2,
        "U2",
        "what an ARN with missing parts is outside of identity-based policies: boundaries \
     complete it, other policies take it as it is written",
    ),
    (U3, "U3", "whether Bool takes policy variables: it does not"),
    (
        U4,
        "U4",
        "what several values come to without ForAllValues or ForAnyValue, which AWS \
     requires: such a condition never holds, so a Deny with it does not deny",
    ),
    (
        U5,
        "U5",
        "what ForAnyValue with IfExists comes to without the key: it does not hold",
    ),
    (
        U6,
        "U6",
        "whether an empty value is a value: it is, but ForAllValues passes it over",
    ),
    (
        U7,
        "U7",
        "what ForAllValues:StringNotLike comes to without the key, where a table \
     contradicts the definition: it holds",
    ),
    (
        U8,
        "U8",
        "what a list comes to of which one entry has a variable without a value: the other \
     entries count",
    ),
    (
        U9,
        "U9",
        "what NotResource comes to whose variable has no value: it leaves nothing out",
    ),
    (
        U10,
        "U10",
        "whether `*` and `?` in the value of a variable are wildcards: they are not",
    ),
    (
        U11,
        "U11",
        "whether NotPrincipal denies a caller that is listed without all that it belongs \
     to (session, role, account): it does",
    ),
    (
        U12,
        "U12",
        "whether an Allow for `*` admits AWS services: it does",
    ),
    (
        U13,
        "U13",
        "whether boundaries and session policies limit a grant to everybody: they do \
     not, in one account",
    ),
    (
        U14,
        "U14",
        "which type of policy AWS names where several deny: the first in the order SCP, \
     RCP, endpoint, resource, identity, boundary, session",
    ),
    (
        U15,
        "U15",
        "what values come to that are no numbers or dates: they fit nothing, so negated \
     operators hold",
    ),
    (
        U16,
        "U16",
        "whether an operator may be written in other case: it may",
    ),
    (
        U17,
        "U17",
        "what covers an action of S3 that has no resource: what covers `arn:aws:s3:::*`, \
     as AWS's own managed policies assume",
    ),
    (
        U18,
        "U18",
        "whether an account in the policy of a gateway endpoint is its root user alone: \
     it stands for all of its principals",
    ),
    (
        U19,
        "U19",
        "whether the boundary limits a user whom a trust policy or a key policy names: \
     for a trust policy it does, for a key policy it does not",
    ),
    (
        U20,
        "U20",
        "whether an Allow of a service control policy may have conditions and ARNs, which \
     older texts deny: it may",
    ),
    (
        U21,
        "U21",
        "whether resource control policies cover this service by now: the list of \
     September 2026 does not have it",
    ),
    (
        U23,
        "U23",
        "how several session policies add up: one must allow",
    ),
    (
        U24,
        "U24",
        "which keys of the principal an AWS service has: only those that say that it is a \
     service",
    ),
];

impl UncertainPoint {
    /// Every point that can decide.
    pub fn all() -> impl Iterator<Item = UncertainPoint> {
        NOTES.iter().map(|(point, ..)| *point)
    }

    /// Its name in the table: `U1`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.row().1
    }

    /// What AWS leaves open and what is done here, in a sentence.
    #[must_use]
    pub fn note(self) -> String {
        let (_, name, note) = self.row();
        format!("AWS leaves open ({name}) {note}. With another reading the answer would differ.")
    }

    fn row(self) -> &'static (UncertainPoint, &'static str, &'static str) {
        // INVARIANT: the table is in the order of the enum (tested below).
        NOTES.get(self as usize).unwrap_or(&NOTES[0])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_in_the_order_of_the_enum() {
        for (point, name, _) in &NOTES {
            assert_eq!(point.as_str(), *name);
            assert_eq!(format!("{point:?}"), *name);
        }
    }
}
