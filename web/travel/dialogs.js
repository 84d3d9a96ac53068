/**
 * The dialogs for what goes out of the page and comes into it.
 */

export { arrive, keepTrue } from './arrive.js';
export { importFiles, importMessage, importText } from './import.js';
export { share } from './share.js';
