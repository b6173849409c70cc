/** As link/carried_threads.js, with the machine room's thread too: all that the page in one file carries along. */
import { train_here } from '../link/main_thread.js';
import { serve_thread } from '../link/serving.js';
import { serve_race } from '../machine_room/racing.js';

export default { threads: () => ({ serve_thread, train_here, serve_race }), modules: '' };
