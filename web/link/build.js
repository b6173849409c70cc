/** Which build a file belongs to: both ends of the wire must be of one. */

/** The bundler puts a digest of all sources in place of `globalThis.GLASSNET_BUILD`. @typedef {{ GLASSNET_BUILD?: string }} Defined */

export const BUILD = /** @type {Defined} */ (globalThis).GLASSNET_BUILD ?? 'sources';
