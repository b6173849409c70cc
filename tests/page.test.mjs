/** The hosted page in a real Chromium: what it shows is the network's own, and everything on it does what it says. */
import './page/training.js';
import './page/controls.js';
import './page/pad.js';
import './page/address.js';
import './page/layout.js';
import './page/wrong.js';
import './page/diagnosis.js';
import './page/keeping.js';
import './page/data.js';
import './page/everyone.js';
import './page/keyboard.js';
import './page/leading.js';
import './page/link.js';
import './page/paper.js';
import './page/reach.js';
import './page/units.js';
import './page/why.js';
