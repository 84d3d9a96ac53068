/**
 * The face that is always there: a text area. It shows from the first moment,
 * stays when CodeMirror cannot be loaded, and comes back when it breaks.
 *
 * @import { Draft, Face, Listener, Look, Problem } from './types.js'
 */

/** @implements {Face} */
export class PlainFace {
  dom = document.createElement('textarea');
  /** @type {Map<string, Draft>} */
  #drafts = new Map();
  /** @type {string | null} */
  #id = null;
  #base = '';
  #forgotten = false;
  #composing = false;
  #listener;
  #awake = new AbortController();

  /** @param {Listener} listener */
  constructor(listener) {
    this.#listener = listener;
    const { dom } = this;
    dom.spellcheck = false;
    dom.autocapitalize = 'off';
    dom.autocomplete = 'off';
    dom.translate = false;
    dom.wrap = 'off';
    dom.addEventListener('input', () => {
      if (this.#id !== null) listener.input(this.#id, dom.value);
      this.#tellCaret();
    });
    dom.addEventListener('focus', () => this.#tellCaret(true));
    dom.addEventListener('compositionstart', () => (this.#composing = true));
    dom.addEventListener('compositionend', () => (this.#composing = false));
  }

  /** Whether an input method is at work: not the moment to take the text area away. */
  get composing() {
    return this.#composing;
  }

  /**
   * @param {string} id
   * @param {string} text
   */
  show(id, text) {
    const { dom } = this;
    if (this.#awake.signal.aborted || this.#id === null) this.#listen();
    if (id === this.#id) {
      if (text === dom.value) return;
      const { selectionStart, selectionEnd, scrollTop } = dom;
      dom.value = text;
      dom.setSelectionRange(selectionStart, selectionEnd);
      dom.scrollTop = scrollTop;
      this.#base = text;
      return;
    }
    this.#keep();
    const draft = this.#drafts.get(id);
    this.#id = id;
    this.#forgotten = false;
    dom.value = text;
    this.#base = draft && draft.text === text ? draft.base : text;
    dom.setSelectionRange(draft?.anchor ?? 0, draft?.head ?? 0);
    dom.scrollTop = draft?.scrollTop ?? 0;
  }

  /** @param {Look} look */
  dress({ label, description, readonly, wrap }) {
    const { dom } = this;
    dom.setAttribute('aria-label', label);
    if (description) dom.setAttribute('aria-describedby', description);
    else dom.removeAttribute('aria-describedby');
    dom.readOnly = readonly;
    dom.wrap = wrap ? 'soft' : 'off';
  }

  /** @param {Problem[]} problems */
  annotate(problems) {
    const broken = problems.some(({ severity }) => severity === 'error');
    this.dom.setAttribute('aria-invalid', String(broken));
  }

  /**
   * @param {number} from
   * @param {number} to
   */
  reveal(from, to) {
    const { dom } = this;
    dom.focus({ preventScroll: true });
    dom.setSelectionRange(from, to);
    const line = dom.value.slice(0, from).split('\n').length - 1;
    const height = parseFloat(getComputedStyle(dom).lineHeight) || 20;
    dom.scrollTop = Math.max(0, line * height - dom.clientHeight / 2);
    dom.scrollIntoView({ block: 'nearest' });
    this.#tellCaret();
  }

  selected() {
    const { selectionStart, selectionEnd, selectionDirection } = this.dom;
    return selectionDirection === 'backward'
      ? { anchor: selectionEnd, head: selectionStart }
      : { anchor: selectionStart, head: selectionEnd };
  }

  /** @param {string} id */
  forget(id) {
    this.#drafts.delete(id);
    if (id === this.#id) this.#forgotten = true;
  }

  focused() {
    return document.activeElement === this.dom || this.dom.matches(':focus');
  }

  focus() {
    this.dom.focus({ preventScroll: true });
  }

  suspend() {
    this.#keep();
    this.#id = null;
    this.#awake.abort();
  }

  /** All documents, for the face that takes over. */
  drafts() {
    this.#keep();
    return this.#drafts;
  }

  #keep() {
    if (this.#id === null || this.#forgotten) return;
    const { value, scrollTop } = this.dom;
    this.#drafts.set(this.#id, { base: this.#base, text: value, ...this.selected(), scrollTop });
  }

  #listen() {
    this.#awake.abort();
    this.#awake = new AbortController();
    document.addEventListener('selectionchange', () => this.focused() && this.#tellCaret(), {
      signal: this.#awake.signal,
    });
  }

  /** @param {boolean} [always] */
  #tellCaret(always = false) {
    if (this.#id !== null && this.focused()) this.#listener.caret(this.#id, this.selected().head, always);
  }
}
