/**
 * From whatever a property was set to, to values that the faces can trust.
 *
 * @import { Mark, MarkKind, Problem, Reveal, Severity } from './types.js'
 */

/** @type {readonly MarkKind[]} */
const KINDS = ['statement', 'match', 'mismatch', 'hint', 'idle'];
/** @type {readonly Severity[]} */
const SEVERITIES = ['error', 'warning', 'info'];
/** More findings than anyone reads; past this the editor would only get slow. */
const MOST = 1000;

/**
 * @param {unknown} value
 * @returns {string}
 */
export function toText(value) {
  return value === null || value === undefined ? '' : String(value);
}

/**
 * Lines end in a line feed, as they do in every text area: a carriage return
 * would shift all offsets.
 *
 * @param {string} text
 * @returns {string}
 */
export function withLineFeeds(text) {
  return text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text;
}

/**
 * @param {unknown} value
 * @returns {number}
 */
function toOffset(value) {
  const number = Math.trunc(Number(value));
  return number > 0 ? number : 0;
}

/**
 * A value, or what its JSON says.
 *
 * @param {unknown} value
 * @returns {unknown}
 */
function fromJson(value) {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value);
  } catch {
    return null;
  }
}

/**
 * @param {unknown} value
 * @returns {Array<Record<string, unknown>>}
 */
function toRecords(value) {
  return Array.isArray(value) ? value.filter((item) => item !== null && typeof item === 'object') : [];
}

/**
 * @param {unknown} value
 * @returns {Problem[]}
 */
export function toProblems(value) {
  return toRecords(fromJson(value))
    .slice(0, MOST)
    .map((item) => ({
      ...toRange(item),
      severity: SEVERITIES.find((severity) => severity === item.severity) ?? 'error',
      message: toText(item.message),
      code: toText(item.code),
    }));
}

/**
 * @param {unknown} value
 * @returns {Mark[]}
 */
export function toMarks(value) {
  return toRecords(fromJson(value)).flatMap((item) => {
    const kind = KINDS.find((known) => known === item.kind);
    return kind ? [{ ...toRange(item), kind }] : [];
  });
}

/**
 * @param {unknown} value
 * @returns {Reveal | null}
 */
export function toReveal(value) {
  const [item] = toRecords([fromJson(value)]);
  return item ? { ...toRange(item), seq: Number(item.seq) } : null;
}

/**
 * @param {Record<string, unknown>} item
 * @returns {{ from: number, to: number }}
 */
function toRange(item) {
  const from = toOffset(item.from);
  return { from, to: Math.max(from, toOffset(item.to)) };
}
