/**
 * The look of the editor, made of the page's tokens.
 */

import { EditorView } from '@codemirror/view';

/** @param {string} token @param {number} percent */
const tint = (token, percent) => `color-mix(in srgb, var(${token}) ${percent}%, transparent)`;

export const theme = EditorView.theme({
  '&': {
    '--iam-key': 'light-dark(#7a3e00, #e8b984)',
    '--iam-string': 'light-dark(#1b5839, #9fd6b4)',
    '--iam-atom': 'light-dark(#5b2c83, #d3b8ff)',
    backgroundColor: 'var(--card, Canvas)',
    color: 'var(--ink, CanvasText)',
    fontSize: '13px',
    lineHeight: '1.6',
  },
  '&.cm-focused': { outline: 'none' },
  // An outline would be hidden where the gutters are.
  '&.cm-focused::after': {
    content: '""',
    position: 'absolute',
    inset: '0',
    zIndex: '300',
    border: '2px solid var(--accent, Highlight)',
    borderRadius: 'inherit',
    pointerEvents: 'none',
  },
  '.cm-scroller': { fontFamily: 'var(--mono, ui-monospace, monospace)', lineHeight: '1.6', overflow: 'auto' },
  '.cm-content': { padding: '8px 0', caretColor: 'var(--ink, CanvasText)' },
  '.cm-line': { padding: '0 12px 0 6px' },
  '.cm-cursor, .cm-dropCursor': { borderLeft: '2px solid var(--ink, CanvasText)' },
  '.cm-selectionBackground, &.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground': {
    background: tint('--accent', 18),
  },
  '.cm-activeLine': { backgroundColor: tint('--ink', 4) },

  '.cm-gutters': { backgroundColor: 'var(--card, Canvas)', color: 'var(--soft, GrayText)', border: '0' },
  '.cm-lineNumbers .cm-gutterElement': { minWidth: '28px', padding: '0 4px' },
  '.cm-activeLineGutter': { backgroundColor: 'transparent', color: 'var(--ink, CanvasText)' },
  '.cm-foldGutter .cm-gutterElement': { width: '16px', textAlign: 'center', cursor: 'pointer' },
  '.cm-foldPlaceholder': {
    backgroundColor: 'var(--sunk)',
    border: '1px solid var(--line)',
    color: 'var(--soft)',
    padding: '0 6px',
    margin: '0 2px',
  },
  '&.cm-focused .cm-matchingBracket': { background: tint('--accent', 18), outline: `1px solid ${tint('--accent', 60)}` },
  '&.cm-focused .cm-nonmatchingBracket': { background: 'transparent' },
  '.iam-comment, .iam-comment span': { color: 'color-mix(in srgb, var(--soft) 70%, var(--ink)) !important', fontStyle: 'italic' },

  // Marks of the page: a tint, and a line whose style says the same without colour.
  '.iam-statement': { backgroundColor: tint('--accent', 7), boxShadow: 'inset 3px 0 var(--accent)' },
  '.iam-mark': { borderBottom: '2px solid', borderRadius: '2px' },
  '.iam-match': { backgroundColor: tint('--allow', 10), borderBottomColor: 'var(--allow)' },
  '.iam-mismatch': { backgroundColor: tint('--deny', 10), borderBottomColor: 'var(--deny)', borderBottomStyle: 'dashed' },
  '.iam-hint': { backgroundColor: tint('--none', 10), borderBottomColor: 'var(--none)', borderBottomStyle: 'dotted' },
  '.iam-idle': { borderBottom: '2px dotted var(--ask)' },
  '@media (prefers-reduced-motion: no-preference)': {
    '.iam-flash': { animation: 'iam-flash 1.2s ease-out' },
  },
  '@keyframes iam-flash': {
    '0%, 30%': { boxShadow: `0 0 0 3px ${tint('--accent', 55)}`, borderRadius: '2px' },
    '100%': { boxShadow: '0 0 0 3px transparent', borderRadius: '2px' },
  },

  // Findings.
  '.cm-lintRange': {
    backgroundImage: 'none',
    paddingBottom: '0',
    textDecorationLine: 'underline',
    textDecorationThickness: '1.5px',
    textUnderlineOffset: '3px',
    textDecorationSkipInk: 'none',
  },
  '.cm-lintRange-error': { textDecorationStyle: 'wavy', textDecorationColor: 'var(--deny)' },
  '.cm-lintRange-warning': { textDecorationStyle: 'wavy', textDecorationColor: 'var(--none)' },
  '.cm-lintRange-info': { textDecorationStyle: 'dotted', textDecorationColor: 'var(--ask)' },
  '.cm-lintRange-active': { backgroundColor: 'transparent' },
  '.cm-gutter-lint': { width: '20px' },
  '.cm-gutter-lint .cm-gutterElement': { padding: '0' },
  '.cm-lint-marker': { width: '20px', height: '100%', textAlign: 'center', fontWeight: '700', cursor: 'default' },
  '.cm-lint-marker-error': { content: 'normal', color: 'var(--deny)', '&::before': { content: '"✕"' } },
  '.cm-lint-marker-warning': { content: 'normal', color: 'var(--none)', '&::before': { content: '"!"' } },
  '.cm-lint-marker-info': { content: 'normal', color: 'var(--ask)', '&::before': { content: '"i"' } },

  '.cm-tooltip': {
    backgroundColor: 'var(--card, Canvas)',
    color: 'var(--ink, CanvasText)',
    border: '1px solid var(--line, GrayText)',
    borderRadius: '8px',
    boxShadow: '0 4px 16px rgb(0 0 0 / 0.16)',
    overflow: 'hidden',
    maxWidth: 'min(520px, 90vw)',
    font: '13px/1.5 var(--sans, system-ui, sans-serif)',
  },
  '.cm-tooltip ul': { listStyle: 'none', margin: '0', padding: '0' },
  '.cm-diagnostic': { padding: '6px 10px', marginLeft: '0', overflowWrap: 'anywhere' },
  '.cm-diagnostic-error': { borderLeft: '4px solid var(--deny)' },
  '.cm-diagnostic-warning': { borderLeft: '4px solid var(--none)' },
  '.cm-diagnostic-info': { borderLeft: '4px solid var(--ask)' },
  '.cm-diagnosticSource': { fontSize: '12px', opacity: '1', color: 'var(--soft)' },
  '&:has(.cm-tooltip-hover) .iam-caret-problems': { display: 'none' },

  // The search panel.
  '.cm-panels': { backgroundColor: 'var(--sunk, Canvas)', color: 'var(--ink, CanvasText)', fontSize: '13px' },
  '.cm-panels-top': { borderBottom: '1px solid var(--line, GrayText)' },
  '.cm-panel.cm-search': { padding: '8px 36px 8px 10px', font: '13px/1.5 var(--sans, system-ui, sans-serif)' },
  '.cm-panel.cm-search label': { fontSize: '13px', display: 'inline-flex', alignItems: 'center', minHeight: '24px', gap: '4px', verticalAlign: 'middle' },
  '.cm-panel.cm-search input[type=checkbox]': { width: '16px', height: '16px', margin: '0', accentColor: 'var(--accent)' },
  '.cm-panel.cm-search [name=close]': {
    top: '6px',
    right: '6px',
    width: '24px',
    height: '24px',
    fontSize: '18px',
    lineHeight: '1',
    color: 'var(--soft)',
    cursor: 'pointer',
  },
  '.cm-textfield': {
    backgroundColor: 'var(--card, Canvas)',
    color: 'inherit',
    border: '1px solid var(--soft, GrayText)',
    borderRadius: '6px',
    padding: '3px 8px',
    fontSize: '13px',
    fontFamily: 'var(--mono, monospace)',
  },
  '.cm-button': {
    backgroundImage: 'none',
    backgroundColor: 'var(--card, Canvas)',
    color: 'inherit',
    border: '1px solid var(--line, GrayText)',
    borderRadius: '6px',
    padding: '3px 10px',
    fontSize: '13px',
    minHeight: '24px',
    cursor: 'pointer',
  },
  '.cm-button:active': { backgroundImage: 'none', backgroundColor: 'var(--sunk)' },
  '.cm-panels :focus-visible': { outline: '2px solid var(--accent, Highlight)', outlineOffset: '1px' },
  '.cm-searchMatch': { backgroundColor: 'transparent', outline: '1px dashed var(--none)', borderRadius: '2px' },
  '.cm-searchMatch-selected': { backgroundColor: 'transparent', outline: '2px solid var(--none)' },

  // Where the system chooses the colours, grounds and shadows are gone: lines remain.
  '@media (forced-colors: active)': {
    '.cm-selectionBackground': { outline: '1px solid Highlight', outlineOffset: '-1px' },
    '.iam-statement': { borderLeft: '3px solid Highlight', paddingLeft: '3px' },
    '&.cm-focused .cm-matchingBracket': { outline: '1px solid Highlight' },
  },
});
