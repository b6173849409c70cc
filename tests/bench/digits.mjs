/** How long the pen takes:  node tests/bench/digits.mjs
 * 12,000 digits of the built-in handwriting in both builds; the median of 9 runs should be at most 0.5 s. */
import { create_network } from '../../web/network/network.js';
import { machine, median, table } from './tables.js';

const COUNT = 12_000;
const REPEATS = 9;
const BAR = 0.5; // s

const rows = [];
for (const build of /** @type {const} */ (['simd', 'scalar'])) {
  const network = await create_network({ build });
  network.digits(0, 200).labels(); // warm
  const times = Array.from({ length: REPEATS }, (_, seed) => {
    const before = performance.now();
    const data_set = network.digits(seed, COUNT);
    data_set.labels(); // makes them all
    data_set.free();
    return (performance.now() - before) / 1000;
  });
  const middle = median(times);
  rows.push([
    build,
    `${middle.toFixed(3)} s`,
    `${((middle / COUNT) * 1e6).toFixed(1)} µs`,
    middle <= BAR ? 'reached' : 'missed',
  ]);
}
console.log(machine());
console.log(table(['build', '12,000 digits, median', 'a digit', `at most ${BAR} s`], rows));
