/**
 * The page's side of the assistant: starts the worker with the first question, hands questions over
 * and answers back. The page's program asks by events, the editor by `ask`.
 *
 * A short question that takes no data is answered here, by the same program: an answer of the worker's
 * would come a frame later, since what it sends waits until the page has drawn what was typed.
 *
 * | event on `window` | detail |
 * | --- | --- |
 * | `iam-ask` | a number of the asker's, a blank, and a question as JSON |
 * | `iam-ask-at-once` | the same; answered before the event has passed, once the program is there |
 * | `iam-answer` | `{id, answer, last}`: its answer as JSON; a better one follows unless it is the last |
 * | `iam-data` | `{json}`: JSON of `{failed, reason}`, the data files that cannot be had now; an empty list once they can |
 * | `iam-data-retry` | asks for them again |
 *
 * @typedef {(answer: string, last: boolean) => void} Listener
 */

import { keep } from '../offline/offline.js';

/** @type {Worker | undefined} */
let worker;
/** The assistant without the worker and without data, once it is there. @type {{ ask: (question: string) => string } | undefined} */
let here;
/** Whether the worker could not be had. */
let isLost = false;
/** @type {Map<number, Listener>} */
const waiting = new Map();
let next = 0;

/** @param {string} type @param {unknown} detail */
const tell = (type, detail) => dispatchEvent(new CustomEvent(type, { detail }));

/** One mark for the program and its data: no old copy is taken for a new one. @param {string} file */
function address(file) {
  const mark = document.querySelector('meta[name="assist"]')?.getAttribute('content') ?? '';
  return new URL(`./${file}?v=${encodeURIComponent(mark)}`, document.baseURI).href;
}

/** Runs the program here as well. @param {WebAssembly.Module} module */
async function bring(module) {
  try {
    const { default: init, Assistant } = await import(address('assist.js'));
    await init({ module_or_path: module });
    here ??= new Assistant();
  } catch (error) {
    console.warn(`Problems come a little later than what is typed: ${error}`);
  }
}

function start() {
  const started = new Worker(address('iam-assist-worker.js'), { type: 'module' });
  started.addEventListener('message', ({ data }) => {
    if ('failed' in data) return tell('iam-data', { json: JSON.stringify(data) });
    if ('module' in data) return void bring(data.module);
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

/** The number and the question. @param {Event} event @returns {[number, string]} */
function asked(event) {
  const { detail } = /** @type {CustomEvent<string>} */ (event);
  const blank = detail.indexOf(' ');
  return [Number(detail.slice(0, blank)), detail.slice(blank + 1)];
}

/** @param {number} id @param {string} question */
const askFor = (id, question) => ask(question, (answer, last) => tell('iam-answer', { id, answer, last }));

addEventListener('iam-ask', (event) => askFor(...asked(event)));
addEventListener('iam-ask-at-once', (event) => {
  const [id, question] = asked(event);
  const answer = answerHere(question);
  if (answer === undefined) askFor(id, question);
  else tell('iam-answer', { id, answer, last: true });
});

/** @param {string} question */
function answerHere(question) {
  try {
    return here && JSON.stringify(JSON.parse(here.ask(question)).answer);
  } catch (error) {
    // It has a bug: the worker is told the same, and the page hears of it from there.
    here = undefined;
    console.warn(`Problems come a little later than what is typed: ${error}`);
  }
}

addEventListener('iam-data-retry', () => {
  worker ??= start();
  worker.postMessage({ retry: true });
});

/** The editor's half is a module of its own, and finds this one here. */
/** @type {any} */ (globalThis).iamAssist = { ask };
dispatchEvent(new Event('iam-assist'));
