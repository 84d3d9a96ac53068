/**
 * Runs the assistant beside the page. It answers at once with the data that is there, fetches the
 * files with which the answer would be better, and answers again. A file that cannot be had is told
 * once, and asked for again when the page says so; answers then go without it.
 */

const { search } = new URL(import.meta.url);
// The address in a variable, for the bundler to leave it alone.
const address = `./assist.js${search}`;
const assistant = Promise.all([import(address), compiled()]).then(async ([{ default: init, Assistant }, module]) => {
  await init({ module_or_path: module });
  // The page runs it too, for what it cannot wait for, and need not compile it again.
  postMessage({ module });
  return new Assistant();
});
assistant.catch((error) => {
  // Told as the worker's own error, so that the page hears of it.
  setTimeout(() => {
    throw error;
  });
});

/** The program, also from a server that does not know what it is. */
async function compiled() {
  const response = await fetch(new URL(`./assist_bg.wasm${search}`, import.meta.url));
  if (!response.ok) throw new Error(`the server answers ${response.status}`);
  return response.headers.get('Content-Type') === 'application/wasm'
    ? WebAssembly.compileStreaming(response)
    : WebAssembly.compile(await response.arrayBuffer());
}

/** The files that are there, on their way, or failed. @type {Map<string, Promise<string | null>>} */
const files = new Map();
/** @type {Set<string>} */
const failed = new Set();
/** Whether the page has said to try again: then past what the browser has, which may be what is damaged. */
let isRetry = false;

/**
 * Provides a file, and says what went wrong.
 *
 * @param {string} path  From where the page is.
 * @returns {Promise<string | null>}
 */
async function load(path) {
  try {
    const url = new URL(`./${path}${search}`, import.meta.url);
    const response = await fetch(url, { cache: isRetry ? 'reload' : 'default' });
    if (!response.ok) return `${path}: the server answers ${response.status}`;
    const problem = (await assistant).provide(path, await response.text()) ?? null;
    if (problem === null) postMessage({ provided: url.href });
    return problem;
  } catch (error) {
    return `${path}: ${error instanceof Error ? error.message : error}`;
  }
}

/** @param {string} path */
async function provide(path) {
  const known = files.get(path);
  const loading = known ?? load(path);
  files.set(path, loading);
  const problem = await loading;
  if (problem !== null && !known) {
    failed.add(path);
    postMessage({ failed: [...failed], reason: problem });
  }
  return problem === null;
}

/** @param {number} id @param {string} question */
async function reply(id, question) {
  const desk = await assistant;
  for (;;) {
    const { answer, needs = [] } = JSON.parse(desk.ask(question));
    const wanted = needs.filter((/** @type {string} */ path) => !failed.has(path));
    postMessage({ id, answer: JSON.stringify(answer), last: wanted.length === 0 });
    if (wanted.length === 0) return;
    await Promise.all(wanted.map(provide));
  }
}

addEventListener('message', ({ data }) => {
  if (data.retry) {
    isRetry = true;
    for (const path of failed) files.delete(path);
    failed.clear();
    postMessage({ failed: [] });
  } else {
    void reply(data.id, data.question);
  }
});
