/** The address of the lazily loaded half, filled in by the build. */
declare const IAM_EDITOR_CODEMIRROR: './codemirror.js';
