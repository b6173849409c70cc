/** What the frame and the page around it say to each other, and what neither of them listens to. */
import assert from 'node:assert/strict';
import { until, until_equal } from '../browser.js';
import { last_state, messages, open_frame, send, test_in, until_fitting, until_steps } from './in_frames.js';

/** @param {import('./in_frames.js').Window} window @param {...string} names @returns {Promise<any[]>} */
const properties = (window, ...names) =>
  window.in_frame((list) => {
    const net = /** @type {any} */ (document.querySelector('glass-net'));
    return /** @type {string[]} */ (list).map((name) => net[name]);
  }, names);

/** In the frame: when it tells its state, `told_at`, in ms. The page around may get several states at once. */
function note_tellings() {
  /** @type {number[]} */
  const told_at = [];
  Object.assign(globalThis, { told_at });
  const net = /** @type {HTMLElement} */ (document.querySelector('glass-net'));
  const { get } = /** @type {PropertyDescriptor} */ (
    Object.getOwnPropertyDescriptor(Object.getPrototypeOf(net), 'accuracy')
  );
  Object.defineProperty(net, 'accuracy', {
    get() {
      told_at.push(performance.now());
      return get?.call(this);
    },
  });
}

test_in(
  'it follows the orders of the page around, and tells its state at most four times a second',
  async (given) => {
    const { window } = given;
    await open_frame(given, '?show=numbers+controls');
    await until_fitting(window);
    await until_equal('it is paused', async () => (await last_state(window))?.state, 'paused');
    await send(window, { glassnet: 1, type: 'step' });
    await until_equal('one step', async () => (await last_state(window))?.steps, 1);
    await send(window, {
      glassnet: 1,
      type: 'set',
      settings: { hiddenUnits: 3, 'learning-rate': 0.5, speed: 60 },
    });
    await until_equal('a new run', async () => (await messages(window, 'ready')).length, 2);
    assert.deepEqual(await properties(window, 'hiddenUnits', 'learningRate'), [3, 0.5]);
    await window.in_frame(note_tellings);
    await send(window, { glassnet: 1, type: 'play' });
    await until_steps(window, 90);
    await send(window, { glassnet: 1, type: 'pause' });
    await until_equal('it is paused', async () => (await last_state(window))?.state, 'paused');
    const told_at = await window.in_frame(
      () => /** @type {number[]} */ (/** @type {any} */ (globalThis).told_at),
    );
    const most = (told_at[told_at.length - 1] - told_at[0] + 100) / 248 + 1; // ms that the first may be held up; coarse clocks
    assert.ok(
      told_at.length > 2 && told_at.length <= most,
      `${told_at.length} states, at most ${most} may be`,
    );
    await send(window, { glassnet: 1, type: 'reset' });
    await until_equal('it begins anew', async () => (await last_state(window))?.steps, 0);
    const heights = (await messages(window, 'height')).length;
    await send(window, { glassnet: 1, type: 'hello' });
    await until_equal(
      'it says its height again',
      async () => (await messages(window, 'height')).length,
      heights + 1,
    );
    await send(window, { glassnet: 1, type: 'set', settings: { 'batch-size': 1e9 } });
    const [{ message }] = await until('an error', async () => {
      const errors = await messages(window, 'error');
      return errors.length > 0 && errors;
    });
    assert.match(message, /^batch-size can be a whole number, 1 … 2,048/);
  },
);

/** What nobody may say to the frame, or not in this form. */
const FORGED = [
  null, 'reset', 1, NaN, [], {}, { type: 'reset' }, { glassnet: 2, type: 'reset' }, { glassnet: 1, type: 'RESET' },
  { glassnet: 1, type: 'set', settings: { hiddenUnits: { valueOf: 3 } } }, { glassnet: 1, type: 'set', settings: 'seed=1' },
  { glassnet: 1, type: 'height', height: 9 }, { message: 'ready', secret: '' }, { message: 'height', value: 1e9 },
]; // prettier-ignore

test_in('forged messages do nothing, on either side', async (given) => {
  const { window } = given;
  await open_frame(given, '?show=loss&hidden=4', {
    after: '<iframe id="other" srcdoc="<p>An advertisement</p>" title="Another"></iframe>',
  });
  const height = await until_fitting(window);
  await send(window, { glassnet: 1, type: 'step' });
  await until_equal('one step', async () => (await last_state(window))?.steps, 1);
  const heights = await messages(window, 'height');
  // to the frame: in other forms from the parent, and in the right one from others
  await send(window, ...FORGED);
  await window.evaluate(() => {
    const { contentWindow: other } = /** @type {HTMLIFrameElement} */ (document.getElementById('other'));
    const script = /** @type {Document} */ (other?.document).createElement('script');
    script.textContent = `
      parent.frames[0].postMessage({ glassnet: 1, type: 'reset' }, '*');
      parent.postMessage({ glassnet: 1, type: 'height', height: 3000 }, '*');`;
    other?.document.body.append(script);
    for (const forged of [700, '700']) postMessage({ glassnet: 1, type: 'height', height: forged }, '*');
  });
  await window.in_frame(() => {
    self.postMessage({ glassnet: 1, type: 'reset' }, '*');
    for (const forged of [
      1e9,
      4001,
      NaN,
      Infinity,
      -Infinity,
      -700,
      0,
      '700',
      [700],
      { px: 700 },
      null,
      undefined,
    ])
      parent.postMessage({ glassnet: 1, type: 'height', height: forged }, '*');
    for (const data of [null, 'height', { height: 700 }, { glassnet: 2, type: 'height', height: 700 }, [1]])
      parent.postMessage(data, '*');
    parent.postMessage('the last', '*');
  });
  await send(window, { glassnet: 1, type: 'step' });
  await until_equal('the next step', async () => (await last_state(window))?.steps, 2); // nothing has reset it
  await until('all messages', async () =>
    (await messages(window)).some((each) => /** @type {any} */ (each)[0] === 't'),
  );
  assert.equal(await window.in_frame(() => innerHeight), height);
  assert.deepEqual(await properties(window, 'hiddenUnits'), [4]);
  assert.deepEqual(await messages(window, 'error'), []);
  const after = (await messages(window, 'height')).slice(heights.length).map(({ height: each }) => each);
  assert.deepEqual(
    after.filter((each) => each === height),
    [],
  );
});
