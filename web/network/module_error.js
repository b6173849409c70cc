/** Why a module is not used, in words for whoever looks at the page. */
export class ModuleError extends Error {
  /** @override */
  name = 'ModuleError';
}

/** @param {URL} url */
export const name_of = ({ pathname }) => pathname.slice(pathname.lastIndexOf('/') + 1);
