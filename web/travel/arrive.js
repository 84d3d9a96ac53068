/**
 * Opens the link in the page's address.
 *
 * The address keeps the link for as long as it says what is on the page: with the first change the
 * fragment goes, so that neither a reload nor a bookmark brings back what is no longer meant.
 */

import { button, copy, el, enumerated, list, openDialog, readable } from './dom.js';
import { ask, give, mine } from './talk.js';

/**
 * @typedef {object} Opened  As `Opened` in `web/travel/src/answer.rs`.
 * @property {any} [work]
 * @property {string[]} contents
 * @property {string[]} notes
 * @property {boolean} same
 * @property {string} error
 * @property {string} message
 * @property {string} text
 * @property {string} view
 * @property {number} step
 */

/** The work that the address's link holds, as the page has it. */
let known = '';

/** The work without what is only about its looks. @param {string} work */
const plain = (work) => JSON.stringify({ ...JSON.parse(work), selected: 0 });

/** Takes the link out of the address. */
export function forget() {
  known = '';
  history.replaceState(null, '', location.pathname + location.search);
}

/** Puts a link to the work that is on the page into the address. @param {string} hash */
export async function remember(hash) {
  history.replaceState(null, '', hash);
  known = plain((await mine()).work);
}

/** Takes a link out of the address that is no longer true. */
export async function keepTrue() {
  const before = known;
  if (before && plain((await mine()).work) !== before && known === before) forget();
}

/** Opens the link in the address, after asking where work would be replaced. */
export async function arrive() {
  const { hash } = location;
  const now = await mine();
  /** @type {Opened} */
  let opened;
  try {
    opened = await ask({ ask: 'openLink', link: hash, mine: JSON.parse(now.work) });
  } catch {
    const again = button('Try again', () => void arrive(), 'main');
    openDialog('The link could not be opened now', [
      el('p', {}, 'The part of the page that reads links could not be loaded. The link is still in the address.'),
      el('p', { class: 'travel-buttons' }, again),
    ]);
    return;
  }
  // Another link may have come meanwhile.
  if (location.hash !== hash) return;
  if (opened.error) return refused(opened);
  if (opened.same) {
    give({ view: opened.view, step: opened.step });
    known = plain(now.work);
  } else if ((await mine()).precious) {
    question(opened, hash);
  } else {
    void open(opened, hash, 'Opened the work from the link.');
  }
}

/** @param {Opened} opened @param {string} hash @param {string} message */
async function open({ work, notes, view, step }, hash, message) {
  give({ work, message, isOther: true, view, step });
  if (notes.length > 0) openDialog('Opened, with a difference', [list(notes)]);
  await remember(hash);
}

/** Asks whether the work on the page may be replaced. @param {Opened} opened @param {string} hash */
function question(opened, hash) {
  let isTaken = false;
  const take = () => {
    isTaken = true;
    dialog.close();
    void open(opened, hash, 'Opened the work from the link.');
  };
  const dialog = openDialog(
    'Open the shared work?',
    [
      el('p', {}, `The link holds ${enumerated(opened.contents)}.`),
      el('p', {}, 'It would take the place of your work, which can be had back afterwards.'),
      el(
        'p',
        { class: 'travel-buttons' },
        button('Open the shared work', take, 'main'),
        button('Keep mine', () => dialog.close()),
      ),
    ],
    () => {
      if (!isTaken && location.hash === hash) forget();
    },
  );
}

/** Says why a link does not open, and offers what there is of it. @param {Opened} opened */
function refused(opened) {
  const said = el('div', { class: 'said', role: 'status' });
  const isLater = opened.error === 'unknownVersion';
  const { work, text } = opened;
  const recover = () => {
    dialog.close();
    give({ work, message: 'Opened what could be read of the link.', isOther: true });
  };
  const dialog = openDialog(
    'This link does not open',
    [
      el('p', { class: 'travel-error' }, opened.message),
      work && el('p', {}, `It holds ${enumerated(opened.contents)}. Your own work can be had back afterwards.`),
      ...(text ? readable('link-text', isLater ? 'The link’s own text' : 'What can be read of it', text, 6) : []),
      said,
      el(
        'p',
        { class: 'travel-buttons' },
        work && button('Open what was recovered', recover, 'main'),
        text !== '' && button('Copy the text', () => void copy(text, said)),
        button('Close', () => dialog.close()),
      ),
    ],
    // A newer playground may open it: then a reload is all it takes.
    () => isLater || forget(),
  );
}
