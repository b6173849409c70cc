/** Networks of one page, of which six at most have a trainer at once: what is asked of the others is done all the same. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LiveNetwork } from '../../web/element/live_network.js';
import { create_network } from '../../web/network/network.js';
import { standard_config } from '../../web/training/settings.js';
import { generator } from '../support.js';
import { reach_trainers, until } from './harness.js';

const MOST = 6;
const HIDDEN = 2;

Object.assign(globalThis, { requestAnimationFrame: (/** @type {() => void} */ take) => setImmediate(take) });

/** A page of networks, and how many trainers it has and has had at once. @param {number} count */
function page_of(count) {
  const page = { trainers: 0, most: 0 };
  const { reach } = reach_trainers();
  /** @type {typeof reach} */
  const counted = async (thread, listener) => {
    const link = await reach(thread, listener);
    page.most = Math.max(page.most, ++page.trainers);
    return { ...link, end: () => (page.trainers--, link.end()) };
  };
  const networks = Array.from({ length: count }, (_, seed) => {
    const config = { ...standard_config(), hidden: HIDDEN, seed };
    const beginning = { config, autoplay: false, model: undefined, folder: undefined };
    const network = new LiveNetwork(beginning, counted);
    const nothing = () => {};
    const viewer = {
      names: [],
      refresh: nothing,
      begin: nothing,
      take: nothing,
      change: nothing,
      tell: nothing,
    };
    network.join(viewer);
    const look = (/** @type {boolean} */ is_seen) => network.look(viewer, { is_near: is_seen, is_seen });
    return { network, look, model: network.model };
  });
  return Object.assign(page, { networks });
}

/** @param {LiveNetwork} network */
const step = (network) => network.order((model) => model.step(), ({ state }) => !state.playing); // prettier-ignore

/** Whether a network is, to the bit, what its steps make of it. @param {LiveNetwork} network @param {number} steps */
async function is_undisturbed(network, steps) {
  const { model } = network;
  const { seed } = model.state.settings;
  const alone = await create_network({ hidden: HIDDEN, seed });
  alone.train(alone.digits(seed, 10_000, 'train'), { batch_size: 32, learning_rate: 0.1, steps });
  assert.equal(model.state.steps, steps);
  assert.equal(await network.with_run(() => model.call('fingerprint', [])), alone.fingerprint());
  assert.equal(model.history.batches.steps, steps, 'a loss for each step');
  alone.free();
}

test('an order to a network out of sight is followed while six that stand in sight have all trainers', async (t) => {
  const page = page_of(MOST + 1);
  t.after(() => page.networks.forEach(({ network }) => network.dispose()));
  const [seventh, ...others] = page.networks;
  for (const { network, look } of others) {
    look(true);
    await step(network);
  }
  assert.equal(page.trainers, MOST);
  await step(seventh.network);
  await is_undisturbed(seventh.network, 1);
  assert.equal(page.most, MOST);
  for (const { network, model } of others) {
    model.step(); // a button is pressed: one of them has no trainer any more
    await until(() => model.state.steps === 2, 'the step is taken');
    await is_undisturbed(network, 2);
  }
  await step(seventh.network); // it has none any more, and is given one
  await is_undisturbed(seventh.network, 2);
  assert.equal(page.most, MOST);
});

test('whatever is asked of eight networks in whatever order, each comes to the bits of its steps', async (t) => {
  const page = page_of(8);
  t.after(() => page.networks.forEach(({ network }) => network.dispose()));
  const random = generator(5);
  const pick = (/** @type {number} */ n) => Math.floor(random() * n);
  const steps = page.networks.map(() => 0);
  /** @type {Promise<void>[]} */
  const orders = [];
  for (let i = 0; i < 50; i++) {
    const at = pick(page.networks.length);
    const { network, look, model } = page.networks[at];
    const what = pick(4);
    if (what === 0) look(true);
    else if (what === 1) look(false);
    else if (what === 2 || !model.state.shown) {
      steps[at]++;
      orders.push(step(network));
    } else {
      steps[at]++;
      model.step();
    }
    if (pick(3) === 0) await new Promise((go_on) => setTimeout(go_on, pick(20)));
  }
  await Promise.all(orders);
  for (const [at, { network, model }] of page.networks.entries()) {
    await until(() => model.state.steps === steps[at], `network ${at} has taken ${steps[at]} steps`, 10_000);
    await is_undisturbed(network, steps[at]);
  }
  assert.equal(page.most, MOST);
});
