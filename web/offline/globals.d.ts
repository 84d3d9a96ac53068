/** Filled in by `web/finish.mjs`. */
declare const VERSION: string;
declare const FIRST: Record<string, string>;
declare const LATER: Record<string, string>;
