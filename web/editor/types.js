/**
 * The words that the modules of the editor share. Types only: nothing here runs.
 *
 * Every offset counts UTF-16 code units, as JavaScript strings do.
 *
 * @typedef {'error' | 'warning' | 'info'} Severity
 *
 * @typedef {object} Problem  A finding about the text.
 * @property {number} from
 * @property {number} to
 * @property {Severity} severity
 * @property {string} message
 * @property {string} code  Empty when the finding has none.
 *
 * @typedef {'statement' | 'match' | 'mismatch' | 'hint' | 'idle'} MarkKind
 *
 * @typedef {object} Mark  A stretch of text that means something to the page.
 * @property {number} from
 * @property {number} to
 * @property {MarkKind} kind
 *
 * @typedef {object} Reveal  A wish to select a stretch of text and to look at it.
 * @property {number} from
 * @property {number} to
 * @property {number} seq
 *
 * @typedef {object} Selected
 * @property {number} anchor
 * @property {number} head
 *
 * @typedef {object} Draft  What a plain text area knows about a document.
 * @property {string} base  The text as the page set it, before anything was typed.
 * @property {string} text
 * @property {number} anchor
 * @property {number} head
 * @property {number} scrollTop
 *
 * @typedef {object} Listener  What a face tells the element.
 * @property {(documentId: string, value: string) => void} input  The user changed the text.
 * @property {(documentId: string, offset: number, always: boolean) => void} caret  The caret moved, or (always)
 *   the editor was entered.
 * @property {(reason: unknown, rest: Rest | null) => void} fail  The face broke; what it would have shown.
 *
 * @typedef {{ text: string } & Selected} Rest
 *
 * @typedef {object} Face  One way of showing documents: a text area, or CodeMirror.
 * @property {HTMLElement} dom
 * @property {(documentId: string, text: string) => void} show
 * @property {(look: Look) => void} dress
 * @property {(problems: Problem[], marks: Mark[]) => void} annotate
 * @property {(from: number, to: number) => void} reveal
 * @property {() => Selected} selected
 * @property {(documentId: string) => void} forget
 * @property {() => boolean} focused
 * @property {() => void} focus
 * @property {() => void} suspend  Let go of everything outside the element; `show` wakes it up.
 *
 * @typedef {object} Look
 * @property {string} label
 * @property {string} description
 * @property {string} kind  What the document is attached as, by the words of the case format.
 * @property {boolean} readonly
 * @property {boolean} wrap
 */

export {};
