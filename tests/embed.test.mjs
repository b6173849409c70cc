/** Networks in pages of other people, in Chromium, Firefox and WebKit. */
import './embed/basics.js';
