/**
 * JSON as people write policies: with comments, which guides print and AWS refuses.
 * The parser does not see them, so that brackets, folding and colours stay right.
 *
 * @import { Input, PartialParse, Tree, TreeFragment } from '@lezer/common'
 * @import { DecorationSet, ViewUpdate } from '@codemirror/view'
 */

import { jsonLanguage } from '@codemirror/lang-json';
import { HighlightStyle, Language, syntaxHighlighting } from '@codemirror/language';
import { Prec } from '@codemirror/state';
import { Decoration, EditorView, ViewPlugin } from '@codemirror/view';
import { Parser } from '@lezer/common';
import { tags } from '@lezer/highlight';

const TOKEN = /"(?:[^"\\\n]|\\.)*"?|\/\/[^\n]*|\/\*[^]*?(?:\*\/|$)/g;

/**
 * @param {string} text
 * @returns {Array<{ from: number, to: number }>}
 */
function findComments(text) {
  /** @type {Array<{ from: number, to: number }>} */
  const found = [];
  if (!text.includes('//') && !text.includes('/*')) return found;
  for (const { 0: token, index } of text.matchAll(TOKEN)) {
    if (token.startsWith('/')) found.push({ from: index, to: index + token.length });
  }
  return found;
}

/**
 * @param {string} text
 * @param {Array<{ from: number, to: number }>} comments
 * @returns {string}
 */
function blank(text, comments) {
  let rest = 0;
  let result = '';
  for (const { from, to } of comments) {
    result += text.slice(rest, from) + text.slice(from, to).replace(/[^\n]/g, ' ');
    rest = to;
  }
  return result + text.slice(rest);
}

class CommentBlindParser extends Parser {
  /**
   * Trees of texts with comments. A key press can open or close a comment far
   * away, so nothing of them is used again.
   *
   * @type {WeakSet<Tree>}
   */
  #spoilt = new WeakSet();

  /**
   * @param {Input} input
   * @param {readonly TreeFragment[]} fragments
   * @param {readonly { from: number, to: number }[]} ranges
   * @returns {PartialParse}
   */
  createParse(input, fragments, ranges) {
    const { parser } = jsonLanguage;
    const text = input.read(0, input.length);
    const comments = findComments(text);
    if (comments.length === 0) {
      return parser.startParse(input, fragments.some(({ tree }) => this.#spoilt.has(tree)) ? [] : fragments, ranges);
    }
    const parse = parser.startParse(blank(text, comments), [], ranges);
    return {
      advance: () => {
        const tree = parse.advance();
        if (tree) this.#spoilt.add(tree);
        return tree;
      },
      stopAt: (position) => parse.stopAt(position),
      get parsedPos() {
        return parse.parsedPos;
      },
      get stoppedAt() {
        return parse.stoppedAt;
      },
    };
  }
}

const comment = Decoration.mark({ class: 'iam-comment' });

/** @param {EditorView} view */
function commentsOf(view) {
  const found = findComments(view.state.doc.toString());
  return Decoration.set(found.map(({ from, to }) => comment.range(from, to)));
}

const comments = ViewPlugin.fromClass(
  class {
    /** @type {DecorationSet} */
    decorations;
    /** @param {EditorView} view */
    constructor(view) {
      this.decorations = commentsOf(view);
    }
    /** @param {ViewUpdate} update */
    update(update) {
      if (update.docChanged) this.decorations = commentsOf(update.view);
    }
  },
  { decorations: (plugin) => plugin.decorations },
);

const colours = HighlightStyle.define([
  { tag: tags.propertyName, color: 'var(--iam-key)' },
  { tag: tags.string, color: 'var(--iam-string)' },
  { tag: [tags.number, tags.bool, tags.null], color: 'var(--iam-atom)' },
]);

export const json = [
  new Language(jsonLanguage.data, new CommentBlindParser(), [], 'json'),
  syntaxHighlighting(colours),
  Prec.high(comments),
];
