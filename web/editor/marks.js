/**
 * What the page points at in the text: the statement of the moment, the words that
 * matched or did not, and, for an instant, what was just revealed.
 *
 * @import { Mark } from './types.js'
 * @import { EditorState, StateEffect as Effect, Text } from '@codemirror/state'
 * @import { DecorationSet, ViewUpdate } from '@codemirror/view'
 */

import { Prec, RangeSet, RangeSetBuilder, StateEffect, StateField } from '@codemirror/state';
import { Decoration, EditorView, ViewPlugin } from '@codemirror/view';

/** @type {import('@codemirror/state').StateEffectType<{ words: DecorationSet, statements: DecorationSet }>} */
const setMarks = StateEffect.define();

/** @type {import('@codemirror/state').StateEffectType<{ from: number, to: number } | null>} */
export const setFlash = StateEffect.define();

const FLASH = 1400;

const looks = {
  match: Decoration.mark({ class: 'iam-mark iam-match' }),
  mismatch: Decoration.mark({ class: 'iam-mark iam-mismatch' }),
  hint: Decoration.mark({ class: 'iam-mark iam-hint' }),
  idle: Decoration.mark({ class: 'iam-idle', attributes: { title: 'Decided no test' } }),
  statement: Decoration.mark({}),
};
const flashing = Decoration.mark({ class: 'iam-flash' });
const statementLine = Decoration.line({ class: 'iam-statement' });

/**
 * @param {{ from: number, to: number }} range
 * @param {Text} doc
 */
export function clamp({ from, to }, doc) {
  const start = Math.min(from, doc.length);
  return { from: start, to: Math.min(Math.max(start, to), doc.length) };
}

/**
 * @param {Mark[]} marks
 * @param {Text} doc
 * @param {(mark: Mark) => boolean} wanted
 */
function ranges(marks, doc, wanted) {
  return RangeSet.of(
    marks.filter(wanted).flatMap((mark) => {
      const { from, to } = clamp(mark, doc);
      return from < to ? [looks[mark.kind].range(from, to)] : [];
    }),
    true,
  );
}

/** @type {StateField<DecorationSet>} */
const words = StateField.define({
  create: () => Decoration.none,
  update(value, transaction) {
    let next = value.map(transaction.changes);
    for (const effect of transaction.effects) {
      if (effect.is(setMarks)) next = effect.value.words;
    }
    return next;
  },
  provide: (field) => Prec.high(EditorView.decorations.from(field)),
});

/** @type {StateField<DecorationSet>} */
const statements = StateField.define({
  create: () => Decoration.none,
  update(value, transaction) {
    let next = value.map(transaction.changes);
    for (const effect of transaction.effects) {
      if (effect.is(setMarks)) next = effect.value.statements;
    }
    return next;
  },
});

/** @type {StateField<DecorationSet>} */
const flash = StateField.define({
  create: () => Decoration.none,
  update(value, transaction) {
    let next = value.map(transaction.changes);
    for (const effect of transaction.effects) {
      if (!effect.is(setFlash)) continue;
      const range = effect.value && clamp(effect.value, transaction.newDoc);
      next = range && range.from < range.to ? Decoration.set(flashing.range(range.from, range.to)) : Decoration.none;
    }
    return next;
  },
  provide: (field) => Prec.highest(EditorView.decorations.from(field)),
});

/**
 * Only lines on the screen: a statement can be as long as the document.
 *
 * @param {EditorView} view
 */
function statementLines(view) {
  /** @type {RangeSetBuilder<Decoration>} */
  const builder = new RangeSetBuilder();
  const { doc } = view.state;
  const marked = view.state.field(statements);
  if (marked.size === 0) return builder.finish();
  let done = -1;
  for (const visible of view.visibleRanges) {
    marked.between(visible.from, visible.to, (from, to) => {
      let line = doc.lineAt(Math.max(from, visible.from));
      while (true) {
        if (line.from > done) builder.add((done = line.from), line.from, statementLine);
        if (line.to >= Math.min(to, visible.to) || line.number === doc.lines) break;
        line = doc.line(line.number + 1);
      }
    });
  }
  return builder.finish();
}

const lines = ViewPlugin.fromClass(
  class {
    /** @type {DecorationSet} */
    decorations;
    /** @param {EditorView} view */
    constructor(view) {
      this.decorations = statementLines(view);
    }
    /** @param {ViewUpdate} update */
    update(update) {
      const moved = update.startState.field(statements) !== update.state.field(statements);
      if (moved || update.docChanged || update.viewportChanged) this.decorations = statementLines(update.view);
    }
  },
  { decorations: (plugin) => plugin.decorations },
);

export const marks = [statements, lines, words, flash];

/**
 * What shows these marks; nothing where they are on show already.
 *
 * @param {EditorState} state
 * @param {Mark[]} wanted
 * @returns {readonly Effect<any>[]}
 */
export function markEffects(state, wanted) {
  const next = {
    words: ranges(wanted, state.doc, ({ kind }) => kind !== 'statement'),
    statements: ranges(wanted, state.doc, ({ kind }) => kind === 'statement'),
  };
  const isSame = isAsIn(state.field(words), next.words) && isAsIn(state.field(statements), next.statements);
  return isSame ? [] : [setMarks.of(next)];
}

/**
 * Whether both mark the same stretches alike. (`RangeSet.eq` looks at points only, and marks are none.)
 *
 * @param {DecorationSet} one
 * @param {DecorationSet} other
 */
function isAsIn(one, other) {
  if (one.size !== other.size) return false;
  const [a, b] = [one.iter(), other.iter()];
  for (; a.value && b.value; a.next(), b.next()) {
    if (a.value !== b.value || a.from !== b.from || a.to !== b.to) return false;
  }
  return a.value === b.value;
}

/**
 * Lets a stretch of text light up for a moment.
 *
 * @param {EditorView} view
 * @param {{ from: number, to: number }} range
 */
export function flashAt(view, range) {
  view.dispatch({ effects: setFlash.of(range) });
  const shown = view.state.field(flash);
  setTimeout(() => {
    if (view.state.field(flash, false) === shown) view.dispatch({ effects: setFlash.of(null) });
  }, FLASH);
}
