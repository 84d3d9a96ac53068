/**
 * Lets CodeMirror's rules into the page by a constructed style sheet.
 *
 * In a document CodeMirror writes them into a `<style>` element, which the page's content security
 * policy refuses; only in a shadow root does it construct a sheet. So it is told that every document
 * is such a root. Everything else about the rules stays `style-mod`'s.
 */

import { StyleModule } from 'style-mod';

/** @type {WeakMap<Document, ShadowRoot>} */
const roots = new WeakMap();

/**
 * What `StyleModule.mount` looks at in a shadow root, for a document: where it is, and its sheets.
 *
 * @param {Document} document
 */
function asShadowRoot(document) {
  const known = roots.get(document);
  if (known) return known;
  const root = /** @type {ShadowRoot} */ ({
    ownerDocument: document,
    get adoptedStyleSheets() {
      return document.adoptedStyleSheets;
    },
    set adoptedStyleSheets(sheets) {
      document.adoptedStyleSheets = sheets;
    },
  });
  roots.set(document, root);
  return root;
}

const { mount } = StyleModule;

StyleModule.mount = (root, modules, options) =>
  mount.call(StyleModule, root instanceof Document ? asShadowRoot(root) : root, modules, options);
