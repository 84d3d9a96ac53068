//! The request: who asks for what on which resource, in which context.

use iam_evaluator::request::CallerKind;
use leptos::prelude::*;

use crate::components::context_rows::context_rows;
use crate::html::{Element, Html, el, focus, hidden, option, text_field, with_code};
use crate::workbench::Workbench;
use crate::workbench::kinds::{KINDS, as_kind, has_account, kind_named, kind_of, word_of};
use crate::workbench::outcome::{Field, Obstacle};
use crate::workspace::{Particulars, RequestDraft};

/// How many suggestions an empty field shows at once.
const FEW: usize = 3;

/// The request, as a form.
pub fn request_form(workbench: Workbench) -> Html {
    let draft = workbench
        .workspace
        .with(|workspace| workspace.request.clone());
    let field = |field, lead, placeholder| {
        request_field(
            workbench,
            &draft,
            Labels {
                field,
                lead,
                placeholder,
            },
        )
    };
    let form = el("div")
        .class("card ask")
        .child(field(
            Field::Principal,
            "Can",
            "arn:aws:iam::111122223333:user/ana",
        ))
        .child(field(Field::Action, "do", "s3:GetObject"))
        .child(field(
            Field::Resource,
            "on",
            "arn:aws:s3:::bucket/object, or *",
        ))
        .child(particulars(workbench, &draft))
        .child(context_rows(workbench, &draft));
    el("section")
        .attr("id", "request")
        .attr("aria-labelledby", "request-title")
        .attr("tabindex", "-1")
        .child(el("h2").attr("id", "request-title").child("Request"))
        .child(form)
        .into()
}

/// What is said about a field.
struct Labels {
    field: Field,
    /// The word that leads to it when the form is read as a sentence.
    lead: &'static str,
    /// What it could hold.
    placeholder: &'static str,
}

/// One field of the request, with what is wrong with it and what the policies suggest.
fn request_field(workbench: Workbench, draft: &RequestDraft, labels: Labels) -> Html {
    let Labels {
        field,
        lead,
        placeholder,
    } = labels;
    let value = read(draft, field);
    let is_empty = value.trim().is_empty();
    let problem = workbench
        .outcome
        .with(|outcome| outcome.field_problem(field).map(str::to_owned));
    let is_wrong = problem.is_some() && !is_empty;
    let help = workbench.help.read();
    let hints = help.hints.of_field(field);
    let (known, remark) = match field {
        Field::Principal => (&[][..], None),
        Field::Action => (&help.actions[..], help.remark("action")),
        Field::Resource => (&help.resources[..], help.remark("resource")),
    };
    let id = field_id(field);
    let input = text_field(id, placeholder)
        .attr("list", format!("{id}-suggestions"))
        .attr("aria-describedby", format!("{id}-problem"))
        .maybe("aria-invalid", is_wrong.then_some("true"))
        .value(value.to_owned())
        .on("input", move |event| {
            let text = event_target_value(&event);
            workbench
                .workspace
                .update(|workspace| *write(&mut workspace.request, field) = text);
        });
    let kind = (field == Field::Principal).then(|| kind_choice(workbench, value));
    let ready = hints.iter().filter(|_| is_empty).take(FEW).cloned();
    let ready: Vec<Html> = ready
        .map(|hint| hint_button(workbench, field, hint))
        .collect();
    let from_policies = (!ready.is_empty()).then(|| {
        el("div")
            .class("hints")
            .child(el("span").class("hints-lead").child("From the policies:"))
            .children(ready)
    });
    let label = el("div")
        .class("ask-label")
        .child(
            el("span")
                .class("lead")
                .attr("aria-hidden", "true")
                .child(lead),
        )
        .child(el("label").attr("for", id).child(field.as_str()));
    let problem = el("p")
        .class(match is_wrong {
            true => "field-problem wrong",
            false => "field-problem",
        })
        .attr("id", format!("{id}-problem"))
        .children(problem.iter().flat_map(|problem| with_code(problem)));
    el("div")
        .class("ask-field")
        .child(label)
        .child(el("div").class("ask-inputs").children(kind).child(input))
        .child(
            el("datalist")
                .attr("id", format!("{id}-suggestions"))
                .children(
                    hints
                        .iter()
                        .chain(known)
                        .map(|hint| el("option").attr("value", hint.clone())),
                ),
        )
        .child(problem)
        .child(remark.map(|remark| remark_words(remark.to_owned())))
        .child(from_policies)
        .into()
}

