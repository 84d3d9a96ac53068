//! The tabs of the policies.

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;

use crate::app::use_workbench;
use crate::workbench::reading::ReadState;
use crate::workspace::{PolicyId, Workspace};

/// What a tab shows.
#[derive(Clone, Debug, PartialEq)]
struct Tab {
    name: String,
    is_selected: bool,
    problems: usize,
    state: TabState,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum TabState {
    Accepted,
    Blank,
    Refused,
    TooLarge,
}

/// The row of tabs, and the button that adds one.
#[component]
pub fn PolicyTabs() -> impl IntoView {
    let workbench = use_workbench();
    let ids = Memo::new(move |_| {
        workbench.workspace.with(|workspace| {
            workspace
                .policies()
                .iter()
                .map(|policy| policy.id)
                .collect::<Vec<PolicyId>>()
        })
    });
    let go = move |event: KeyboardEvent| {
        let (at, last) = workbench
            .workspace
            .with_untracked(|all| (all.selected_index(), all.policies().len() - 1));
        let to = match event.key().as_str() {
            "ArrowRight" => (at + 1) % (last + 1),
            "ArrowLeft" => (at + last) % (last + 1),
            "Home" => 0,
            "End" => last,
            _ => return,
        };
        event.prevent_default();
        workbench
            .workspace
            .update(|workspace| workspace.select_at(to));
        request_animation_frame(|| focus("tab-selected"));
    };
    view! {
        <div class="tabs">
            <div class="tab-list" role="tablist" aria-label="Policies" on:keydown=go>
                <For each=move || ids.get() key=|id| id.0 let:id>
                    <TabButton id />
                </For>
            </div>
            <button
                type="button"
                class="button quiet add"
                on:click=move |_| workbench.add_policy()
            >
                "+ Add policy"
            </button>
        </div>
    }
}

/// One tab.
#[component]
fn TabButton(
    /// Which policy.
    id: PolicyId,
) -> impl IntoView {
    let workbench = use_workbench();
    let tab = Memo::new(move |_| {
        let is_selected = workbench.workspace.with(Workspace::selected) == id;
        workbench.reading.with(|reading| {
            reading.policy(id).map(|policy| Tab {
                name: policy.name.clone(),
                is_selected,
                problems: policy.findings().len(),
                state: match policy.state {
                    ReadState::Accepted(_) => TabState::Accepted,
                    ReadState::Blank(_) => TabState::Blank,
                    ReadState::Refused(_) => TabState::Refused,
                    ReadState::TooLarge(_) => TabState::TooLarge,
                },
            })
        })
    });
    let is_selected = move || tab.with(|tab| tab.as_ref().is_some_and(|tab| tab.is_selected));
    view! {
        <button
            type="button"
            role="tab"
            id=move || is_selected().then_some("tab-selected")
            aria-selected=move || if is_selected() { "true" } else { "false" }
            aria-controls="policy-panel"
            tabindex=move || if is_selected() { "0" } else { "-1" }
            on:click=move |_| workbench.select(id)
        >
            {move || tab.get().map(|tab| view! {
                <span class="tab-name">{name_or_none(&tab.name)}</span>
                <Badge problems=tab.problems state=tab.state />
            })}
        </button>
    }
}

/// How many problems a policy has, or why it takes no part.
#[component]
fn Badge(
    /// How many.
    problems: usize,
    /// What came of reading it.
    state: TabState,
) -> impl IntoView {
    let (kind, sign, words) = match (state, problems) {
        (TabState::Accepted, 0) => return None,
        (TabState::Accepted, _) => ("warning", problems.to_string(), plural(problems)),
        (TabState::Refused, _) => ("error", problems.to_string(), plural(problems)),
        (TabState::Blank, _) => ("blank", "empty".to_owned(), String::new()),
        (TabState::TooLarge, _) => ("error", "too large".to_owned(), String::new()),
    };
    Some(view! {
        <span class="badge" data-kind=kind>
            <span class="visually-hidden">", "</span>
            {sign}
            <span class="visually-hidden">{words}</span>
        </span>
    })
}

fn plural(problems: usize) -> String {
    if problems == 1 {
        " problem".to_owned()
    } else {
        " problems".to_owned()
    }
}

/// A name to show for a policy, also where it was given none.
pub fn name_or_none(name: &str) -> String {
    match name.trim() {
        "" => "without a name".to_owned(),
        name => name.to_owned(),
    }
}

/// Puts the focus on the element with this id.
pub fn focus(id: &str) {
    use leptos::wasm_bindgen::JsCast;
    let element = document().get_element_by_id(id);
    if let Some(element) =
        element.and_then(|element| element.dyn_into::<web_sys::HtmlElement>().ok())
    {
        // An element that cannot take the focus leaves it where it is.
        element.focus().ok();
    }
}
