/** What a trainer needs only once it is asked for, so that its first step does not wait for it. Runs in any thread. */
export { call_network, state_of } from './calls.js';
export { check_gradients } from './gradient_check.js';
export { finite_parameters, initial_of_saved } from './initial.js';
export { go_to } from './past.js';
export { check_recipe } from './recipe_check.js';
export { smallest_change } from './smallest_change.js';
export { StepByHand } from './step_by_hand.js';
