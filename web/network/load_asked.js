/** Takes the place of load.js in the thread of the package, which can import nothing: the page sends it the bytes. */
import { ModuleError } from './module_error.js';

/** @typedef {{ bytes?: BufferSource, message?: string }} Answer */
/** @typedef {{ postMessage: (message: object, transfer: Transferable[]) => void }} Scope the global object of a worker */

/** @param {URL} url @returns {Promise<BufferSource>} @throws {ModuleError} */
export function load({ href }) {
  const { port1, port2 } = new MessageChannel();
  const { postMessage } = /** @type {Scope} */ (/** @type {unknown} */ (globalThis));
  return new Promise((resolve, reject) => {
    port1.onmessage = ({ data }) => {
      const { bytes, message } = /** @type {Answer} */ (data);
      if (bytes) resolve(bytes);
      else reject(new ModuleError(message));
    };
    postMessage({ type: 'module wanted', url: href, port: port2 }, [port2]);
  });
}
