/**
 * The page's side of working without a network: installs the service worker once the page answers,
 * and names files to it that were fetched without it.
 *
 * `web/finish.mjs` writes the worker's name into the page. A page without it, as one that is being
 * developed, takes away the worker of an earlier one, which would serve old files.
 */

/** Absent where the page is not served safely: by HTTPS, or from this machine. */
const container = /** @type {ServiceWorkerContainer | undefined} */ (navigator.serviceWorker);
const scope = new URL('./', document.baseURI).href;

async function install() {
  const name = document.querySelector('meta[name="offline"]')?.getAttribute('content');
  if (!container) return;
  if (name) {
    await container.register(new URL(name, scope), { scope, updateViaCache: 'none' });
    return;
  }
  const old = await container.getRegistration(scope);
  if (old?.scope === scope) await old.unregister();
}

/**
 * Asks for a file to be kept that was fetched, perhaps before there was a service worker.
 *
 * @param {string} url
 */
export async function keep(url) {
  // Without one it never comes, and nothing is kept.
  const { active } = (await container?.ready) ?? {};
  active?.postMessage({ keep: url });
}

const later = globalThis.requestIdleCallback ?? setTimeout;
addEventListener('iam-started', () => {
  // Where a browser forbids it, the page works with the network alone.
  later(() => install().catch(() => {}));
});
