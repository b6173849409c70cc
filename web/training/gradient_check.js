/** Compares gradients with central differences at many parameters, and breaks the gradients on purpose if asked to. */
import { PIXELS } from '../network/arguments.js';
import { central_difference, NAMES, shuffled_places } from './central_difference.js';
import { as_floats, PlainNetwork } from './plain_network.js';
import { TOLERANCE } from './tolerance.js';

/**
 * @typedef {import('./central_difference.js').Network} Network
 * @typedef {import('./central_difference.js').Parameters} Parameters
 * @typedef {import('./central_difference.js').ParameterName} ParameterName
 * @typedef {import('./central_difference.js').Batch} Batch
 * @typedef {import('./central_difference.js').Place} Place
 * @typedef {import('./plain_network.js').Sabotage} Sabotage
 * @typedef {Place & { claimed: number, slope: number }} Point a gradient, and the slope of the loss there
 * @typedef {object} Checked
 * @property {number} m samples that the gradients were taken over
 * @property {number} rate of the update that the sabotage 'new_weights' comes from
 * @property {Sabotage} [sabotage]
 * @property {boolean} is_right the gradients are right in spite of the sabotage: this batch does not show it
 * @property {Point[]} points
 * @property {number} kinks parameters that were passed over, since a hidden unit switches within the step
 * @property {Record<ParameterName, number>} largest the largest true gradient of each array
 * @property {ParameterName[]} drowned arrays whose gradients are so small on this batch that the rounding of the loss
 * hides them: their points prove nothing
 * @property {number} error the largest difference relative to the largest gradient of its array, drowned ones left out;
 * NaN if nothing is left
 * @property {number} run_rate the run's
 * @property {number} [run_error] the same, had the sabotage 'new_weights' come from an update at the run's rate
 */

/** How many parameters of each array; the last gets what the others leave. */
/** @type {[ParameterName, number][]} */
const SHARES = [
  ['bo', 10],
  ['bh', 40],
  ['Wo', 50],
  ['Wh', Infinity],
];
const COUNT = 200;
const SAMPLES_MOST = 100; // with more, a unit switches somewhere at nearly every step
const SLICE = 30; // ms between two looks at the messages
/** What rounding makes of a slope of 0, measured: 2e-5 at most for one sample, less by √m for m of them. */
const NOISE = 3e-5;

/**
 * @param {Network} network as it was before, once this is over; nothing else may use it meanwhile
 * @param {Batch} batch the first SAMPLES_MOST samples of it are taken
 * @param {{ place?: Place, sabotage?: Sabotage, rate: number, random: () => number }} options place: the only one to try
 * @returns {Promise<Checked>}
 */
export async function check_gradients(network, batch, { place, sabotage, rate, random }) {
  const labels = batch.labels.subarray(0, SAMPLES_MOST);
  const m = labels.length;
  const used = { images: batch.images.subarray(0, PIXELS * m), labels };
  const parameters = network.parameters();
  const gradients = network.gradients(used.images, labels);
  const lists = place ? [[place]] : SHARES.map(([name]) => shuffled_places(parameters, used, name, random));
  const { slopes, kinks } = await measure(network, parameters, used, lists);

  const largest = by_array((name) => magnitude(gradients[name]));
  const drowned = NAMES.filter((name) => largest[name] * TOLERANCE * Math.sqrt(m) < NOISE);
  const broken = (/** @type {number} */ at) =>
    sabotage
      ? new PlainNetwork(parameters).gradients(as_floats(used.images), labels, { sabotage, rate: at })
      : gradients;
  const judge = (/** @type {Parameters} */ claimed) =>
    error_of(
      pair(claimed, slopes).filter(({ name }) => !drowned.includes(name)),
      largest,
    );
  const is_update = sabotage === 'new_weights';
  const seen_rate = is_update ? long_rate(parameters, gradients) : rate;
  const claimed = broken(seen_rate);
  return {
    m,
    rate: seen_rate,
    run_rate: rate,
    sabotage,
    is_right:
      sabotage !== undefined &&
      NAMES.every((name) => distance(claimed, gradients, name) < 1e-4 * largest[name]),
    points: pair(claimed, slopes),
    kinks,
    largest,
    drowned,
    error: judge(claimed),
    run_error: is_update ? judge(broken(rate)) : undefined,
  };
}

/** @template T @param {(name: ParameterName) => T} value @returns {Record<ParameterName, T>} */
const by_array = (value) => ({ Wh: value('Wh'), bh: value('bh'), Wo: value('Wo'), bo: value('bo') });

/**
 * Slopes at the places of each list, as many as its share; a place at a kink makes room for the next of its list.
 * @param {Network} network @param {Parameters} parameters @param {Batch} batch @param {Place[][]} lists
 */
async function measure(network, parameters, batch, lists) {
  /** @type {(Place & { slope: number })[]} */
  const slopes = [];
  let kinks = 0;
  let looked = performance.now();
  for (const [i, list] of lists.entries()) {
    const end = Math.min(COUNT, slopes.length + SHARES[i][1]);
    for (const place of list.slice(0, 2 * (end - slopes.length))) {
      if (slopes.length === end) break;
      const slope = central_difference(network, parameters, place, batch);
      if (Number.isNaN(slope)) kinks++;
      else slopes.push({ ...place, slope });
      if (performance.now() - looked < SLICE) continue;
      await new Promise((go_on) => setTimeout(go_on, 0));
      looked = performance.now();
    }
  }
  return { slopes, kinks };
}

/** @param {Parameters} claimed @param {(Place & { slope: number })[]} slopes @returns {Point[]} */
const pair = (claimed, slopes) =>
  slopes.map(({ name, index, slope }) => ({ name, index, claimed: claimed[name][index], slope }));

/** @param {Point[]} points @param {Record<ParameterName, number>} largest */
function error_of(points, largest) {
  const errors = points.map(({ name, claimed, slope }) => Math.abs(claimed - slope) / largest[name]);
  return errors.length > 0 ? Math.max(...errors) : NaN;
}

/** @param {Float32Array} values */
const magnitude = (values) => values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);

/** @param {Parameters} a @param {Parameters} b @param {ParameterName} name */
const distance = (a, b, name) => magnitude(a[name].map((value, i) => value - b[name][i]));

/**
 * The rate at which an update is as long as W_o itself. At the rate of a run one update hardly moves W_o, and gradients
 * taken with the new W_o pass every check: that is why this sabotage is so hard to find.
 * @param {Parameters} parameters @param {Parameters} gradients
 */
function long_rate(parameters, gradients) {
  const length = (/** @type {Float32Array} */ values) =>
    Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
  const [weights, update] = [parameters, gradients].map(({ Wo }) => length(Wo));
  return update > 0 ? weights / update : 0;
}
