/**
 * What the element looks like before and without CodeMirror. Everything sits in
 * `:where()`, so that any rule of the page wins.
 */
const CSS = `
:where(iam-editor){display:flex;border-radius:inherit;flex-direction:column;min-width:0;height:100%;background:var(--card,Canvas);color:var(--ink,CanvasText);font:13px/1.6 var(--mono,ui-monospace,monospace)}
:where(iam-editor>.iam-rich){display:flex;flex-direction:column}
:where(iam-editor>textarea,iam-editor>.iam-rich,.iam-rich>.cm-editor){flex:1 1 auto;min-height:0;min-width:0;width:100%;box-sizing:border-box;border-radius:inherit}
:where(iam-editor>textarea){margin:0;padding:8px 12px 8px 71px;border:0;resize:none;background:none;color:inherit;font:inherit;tab-size:2}
:where(iam-editor>textarea:focus-visible){outline:2px solid var(--accent,Highlight);outline-offset:-2px}
`;

/** @type {CSSStyleSheet | undefined} */
let sheet;

/** @param {HTMLElement} element */
export function adoptStyle(element) {
  const root = element.getRootNode();
  if (!(root instanceof Document || root instanceof ShadowRoot)) return;
  if (!sheet) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(CSS);
  }
  if (!root.adoptedStyleSheets.includes(sheet)) root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
}
