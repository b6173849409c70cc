/** Defines the tag, unless another copy of this script has done so: then both versions are said once. */
import { BUILD } from '../link/build.js';
import { GlassNet } from './glass_net.js';

/** @param {string} [tag] */
export function define(tag = 'glass-net') {
  const known = /** @type {typeof GlassNet | undefined} */ (customElements.get(tag));
  if (!known) return customElements.define(tag, GlassNet);
  if (known === GlassNet) return undefined;
  const versions = `by version ${known.version}; this copy, of version ${BUILD}, does nothing`;
  return console.warn(`<${tag}> is defined already, ${versions}.`);
}
