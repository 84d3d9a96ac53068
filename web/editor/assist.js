/**
 * Completion and explanations, answered by the page's assistant, and brackets that close themselves.
 * Loaded behind CodeMirror.
 *
 * Completions come while typing and with Ctrl-Space; an explanation comes when the pointer rests on
 * words, and with Ctrl-Shift-Space for those at the caret. Escape closes either.
 *
 * @import { Completion, CompletionContext, CompletionResult } from '@codemirror/autocomplete'
 * @import { Extension } from '@codemirror/state'
 * @import { Tooltip } from '@codemirror/view'
 */

import {
  autocompletion,
  closeBrackets,
  closeBracketsKeymap,
  completionKeymap,
  pickedCompletion,
  startCompletion,
} from '@codemirror/autocomplete';
import { Prec, StateEffect, StateField } from '@codemirror/state';
import { EditorView, hoverTooltip, keymap, showTooltip } from '@codemirror/view';

/**
 * @typedef {object} Item
 * @property {string} label
 * @property {string} insert
 * @property {[number, number]} [select]
 * @property {string} kind
 * @property {string} [detail]
 * @property {string} [info]
 *
 * @typedef {{ from: number, to: number, comma?: number, items: Item[] }} Completions
 * @typedef {{ from: number, to: number, title: string, lines: string[], link?: string }} Explanation
 *
 * @typedef {(question: string, listener: (answer: string, last: boolean) => void) => () => void} Ask
 */

/** Longer texts are not looked at for each key. */
const LONG = 1 << 18;
/** How long a better answer is waited for before the first one is shown. */
const PATIENCE = 250;

/** @returns {Ask | undefined} */
const assistant = () => /** @type {any} */ (globalThis).iamAssist?.ask;

/**
 * Asks, and gives the last answer, or the best one there is when patience ends. A better one that
 * comes later is told.
 *
 * @template T
 * @param {object} question
 * @param {(abort: () => void) => void} onAbort
 * @param {() => void} [better]
 * @returns {Promise<T | null>}
 */
function answer(question, onAbort, better) {
  const ask = assistant();
  if (!ask) return Promise.resolve(null);
  return new Promise((resolve) => {
    /** @type {T | null} */
    let best = null;
    let settled = false;
    const settle = () => {
      settled = true;
      resolve(best);
    };
    const timer = setTimeout(settle, PATIENCE);
    const forget = ask(JSON.stringify(question), (text, last) => {
      best = JSON.parse(text);
      if (settled) return better?.();
      if (!last) return;
      clearTimeout(timer);
      settle();
    });
    onAbort(() => {
      forget();
      clearTimeout(timer);
      settle();
    });
  });
}

