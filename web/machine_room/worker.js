/** The entry of the machine room's thread, as the site has it in a file of its own. */
import { serve_race } from './racing.js';

serve_race(self);
