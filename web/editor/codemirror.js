/**
 * The rich face: CodeMirror. Loaded after the page has drawn itself.
 *
 * @import { Draft, Face, Listener, Look, Mark, Problem, Selected } from './types.js'
 * @import { Extension, StateEffect, Transaction } from '@codemirror/state'
 * @import { ViewUpdate } from '@codemirror/view'
 */

import { defaultKeymap, history, historyKeymap, isolateHistory } from '@codemirror/commands';
import { bracketMatching, foldGutter, foldKeymap, indentOnInput, indentUnit } from '@codemirror/language';
import { Annotation, Compartment, EditorSelection, EditorState } from '@codemirror/state';
import {
  EditorView,
  drawSelection,
  dropCursor,
  highlightActiveLine,
  highlightActiveLineGutter,
  highlightSpecialChars,
  keymap,
  lineNumbers,
  tooltips,
} from '@codemirror/view';
import './adopted.js';
import { json } from './json.js';
import { clamp, flashAt, markEffects, marks } from './marks.js';
import { problemEffects, problems } from './problems.js';
import { theme } from './theme.js';

/** Documents longer than this are not wrapped: one endless line would take a second for each key. */
const LONG = 1 << 17;
/** Documents longer than this are plain text: no colours, no brackets, no folding. */
const HUGE = 1 << 20;

/** @param {number} length */
const sizeOf = (length) => (length > HUGE ? 2 : length > LONG ? 1 : 0);

/** Keys that are the browser's (Alt with an arrow) or for editors that bind Tab. */
const NOT_OURS = ['Alt-ArrowLeft', 'Alt-ArrowRight', 'Ctrl-m'];

/** The words of the search panel, as buttons are written elsewhere on the page. */
const WORDS = {
  next: 'Next',
  previous: 'Previous',
  all: 'Select all',
  'match case': 'Match case',
  regexp: 'Regular expression',
  'by word': 'Whole words',
  replace: 'Replace',
  'replace all': 'Replace all',
  close: 'Close the search',
};

/** On changes that come from the page and are not news to it. */
const fromPage = /** @type {import('@codemirror/state').AnnotationType<boolean>} */ (Annotation.define());

/**
 * The smallest single change that makes one text of another.
 *
 * @param {string} before
 * @param {string} after
 */
function difference(before, after) {
  const shortest = Math.min(before.length, after.length);
  let start = 0;
  while (start < shortest && before.charCodeAt(start) === after.charCodeAt(start)) start++;
  // Never between the halves of a surrogate pair.
  if (start > 0 && isHigh(before.charCodeAt(start - 1))) start--;
  let end = 0;
  while (
    end < shortest - start &&
    before.charCodeAt(before.length - 1 - end) === after.charCodeAt(after.length - 1 - end)
  ) {
    end++;
  }
  if (end > 0 && isLow(before.charCodeAt(before.length - end))) end--;
  return { from: start, to: before.length - end, insert: after.slice(start, after.length - end) };
}

/** @param {number} unit */
const isHigh = (unit) => unit >= 0xd800 && unit <= 0xdbff;
/** @param {number} unit */
const isLow = (unit) => unit >= 0xdc00 && unit <= 0xdfff;

/** @implements {Face} */
export class RichFace {
  dom = document.createElement('div');
  /** @type {EditorView | null} */
  #view = null;
  /** @type {string | null} */
  #id = null;
  #text = '';
  #forgotten = false;
  /** @type {Map<string, { state: EditorState, text: string, scroll: StateEffect<any> }>} */
  #kept = new Map();
  /** @type {Map<string, Draft>} */
  #drafts;
  #listener;
  #language = new Compartment();
  #look = new Compartment();
  #assist = new Compartment();
  /** @type {Extension} */
  #assistance = [];
  /** @type {Look} */
  #looks = { label: '', description: '', kind: 'identity', readonly: false, wrap: false };

  /**
   * @param {Listener} listener
   * @param {Map<string, Draft>} drafts  What the text area knew.
   */
  constructor(listener, drafts) {
    this.#listener = listener;
    this.#drafts = drafts;
    this.dom.className = 'iam-rich';
    void this.#learn();
  }

