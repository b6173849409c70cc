/** The section on the mathematics: its page, the numbers behind it, the gradient check. In a browser: section.test.mjs. */
import './mathematics_page.js';
import './mathematics_numbers.js';
import './mathematics_walkthrough.js';
import './mathematics_section.js';
import './mathematics_gradient_check.js';
import './mathematics_room.js';
