/**
 * Serves a folder on a port of this machine that is free.
 */

import { createServer } from 'node:http';
import { readFile } from 'node:fs/promises';
import { extname, join, normalize, relative, sep } from 'node:path';

const TYPES = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.md': 'text/plain; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.webmanifest': 'application/manifest+json',
};

/**
 * @typedef {object} Site
 * @property {Record<string, string>} [pages]  Pages that are not files: path to HTML.
 * @property {string} [under]  The path under which the folder is served, ending in a slash; else the root.
 * @property {number} [port]  Else any that is free.
 * @property {(path: string) => 'missing' | 'cut' | undefined} [fault]  What is wrong with a file, by its path in
 *   the folder: it is not there, or only its first half is.
 *
 * @param {string} folder
 * @param {Site} [site]
 * @returns {Promise<{ origin: string, port: number, close: () => Promise<void> }>}
 */
export async function serveFolder(folder, { pages = {}, under = '/', port = 0, fault = () => undefined } = {}) {
  const server = createServer(async (request, response) => {
    const path = decodeURIComponent(new URL(request.url ?? '/', 'http://localhost').pathname);
    if (path in pages) {
      response.writeHead(200, { 'content-type': TYPES['.html'] }).end(pages[path]);
      return;
    }
    try {
      if (!path.startsWith(under)) throw new Error('elsewhere');
      const name = normalize(`/${path.slice(under.length)}`);
      const file = join(folder, name.endsWith(sep) ? `${name}index.html` : name);
      if (!file.startsWith(join(folder, sep))) throw new Error('outside');
      const wrong = fault(relative(folder, file).replaceAll(sep, '/'));
      if (wrong === 'missing') throw new Error('missing');
      const body = await readFile(file);
      const type = TYPES[/** @type {keyof typeof TYPES} */ (extname(file))] ?? 'application/octet-stream';
      response
        .writeHead(200, { 'content-type': type, 'cache-control': 'no-cache' })
        .end(wrong === 'cut' ? body.subarray(0, body.length / 2) : body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((done) => server.listen(port, '127.0.0.1', () => done(undefined)));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return {
    origin: `http://127.0.0.1:${address.port}`,
    port: address.port,
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}
