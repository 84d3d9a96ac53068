/** The address of the lazily loaded half, filled in by the build. */
declare const IAM_EDITOR_CODEMIRROR: './codemirror.js';

/** The address of the dialogs for links and imports, filled in by the build. */
declare const IAM_TRAVEL_DIALOGS: string;
