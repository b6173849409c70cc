/**
 * A part of the program that is loaded when it is first needed, so that the first step does not wait for it.
 * @template Part
 * @param {Promise<Part>} loading an import()
 * @param {string} what for the message
 * @returns {Promise<Part>}
 * @throws {Error} that says what could not be loaded, and why
 */
export async function late(loading, what) {
  try {
    return await loading;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`${what} could not be loaded (${reason}). Try again once the site can be reached.`, {
      cause,
    });
  }
}

const NOT_NEEDED = 'A part of Glassnet that was not needed so far';

/** @returns {Promise<typeof import('./on_demand.js')>} */
export const on_demand = () => late(import('./on_demand.js'), NOT_NEEDED);

/** @returns {Promise<typeof import('./soon.js')>} */
export const soon = () => late(import('./soon.js'), NOT_NEEDED);
