/** Networks as files: what is written, what is read back, and what is refused. */
import './files/refused.js';
import './files/written.js';
