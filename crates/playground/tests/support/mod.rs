//! Work as it may be, in any state.

use iam_playground::Workspace;
use iam_playground::workspace::{ContextRow, Expect, Policy, Request, Test};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

/// So many cases. A failure is printed, and no file is written.
pub(crate) fn config(cases: u32) -> ProptestConfig {
    ProptestConfig {
        failure_persistence: None,
        ..ProptestConfig::with_cases(cases)
    }
}

/// Anything that can be typed or pasted: words, JSON that is whole or broken, control characters.
pub(crate) fn texts() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-z0-9:/-]{0,12}",
        any::<String>(),
        "\\PC{0,20}",
        vec(any::<char>(), 0..20).prop_map(String::from_iter),
        "(\\{|\\}|\\[|\\]|\"|:|,|\\\\|u00|😀|é|\u{0}|\r\n|\t| ){0,30}",
        Just("{\n  \"Version\": \"2012-10-17\",\n  \"Statement\": [{\"Effect\": ".to_owned()),
    ]
}

fn policies() -> impl Strategy<Value = Policy> {
    let kinds = prop_oneof![Just("identity".to_owned()), Just("scp".to_owned()), texts()];
    (kinds, texts(), any::<u32>(), any::<bool>(), texts()).prop_map(
        |(kind, name, level, off, text)| Policy {
            kind,
            name,
            level,
            off,
            text,
        },
    )
}

fn rows() -> impl Strategy<Value = ContextRow> {
    (texts(), vec(texts(), 0..3), any::<bool>()).prop_map(|(key, values, off)| ContextRow {
        key,
        values,
        off,
    })
}

fn requests() -> impl Strategy<Value = Request> {
    let fields = (texts(), texts(), texts(), vec(rows(), 0..4));
    let particulars = (texts(), texts(), texts(), texts());
    let flags = (any::<bool>(), any::<bool>(), any::<bool>());
    (fields, particulars, flags).prop_map(|(fields, particulars, flags)| {
        let (principal, action, resource, context) = fields;
        let (unique_id, user_arn, canonical_user, resource_account) = particulars;
        Request {
            principal,
            action,
            resource,
            context,
            unique_id,
            user_arn,
            canonical_user,
            resource_account,
            management_account: flags.0,
            resource_account_is_management: flags.1,
            restrict_public_buckets: flags.2,
        }
    })
}

fn tests() -> impl Strategy<Value = Test> {
    let expect = (
        option::of(texts()),
        option::of(texts()),
        option::of(texts()),
    );
    (texts(), requests(), expect).prop_map(|(name, request, expect)| Test {
        name,
        request,
        expect: Expect {
            decision: expect.0,
            by: expect.1,
            statement: expect.2,
        },
    })
}

pub(crate) fn workspaces() -> impl Strategy<Value = Workspace> {
    let selected = any::<u32>().prop_map(|place| place as usize);
    (
        vec(policies(), 0..4),
        selected,
        requests(),
        vec(tests(), 0..3),
    )
        .prop_map(|(policies, selected, request, tests)| Workspace {
            policies,
            selected,
            request,
            tests,
        })
}
