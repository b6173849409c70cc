/** “Embed this”: what it offers to paste, pasted into pages of its kind, and the dialog itself, in Chromium. */
import './builder/snippets.js';
import './builder/pasted.js';
import './builder/dialog.js';
