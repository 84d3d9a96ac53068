/**
 * The dialog that shows what a link holds and hands the work out, under other names if one likes.
 */

import { forget, remember } from './arrive.js';
import { button, copy, download, el, enumerated, list, openDialog, readable, withCode } from './dom.js';
import { ask, mine, verdictOf } from './talk.js';

/**
 * The work in all its forms.
 *
 * @param {any} work
 * @param {string} shown
 */
async function formsOf(work, shown) {
  const base = location.origin + location.pathname;
  const link = await ask({ ask: 'link', work, base, shown });
  const form = (/** @type {string} */ form, more = {}) => ask({ ask: 'export', form, work, ...more });
  const [markdown, command, json, scenario] = await Promise.all([
    form('markdown', { link: link.url, verdict: verdictOf(work) }),
    form('simulate'),
    form('json'),
    form('scenario'),
  ]);
  return { link, markdown, command, json, scenario };
}

/** What was replaced, and whether the answers stayed. @param {any} redacted */
function report({ replaced, left, asked, changed }) {
  const rows = replaced.map((/** @type {string[]} */ cells) =>
    el('tr', {}, ...cells.map((cell, at) => (at === 0 ? el('th', { scope: 'row' }, cell) : el('td', { class: 'mono' }, cell)))),
  );
  const head = ['What', 'Before', 'After'].map((words) => el('th', { scope: 'col' }, words));
  const answers = asked === 1 ? 'The answer is' : `All ${asked} answers are`;
  return [
    changed.length > 0
      ? el('div', { class: 'travel-error' }, el('p', {}, 'Look at this before you share it. Other names changed answers:'), list(changed))
      : el('p', {}, asked > 0 ? `${answers} the same under the other names.` : 'There is no request with an answer to compare.'),
    rows.length > 0
      ? el(
          'div',
          { class: 'travel-table', tabindex: '0', role: 'region', 'aria-label': 'What was replaced' },
          el('table', {}, el('thead', {}, el('tr', {}, ...head)), el('tbody', {}, ...rows)),
        )
      : el('p', {}, 'There was nothing to replace.'),
    left.length > 0 &&
      el('p', {}, 'These words stay, since patterns match parts of them and of words that stay: ', el('span', { class: 'mono' }, left.join(', '))),
    el('p', { class: 'travel-soft' }, 'Services, actions, Regions, condition keys, names of tags and AWS’s own policies stay. Your work is as it was.'),
  ];
}

/** Opens the dialog. */
export async function share() {
  const now = await mine();
  const own = JSON.parse(now.work);
  const shown = now.view === 'explain' ? '' : `&view=${now.view}${now.view === 'steps' ? `&step=${now.step}` : ''}`;
  const body = el('div', {}, el('p', {}, 'Making the link…'));
  // What is heard: the rest is there to be read.
  const status = el('p', { class: 'visually-hidden', role: 'status' });
  const names = el('input', { type: 'checkbox', id: 'share-redact' });
  names.addEventListener('change', () => void fill());
  const dialog = openDialog('Share', [
    el('p', { class: 'check' }, names, el('label', { for: 'share-redact' }, 'Replace names first: accounts, people, buckets, addresses, tags')),
    status,
    body,
  ]);
  let asked = 0;

  async function fill() {
    const turn = ++asked;
    const isUnderOtherNames = names.checked;
    /** @type {Node[]} */
    let parts;
    try {
      const seed = [...crypto.getRandomValues(new Uint32Array(2))];
      const redacted = isUnderOtherNames ? await ask({ ask: 'redact', work: own, seed }) : undefined;
      const forms = await formsOf(redacted?.work ?? own, shown);
      if (turn !== asked || !dialog.open) return;
      parts = [...(redacted ? report(redacted).filter((part) => part !== false) : []), ...handOut(forms, isUnderOtherNames)];
      // The address is the user's own work, and is not to be taken for what was shared.
      if (isUnderOtherNames || !forms.link.url) forget();
      else await remember(new URL(forms.link.url).hash);
    } catch {
      if (turn !== asked) return;
      parts = [el('p', { class: 'travel-error' }, 'The part of the page that makes links could not be loaded.'), button('Try again', () => void fill())];
    }
    body.replaceChildren(...parts);
    status.textContent = body.querySelector('p')?.textContent ?? '';
  }

  await fill();
}

/**
 * @param {Awaited<ReturnType<typeof formsOf>>} forms
 * @param {boolean} isUnderOtherNames
 */
function handOut({ link, markdown, command, json, scenario }, isUnderOtherNames) {
  const said = el('div', { class: 'said', role: 'status' });
  const stem = isUnderOtherNames ? 'iam-playground-other-names' : 'iam-playground';
  const length = `${link.length.toLocaleString('en')} characters. `;
  return [
    el('p', {}, `This holds ${enumerated(link.contents)}.`, ' A link holds it all behind the #, which browsers send to no server.'),
    ...(link.url
      ? [
          ...readable('share-link', 'Link', link.url),
          el('p', { class: 'travel-soft' }, length, link.warning && el('strong', {}, link.warning)),
        ]
      : [el('p', { class: 'travel-error' }, link.reason)]),
    el(
      'p',
      { class: 'travel-buttons' },
      link.url && button('Copy link', () => void copy(link.url, said), 'main'),
      button('Copy as Markdown', () => void copy(markdown.text, said)),
      button('Download JSON', () => download(`${stem}.json`, 'application/json', json.text)),
      button('Download scenario', () => download(`${stem}.md`, 'text/markdown', scenario.text)),
    ),
    said,
    el(
      'details',
      {},
      el('summary', {}, 'The command that asks AWS’s own simulator'),
      ...(command.reason
        ? [el('p', {}, ...withCode(command.reason))]
        : [
            command.notes.length > 0 && list(command.notes),
            ...readable('share-command', 'Command', command.text, 6),
            el('p', { class: 'travel-buttons' }, button('Copy command', () => void copy(command.text, said))),
          ].filter((part) => part !== false)),
    ),
  ];
}
