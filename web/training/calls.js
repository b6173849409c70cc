/** What can be asked about the network of a run, under the names that the shim has for it too. Runs in any thread. */

/** @typedef {import('../network/network.js').Network} Network */

const NAMES = /** @type {const} */ ([
  'predict',
  'activations',
  'gradients',
  'evaluate',
  'parameters',
  'set_parameters',
  'rasterise',
  'fingerprint',
]);

/**
 * Calls a function of the network. Without arguments, `evaluate` is about the test images of the run.
 * @param {import('./loop.js').Loop} loop
 * @param {string} name
 * @param {unknown[]} given its arguments
 * @returns {unknown} what the function gives
 * @throws {TypeError | RangeError} as the function itself does, or if there is no such function
 */
export function call_network(loop, name, given) {
  const { run } = loop;
  const known = NAMES.find((each) => each === name);
  if (!known) throw new TypeError(`A network has no function ${name}; it has ${NAMES.join(', ')}.`);
  if (known === 'evaluate' && given.length === 0) return run.evaluate();
  if (known === 'set_parameters') loop.leave_step_by_hand();
  const result = /** @type {(...args: unknown[]) => unknown} */ (run.network[known]).apply(
    run.network,
    given,
  );
  if (known === 'set_parameters') {
    run.has_own_step = true; // its settings alone do not lead here any more
    const parameters = run.network.parameters();
    run.first = { place: run.place, changes: run.changes.count, parameters, are_given: true };
    loop.timeline?.begin_anew();
    loop.events.changed();
  }
  return result;
}

/** What another run needs to go on from here; nothing is measured. @param {import('./loop.js').Loop} loop */
export function saved_of({ run, settings, recipe }) {
  const { network } = run;
  const origin = { hidden: network.hidden, ...run.origin(settings.data), stretches: recipe.stretches };
  return { ...origin, parameters: network.parameters(), fingerprint: network.fingerprint() };
}

/** Everything about a run at this moment. @param {import('./loop.js').Loop} loop */
export function state_of(loop) {
  const { loss, accuracy, confusion } = loop.measurements.evaluate();
  const { playing, run } = loop;
  return { ...saved_of(loop), epochs: run.epochs, playing, loss, accuracy, confusion };
}
