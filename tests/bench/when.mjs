/**
 * How long it takes in the page from the release of the slider until everything on show is that of the step, anywhere in a
 * long run: `node tests/bench/when.mjs [hidden units] [steps] [places]`
 */
import { argv } from 'node:process';
import { open_site, until } from '../browser.js';
import { number } from '../page/reading.js';

const [hidden = 10, steps = 100_000, places = 50] = argv.slice(2).map(Number);
const site = await open_site();
const page = await site.open(`#speed=full&hidden=${hidden}&stop-steps=${steps}`);
await until('the whole run', async () => (await number(page, 'test-loss', 'step')) === steps);
await page.focus('#scrubber');
await until('the way back', () =>
  page.evaluate(() => document.getElementById('scrubber')?.ariaValueText !== null),
);
const times = await page.evaluate(
  async ([last, count]) => {
    const slider = /** @type {HTMLInputElement} */ (document.getElementById('scrubber'));
    const shown = (/** @type {string} */ id, /** @type {string} */ name) =>
      Number(document.getElementById(id)?.dataset[name]);
    const frame = () => new Promise((drawn) => requestAnimationFrame(drawn));
    const all = [];
    for (let i = 0; i < count; i++) {
      const step = Math.floor(((i * 0.618034) % 1) * last);
      const before = performance.now();
      slider.value = String(step);
      slider.dispatchEvent(new Event('input'));
      while (shown('steps', 'value') !== step || shown('test-loss', 'step') !== step) await frame();
      all.push(performance.now() - before);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    return all;
  },
  [steps, places],
);
times.sort((a, b) => a - b);
const [median, longest] = [times[places >> 1], times[places - 1]].map((time) => time.toFixed(0));
console.log(
  `${hidden} hidden units, ${steps} steps, ${places} places: median ${median} ms, longest ${longest} ms`,
);
await site.close();
