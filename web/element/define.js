/** Defines the tag, unless another copy of this script has done so: then both versions are said once. */
import { reacher } from '../link/reach.js';
import { BUILD } from '../link/build.js';
import { GlassNet } from './glass_net.js';

const TAG = 'glass-net';
const assets = new URL('.', import.meta.url);

GlassNet.reach ??= reacher(assets.href);
const known = /** @type {typeof GlassNet | undefined} */ (customElements.get(TAG));
if (!known) customElements.define(TAG, GlassNet);
else if (known !== GlassNet)
  console.warn(
    `<glass-net> is defined already, by version ${known.version}; this copy, of version ${BUILD}, does nothing.`,
  );

export { GlassNet };
