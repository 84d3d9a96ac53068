/**
 * Runs before everything else: puts the chosen colours on, starts the program, and stands by with a
 * message when the program has a bug. It needs nothing of the program, which may be dead by then.
 */
(() => {
  'use strict';

  const WORK = 'iam-playground/work';
  const THEME = 'iam-playground/theme';

  /** @param {string} key */
  const stored = (key) => {
    try {
      return localStorage.getItem(key);
    } catch {
      return null;
    }
  };

  const theme = stored(THEME);
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;

  /** @param {string} id */
  const part = (id) => document.getElementById(id);

  let reason = '';

  /** Shows the message; what went wrong first is what counts. */
  const fail = (/** @type {string} */ words) => {
    if (reason) return;
    reason = words;
    const panel = part('failure');
    if (!panel) return;
    const editor = document.querySelector('iam-editor');
    part('failure-state').value = JSON.stringify(
      {
        problem: words,
        browser: navigator.userAgent,
        stored: stored(WORK),
        editor: editor ? { document: editor.documentId, text: editor.value } : null,
      },
      null,
      2,
    );
    panel.hidden = false;
    part('failure-copy').focus();
  };

  const ready = () => {
    part('failure-copy').addEventListener('click', async () => {
      const area = part('failure-state');
      try {
        await navigator.clipboard.writeText(area.value);
        part('failure-said').textContent = 'Copied.';
      } catch {
        area.focus();
        area.select();
        part('failure-said').textContent = 'The browser does not let the page copy: the text is selected, copy it.';
      }
    });
    part('failure-reload').addEventListener('click', () => location.reload());
    part('failure-close').addEventListener('click', () => {
      part('failure').hidden = true;
    });
    part('clear-all').addEventListener('click', () => {
      clear().catch((error) => fail(`Not everything could be removed: ${error}`));
    });
    for (const button of document.querySelectorAll('[data-closes]')) {
      button.addEventListener('click', () => button.closest('dialog').close());
    }
    start();
  };

  const start = async () => {
    const script = document.querySelector('link[rel="modulepreload"]');
    const program = document.querySelector('link[rel="preload"][type="application/wasm"]');
    try {
      const { default: run } = await import(script.href);
      await run({ module_or_path: program.href });
      dispatchEvent(new Event('iam-started'));
    } catch (error) {
      fail(`The page could not start: ${error}`);
    }
  };

  /** Whether an error came out of the page's own program, and not out of an extension. */
  const isOurs = (error, file) =>
    error instanceof WebAssembly.RuntimeError || (file ? file.startsWith(location.origin) : false);

  /** Removes everything that the page keeps in this browser, and begins as on a first visit. */
  const clear = async () => {
    dispatchEvent(new Event('iam-clear'));
    for (const storage of [localStorage, sessionStorage]) {
      const keys = Object.keys(storage).filter((key) => key.startsWith('iam-playground'));
      for (const key of keys) storage.removeItem(key);
    }
    // There are none on pages without https.
    const names = 'caches' in globalThis ? await caches.keys() : [];
    for (const name of names) if (name.startsWith('iam-playground')) await caches.delete(name);
    history.replaceState(null, '', location.pathname);
    location.reload();
  };
  addEventListener('iam-bug', (event) => fail(String(event.detail)));
  addEventListener('error', (event) => {
    // The browser's own remark that a layout took two rounds; nothing is wrong.
    if (/^ResizeObserver/.test(event.message)) return;
    if (isOurs(event.error, event.filename)) fail(String(event.error ?? event.message));
  });
  addEventListener('unhandledrejection', ({ reason: error }) => {
    const stack = error instanceof Error ? (error.stack ?? '') : '';
    if (isOurs(error, stack.includes(location.origin) ? location.origin : '')) fail(String(error));
  });

  if (document.readyState === 'loading') addEventListener('DOMContentLoaded', ready);
  else ready();
})();
