/** The section on the mathematics: its page, the numbers behind it, the check of the calculus. In a browser: page/mathematics.js. */
import './mathematics_page.js';
import './mathematics_model.js';
import './mathematics_check.js';
import './mathematics_room.js';
