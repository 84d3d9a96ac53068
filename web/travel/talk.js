/**
 * Talks to the page's program (`web/src/travel.rs`) and to the assistant (`web/assist`).
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

/**
 * Asks the assistant.
 *
 * @param {object} question  As `web/assist/src/question.rs` has it.
 * @returns {Promise<any>}  Fails when the assistant cannot be had.
 */
export async function ask(question) {
  const window = /** @type {any} */ (globalThis);
  if (!window.iamAssist) await new Promise((done) => addEventListener('iam-assist', done, { once: true }));
  const answer = await new Promise((done) => {
    window.iamAssist.ask(JSON.stringify(question), (/** @type {string} */ text, /** @type {boolean} */ last) => {
      if (last) done(JSON.parse(text));
    });
  });
  if (answer === null) throw new Error('the assistant does not answer');
  return answer;
}
