//! Hands the work to the page's dialogs for links, files and imports (`web/travel`), and takes it
//! back from them. They are loaded when they are needed, and talk to this program by events.

use iam_evaluator::json;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsValue;
use web_sys::js_sys::Reflect;

use crate::assist::{detail, dispatch};
use crate::json::{flag_of, number_of, text_of};
use crate::work;
use crate::workbench::outcome::{Off, Outcome};
use crate::workbench::reading::Reading;
use crate::workbench::{View, Workbench};
use crate::workspace::Workspace;

/// Answers what the dialogs ask, and does what their buttons say.
///
/// | event on `window` | detail |
/// | --- | --- |
/// | `iam-work-wanted` | an object that gets `work`, the work as JSON; `precious`, whether someone would miss it; `view` and `step`. Where it has `of`, other work as JSON, it gets `verdict` instead, the answer to that in words |
/// | `iam-work-taken` | `{json}`: JSON of `{work, message}`, of `{work, message, isOther}` for work that is not the user's own, or of `{view, step}` |
/// | `iam-work-ready` | told once this listens |
/// | `iam-work-changed` | told when the work changed |
pub fn listen(workbench: Workbench) {
    window_event_listener_untyped("iam-work-wanted", move |event| {
        match detail(&event, "of").as_string() {
            Some(other) => tell(&event, "verdict", &verdict_of(&other).into()),
            None => tell_work(&event, workbench),
        }
    });
    window_event_listener_untyped("iam-work-taken", move |event| {
        let said = detail(&event, "json").as_string().unwrap_or_default();
        take_over(workbench, &json::parse(&said).root);
    });
    Effect::new(move |_| {
        workbench.workspace.track();
        dispatch("iam-work-changed", "");
    });
    dispatch("iam-work-ready", "");
}

fn tell(event: &web_sys::Event, name: &str, value: &JsValue) {
    // Who asks without an object gets no answer.
    Reflect::set(&detail_of(event), &name.into(), value).ok();
}

fn detail_of(event: &web_sys::Event) -> JsValue {
    Reflect::get(event, &"detail".into()).unwrap_or_default()
}

fn tell_work(event: &web_sys::Event, workbench: Workbench) {
    let json = workbench.workspace.with_untracked(work::write);
    tell(event, "work", &json.into());
    tell(event, "precious", &workbench.would_be_missed().into());
    let view = workbench.view.get_untracked().title().to_ascii_lowercase();
    tell(event, "view", &view.into());
    let step = workbench.step.get_untracked() as f64;
    tell(event, "step", &(step + 1.0).into());
}

/// The answer to the request of some work, in words; empty where it cannot be asked.
fn verdict_of(json: &str) -> String {
    let Some(work) = work::read_node(&json::parse(json).root) else {
        return String::new();
    };
    let outcome = Outcome::of(&Reading::of(&work, None), &work.request, &Off::new(), None);
    let assessment = outcome.assessment.as_ref();
    assessment.map_or_else(String::new, |assessment| assessment.to_text())
}

fn take_over(workbench: Workbench, said: &json::Node<'_>) {
    let work: Option<Workspace> = said.member("work").and_then(work::read_node);
    if let Some(work) = work {
        let message = text_of(said, "message");
        match flag_of(said, "isOther") {
            true => workbench.open_other(work, message),
            false => workbench.change_all(work, message),
        }
    }
    let view = text_of(said, "view");
    let mut views = View::ALL.into_iter();
    if let Some(view) = views.find(|each| each.title().eq_ignore_ascii_case(&view)) {
        workbench.view.set(view);
        let step = number_of(said, "step").saturating_sub(1);
        workbench.step.set(step as usize);
    }
}
