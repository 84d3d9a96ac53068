//! Views as plain data: one type for every element, kept up to date in the document by comparison.
//!
//! Leptos gives each view a type of its own, and each of them costs some kilobytes of WebAssembly.
//! [`Html`] is a Leptos view that is the same type whatever it shows, so that a page with many views
//! stays small; and a function from values to `Html` can be tested without a browser.

use std::borrow::Cow;
use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use leptos::attr::any_attribute::AnyAttribute;
use leptos::prelude::*;
use leptos::tachys::hydration::Cursor;
use leptos::tachys::no_attrs;
use leptos::tachys::view::{Position, PositionState};
use leptos::wasm_bindgen::JsCast;
use leptos::wasm_bindgen::closure::Closure;
use web_sys::js_sys::Reflect;
use web_sys::{Event, Node};

/// A text that the program contains or makes.
pub type Words = Cow<'static, str>;

/// What is called when something happens to an element.
type Listener = Arc<dyn Fn(Event) + Send + Sync>;

/// A piece of the page.
pub enum Html {
    /// A text. The empty text also stands for nothing at all.
    Text(Words),
    /// An element with what it holds.
    Element(Element),
}

/// An element in the making: [`el`] begins one.
///
/// Behind a pointer, since it is handed on with every word that is added to it.
pub struct Element(Box<Parts>);

struct Parts {
    tag: &'static str,
    key: Option<String>,
    attributes: Vec<(&'static str, Attribute)>,
    listeners: Vec<(&'static str, Listener)>,
    children: Vec<Html>,
}

#[derive(PartialEq)]
enum Attribute {
    /// Not there, for now.
    Absent,
    /// Written with this value; the empty one for a flag.
    Written(Words),
    /// A property of form fields, which the user changes too.
    Property(Property),
}

#[derive(PartialEq)]
enum Property {
    Value(Words),
    Checked(bool),
}

/// An element of this name.
pub fn el(tag: &'static str) -> Element {
    Element(Box::new(Parts {
        tag,
        key: None,
        attributes: Vec::new(),
        listeners: Vec::new(),
        children: Vec::new(),
    }))
}

impl Element {
    /// Tells this element from its neighbours, so that it is moved along with what it stands for.
    pub fn key(mut self, key: impl Into<String>) -> Element {
        self.0.key = Some(key.into());
        self
    }

    /// Its classes.
    pub fn class(self, classes: impl Into<Words>) -> Element {
        self.attr("class", classes)
    }

    /// An attribute.
    pub fn attr(self, name: &'static str, value: impl Into<Words>) -> Element {
        self.with(name, Attribute::Written(value.into()))
    }

    /// An attribute that is there or not.
    pub fn maybe<T: Into<Words>>(self, name: &'static str, value: Option<T>) -> Element {
        let value = value.map_or(Attribute::Absent, |value| Attribute::Written(value.into()));
        self.with(name, value)
    }

    /// An attribute without a value.
    pub fn flag(self, name: &'static str, is_there: bool) -> Element {
        self.maybe(name, is_there.then_some(""))
    }

    /// What a form field holds.
    pub fn value(self, value: impl Into<Words>) -> Element {
        self.with("value", Attribute::Property(Property::Value(value.into())))
    }

    /// Whether a box is ticked.
    pub fn checked(self, is_checked: bool) -> Element {
        let value = Attribute::Property(Property::Checked(is_checked));
        self.with("checked", value)
    }

    /// What to do at an event.
    pub fn on(
        self,
        event: &'static str,
        listener: impl Fn(Event) + Send + Sync + 'static,
    ) -> Element {
        self.with_listener(event, Arc::new(listener))
    }

    /// Holds this as well. Nothing keeps its place, so that what follows is not taken for it.
    pub fn child(self, child: impl Into<Html>) -> Element {
        self.with_child(child.into())
    }

    /// Holds these as well.
    pub fn children<T: Into<Html>>(mut self, children: impl IntoIterator<Item = T>) -> Element {
        for child in children {
            self = self.with_child(child.into());
        }
        self
    }

    // These are called from everywhere, and the page is smaller when each is there once.

    #[inline(never)]
    fn with(mut self, name: &'static str, value: Attribute) -> Element {
        let known = self
            .0
            .attributes
            .iter_mut()
            .find(|(known, _)| *known == name);
        match known {
            Some((_, old)) => *old = value,
            None => self.0.attributes.push((name, value)),
        }
        self
    }

    #[inline(never)]
    fn with_listener(mut self, event: &'static str, listener: Listener) -> Element {
        self.0.listeners.push((event, listener));
        self
    }

    #[inline(never)]
    fn with_child(mut self, child: Html) -> Element {
        self.0.children.push(child);
        self
    }
}

impl From<Element> for Html {
    fn from(element: Element) -> Html {
        Html::Element(element)
    }
}

impl From<&'static str> for Html {
    fn from(words: &'static str) -> Html {
        Html::Text(words.into())
    }
}

impl From<String> for Html {
    fn from(words: String) -> Html {
        Html::Text(words.into())
    }
}

impl<T: Into<Html>> From<Option<T>> for Html {
    fn from(html: Option<T>) -> Html {
        html.map_or_else(|| Html::from(""), Into::into)
    }
}

/// A view that follows the signals it reads. All of them are of one type, too.
pub type Live = Box<dyn Fn() -> Html + Send>;

/// A Leptos view that follows the signals that `view` reads.
pub fn live(view: impl Fn() -> Html + Send + 'static) -> Live {
    Box::new(view)
}

/// A piece of the page that is in the document.
pub enum Mounted {
    /// A text.
    Text(web_sys::Text, Words),
    /// An element.
    Element(Box<MountedElement>),
}

/// An element that is in the document.
pub struct MountedElement {
    node: web_sys::Element,
    tag: &'static str,
    key: Option<String>,
    attributes: Vec<(&'static str, Attribute)>,
    listeners: Vec<MountedListener>,
    children: Vec<Mounted>,
}

struct MountedListener {
    event: &'static str,
    current: Rc<RefCell<Listener>>,
    /// Lives as long as the element.
    _closure: Closure<dyn FnMut(Event)>,
}

impl Mounted {
    fn node(&self) -> &Node {
        match self {
            Mounted::Text(node, _) => node,
            Mounted::Element(element) => &element.node,
        }
    }

