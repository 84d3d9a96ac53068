/**
 * Findings in the text: underlined, with a sign in the gutter, and in words when
 * the pointer or the caret is on them.
 *
 * @import { Problem } from './types.js'
 * @import { Diagnostic } from '@codemirror/lint'
 * @import { EditorState, StateEffect as Effect, Text } from '@codemirror/state'
 * @import { Tooltip, ViewUpdate } from '@codemirror/view'
 */

import {
  forEachDiagnostic,
  lintGutter,
  nextDiagnostic,
  previousDiagnostic,
  setDiagnostics,
  setDiagnosticsEffect,
} from '@codemirror/lint';
import { Prec, StateEffect, StateField } from '@codemirror/state';
import { EditorView, ViewPlugin, closeHoverTooltips, keymap, showTooltip } from '@codemirror/view';
import { clamp } from './marks.js';

/** How long the caret must rest before the words come: after moving, and after typing. */
const AFTER_MOVING = 250;
const AFTER_TYPING = 900;

const WORDS = { error: 'Error', warning: 'Warning', info: 'Note', hint: 'Note' };

/**
 * A stretch that can be seen: one of no length takes the character beside it.
 *
 * @param {{ from: number, to: number }} range
 * @param {Text} doc
 */
function visible(range, doc) {
  const { from, to } = clamp(range, doc);
  if (from < to) return { from, to };
  const line = doc.lineAt(from);
  const at = from - line.from;
  const next = line.text.codePointAt(at);
  if (next !== undefined) return { from, to: from + (next > 0xffff ? 2 : 1) };
  const low = line.text.charCodeAt(at - 1);
  return { from: Math.max(line.from, from - (low >= 0xdc00 && low <= 0xdfff ? 2 : 1)), to: from };
}

/**
 * What shows these problems; nothing where they are on show already, as they mostly are: they move
 * along with the text.
 *
 * @param {EditorState} state
 * @param {Problem[]} problems
 * @returns {readonly Effect<any>[]}
 */
export function problemEffects(state, problems) {
  const wanted = problems.map(({ severity, message, code, ...range }) => ({
    ...visible(range, state.doc),
    severity,
    message,
    source: code || undefined,
    renderMessage: () => words({ severity, message }),
  }));
  const shown = new Set();
  let count = 0;
  forEachDiagnostic(state, (problem, from, to) => {
    count++;
    shown.add(identity({ ...problem, from, to }));
  });
  if (count === wanted.length && wanted.every((problem) => shown.has(identity(problem)))) return [];
  return /** @type {readonly Effect<any>[]} */ (setDiagnostics(state, wanted).effects);
}

/** @param {Pick<Diagnostic, 'from' | 'to' | 'severity' | 'message' | 'source'>} problem */
const identity = ({ from, to, severity, message, source }) => `${from} ${to} ${severity} ${source} ${message}`;

/**
 * @param {Pick<Diagnostic, 'severity' | 'message'>} problem
 * @returns {HTMLElement}
 */
function words({ severity, message }) {
  const dom = document.createElement('span');
  const word = document.createElement('b');
  word.textContent = WORDS[severity];
  dom.append(word, ` ${message}`);
  return dom;
}

/**
 * @param {EditorState} state
 * @returns {Diagnostic[]}
 */
function underCaret(state) {
  const { head } = state.selection.main;
  /** @type {Diagnostic[]} */
  const found = [];
  forEachDiagnostic(state, (problem, from, to) => {
    if (from <= head && head <= to) found.push(problem);
  });
  return found;
}

/** @type {import('@codemirror/state').StateEffectType<boolean>} */
const showAtCaret = StateEffect.define();

const caretTooltip = StateField.define({
  create: () => /** @type {Tooltip | null} */ (null),
  update(value, transaction) {
    let next = transaction.docChanged || transaction.selection ? null : value;
    for (const effect of transaction.effects) {
      if (effect.is(showAtCaret)) next = effect.value ? tooltip(transaction.state) : null;
      else if (effect.is(setDiagnosticsEffect) && next) next = tooltip(transaction.state);
    }
    return next;
  },
  provide: (field) => showTooltip.from(field),
});

/**
 * @param {EditorState} state
 * @returns {Tooltip | null}
 */
function tooltip(state) {
  const found = underCaret(state);
  if (found.length === 0) return null;
  return {
    pos: state.selection.main.head,
    create() {
      const dom = document.createElement('div');
      dom.className = 'iam-caret-problems';
      for (const problem of found) {
        const item = document.createElement('div');
        item.className = `cm-diagnostic cm-diagnostic-${problem.severity}`;
        item.append(words(problem));
        if (problem.source) {
          const source = document.createElement('div');
          source.className = 'cm-diagnosticSource';
          source.textContent = problem.source;
          item.append(source);
        }
        dom.append(item);
      }
      return { dom };
    },
  };
}

const atCaret = ViewPlugin.fromClass(
  class {
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    timer;
    told = '';
    /** @param {EditorView} view */
    constructor(view) {
      this.view = view;
    }
    /** @param {ViewUpdate} update */
    update(update) {
      if (update.focusChanged && !update.view.hasFocus) this.leave();
      if (!update.docChanged && !update.selectionSet) return;
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.show(), update.docChanged ? AFTER_TYPING : AFTER_MOVING);
    }
    /** Words at a caret that is not there would only be in the way. */
    leave() {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => {
        const { view } = this;
        if (!view.hasFocus && view.state.field(caretTooltip)) view.dispatch({ effects: showAtCaret.of(false) });
      });
    }
    show() {
      const { view } = this;
      // Completions stand where the words would, and are wanted first.
      if (!view.hasFocus || document.querySelector('.cm-tooltip-autocomplete')) return;
      const text = underCaret(view.state)
        .map(({ severity, message }) => `${WORDS[severity]}: ${message}`)
        .join(' ');
      const news = text !== '' && text !== this.told;
      this.told = text;
      if (text === '' && !view.state.field(caretTooltip)) return;
      const effects = [showAtCaret.of(true)];
      view.dispatch({ effects: news ? [...effects, EditorView.announce.of(text)] : effects });
    }
    destroy() {
      clearTimeout(this.timer);
    }
  },
);

/** @param {EditorView} view */
function dismiss(view) {
  const shown = view.state.field(caretTooltip) !== null;
  const hovering = document.querySelector('.cm-tooltip-hover') !== null;
  if (!shown && !hovering) return false;
  view.dispatch({ effects: [showAtCaret.of(false), closeHoverTooltips] });
  return true;
}

export const problems = [
  caretTooltip,
  atCaret,
  lintGutter(),
  Prec.high(
    keymap.of([
      { key: 'Escape', run: dismiss },
      { key: 'F8', run: nextDiagnostic },
      { key: 'Shift-F8', run: previousDiagnostic },
    ]),
  ),
];
