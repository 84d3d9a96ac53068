/**
 * `<iam-editor>`: a text editor for policies, as a custom element.
 *
 * This module is small and loads with the page. It shows a text area at once and
 * fetches CodeMirror behind it. Properties describe what is to be seen and may be
 * set in any order: they take effect together, after the code that sets them.
 *
 * | property | |
 * | --- | --- |
 * | `documentId`, `value` | which document, and its text; each keeps its history, selection and place |
 * | `label`, `description` | the text box's name, and the id of what describes it |
 * | `kind` | what the policy is attached as (`identity`, `trust`, …): completion depends on it |
 * | `diagnostics` | `[{from, to, severity: 'error' \| 'warning' \| 'info', message, code?}]` |
 * | `marks` | `[{from, to, kind: 'statement' \| 'match' \| 'mismatch' \| 'hint' \| 'idle'}]` |
 * | `reveal` | `{from, to, seq}`: selects and shows a stretch, once for each `seq` |
 * | `readonly`, `wrap` | booleans |
 * | `plain` | whether to show the text area and leave CodeMirror alone |
 * | `ready`, `selection` | to read: whether CodeMirror is on; `{from, to, text}` |
 *
 * Lists and objects may also be given as JSON. Offsets count UTF-16 code units. Lines end in line feeds: a value with carriage
 * returns is told back without them, by `iam-input`.
 *
 * | event | detail |
 * | --- | --- |
 * | `iam-input` | `{documentId, value}`: the user changed the text |
 * | `iam-caret` | `{documentId, offset}`: the caret moved, or the editor was entered |
 * | `iam-ready` | `{}`: CodeMirror is on |
 * | `iam-plain` | `{reason}`: CodeMirror could not be loaded or broke, the text area stays |
 *
 * @import { Face, Listener, Look, Mark, Problem, Rest, Reveal, Selected } from './types.js'
 */

import { PlainFace } from './plain.js';
import { adoptStyle } from './style.js';
import { toMarks, toProblems, toReveal, toText, withLineFeeds } from './values.js';

/** @type {Promise<typeof import('./codemirror.js')> | undefined} */
let codemirror;
const loadCodeMirror = () => (codemirror ??= import(/** @type {string} */ (IAM_EDITOR_CODEMIRROR)));

const PROPERTIES = /** @type {const} */ ([
  'documentId',
  'value',
  'label',
  'description',
  'kind',
  'diagnostics',
  'marks',
  'reveal',
  'readonly',
  'wrap',
  'plain',
]);

export class IamEditor extends HTMLElement {
  #documentId = '';
  #value = '';
  #label = '';
  #description = '';
  #kind = 'identity';
  /** @type {Problem[]} */
  #diagnostics = [];
  /** @type {Mark[]} */
  #marks = [];
  /** @type {Reveal | null} */
  #reveal = null;
  #readonly = false;
  #wrap = false;
  #plain = false;

  /** @type {Set<string>} */
  #changed = new Set(PROPERTIES);
  #scheduled = false;
  #ready = false;
  #broken = false;
  /** @type {number | undefined} */
  #revealed;
  /** @type {string} */
  #caret = '';
  /** @type {Face | null} */
  #face = null;

  get documentId() {
    return this.#documentId;
  }
  set documentId(value) {
    this.#documentId = toText(value);
    this.#change('documentId');
  }

  get value() {
    return this.#value;
  }
  set value(value) {
    this.#value = toText(value);
    this.#change('value');
  }

  get label() {
    return this.#label;
  }
  set label(value) {
    this.#label = toText(value);
    this.#change('label');
  }

  get description() {
    return this.#description;
  }
  set description(value) {
    this.#description = toText(value);
    this.#change('description');
  }

  get kind() {
    return this.#kind;
  }
  set kind(value) {
    this.#kind = toText(value);
    this.#change('kind');
  }

  get diagnostics() {
    return this.#diagnostics;
  }
  set diagnostics(value) {
    this.#diagnostics = toProblems(value);
    this.#change('diagnostics');
  }

