/** The tag as a module, as the package has it: imported where there is no page, it defines nothing and does no harm. */
import source from '../link/threads_as_text.js';
import { packaged_reacher } from '../link/packaged.js';
import { define } from './define.js';
import { GlassNet } from './glass_net.js';

GlassNet.reach = packaged_reacher(source);
if (globalThis.customElements) define();

export { GlassNet };
