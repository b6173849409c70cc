/** The page for frames: what it takes from its address and from the page around it, in Chromium, Firefox and WebKit. */
import './frame/words.js';
import './frame/height.js';
import './frame/talk.js';
import './frame/hosts.js';
