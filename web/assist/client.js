/**
 * The page's side of the assistant: starts the worker with the first question, hands questions over
 * and answers back. The page's program asks by events, the editor by `ask`.
 *
 * | event on `window` | detail |
 * | --- | --- |
 * | `iam-ask` | a number of the asker's, a blank, and a question as JSON |
 * | `iam-answer` | `{id, answer, last}`: its answer as JSON; a better one follows unless it is the last |
 * | `iam-data` | `{json}`: JSON of `{failed, reason}`, the data files that cannot be had now; an empty list once they can |
 * | `iam-data-retry` | asks for them again |
 *
 * @typedef {(answer: string, last: boolean) => void} Listener
 */

import { keep } from '../offline/offline.js';

/** @type {Worker | undefined} */
let worker;
/** Whether the worker could not be had. */
let isLost = false;
/** @type {Map<number, Listener>} */
const waiting = new Map();
let next = 0;

/** @param {string} type @param {unknown} detail */
const tell = (type, detail) => dispatchEvent(new CustomEvent(type, { detail }));

function start() {
  // One mark for the program and its data: no old copy is taken for a new one.
  const mark = document.querySelector('meta[name="assist"]')?.getAttribute('content') ?? '';
  const address = new URL(`./iam-assist-worker.js?v=${encodeURIComponent(mark)}`, document.baseURI);
  const started = new Worker(address, { type: 'module' });
  started.addEventListener('message', ({ data }) => {
    if ('failed' in data) return tell('iam-data', { json: JSON.stringify(data) });
    if ('provided' in data) return void keep(data.provided);
    if (isLost) {
      isLost = false;
      tell('iam-data', { json: JSON.stringify({ failed: [] }) });
    }
    const { id, answer, last } = data;
    const listener = waiting.get(id);
    if (last) waiting.delete(id);
    listener?.(answer, last);
  });
  started.addEventListener('error', (event) => {
    event.preventDefault();
    const reason = `the assistant does not run${event.message && `: ${event.message}`}`;
    isLost = true;
    tell('iam-data', { json: JSON.stringify({ failed: ['assist.js'], reason }) });
    abandon();
  });
  return started;
}

/** Answers what waits with nothing: nobody else will. */
function abandon() {
  worker?.terminate();
  worker = undefined;
  for (const listener of waiting.values()) listener('null', true);
  waiting.clear();
}

/**
 * Asks a question. The listener is called once or more, with better answers as data arrives.
 *
 * @param {string} question  JSON, as `web/assist/src/question.rs` reads it.
 * @param {Listener} listener
 * @returns {() => void}  To be called when no answer is wanted any more.
 */
export function ask(question, listener) {
  const id = next++;
  waiting.set(id, listener);
  worker ??= start();
  worker.postMessage({ id, question });
  return () => waiting.delete(id);
}

addEventListener('iam-ask', (event) => {
  const { detail } = /** @type {CustomEvent<string>} */ (event);
  const blank = detail.indexOf(' ');
  const id = Number(detail.slice(0, blank));
  ask(detail.slice(blank + 1), (answer, last) => tell('iam-answer', { id, answer, last }));
});
addEventListener('iam-data-retry', () => {
  worker ??= start();
  worker.postMessage({ retry: true });
});

/** The editor's half is a module of its own, and finds this one here. */
/** @type {any} */ (globalThis).iamAssist = { ask };
dispatchEvent(new Event('iam-assist'));
