/** The section on the mathematics and the machine room in a real Chromium: every number of it is the network's own. */
import './page/mathematics.js';
import './page/mathematics_use.js';
import './page/focus.js';
import './page/machine_room.js';
