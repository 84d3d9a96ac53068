/**
 * Runs the program for links, exports and imports beside the page: large texts do not hold it up.
 */

const { search } = new URL(import.meta.url);
// The address in a variable, for the bundler to leave it alone.
const address = `./travel.js${search}`;
const program = import(address).then(async ({ default: init, ask }) => {
  await init({ module_or_path: new URL(`./travel_bg.wasm${search}`, import.meta.url) });
  return ask;
});
program.catch((error) => {
  // Told as the worker's own error, so that the page hears of it.
  setTimeout(() => {
    throw error;
  });
});

addEventListener('message', async ({ data: { id, question } }) => {
  const ask = await program;
  postMessage({ id, answer: ask(question) });
});