    /// Whether this can become that by changing what is in it.
    fn can_become(&self, html: &Html) -> bool {
        match (self, html) {
            (Mounted::Text(..), Html::Text(_)) => true,
            (Mounted::Element(old), Html::Element(Element(new))) => {
                old.tag == new.tag && old.key == new.key
            }
            (Mounted::Text(..), Html::Element(_)) | (Mounted::Element(_), Html::Text(_)) => false,
        }
    }

    fn has_key(&self) -> bool {
        matches!(self, Mounted::Element(element) if element.key.is_some())
    }

    /// Makes this into that, or says that it cannot be.
    fn update(&mut self, html: Html) {
        match (self, html) {
            (Mounted::Text(node, words), Html::Text(new)) => {
                if *words != new {
                    node.set_data(&new);
                    *words = new;
                }
            }
            (Mounted::Element(old), Html::Element(Element(new))) if old.tag == new.tag => {
                old.update(*new);
            }
            (this, html) => {
                let new = html.build();
                if let Some(parent) = this.node().parent_node() {
                    // The parent is the parent of the old node, so this cannot fail.
                    parent.replace_child(new.node(), this.node()).ok();
                }
                *this = new;
            }
        }
    }
}

impl MountedElement {
    fn update(&mut self, new: Parts) {
        update_children(&self.node, &mut self.children, new.children);
        if self.attributes.len() != new.attributes.len()
            || !names(&self.attributes).eq(names(&new.attributes))
        {
            for (name, old) in &self.attributes {
                if !names(&new.attributes).any(|kept| kept == *name) {
                    write(&self.node, name, &Attribute::Absent, Some(old));
                }
            }
            self.attributes
                .retain(|(name, _)| names(&new.attributes).any(|kept| kept == *name));
        }
        for (name, value) in &new.attributes {
            let old = self.attributes.iter().find(|(old, _)| old == name);
            write(&self.node, name, value, old.map(|(_, old)| old));
        }
        self.attributes = new.attributes;
        let mut old = std::mem::take(&mut self.listeners);
        for (event, listener) in new.listeners {
            let kept = old.iter().position(|old| old.event == event);
            self.listeners.push(match kept {
                Some(index) => {
                    let kept = old.swap_remove(index);
                    *kept.current.borrow_mut() = listener;
                    kept
                }
                None => listen(&self.node, event, listener),
            });
        }
        for listener in old {
            let function = listener._closure.as_ref().unchecked_ref();
            // The listener was added, so it can be removed.
            self.node
                .remove_event_listener_with_callback(listener.event, function)
                .ok();
        }
    }
}

fn names(attributes: &[(&'static str, Attribute)]) -> impl Iterator<Item = &'static str> {
    attributes.iter().map(|(name, _)| *name)
}

/// Brings an attribute of an element from its old value to its new one.
fn write(node: &web_sys::Element, name: &str, new: &Attribute, old: Option<&Attribute>) {
    // The names are the program's own, and fit: nothing here can fail.
    match new {
        Attribute::Property(Property::Value(value)) => {
            let now = Reflect::get(node, &"value".into()).ok();
            if now.and_then(|now| now.as_string()).as_deref() != Some(value) {
                Reflect::set(node, &"value".into(), &(&**value).into()).ok();
            }
        }
        Attribute::Property(Property::Checked(is_checked)) => {
            Reflect::set(node, &"checked".into(), &(*is_checked).into()).ok();
        }
        Attribute::Written(value) => {
            if old != Some(new) {
                node.set_attribute(name, value).ok();
            }
        }
        Attribute::Absent => {
            if !matches!(old, None | Some(Attribute::Absent)) {
                node.remove_attribute(name).ok();
            }
        }
    }
}

fn listen(node: &web_sys::Element, event: &'static str, listener: Listener) -> MountedListener {
    let current = Rc::new(RefCell::new(listener));
    let called = current.clone();
    let closure = Closure::<dyn FnMut(Event)>::new(move |event| {
        // Cloned, since it may bring about its own replacement.
        let listener = called.borrow().clone();
        listener(event);
    });
    node.add_event_listener_with_callback(event, closure.as_ref().unchecked_ref())
        .ok();
    MountedListener {
        event,
        current,
        _closure: closure,
    }
}

/// Makes the children of an element into these: those of the same key are moved, the others are
/// changed where they stand.
fn update_children(parent: &web_sys::Element, old: &mut Vec<Mounted>, new: Vec<Html>) {
    let count = new.len();
    for (index, html) in new.into_iter().enumerate() {
        let Some(here) = old.get_mut(index) else {
            let added = html.build();
            parent.append_child(added.node()).ok();
            old.push(added);
            continue;
        };
        if here.can_become(&html) {
            here.update(html);
            continue;
        }
        let is_keyed = matches!(&html, Html::Element(Element(parts)) if parts.key.is_some());
        let later = match is_keyed {
            true => (index + 1..old.len())
                .find(|later| old.get(*later).is_some_and(|later| later.can_become(&html))),
            false => None,
        };
        let arrived = match later {
            Some(later) => {
                let mut moved = old.remove(later);
                moved.update(html);
                moved
            }
            None if old.get(index).is_some_and(Mounted::has_key) => html.build(),
            None => {
                if let Some(here) = old.get_mut(index) {
                    here.update(html);
                }
                continue;
            }
        };
        let before = old.get(index).map(Mounted::node);
        parent.insert_before(arrived.node(), before).ok();
        old.insert(index, arrived);
    }
    for gone in old.drain(count..) {
        parent.remove_child(gone.node()).ok();
    }
}

/// The elements of a drawing are of another kind than those of a page.
const DRAWING: [&str; 7] = ["svg", "g", "path", "rect", "text", "line", "tspan"];

impl Render for Html {
    type State = Mounted;

    fn build(self) -> Mounted {
        let new = match self {
            Html::Text(words) => {
                return Mounted::Text(document().create_text_node(&words), words);
            }
            Html::Element(Element(new)) => *new,
        };
        let space = match DRAWING.contains(&new.tag) {
            true => "http://www.w3.org/2000/svg",
            false => "http://www.w3.org/1999/xhtml",
        };
        #[expect(
            clippy::expect_used,
            reason = "the names of elements are in the program"
        )]
        let node = document()
            .create_element_ns(Some(space), new.tag)
            .expect("the name of an element");
        let children: Vec<Mounted> = new.children.into_iter().map(Render::build).collect();
        for child in &children {
            node.append_child(child.node()).ok();
        }
        for (name, value) in &new.attributes {
            write(&node, name, value, None);
        }
        let listeners = new.listeners.into_iter();
        Mounted::Element(Box::new(MountedElement {
            listeners: listeners
                .map(|(event, listener)| listen(&node, event, listener))
                .collect(),
            node,
            tag: new.tag,
            key: new.key,
            attributes: new.attributes,
            children,
        }))
    }

    fn rebuild(self, state: &mut Mounted) {
        state.update(self);
    }
}

impl Mountable for Mounted {
    fn unmount(&mut self) {
        if let Some(parent) = self.node().parent_node() {
            parent.remove_child(self.node()).ok();
        }
    }

    fn mount(&mut self, parent: &web_sys::Element, marker: Option<&Node>) {
        parent.insert_before(self.node(), marker).ok();
    }

    fn insert_before_this(&self, child: &mut dyn Mountable) -> bool {
        let parent = self.node().parent_element();
        if let Some(parent) = &parent {
            child.mount(parent, Some(self.node()));
        }
        parent.is_some()
    }

    fn elements(&self) -> Vec<web_sys::Element> {
        match self {
            Mounted::Text(..) => Vec::new(),
            Mounted::Element(element) => vec![element.node.clone()],
        }
    }
}

no_attrs!(Html);

impl RenderHtml for Html {
    type AsyncOutput = Html;
    type Owned = Html;

    const MIN_LENGTH: usize = 0;

    fn dry_resolve(&mut self) {}

    async fn resolve(self) -> Html {
        self
    }

    fn to_html_with_buf(
        self,
        buffer: &mut String,
        _position: &mut Position,
        _escape: bool,
        _mark_branches: bool,
        _extra_attributes: Vec<AnyAttribute>,
    ) {
        self.write_to(buffer);
    }

    fn hydrate<const FROM_SERVER: bool>(
        self,
        _cursor: &Cursor,
        _position: &PositionState,
    ) -> Mounted {
        self.build()
    }

    fn into_owned(self) -> Html {
        self
    }
}

impl Html {
    /// Writes it as a document has it.
    fn write_to(&self, out: &mut String) {
        match self {
            Html::Text(words) => out.push_str(&escaped(words)),
            Html::Element(Element(element)) => {
                out.push('<');
                out.push_str(element.tag);
                for (name, value) in &element.attributes {
                    let value = match value {
                        Attribute::Written(value) | Attribute::Property(Property::Value(value)) => {
                            value
                        }
                        Attribute::Property(Property::Checked(true)) => "",
                        Attribute::Property(Property::Checked(false)) | Attribute::Absent => {
                            continue;
                        }
                    };
                    out.push(' ');
                    out.push_str(name);
                    if !value.is_empty() {
                        out.push_str("=\"");
                        out.push_str(&escaped(value));
                        out.push('"');
                    }
                }
                out.push('>');
                for child in &element.children {
                    child.write_to(out);
                }
                out.push_str("</");
                out.push_str(element.tag);
                out.push('>');
            }
        }
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('"', "&quot;")
}

/// Words that are heard and not seen.
pub fn hidden(words: impl Into<Words>) -> Element {
    el("span")
        .class("visually-hidden")
        .child(Html::Text(words.into()))
}

/// A choice of a list: its value, its words, and whether it is the one.
pub fn option(value: impl Into<Words>, words: impl Into<Words>, is_chosen: bool) -> Element {
    el("option")
        .attr("value", value)
        .flag("selected", is_chosen)
        .child(Html::Text(words.into()))
}

/// Puts the focus on the element with this id, once the page shows what just changed.
pub fn focus(id: impl Into<Words>) {
    let id = id.into();
    request_animation_frame(move || {
        let element = document().get_element_by_id(&id);
        if let Some(element) =
            element.and_then(|element| element.dyn_into::<web_sys::HtmlElement>().ok())
        {
            // An element that cannot take the focus leaves it where it is.
            element.focus().ok();
        }
    });
}

/// Which of some tabs a key leads to from one of them: the arrows to its neighbours, `Home` and
/// `End` to the first and the last. The key then does nothing else.
///
/// <https://www.w3.org/WAI/ARIA/apg/patterns/tabs/>
pub fn tab_by_key(event: &Event, at: usize, count: usize) -> Option<usize> {
    let event = event.dyn_ref::<web_sys::KeyboardEvent>()?;
    let to = match event.key().as_str() {
        "ArrowRight" => (at + 1) % count,
        "ArrowLeft" => (at + count - 1) % count,
        "Home" => 0,
        "End" => count - 1,
        _ => return None,
    };
    event.prevent_default();
    Some(to)
}

/// A field for a line of text that no browser is to complete or correct.
pub fn text_field(id: &'static str, placeholder: &'static str) -> Element {
    el("input")
        .attr("type", "text")
        .class("field mono")
        .attr("id", id)
        .attr("autocomplete", "off")
        .attr("autocapitalize", "off")
        .attr("spellcheck", "false")
        .attr("placeholder", placeholder)
}

/// A paragraph's words, those between backticks as code.
pub fn with_code(paragraph: &str) -> impl Iterator<Item = Html> + use<> {
    let parts: Vec<String> = paragraph.split('`').map(str::to_owned).collect();
    parts
        .into_iter()
        .enumerate()
        .map(|(index, part)| match index % 2 {
            0 => part.into(),
            _ => el("code").child(part).into(),
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn views_can_be_read_without_a_browser() {
        let view = el("p")
            .class("a")
            .flag("hidden", true)
            .flag("open", false)
            .maybe("title", None::<String>)
            .children(with_code("no `<b>` & co"))
            .child(el("input").value("x\"y").checked(true));
        assert_eq!(
            Html::from(view).to_html(),
            "<p class=\"a\" hidden>no <code>&lt;b></code> &amp; co\
             <input value=\"x&quot;y\" checked></input></p>"
        );
    }
}
