/**
 * Talks to the page's program (`web/src/travel.rs`) and to the one that knows links and imports
 * (`web/travel/src`), which it starts with the first question.
 *
 * @typedef {{ work: string, precious: boolean, view: string, step: number }} Mine
 */

/** @param {string} type @param {object} detail */
const tell = (type, detail) => dispatchEvent(new CustomEvent(type, { detail }));

/** The work that is on the page, once the program runs. @returns {Promise<Mine>} */
export async function mine() {
  for (;;) {
    const detail = /** @type {Mine} */ ({});
    tell('iam-work-wanted', detail);
    if (detail.work !== undefined) return detail;
    await new Promise((done) => addEventListener('iam-work-ready', done, { once: true }));
  }
}

/** The answer to the request of some work, in words. @param {unknown} work @returns {string} */
export function verdictOf(work) {
  const detail = { of: JSON.stringify(work), verdict: '' };
  tell('iam-work-wanted', detail);
  return detail.verdict;
}

/**
 * Gives work, or what to show of it, to the page.
 *
 * @param {{ work?: unknown, message?: string, isOther?: boolean, view?: string, step?: number }} taken
 */
export const give = (taken) => tell('iam-work-taken', { json: JSON.stringify(taken) });

/** @type {Worker | undefined} */
let worker;
/** @type {Map<number, { done: (answer: any) => void, failed: (reason: unknown) => void }>} */
const waiting = new Map();
let next = 0;

function start() {
  // One mark for all programs of the page: no old copy is taken for a new one.
  const mark = document.querySelector('meta[name="assist"]')?.getAttribute('content') ?? '';
  const address = new URL(`./iam-travel-worker.js?v=${encodeURIComponent(mark)}`, document.baseURI);
  const started = new Worker(address, { type: 'module' });
  started.addEventListener('message', ({ data: { id, answer } }) => {
    waiting.get(id)?.done(JSON.parse(answer));
    waiting.delete(id);
  });
  started.addEventListener('error', (event) => {
    event.preventDefault();
    started.terminate();
    worker = undefined;
    for (const { failed } of waiting.values()) failed(new Error(event.message || 'the worker does not start'));
    waiting.clear();
  });
  return started;
}

/**
 * Asks a question.
 *
 * @param {object} question  As `web/travel/src/question.rs` has it.
 * @returns {Promise<any>}  The answer, as `web/travel/src/answer.rs` has it. Fails when the program cannot be had.
 */
export async function ask(question) {
  worker ??= start();
  const id = next++;
  worker.postMessage({ id, question: JSON.stringify(question) });
  const answer = await new Promise((done, failed) => waiting.set(id, { done, failed }));
  if (answer === null) throw new Error('there is no answer');
  return answer;
}
