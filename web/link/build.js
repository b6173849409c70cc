/** Which build a file belongs to: both ends of the wire must be of one. */

/** The bundler puts a digest of all sources in place of this name. @type {{ GLASSNET_BUILD?: string }} */
const defined = /** @type {object} */ (globalThis);

export const BUILD = defined.GLASSNET_BUILD ?? 'sources';
