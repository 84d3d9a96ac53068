/**
 * Elements, dialogs, the clipboard and files. Text goes into the page as text only.
 */

/**
 * An element with attributes, listeners (functions) and children.
 *
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {Record<string, string | boolean | EventListener>} [attributes]
 * @param {...(Node | string | false | null | undefined)} children
 * @returns {HTMLElementTagNameMap[T]}
 */
export function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') element.addEventListener(name, value);
    else if (value !== false) element.setAttribute(name, value === true ? '' : value);
  }
  element.append(...children.filter((child) => child !== false && child !== null && child !== undefined));
  return element;
}

/** @param {string} words @param {EventListener} click @param {string} [kind] */
export const button = (words, click, kind = '') => el('button', { type: 'button', class: `button ${kind}`, click }, words);

/** A text, with what stands between backticks as code. @param {string} text */
export const withCode = (text) => text.split('`').map((part, at) => (at % 2 === 0 ? part : el('code', {}, part)));

/** @param {string[]} lines @param {string} [kind] */
export const list = (lines, kind = '') => el('ul', { class: kind }, ...lines.map((line) => el('li', {}, ...withCode(line))));

/** `a, b and c`. @param {string[]} parts */
export const enumerated = (parts) =>
  parts.length < 2 ? (parts[0] ?? 'nothing') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;

/** A text to be read and copied. @param {string} id @param {string} label @param {string} text @param {number} [rows] */
export function readable(id, label, text, rows = 3) {
  const area = el('textarea', { id, class: 'field mono', readonly: true, rows: String(rows), spellcheck: 'false' });
  area.value = text;
  return [el('label', { for: id }, label), area];
}

/**
 * Opens a dialog over the page in the place of the one that is open. The browser itself gives the
 * focus back when it is closed.
 *
 * @param {string} title
 * @param {(Node | string | false | null)[]} parts
 * @param {() => void} [closed]  Called once it is gone.
 * @returns {HTMLDialogElement}
 */
export function openDialog(title, parts, closed = () => {}) {
  document.querySelector('dialog.travel')?.remove();
  const dialog = el(
    'dialog',
    { class: 'travel', 'aria-labelledby': 'travel-title' },
    el(
      'div',
      { class: 'travel-head' },
      // The focus begins here: what the dialog is comes first, and no key press decides anything yet.
      el('h2', { id: 'travel-title', tabindex: '-1', autofocus: true }, title),
      el('button', { type: 'button', class: 'button quiet', 'aria-label': 'Close', click: () => dialog.close() }, '✕'),
    ),
    ...parts,
  );
  dialog.addEventListener('close', () => {
    dialog.remove();
    closed();
  });
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}

/**
 * Copies a text; where the browser does not allow it, shows it selected instead.
 *
 * @param {string} text
 * @param {HTMLElement} said  Where to say so.
 */
export async function copy(text, said) {
  try {
    await navigator.clipboard.writeText(text);
    said.replaceChildren('Copied.');
  } catch {
    const [label, area] = readable('travel-copy', 'The browser does not let the page copy. Copy this:', text);
    said.replaceChildren(label, area);
    area.focus();
    /** @type {HTMLTextAreaElement} */ (area).select();
  }
}

/** @param {string} name @param {string} type @param {string} text */
export function download(name, type, text) {
  const href = URL.createObjectURL(new Blob([text], { type }));
  const link = el('a', { href, download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(href), 60_000);
}

/** No text that is read is longer; the assistant says so of texts that are not files. */
const MOST_BYTES = 5 * 1024 * 1024;

/**
 * The text of a file. PowerShell writes what a command prints in UTF-16.
 *
 * @param {File} file
 * @returns {Promise<string>}
 */
export async function textOf(file) {
  if (file.size > MOST_BYTES) throw new Error(`“${file.name}” is larger than 5 MiB, and is not read: import a part of it.`);
  const bytes = new Uint8Array(await file.arrayBuffer());
  const utf16 = { 'ff,fe': 'utf-16le', 'fe,ff': 'utf-16be' };
  const start = [...bytes.slice(0, 2)].map((byte) => byte.toString(16)).join();
  const encoding = utf16[/** @type {keyof typeof utf16} */ (start)] ?? 'utf-8';
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    throw new Error(`“${file.name}” is not a text file.`);
  }
}