  get marks() {
    return this.#marks;
  }
  set marks(value) {
    this.#marks = toMarks(value);
    this.#change('marks');
  }

  get reveal() {
    return this.#reveal;
  }
  set reveal(value) {
    this.#reveal = toReveal(value);
    this.#change('reveal');
  }

  get readonly() {
    return this.#readonly;
  }
  set readonly(value) {
    this.#readonly = Boolean(value);
    this.#change('readonly');
  }

  get wrap() {
    return this.#wrap;
  }
  set wrap(value) {
    this.#wrap = Boolean(value);
    this.#change('wrap');
  }

  get plain() {
    return this.#plain;
  }
  set plain(value) {
    this.#plain = Boolean(value);
    this.#change('plain');
  }

  /** Whether CodeMirror is on. */
  get ready() {
    return this.#ready;
  }

  /** What is selected now: `{from, to, text}`. */
  get selection() {
    const { anchor, head } = this.#face?.selected() ?? { anchor: 0, head: 0 };
    const [from, to] = anchor < head ? [anchor, head] : [head, anchor];
    return { from, to, text: this.#value.slice(from, to) };
  }

  /**
   * Drops the history and the selection of a document that is gone for good.
   *
   * @param {string} documentId
   */
  forget(documentId) {
    this.#try((face) => face.forget(toText(documentId)));
  }

  /** @param {FocusOptions} [options] */
  focus(options) {
    if (this.#face) this.#face.focus();
    else super.focus(options);
  }

  connectedCallback() {
    for (const name of PROPERTIES) {
      // Set before this module had loaded: a plain property hides the real one.
      if (!Object.hasOwn(this, name)) continue;
      const early = /** @type {any} */ (this)[name];
      delete (/** @type {any} */ (this)[name]);
      /** @type {any} */ (this)[name] = early;
    }
    adoptStyle(this);
    if (!this.#face) this.#face = new PlainFace(this.#listener);
    this.replaceChildren(this.#face.dom);
    this.#changed = new Set(PROPERTIES);
    this.#flush();
  }

  disconnectedCallback() {
    // Moving an element disconnects it for an instant.
    setTimeout(() => {
      if (!this.isConnected) this.#try((face) => face.suspend());
    });
  }

  /** @param {string} name */
  #change(name) {
    this.#changed.add(name);
    if (this.#scheduled) return;
    this.#scheduled = true;
    // A few microtasks later, so that a page which sets its properties from
    // several tasks of the same tick is still taken as setting them at once.
    const wait = (/** @type {number} */ turns) =>
      queueMicrotask(() => (turns > 0 ? wait(turns - 1) : this.#flush()));
    wait(2);
  }

  #flush() {
    this.#scheduled = false;
    if (!this.#face || !this.isConnected) return;
    const changed = this.#changed;
    this.#changed = new Set();
    const has = (/** @type {string[]} */ ...names) => names.some((name) => changed.has(name));

    if (has('documentId', 'value')) {
      const text = withLineFeeds(this.#value);
      const rewritten = text !== this.#value;
      this.#value = text;
      this.#try((face) => face.show(this.#documentId, text));
      if (rewritten) this.#tell('iam-input', { documentId: this.#documentId, value: text });
    }
    if (has('documentId', 'label', 'description', 'kind', 'readonly', 'wrap')) this.#try((face) => face.dress(this.#look()));
    if (has('documentId', 'diagnostics', 'marks')) {
      this.#try((face) => face.annotate(this.#diagnostics, this.#marks));
    }
    if (has('plain')) this.#choose();
    const wish = this.#reveal;
    if (wish && wish.seq !== this.#revealed) {
      this.#revealed = wish.seq;
      this.#try((face) => face.reveal(wish.from, wish.to));
    }
  }

  /** @returns {Look} */
  #look() {
    return {
      label: this.#label || 'Policy text',
      description: this.#description,
      kind: this.#kind,
      readonly: this.#readonly,
      wrap: this.#wrap,
    };
  }

  /** @type {Listener} */
  #listener = {
    input: (documentId, value) => {
      this.#value = value;
      this.#tell('iam-input', { documentId, value });
    },
    caret: (documentId, offset, always) => {
      const caret = `${offset} ${documentId}`;
      if (caret === this.#caret && !always) return;
      this.#caret = caret;
      this.#tell('iam-caret', { documentId, offset });
    },
    fail: (reason, rest) => {
      const unheard = rest !== null && rest.text !== this.#value;
      if (unheard) this.#value = rest.text;
      this.#impoverish(reason, rest);
      if (unheard) this.#tell('iam-input', { documentId: this.#documentId, value: rest.text });
    },
  };

  /**
   * @param {string} type
   * @param {unknown} detail
   */
  #tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail, bubbles: true, composed: true }));
  }

  /** @param {(face: Face) => void} action */
  #try(action) {
    if (!this.#face) return;
    try {
      action(this.#face);
    } catch (reason) {
      this.#listener.fail(reason, null);
    }
  }

  /** Brings the face that is wanted. */
  #choose() {
    if (this.#broken) return;
    if (!this.#plain && !this.#ready) void this.#enrich();
    if (this.#plain && this.#ready) {
      this.#ready = false;
      this.#retreat(null);
    }
  }

  /** Puts CodeMirror in the place of the text area. */
  async #enrich() {
    try {
      const { RichFace } = await loadCodeMirror();
      let plain = this.#face;
      while (plain instanceof PlainFace && plain.composing) {
        await new Promise((done) => plain?.dom.addEventListener('compositionend', done, { once: true }));
        plain = this.#face;
      }
      if (this.#ready || this.#broken || this.#plain || !(plain instanceof PlainFace) || !this.isConnected) return;
      if (this.#scheduled) this.#flush();
      const focused = plain.focused();
      const rich = new RichFace(this.#listener, plain.drafts());
      rich.show(this.#documentId, this.#value);
      rich.dress(this.#look());
      rich.annotate(this.#diagnostics, this.#marks);
      this.#face = rich;
      this.#ready = true;
      this.replaceChildren(rich.dom);
      plain.suspend();
      rich.settle();
      if (focused) rich.focus();
      this.#tell('iam-ready', {});
    } catch (reason) {
      this.#impoverish(reason, null);
    }
  }

  /**
   * Back to the text area, or on with it, with the text as it is.
   *
   * @param {unknown} reason
   * @param {Rest | null} rest  What would be shown, had nothing happened.
   */
  #impoverish(reason, rest) {
    if (this.#broken) return;
    this.#broken = true;
    this.#ready = false;
    if (!(this.#face instanceof PlainFace)) this.#retreat(rest);
    const message = reason instanceof Error ? reason.message : String(reason);
    console.warn(`The policy editor goes on as a plain text area: ${message}`);
    this.#tell('iam-plain', { reason: message });
  }

  /**
   * Puts a text area in the place of CodeMirror.
   *
   * @param {Rest | null} rest  What would be shown, had nothing happened.
   */
  #retreat(rest) {
    const old = this.#face;
    /** @type {Selected} */
    let selected = rest ?? { anchor: 0, head: 0 };
    let focused = false;
    try {
      if (old) {
        if (!rest) selected = old.selected();
        focused = old.focused();
        old.suspend();
      }
    } catch {
      // It is broken: what it can still tell is a bonus.
    }
    const plain = new PlainFace(this.#listener);
    this.#face = plain;
    plain.show(this.#documentId, this.#value);
    plain.dress(this.#look());
    plain.annotate(this.#diagnostics);
    this.replaceChildren(plain.dom);
    plain.dom.setSelectionRange(Math.min(selected.anchor, selected.head), Math.max(selected.anchor, selected.head));
    if (focused) plain.focus();
  }
}

if (!customElements.get('iam-editor')) customElements.define('iam-editor', IamEditor);
