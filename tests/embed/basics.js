/** What the README shows first: two elements on one network that trains, and says so. */
import assert from 'node:assert/strict';
import { HEIGHTS } from '../../web/element/heights.js';
import { create_network } from '../../web/network/network.js';
import { until } from '../browser.js';
import { call, open, properties, said, test_in, told, until_state } from './in_pages.js';

const STEPS = 200;

/** @type {Map<string, Promise<string>>} */
const known = new Map();

/** @param {{ hidden?: number, seed?: number }} [settings] */
export function fingerprint_in_node({ hidden = 10, seed = 8 } = {}, steps = STEPS) {
  const name = [hidden, seed, steps].join();
  const fingerprint = known.get(name) ?? train_in_node(hidden, seed, steps);
  known.set(name, fingerprint);
  return fingerprint;
}

/** @param {number} hidden @param {number} seed @param {number} steps */
async function train_in_node(hidden, seed, steps) {
  const network = await create_network({ hidden, seed });
  network.train(network.digits(seed, 10_000, 'train'), { batch_size: 32, learning_rate: 0.1, steps });
  const fingerprint = network.fingerprint();
  network.free();
  return fingerprint;
}

const FIVE_LINES = `<glass-net id="net" show="weights controls" autoplay speed="full" stop-steps="${STEPS}">
    <img src="data:," width="700" height="300" alt="Ten images: what each hidden unit looks for" />
  </glass-net>
  <p>While it learns, the loss falls:</p>
  <glass-net id="view" for="net" show="loss"></glass-net>`;

test_in(
  'five lines train a network to the bits that it has in Node, and both elements show it',
  async (given) => {
    const { window } = given;
    await open(given, FIVE_LINES);
    await until(`${STEPS} steps`, async () => (await properties(window, '#view', 'steps'))[0] === STEPS);
    await until_state(window, '#net', 'paused');
    assert.equal(await call(window, '#net', 'fingerprint'), await fingerprint_in_node());
    assert.deepEqual(await properties(window, '#net', 'build', 'thread'), ['simd', 'worker']);
    const ready = (await told(window, 'ready')).map(({ id }) => id);
    assert.deepEqual(ready.sort(), ['net', 'view']);
    const states = (await told(window, 'state'))
      .filter(({ id }) => id === 'net')
      .map(({ detail }) => detail.state);
    assert.deepEqual(states, ['loading', 'playing', 'paused']);
    const steps = (await told(window, 'step')).filter(({ id }) => id === 'net');
    assert.equal(steps.at(-1)?.detail.steps, STEPS);
    assert.ok(steps.every(({ detail }) => detail.loss > 0));
    const shown = await window.evaluate(() => {
      const parts = (/** @type {string} */ of, /** @type {string} */ part) =>
        document.querySelector(of)?.shadowRoot?.querySelectorAll(part).length;
      return [parts('#net', '.unit'), parts('#net', '#play'), parts('#view', '.run-curves canvas')];
    });
    assert.equal(shown[0], 10);
    assert.equal(shown[1], 1);
    assert.ok(shown[2]);
    assert.deepEqual(await said(window), []);
  },
);

test_in(
  'what stands inside is shown until the figures are drawn, and the text below stays where it is',
  async (given) => {
    const { window } = given;
    const width = 700;
    const height = HEIGHTS.loss[width];
    await open(
      given,
      `<div style="width: ${width}px"><glass-net id="net" show="loss"><div id="fallback" style="height: ${height}px"></div></glass-net><p id="below">Below</p></div>
     <script>
       const place = () => document.getElementById('below').offsetTop;
       globalThis.places = [place()];
       document.querySelector('glass-net').addEventListener('ready', () => globalThis.places.push(place()));
     </script>`,
    );
    await until('it is ready', async () => (await told(window, 'ready')).length === 1);
    const { places, is_hidden } = await window.evaluate(() => ({
      places: /** @type {any} */ (globalThis).places,
      is_hidden: document.getElementById('fallback')?.getClientRects().length === 0,
    }));
    assert.ok(is_hidden);
    assert.equal(places.length, 2);
    assert.ok(Math.abs(places[1] - places[0]) <= 2, `from ${places[0]} to ${places[1]} px`);
  },
);
