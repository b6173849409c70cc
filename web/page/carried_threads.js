/** As link/carried_threads.js, with the machine room's thread too, and what unpacks texts: all that the page in one file carries along. */
import { train_here } from '../link/main_thread.js';
import { serve_thread } from '../link/serving.js';
import { serve_race } from '../machine_room/racing.js';
import { unpack } from '../network/unpack.js';

export default () => ({ serve_thread, train_here, serve_race, unpack });
