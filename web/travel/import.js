/**
 * The dialog that says what a text is, and takes over what one presses for.
 */

import { button, el, list, openDialog, textOf, withCode } from './dom.js';
import { ask, give, mine } from './talk.js';

/** How long typing rests before the text is looked at, in milliseconds. */
const REST = 150;

/** The files that were chosen or dropped. @param {File[]} files */
export async function importFiles(files) {
  const [file, ...others] = files;
  if (!file) return;
  const more = others.length > 0 ? `Only “${file.name}” was read: one file at a time.` : '';
  try {
    importText(await textOf(file), more);
  } catch (error) {
    importText('', error instanceof Error ? error.message : String(error));
  }
}

/** What the address says; it is not to come again with a reload. @param {string} text */
export function importMessage(text) {
  const address = new URL(location.href);
  address.searchParams.delete('error');
  if (new URLSearchParams(address.hash.slice(1)).has('error')) address.hash = '';
  history.replaceState(null, '', address.pathname + address.search + address.hash);
  importText(text);
}

/**
 * Opens the dialog.
 *
 * @param {string} [text]
 * @param {string} [remark]
 */
export function importText(text = '', remark = '') {
  const area = el('textarea', {
    id: 'import-text',
    class: 'field mono',
    rows: '8',
    spellcheck: 'false',
    autocomplete: 'off',
    autocapitalize: 'off',
    'aria-describedby': 'import-lead',
  });
  const found = el('div', { 'aria-busy': 'false', 'data-testid': 'imported' });
  // What is heard of it: the rest is there to be read.
  const status = el('p', { class: 'visually-hidden', role: 'status' });
  const said = el('p', { class: 'travel-error', role: 'status' }, remark);
  const file = el('input', { type: 'file', id: 'import-file', class: 'visually-hidden' });
  file.addEventListener('change', () => void importFiles([...(file.files ?? [])]));
  const dialog = openDialog('Import', [
    el(
      'p',
      { id: 'import-lead', class: 'travel-soft' },
      'A policy, what an AWS CLI command prints about policies, users or roles, a CloudTrail event, the message with which AWS denied access, or a link or a file of this playground. Nothing is taken over until you say so.',
    ),
    el('label', { for: 'import-text' }, 'Paste it here, drop it anywhere, or choose a file'),
    area,
    el('p', { class: 'travel-buttons' }, file, el('label', { class: 'button file', for: 'import-file' }, 'Choose a file…')),
    said,
    status,
    found,
  ]);
  area.focus();
  let turn = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;

  /** @param {number} [principal] */
  async function look(principal) {
    const asked = ++turn;
    const text = area.value;
    if (text.trim() === '') return clear();
    found.setAttribute('aria-busy', 'true');
    /** @type {Node[]} */
    let parts;
    try {
      const offered = await ask({ ask: 'import', text, ...(principal === undefined ? {} : { principal }) });
      parts = shown(offered, text);
    } catch {
      parts = [el('p', { class: 'travel-error' }, 'The part of the page that reads this could not be loaded.'), button('Try again', () => void look())];
    }
    if (asked !== turn) return;
    found.replaceChildren(...parts);
    status.textContent = found.querySelector('p')?.textContent ?? '';
    found.setAttribute('aria-busy', 'false');
    if (principal !== undefined) found.querySelector('select')?.focus();
  }

  function clear() {
    found.replaceChildren();
    found.setAttribute('aria-busy', 'false');
    status.textContent = '';
  }

  /** @param {any} offered @param {string} text @returns {Node[]} */
  function shown(offered, text) {
    if (offered.error) return [el('p', { class: 'travel-error' }, ...withCode(offered.error))];
    const buttons = offered.offers.map((/** @type {{ take: string, words: string }} */ { take, words }, /** @type {number} */ at) =>
      button(words, () => void takeOver(text, take, offered.principal), at === 0 ? 'main' : ''),
    );
    const { principals } = offered;
    return [
      el('p', {}, 'This is ', el('strong', {}, ...withCode(offered.what)), '.'),
      offered.plan.length > 0 && list(offered.plan),
      offered.notes.length > 0 && list(offered.notes, 'travel-soft'),
      ...(principals.length > 1 ? choice(principals, offered.principal) : []),
      buttons.length > 0
        ? el('p', { class: 'travel-buttons' }, ...buttons)
        : el('p', {}, principals.length > 1 ? 'Choose a principal to go on.' : 'There is nothing in it to take over.'),
    ].filter((part) => part instanceof Node);
  }

  /** @param {string[]} principals @param {number} [chosen] */
  function choice(principals, chosen) {
    const options = principals.map((name, at) => el('option', { value: String(at), selected: at === chosen }, name));
    const select = el('select', { id: 'import-principal', class: 'field' }, el('option', { value: '' }, 'Choose…'), ...options);
    select.addEventListener('change', () => void look(select.value === '' ? undefined : Number(select.value)));
    return [el('label', { for: 'import-principal' }, 'Principal'), select];
  }

  /** @param {string} text @param {string} part @param {number} [principal] */
  async function takeOver(text, part, principal) {
    try {
      const { work } = await mine();
      const chosen = principal === undefined ? {} : { principal };
      const taken = await ask({ ask: 'take', text, part, work: JSON.parse(work), ...chosen });
      dialog.close();
      give({ ...taken, isOther: part === 'everything' });
    } catch {
      said.textContent = 'This could not be taken over now: the part of the page that does it could not be loaded.';
    }
  }

  area.addEventListener('input', () => {
    said.textContent = '';
    clearTimeout(timer);
    timer = setTimeout(() => void look(), REST);
  });
  area.value = text;
  if (text) void look();
}
