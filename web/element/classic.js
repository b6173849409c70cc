/**
 * The classic script: the tag with all that it needs in one file, for pages of other sites. The thread comes along as text.
 * `document.currentScript` says where the script comes from; MNIST lies beside it.
 */
import { carried_reacher } from '../link/carried.js';
import carried from '../link/carried_threads.js';
import { define } from './define.js';
import { GlassNet } from './glass_net.js';

const script = /** @type {HTMLScriptElement | null} */ (document.currentScript);
const assets = script?.src ? new URL('.', script.src).href : undefined;
GlassNet.reach = carried_reacher(carried, { assets });
define();
