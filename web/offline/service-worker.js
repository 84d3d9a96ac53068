/**
 * Keeps the page, so that it works without a network after the first visit.
 *
 * `web/finish.mjs` puts three constants before this text: `VERSION`, a mark of everything; `FIRST`,
 * the files that the page needs at once; and `LATER`, those that are kept once they were asked for.
 * Each file stands there by its address, as the page asks for it, with the SHA-256 of its contents.
 * Nothing else is ever kept, so no error, no truncated file and no page of somebody else's; and a
 * page gets files of its own version only, since their addresses name it.
 *
 * A new version is fetched beside the old one, and takes over when no page of the old one is open.
 * Nothing is reloaded: whoever asks for the page while there is a network gets the newest.
 */

const worker = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (self));
const { scope } = worker.registration;

/** How long the network may take to hand out the page, in milliseconds, before the kept one is shown. */
const PATIENCE = 5_000;

const PREFIX = `iam-playground ${scope} `;
const CACHE = PREFIX + VERSION;

/** @param {string} address */
const absolute = (address) => new URL(address, scope).href;

/** The hashes by the whole address. */
const HASHES = new Map(Object.entries({ ...FIRST, ...LATER }).map(([address, hash]) => [absolute(address), hash]));

/**
 * Under what a file is kept: its contents' name, the same in every version.
 *
 * @param {string} url
 * @param {string} hash
 */
function keyOf(url, hash) {
  const key = new URL(url);
  key.search = `?sha256=${hash}`;
  return key.href;
}

/**
 * What is to be kept of an answer: nothing, unless it is the whole file.
 *
 * @param {Response} response
 * @param {string} hash
 */
async function whole(response, hash) {
  if (response.status !== 200 || response.type !== 'basic' || response.redirected) return null;
  const contents = await response.arrayBuffer();
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', contents));
  const hex = [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  if (!hex.startsWith(hash)) return null;
  // Without its address: the one that it is asked for by the next time counts.
  const headers = new Headers(response.headers);
  headers.delete('content-encoding');
  headers.delete('content-length');
  return new Response(contents, { headers });
}

/**
 * Fetches a file, past what the browser has when that is damaged.
 *
 * @param {string} url
 * @param {string} hash
 */
async function fetched(url, hash) {
  for (const cache of /** @type {const} */ (['default', 'reload'])) {
    const response = await whole(await fetch(url, { cache }), hash);
    if (response) return response;
  }
  throw new Error(`${url} is not the file of this version`);
}

/** The files of this version are all there, or it is not installed. */
async function install() {
  const cache = await caches.open(CACHE);
  const addresses = Object.entries(FIRST);
  await Promise.all(
    addresses.map(async ([address, hash]) => {
      const url = absolute(address);
      const key = keyOf(url, hash);
      if (await cache.match(key)) return;
      await cache.put(key, (await caches.match(key)) ?? (await fetched(url, hash)));
    }),
  );
}

/** Takes over what older versions kept and is still the same, and drops the rest. */
async function activate() {
  const cache = await caches.open(CACHE);
  const keys = new Set([...HASHES].map(([url, hash]) => keyOf(url, hash)));
  const names = await caches.keys();
  for (const name of names.filter((name) => name.startsWith(PREFIX) && name !== CACHE)) {
    const old = await caches.open(name);
    for (const request of await old.keys()) {
      const response = keys.has(request.url) && !(await cache.match(request)) ? await old.match(request) : undefined;
      if (response) await cache.put(request, response);
    }
    await caches.delete(name);
  }
  await worker.clients.claim();
}

/**
 * Keeps a file that was fetched without this worker, which came later than the page.
 *
 * @param {string} url
 */
async function keep(url) {
  const hash = HASHES.get(url);
  if (hash === undefined) return;
  const cache = await caches.open(CACHE);
  const key = keyOf(url, hash);
  if (!(await cache.match(key))) await cache.put(key, await fetched(url, hash));
}

/**
 * A file, kept or new.
 *
 * @param {FetchEvent} event
 * @param {string} hash
 */
async function file(event, hash) {
  const { request } = event;
  const cache = await caches.open(CACHE);
  const key = keyOf(request.url, hash);
  const kept = await cache.match(key);
  if (kept) return kept;
  const response = await fetch(request);
  const copy = response.clone();
  event.waitUntil(
    whole(copy, hash)
      .then((response) => response && cache.put(key, response))
      // Cut off on its way, or no room: the page hears of the first, and the second is no harm.
      .catch(() => {}),
  );
  return response;
}

/**
 * The page from the network, or else the kept one.
 *
 * @param {FetchEvent} event
 */
async function page(event) {
  const network = fetch(event.request);
  const usable = network.then(
    (response) => (response.status < 500 ? response : null),
    () => null,
  );
  const late = new Promise((done) => setTimeout(() => done(null), PATIENCE));
  const response = await Promise.race([usable, late]);
  if (response) {
    event.waitUntil(handOver(event.request));
    return response;
  }
  const kept = await (await caches.open(CACHE)).match(keyOf(scope, FIRST['./']));
  return kept ?? network;
}

/**
 * Lets a new version take over that waits, when this request ends the last page of the old one.
 *
 * @param {Request} request
 */
async function handOver(request) {
  const { waiting } = worker.registration;
  if (!waiting) return;
  const open = await worker.clients.matchAll({ type: 'window' });
  // The page that is being reloaded is still among them.
  const others = open.length - (/** @type {any} */ (request).isReloadNavigation ? 1 : 0);
  if (others <= 0) waiting.postMessage({ takeOver: true });
}

worker.addEventListener('install', (event) => event.waitUntil(install()));
worker.addEventListener('activate', (event) => event.waitUntil(activate()));

worker.addEventListener('message', (event) => {
  const { takeOver, keep: url } = event.data;
  if (takeOver) event.waitUntil(worker.skipWaiting());
  // Not kept now is kept with the next visit.
  if (url) event.waitUntil(keep(url).catch(() => {}));
});

worker.addEventListener('fetch', (event) => {
  const { request } = event;
  if (request.method !== 'GET' || request.headers.has('range')) return;
  if (request.mode === 'navigate') {
    const { origin, pathname } = new URL(request.url);
    if ([scope, absolute('index.html')].includes(origin + pathname)) event.respondWith(page(event));
    return;
  }
  const hash = HASHES.get(request.url);
  if (hash !== undefined) event.respondWith(file(event, hash));
});
