/**
 * The way in and out of the page: sees links in the address, things that are dropped, and the buttons
 * that share and import, and then loads the dialogs for them. It reads nothing itself.
 *
 * Everything that comes in is a stranger's text. It is shown as text, and does nothing by itself.
 */

/** @type {Promise<typeof import('./dialogs.js')> | undefined} */
let loading;

/** @param {(dialogs: typeof import('./dialogs.js')) => unknown} use */
async function withDialogs(use) {
  try {
    // One mark for what is fetched later: no old copy is taken for a new one.
    const mark = document.querySelector('meta[name="assist"]')?.getAttribute('content') ?? '';
    const address = `./iam-travel-dialogs.js?v=${encodeURIComponent(mark)}`;
    loading ??= import(address);
    const dialogs = await loading;
    await use(dialogs);
  } catch (error) {
    loading = undefined;
    const words = document.createElement('p');
    words.setAttribute('role', 'alert');
    words.className = 'notice warn';
    words.textContent = `This could not be loaded: ${error}. Try again when the network is there.`;
    document.querySelector('main')?.before(words);
    setTimeout(() => words.remove(), 20_000);
  }
}

/** Whether the fragment has work in it, or a message to import. */
const arrives = () => /^#(?:.*&)?(?:s\d+|error)=/.test(location.hash);

function look() {
  const { search, hash } = location;
  const said = new URLSearchParams(search).get('error') ?? new URLSearchParams(hash.slice(1)).get('error');
  if (said !== null) void withDialogs((dialogs) => dialogs.importMessage(said));
  else if (arrives()) void withDialogs((dialogs) => dialogs.arrive());
}

addEventListener('hashchange', () => {
  if (arrives()) look();
});
addEventListener('iam-work-changed', () => {
  // Only once there was a link is there something to be kept true.
  if (loading && arrives()) void loading.then((dialogs) => dialogs.keepTrue());
});
document.addEventListener('click', ({ target }) => {
  const button = target instanceof Element ? target.closest('[data-travel]') : null;
  const what = button?.getAttribute('data-travel');
  if (what === 'share') void withDialogs((dialogs) => dialogs.share());
  if (what === 'import') void withDialogs((dialogs) => dialogs.importText());
});

/** Whether something is dragged that began in the page: that is the page's own matter. */
let isOwn = false;
/** @type {HTMLElement | undefined} */
let hint;

/** @param {DragEvent} event */
function isForUs({ dataTransfer, target }) {
  const types = dataTransfer?.types ?? [];
  if (types.includes('Files')) return true;
  const isField = target instanceof Element && target.closest('iam-editor, textarea, input') !== null;
  return !isOwn && !isField && types.includes('text/plain');
}

function endHint() {
  hint?.remove();
  hint = undefined;
}

document.addEventListener('dragstart', () => (isOwn = true));
document.addEventListener('dragend', () => (isOwn = false));
// Before the editor, which would write a file's text into the policy.
addEventListener(
  'dragover',
  (event) => {
    if (!isForUs(event)) return endHint();
    event.preventDefault();
    event.stopPropagation();
    if (event.dataTransfer) event.dataTransfer.dropEffect = 'copy';
    if (hint) return;
    hint = document.createElement('div');
    hint.className = 'drop-hint';
    hint.textContent = 'Drop it to see what it is and what can be imported';
    (document.querySelector('dialog[open]') ?? document.body).append(hint);
  },
  true,
);
addEventListener('dragleave', (event) => {
  if (event.relatedTarget === null) endHint();
});
addEventListener(
  'drop',
  (event) => {
    endHint();
    if (!isForUs(event) || !event.dataTransfer) return;
    event.preventDefault();
    event.stopPropagation();
    const files = [...event.dataTransfer.files];
    const text = event.dataTransfer.getData('text/plain');
    void withDialogs((dialogs) => (files.length > 0 ? dialogs.importFiles(files) : dialogs.importText(text)));
  },
  true,
);

look();