/// What AWS never asks in this way: the answer stands, the request may be a mistake.
pub fn remark_words(remark: String) -> Html {
    el("p")
        .class("field-remark")
        .child(
            el("span")
                .class("sign")
                .attr("aria-hidden", "true")
                .child("!"),
        )
        .child(hidden("Unlikely: "))
        .children(with_code(&remark))
        .into()
}

fn hint_button(workbench: Workbench, field: Field, hint: String) -> Html {
    let value = hint.clone();
    el("button")
        .attr("type", "button")
        .class("chip hint")
        .on("click", move |_| {
            let value = value.clone();
            workbench
                .workspace
                .update(|workspace| *write(&mut workspace.request, field) = value);
            focus(field_id(field));
        })
        .child(hidden(format!("{}: ", field.as_str())))
        .child(hint)
        .into()
}

/// The kind of the principal. It follows the text; choosing another rewrites it.
fn kind_choice(workbench: Workbench, principal: &str) -> Element {
    let now = kind_of(principal);
    let options = KINDS.map(|(kind, word, title)| option(word, title, now == Some(kind)));
    let none = now.is_none().then(|| option("", "Kind…", true));
    el("select")
        .class("field kind-choice")
        .attr("id", "principal-kind")
        .attr("aria-label", "Kind of principal")
        .value(now.map_or("", word_of))
        .on("change", move |event| {
            if let Some(kind) = kind_named(&event_target_value(&event)) {
                workbench.workspace.update(|workspace| {
                    let principal = &mut workspace.request.principal;
                    *principal = as_kind(principal, kind);
                });
            }
        })
        .children(none.into_iter().chain(options))
}

/// What a principal's ARN and a resource's do not say, behind a disclosure.
fn particulars(workbench: Workbench, draft: &RequestDraft) -> Html {
    let kind = kind_of(&draft.principal);
    let given = &draft.particulars;
    let is_kind = |kinds: &[CallerKind]| kind.is_some_and(|kind| kinds.contains(&kind));
    let of_account = kind.is_some_and(has_account);
    let is_role = is_kind(&[CallerKind::RoleSession, CallerKind::ServiceLinkedRole]);
    let wrong_account = workbench
        .outcome
        .with(|outcome| outcome.obstacles.contains(&Obstacle::ResourceAccount));
    // What is given is shown, also where the kind has no use for it.
    let texts = [
        Particular {
            id: "unique-id",
            label: "Unique id",
            placeholder: if is_role {
                "AROAEXAMPLEID"
            } else {
                "AIDAEXAMPLEID"
            },
            applies: is_role || is_kind(&[CallerKind::User]),
            part: |particulars| &mut particulars.unique_id,
        },
        Particular {
            id: "user-arn",
            label: "ARN of the user who made the session",
            placeholder: "arn:aws:iam::111122223333:user/ana",
            applies: is_kind(&[CallerKind::FederatedUser]),
            part: |particulars| &mut particulars.user_arn,
        },
        Particular {
            id: "canonical-user",
            label: "Canonical user id of the caller's account",
            placeholder: "64 hexadecimal digits",
            applies: of_account,
            part: |particulars| &mut particulars.canonical_user,
        },
        Particular {
            id: "resource-account",
            label: "Account of the resource",
            placeholder: "12 digits, if not as in the ARN",
            applies: true,
            part: |particulars| &mut particulars.resource_account,
        },
    ];
    let fields = texts
        .into_iter()
        .filter_map(|particular| particular_field(workbench, given, particular));
    let boxes = [
        (of_account || given.caller_in_management).then(|| {
            particular_box(
                workbench,
                "The caller's account is the management account",
                given.caller_in_management,
                |particulars| &mut particulars.caller_in_management,
            )
        }),
        Some(particular_box(
            workbench,
            "The resource's account is the management account",
            given.resource_in_management,
            |particulars| &mut particulars.resource_in_management,
        )),
        // Only S3 has the setting. A tick is shown wherever it is, so that it can be taken off.
        (draft.action.trim().starts_with("s3:") || given.public_buckets_restricted).then(|| {
            particular_box(
                workbench,
                "S3 Block Public Access: RestrictPublicBuckets is on",
                given.public_buckets_restricted,
                |particulars| &mut particulars.public_buckets_restricted,
            )
        }),
    ];
    let note = match count(given) {
        0 => String::new(),
        count => format!(" · {count} given"),
    };
    el("details")
        .class("particulars")
        .child(
            el("summary")
                .child("More about the caller and the resource")
                .child(note),
        )
        .child(
            el("div")
                .class("particulars-fields")
                .children(fields)
                .child(wrong_account.then(|| {
                    el("p")
                        .class("field-problem wrong")
                        .attr("id", "resource-account-problem")
                        .child("An account is a number of 12 digits.")
                }))
                .children(boxes.into_iter().flatten()),
        )
        .into()
}

