/**
 * Takes the place of on_demand.js in the threads of <glass-net>, which asks for less than the page does: it takes no step by
 * hand, checks no gradients, searches no smallest change and goes back to no step. Runs in any thread.
 */
export { call_network, state_of } from './calls.js';
export { finite_parameters, initial_of_saved } from './initial.js';
export { check_recipe } from './recipe_check.js';

function refuse() {
  throw new Error('Only the page of Glassnet has this part.');
}

export { refuse as check_gradients, refuse as go_to, refuse as smallest_change, refuse as StepByHand };
