/** The code of a thread as text: the build puts it in place of this module (web/tools/package.mjs). */
export default '';