struct Particular {
    id: &'static str,
    label: &'static str,
    placeholder: &'static str,
    applies: bool,
    part: fn(&mut Particulars) -> &mut String,
}

fn particular_field(
    workbench: Workbench,
    given: &Particulars,
    particular: Particular,
) -> Option<Html> {
    let Particular {
        id,
        label,
        placeholder,
        applies,
        part,
    } = particular;
    let value = part(&mut given.clone()).clone();
    if !applies && value.is_empty() {
        return None;
    }
    let input = text_field(id, placeholder)
        .value(value)
        .on("input", move |event| {
            let text = event_target_value(&event);
            workbench
                .workspace
                .update(|workspace| *part(&mut workspace.request.particulars) = text);
        });
    let field = el("div")
        .key(id)
        .class("particular")
        .child(el("label").attr("for", id).child(label))
        .child(input);
    Some(field.into())
}

fn particular_box(
    workbench: Workbench,
    label: &'static str,
    is_ticked: bool,
    part: fn(&mut Particulars) -> &mut bool,
) -> Html {
    el("label")
        .key(label)
        .class("check")
        .child(
            el("input")
                .attr("type", "checkbox")
                .checked(is_ticked)
                .on("change", move |event| {
                    let is_ticked = event_target_checked(&event);
                    workbench
                        .workspace
                        .update(|workspace| *part(&mut workspace.request.particulars) = is_ticked);
                }),
        )
        .child(label)
        .into()
}

/// How many particulars are given.
fn count(given: &Particulars) -> usize {
    let Particulars {
        unique_id,
        user_arn,
        canonical_user,
        resource_account,
        caller_in_management,
        resource_in_management,
        public_buckets_restricted,
    } = given;
    let texts = [unique_id, user_arn, canonical_user, resource_account];
    let given = texts.iter().filter(|text| !text.trim().is_empty()).count();
    let boxes = [
        caller_in_management,
        resource_in_management,
        public_buckets_restricted,
    ];
    given + boxes.iter().filter(|is_ticked| ***is_ticked).count()
}

fn field_id(field: Field) -> &'static str {
    match field {
        Field::Principal => "principal",
        Field::Action => "action",
        Field::Resource => "resource",
    }
}

fn read(request: &RequestDraft, field: Field) -> &str {
    match field {
        Field::Principal => &request.principal,
        Field::Action => &request.action,
        Field::Resource => &request.resource,
    }
}

fn write(request: &mut RequestDraft, field: Field) -> &mut String {
    match field {
        Field::Principal => &mut request.principal,
        Field::Action => &mut request.action,
        Field::Resource => &mut request.resource,
    }
}