/** @param {() => string} kindOf @returns {(context: CompletionContext) => Promise<CompletionResult | null>} */
function source(kindOf) {
  return async (context) => {
    const { state, pos, view } = context;
    if (state.doc.length > LONG || state.readOnly) return null;
    const question = { ask: 'complete', text: state.doc.toString(), kind: kindOf(), offset: pos };
    const again = () => {
      if (view?.hasFocus && view.state.doc.eq(state.doc) && view.state.selection.main.head === pos) startCompletion(view);
    };
    const found = await answer(question, (abort) => context.addEventListener('abort', abort), again);
    const { from, to, comma, items } = /** @type {Completions | null} */ (found) ?? { items: [] };
    if (items.length === 0 || from === undefined) return null;
    // In white space nothing is offered until it is asked for.
    if (!context.explicit && from === to && !/[:"{[,]\s?$/.test(state.sliceDoc(Math.max(0, pos - 2), pos))) return null;
    return { from, to, filter: false, options: items.map((item) => option(item, comma)) };
  };
}

/** @param {Item} item @param {number | undefined} comma @returns {Completion} */
function option({ label, insert, select, kind, detail, info }, comma) {
  return {
    label,
    detail,
    type: kind,
    info: info ? () => words(info) : undefined,
    apply(view, completion, from, to) {
      const before = comma === undefined ? [] : [{ from: comma, insert: ',' }];
      const shift = before.length;
      const [anchor, head] = select ?? [insert.length, insert.length];
      view.dispatch({
        changes: [...before, { from, to, insert }],
        selection: { anchor: from + shift + anchor, head: from + shift + head },
        annotations: pickedCompletion.of(completion),
        userEvent: 'input.complete',
        scrollIntoView: true,
      });
      // What was begun goes on: behind a prefix comes an action, in an element its value.
      if (kind === 'service' || select) startCompletion(view);
    },
  };
}

/** @param {string} text */
function words(text) {
  const dom = document.createElement('div');
  dom.textContent = text;
  return dom;
}

/** @param {Explanation} explanation */
function explained({ title, lines, link }) {
  const dom = document.createElement('div');
  dom.className = 'iam-explained';
  const head = document.createElement('strong');
  head.textContent = title;
  dom.append(head);
  /** @type {HTMLUListElement | null} */
  let list = null;
  for (const line of lines) {
    if (line.startsWith('  ')) {
      if (!list) {
        list = document.createElement('ul');
        dom.append(list);
      }
      const item = document.createElement('li');
      item.textContent = line.trim();
      list.append(item);
      continue;
    }
    list = null;
    const paragraph = document.createElement('p');
    paragraph.textContent = line;
    dom.append(paragraph);
  }
  if (link?.startsWith('https://docs.aws.amazon.com/')) {
    const anchor = document.createElement('a');
    anchor.href = link;
    anchor.target = '_blank';
    anchor.rel = 'noopener noreferrer';
    anchor.textContent = 'AWS’s page, in a new tab';
    dom.append(anchor);
  }
  return dom;
}

/**
 * @param {EditorView} view
 * @param {number} pos
 * @param {() => string} kindOf
 * @returns {Promise<Tooltip | null>}
 */
async function explain(view, pos, kindOf) {
  const { doc } = view.state;
  if (doc.length > LONG) return null;
  const question = { ask: 'hover', text: doc.toString(), kind: kindOf(), offset: pos };
  const found = /** @type {Explanation | null} */ (await answer(question, () => {}));
  if (!found || !view.state.doc.eq(doc)) return null;
  return { pos: found.from, end: found.to, above: true, create: () => ({ dom: explained(found) }) };
}

/** @type {import('@codemirror/state').StateEffectType<Tooltip | null>} */
const showExplanation = StateEffect.define();

const explanation = StateField.define({
  create: () => /** @type {Tooltip | null} */ (null),
  update(value, transaction) {
    let next = transaction.docChanged || transaction.selection ? null : value;
    for (const effect of transaction.effects) if (effect.is(showExplanation)) next = effect.value;
    return next;
  },
  provide: (field) => showTooltip.from(field),
});

/** @param {() => string} kindOf */
const explainAtCaret = (kindOf) => (/** @type {EditorView} */ view) => {
  void explain(view, view.state.selection.main.head, kindOf).then((tooltip) => {
    const words = tooltip ? (tooltip.create(view).dom.textContent ?? '') : 'There is nothing to explain here.';
    view.dispatch({ effects: [showExplanation.of(tooltip), EditorView.announce.of(words)] });
  });
  return true;
};

/** @param {EditorView} view */
function dismiss(view) {
  if (view.state.field(explanation) === null) return false;
  view.dispatch({ effects: showExplanation.of(null) });
  return true;
}

/**
 * @param {() => string} kindOf  What the document is attached as, by the words of the case format.
 * @returns {Extension}
 */
export function assistance(kindOf) {
  return [
    closeBrackets(),
    Prec.high(keymap.of(closeBracketsKeymap)),
    autocompletion({
      override: [source(kindOf)],
      icons: false,
      activateOnTypingDelay: 60,
      defaultKeymap: false,
      optionClass: ({ type }) => `iam-option-${type}`,
      tooltipClass: () => 'iam-completions',
    }),
    // Tab is left to the browser: it leads out of the editor.
    Prec.highest(keymap.of(completionKeymap)),
    hoverTooltip((view, pos) => explain(view, pos, kindOf)),
    explanation,
    Prec.high(
      keymap.of([
        { key: 'Ctrl-Shift-Space', run: explainAtCaret(kindOf) },
        { key: 'Escape', run: dismiss },
      ]),
    ),
    look,
  ];
}

const look = EditorView.theme({
  '.cm-tooltip.cm-tooltip-autocomplete > ul': { fontFamily: 'var(--mono, monospace)', fontSize: '12.5px', maxHeight: '16em' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li': { minHeight: '24px', padding: '3px 8px', display: 'flex', gap: '1em' },
  '.cm-tooltip-autocomplete ul li[aria-selected]': { background: 'var(--accent, Highlight)', color: 'var(--on-accent, HighlightText)' },
  '.cm-completionLabel': { flex: '1' },
  '.cm-completionDetail': { marginLeft: '0', fontStyle: 'normal', fontFamily: 'var(--sans, sans-serif)', color: 'var(--soft, GrayText)' },
  'li[aria-selected] .cm-completionDetail': { color: 'inherit' },
  '.cm-tooltip.cm-completionInfo': { maxWidth: '360px', padding: '8px 10px', fontFamily: 'var(--sans, sans-serif)' },
  '.iam-explained': { maxWidth: '480px', maxHeight: '320px', overflow: 'auto', padding: '8px 12px', fontFamily: 'var(--sans, sans-serif)' },
  '.iam-explained strong': { fontFamily: 'var(--mono, monospace)', overflowWrap: 'anywhere' },
  '.iam-explained a': { color: 'var(--accent, LinkText)' },
  '.iam-explained p, .iam-explained ul': { margin: '4px 0 0' },
  '.iam-explained ul': { paddingLeft: '18px' },
  '.iam-explained li': { fontFamily: 'var(--mono, monospace)', fontSize: '12.5px' },
});