  /** What is not needed to write comes a little later; without it the editor is as it is. */
  async #learn() {
    try {
      const { assistance } = await import('./assist.js');
      this.#assistance = assistance(() => this.#looks.kind);
      this.#view?.dispatch({ effects: this.#assist.reconfigure(this.#assistance) });
    } catch (reason) {
      console.warn(`The policy editor goes on without completion and search: ${reason}`);
    }
  }

  /**
   * @param {string} id
   * @param {string} text
   */
  show(id, text) {
    if (id === this.#id && this.#view) {
      this.#replace(text);
      return;
    }
    this.#keep();
    const kept = this.#kept.get(id);
    this.#id = id;
    this.#forgotten = false;
    const state = kept?.state ?? this.#create(id, text);
    this.#text = kept?.text ?? state.doc.toString();
    if (this.#view) this.#view.setState(state);
    else this.#open(state);
    const view = this.#opened();
    const effects = [this.#relook(), this.#assist.reconfigure(this.#assistance)];
    view.dispatch({ effects: kept ? [...effects, kept.scroll] : effects });
    this.#replace(text);
  }

  /** @param {Look} look */
  dress(look) {
    this.#looks = look;
    this.#view?.dispatch({ effects: this.#relook() });
  }

  /**
   * @param {Problem[]} found
   * @param {Mark[]} marked
   */
  annotate(found, marked) {
    const view = this.#opened();
    const effects = [...problemEffects(view.state, found), ...markEffects(view.state, marked)];
    if (effects.length > 0) view.dispatch({ effects });
  }

  /**
   * @param {number} from
   * @param {number} to
   */
  reveal(from, to) {
    const view = this.#opened();
    const range = clamp({ from, to }, view.state.doc);
    const selection = EditorSelection.range(range.from, range.to);
    view.focus();
    view.dispatch({
      selection,
      effects: EditorView.scrollIntoView(selection, { y: this.#onScreen(range) ? 'nearest' : 'center', yMargin: 24 }),
      userEvent: 'select.reveal',
    });
    flashAt(view, range);
  }

  /** @returns {Selected} */
  selected() {
    const { anchor, head } = this.#opened().state.selection.main;
    return { anchor, head };
  }

  /** @param {string} id */
  forget(id) {
    this.#kept.delete(id);
    this.#drafts.delete(id);
    if (id === this.#id) this.#forgotten = true;
  }

  focused() {
    return this.#view?.hasFocus ?? false;
  }

  focus() {
    this.#view?.focus();
  }

  suspend() {
    this.#keep();
    this.#id = null;
    this.#view?.destroy();
    this.#view = null;
  }

  /** Called once in the document: scrolls to where the text area was. */
  settle() {
    const draft = this.#id === null ? undefined : this.#drafts.get(this.#id);
    const view = this.#opened();
    if (draft) view.requestMeasure({ read: () => {}, write: () => (view.scrollDOM.scrollTop = draft.scrollTop) });
  }

  #opened() {
    if (!this.#view) throw new Error('no document is shown');
    return this.#view;
  }

  /** @param {EditorState} state */
  #open(state) {
    const view = new EditorView({
      state,
      dispatchTransactions: (transactions) => this.#update(view, transactions),
    });
    this.#view = view;
    this.dom.replaceChildren(view.dom);
  }

  /**
   * @param {EditorView} view
   * @param {readonly Transaction[]} transactions
   */
  #update(view, transactions) {
    try {
      view.update(transactions);
    } catch (reason) {
      const last = transactions.at(-1);
      if (!last) return this.#listener.fail(reason, null);
      const { anchor, head } = last.newSelection.main;
      this.#listener.fail(reason, { text: last.newDoc.toString(), anchor, head });
    }
  }

  #keep() {
    const view = this.#view;
    if (this.#id === null || this.#forgotten || !view) return;
    this.#kept.set(this.#id, { state: view.state, text: this.#text, scroll: view.scrollSnapshot() });
  }

  /**
   * Makes the text what the page says it is, without news to the page.
   *
   * @param {string} text
   */
  #replace(text) {
    if (text === this.#text) return;
    const changes = difference(this.#text, text);
    this.#text = text;
    this.#opened().dispatch({ changes, annotations: [fromPage.of(true), isolateHistory.of('full')] });
  }

  /**
   * @param {string} id
   * @param {string} text
   * @returns {EditorState}
   */
  #create(id, text) {
    const draft = this.#drafts.get(id);
    this.#drafts.delete(id);
    const state = EditorState.create({ doc: draft?.base ?? text, extensions: this.#extensions((draft?.base ?? text).length) });
    if (!draft) return state;
    // What was typed into the text area can be undone here, as one step.
    return state.update({
      changes: draft.text === draft.base ? [] : difference(draft.base, draft.text),
      selection: { anchor: draft.anchor, head: draft.head },
      annotations: isolateHistory.of('full'),
    }).state;
  }

  /** @param {{ from: number, to: number }} range */
  #onScreen({ from, to }) {
    const view = this.#opened();
    const box = view.scrollDOM.getBoundingClientRect();
    return [from, to].every((position) => {
      const spot = view.coordsAtPos(position);
      return spot !== null && spot.top >= Math.max(box.top, 0) && spot.bottom <= Math.min(box.bottom, innerHeight);
    });
  }

  /** @param {number} [length] */
  #relook(length = this.#text.length) {
    return this.#look.reconfigure(this.#lookExtension(length));
  }

  /**
   * @param {number} length
   * @returns {Extension}
   */
  #lookExtension(length) {
    const { label, description, readonly, wrap } = this.#looks;
    /** @type {Record<string, string>} */
    const attributes = { 'aria-label': label, tabindex: '0' };
    if (description) attributes['aria-describedby'] = description;
    return [
      EditorView.contentAttributes.of(attributes),
      EditorState.readOnly.of(readonly),
      wrap && length <= LONG ? EditorView.lineWrapping : [],
    ];
  }

  /** @param {number} length */
  #languageExtension(length) {
    return length > HUGE ? [] : [json, bracketMatching(), foldGutter({ markerDOM: foldMarker }), indentOnInput()];
  }

  /**
   * @param {number} length
   * @returns {Extension}
   */
  #extensions(length) {
    return [
      problems,
      // The editor's place is contained, and would cut them off.
      tooltips({ parent: document.body }),
      lineNumbers(),
      this.#language.of(this.#languageExtension(length)),
      EditorState.transactionExtender.of(({ docChanged, startState, newDoc }) => {
        const { length } = newDoc;
        if (!docChanged || sizeOf(startState.doc.length) === sizeOf(length)) return null;
        return { effects: [this.#language.reconfigure(this.#languageExtension(length)), this.#relook(length)] };
      }),
      this.#look.of(this.#lookExtension(length)),
      this.#assist.of(this.#assistance),
      highlightActiveLine(),
      highlightActiveLineGutter(),
      // Pages that policies are copied from have no-break spaces: JSON does not.
      highlightSpecialChars({ addSpecialChars: /\u00a0/g }),
      history(),
      drawSelection(),
      dropCursor(),
      indentUnit.of('  '),
      EditorState.tabSize.of(2),
      EditorState.phrases.of(WORDS),
      marks,
      theme,
      keymap.of([
        ...defaultKeymap.filter(({ key }) => !NOT_OURS.includes(key ?? '')),
        ...historyKeymap,
        ...foldKeymap,
      ]),
      EditorView.updateListener.of((update) => this.#report(update)),
    ];
  }

  /** @param {ViewUpdate} update */
  #report(update) {
    const id = this.#id;
    if (id === null) return;
    const own = update.transactions.some((transaction) => transaction.annotation(fromPage));
    if (update.docChanged && !own) {
      this.#text = update.state.doc.toString();
      this.#listener.input(id, this.#text);
    }
    const { head } = update.state.selection.main;
    if (update.focusChanged && update.view.hasFocus) this.#listener.caret(id, head, true);
    else if (!own && (update.docChanged || update.selectionSet)) this.#listener.caret(id, head, false);
  }
}

/** @param {boolean} open */
function foldMarker(open) {
  const dom = document.createElement('span');
  dom.textContent = open ? '⌄' : '›';
  dom.title = open ? 'Fold these lines' : 'Unfold these lines';
  return dom;
}
