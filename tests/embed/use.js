/** What readers and authors do with it: keys, words, methods, data that are large. */
import assert from 'node:assert/strict';
import { create_network } from '../../web/network/network.js';
import { until, until_equal } from '../browser.js';
import { fingerprint_in_node } from './basics.js';
import { call, open, press, properties, said, test_in, text, told, until_state } from './in_pages.js';

test_in('keys belong to the page, but for those that a focused control uses', async (given) => {
  const { window } = given;
  await open(
    given,
    `<button id="outside">Outside</button><glass-net id="net" show="pad controls"></glass-net>
     <script>globalThis.heard = []; document.addEventListener('keydown', ({ key }) => heard.push(key));</script>`,
  );
  await until_state(window, '#net', 'paused');
  await window.evaluate(() => document.getElementById('outside')?.focus());
  for (const key of ['s', ' ', 'e', 'r', 'ArrowRight']) await window.press(key);
  assert.deepEqual(await properties(window, '#net', 'steps', 'state'), [0, 'paused']);
  const focus = (/** @type {string} */ selector) =>
    window.evaluate((of) => {
      const control = document.getElementById('net')?.shadowRoot?.querySelector(of);
      /** @type {HTMLElement} */ (control).focus();
    }, selector);
  await focus('#step');
  await window.press('Enter');
  await until_equal('one step', () => properties(window, '#net', 'steps'), [1]);
  await window.press('ArrowRight'); // a button has no use for it
  await focus('.pad');
  for (const key of [' ', 'ArrowRight', 'ArrowDown']) await window.press(key);
  await until('a drawing', async () =>
    (await told(window, 'change')).some(({ detail }) => detail.name === 'drawing'),
  );
  await window.press('s');
  const heard = await window.evaluate(() => /** @type {any} */ (globalThis).heard);
  assert.deepEqual(heard, ['s', ' ', 'e', 'r', 'ArrowRight', 'ArrowRight', 's']);
  assert.deepEqual(await properties(window, '#net', 'steps'), [1]);
});

test_in('methods do what they promise, under the shim’s names and with its checks', async (given) => {
  const { window } = given;
  await open(given, `<glass-net id="net" show="pad probabilities" seed="2"></glass-net>`);
  assert.equal(await call(window, '#net', 'step'), null);
  assert.deepEqual(await properties(window, '#net', 'steps', 'state'), [1, 'paused']);
  assert.equal(await call(window, '#net', 'fingerprint'), await fingerprint_in_node({ seed: 2 }, 1));
  const network = await create_network({ hidden: 10, seed: 2 });
  network.train(network.digits(2, 10_000), { batch_size: 32, learning_rate: 0.1, steps: 1 });
  const strokes = [[[0, 0], [0, 20], [3, 40]]]; // prettier-ignore
  const image = network.rasterise(strokes);
  const read = await window.evaluate(async (lines) => {
    const net = /** @type {any} */ (document.getElementById('net'));
    const pixels = await net.rasterise(lines);
    const { Ao } = await net.activations(pixels);
    const { accuracy, confusion } = await net.evaluate();
    const { Wh } = await net.parameters();
    const { loss, Wo } = await net.gradients(pixels, Uint8Array.of(7));
    return {
      pixels: [...pixels],
      read: [...(await net.predict(pixels))],
      Ao: [...Ao],
      accuracy,
      count: confusion.length,
      Wh: Wh.length,
      gradients: { loss, Wo: [...Wo] },
    };
  }, strokes);
  assert.deepEqual(read.pixels, [...image]);
  assert.deepEqual(read.read, [...network.predict(image)]);
  assert.deepEqual(read.Ao, read.read);
  assert.deepEqual([read.count, read.Wh], [100, 7840]);
  const { loss, Wo } = network.gradients(image, Uint8Array.of(7));
  assert.deepEqual(read.gradients, { loss, Wo: [...Wo] });
  assert.match(await call(window, '#net', 'predict', [1, 2]), /^TypeError: images must be/);
  assert.match(await call(window, '#net', 'sample', -1), /^RangeError: /);
  assert.match(await call(window, '#net', 'save', 'zip'), /safetensors or onnx/);
  for (const empty of [[[]], [[], []], [...strokes, []], [[], ...strokes]]) {
    assert.equal(await call(window, '#net', 'draw', empty), null, 'an empty stroke draws nothing');
    const state = empty.flat().length > 0 ? 'drawn' : 'empty';
    const pad_state = () =>
      document.getElementById('net')?.shadowRoot?.querySelector('.pad')?.getAttribute('data-state');
    assert.equal(await window.evaluate(pad_state), state);
  }
  assert.equal(await call(window, '#net', 'draw', strokes), null);
  await until(
    'it reads the drawing',
    async () => !/^It reads …/.test(await text(window, '#net', '[part~=reading]')),
  );
  const resumed = await window.evaluate(async () => {
    const net = /** @type {any} */ (document.getElementById('net'));
    const file = await net.save();
    const before = await net.fingerprint();
    await net.reset();
    const fresh = await net.fingerprint();
    await net.open(file);
    const refused = await net
      .open(new Blob(['no network at all']))
      .catch((/** @type {Error} */ error) => error.message);
    return [(await net.fingerprint()) === before, fresh !== before, net.steps, refused];
  });
  assert.deepEqual(resumed.slice(0, 3), [true, true, 1]);
  assert.match(resumed[3], /expected a network saved by Glassnet/);
  network.free();
});

test_in(
  'parameters can be set: the network is the one in Node that has them, and trains on',
  async (given) => {
    const { window } = given;
    await open(given, `<glass-net id="net" show="loss" seed="2"></glass-net>`);
    const network = await create_network({ hidden: 10, seed: 2 });
    const digits = network.digits(2, 10_000);
    const parameters = network.parameters();
    parameters.bo.fill(0.25);
    network.set_parameters(parameters);
    await window.evaluate(async () => {
      const net = /** @type {any} */ (document.getElementById('net'));
      const own = await net.parameters();
      own.bo.fill(0.25);
      await net.set_parameters(own);
    });
    assert.equal(await call(window, '#net', 'fingerprint'), network.fingerprint());
    network.train(digits, { batch_size: 32, learning_rate: 0.1, steps: 1 });
    assert.equal(await call(window, '#net', 'step'), null);
    assert.equal(await call(window, '#net', 'fingerprint'), network.fingerprint());
    assert.match(
      await call(window, '#net', 'set_parameters', { Wh: 5 }),
      /^TypeError: Wh must be a Float32Array/,
    );
    assert.equal(await call(window, '#net', 'fingerprint'), network.fingerprint());
    network.free();
  },
);

test_in('an epoch ends with an event, and its promise', async (given) => {
  const { window } = given;
  await open(given, `<glass-net id="net" show="loss" batch-size="1000" speed="full"></glass-net>`);
  const measured = () =>
    window.evaluate(() => {
      const { loss, accuracy } = /** @type {any} */ (document.getElementById('net'));
      return [`${loss}`, `${accuracy}`];
    });
  assert.deepEqual(await measured(), ['NaN', 'NaN']);
  assert.equal(await call(window, '#net', 'epoch'), null);
  assert.deepEqual(await properties(window, '#net', 'steps', 'epochs', 'state'), [10, 1, 'paused']);
  const [{ detail }] = await told(window, 'epoch');
  assert.equal(detail.epoch, 1);
  assert.ok(detail.loss > 0 && detail.accuracy > 0);
  const [step] = (await told(window, 'step')).slice(-1);
  assert.deepEqual(await measured(), [`${step.detail.loss}`, `${detail.accuracy}`]);
  assert.equal((await call(window, '#net', 'evaluate')).accuracy, detail.accuracy);
});

test_in('words and numbers are those of another language, and come back', async (given) => {
  const { window } = given;
  await open(
    given,
    `<div lang="de"><glass-net id="net" show="numbers controls" batch-size="1000"></glass-net></div>`,
  );
  await window.evaluate(() => {
    const net = /** @type {any} */ (document.getElementById('net'));
    net.words = { Step: 'Schritt', Reset: 'Neu', Banana: 'Banane' };
  });
  assert.deepEqual(await properties(window, '#net', 'words'), [{ Step: 'Schritt', Reset: 'Neu', Banana: 'Banane' }]); // prettier-ignore
  await until_state(window, '#net', 'paused');
  await until_equal('a word', () => text(window, '#net', '#step'), 'Schritt');
  await press(window, '#net', '#step');
  await until_equal('a number', () => text(window, '#net', '[part~=epochs]'), '0,1');
  assert.equal((await said(window)).length, 1);
  assert.match((await said(window))[0], /Banana/);
  await window.evaluate(() => {
    Object.assign(/** @type {any} */ (document.getElementById('net')), { words: {}, lang: 'en' });
  });
  await until_equal('in English again', async () => [await text(window, '#net', '#step'), await text(window, '#net', '[part~=epochs]')], ['Step', '0.1']); // prettier-ignore
});

test_in(
  'the classes have the names of the attribute, in all elements that show the network',
  async (given) => {
    const { window } = given;
    const names = 'T-shirt, Trouser, Pullover, Dress, Coat, Sandal, Shirt, Sneaker, Bag, Ankle boot';
    await open(
      given,
      `<glass-net id="owner" show="controls" classes="${names}"></glass-net>
     <glass-net id="net" for="owner" show="pad probabilities confusion teach"></glass-net>`,
    );
    const rows = () =>
      window.evaluate(() => {
        const root = /** @type {ShadowRoot} */ (document.getElementById('net')?.shadowRoot);
        const [probabilities, confusion] = ['probabilities', 'confusion'].map((name) =>
          root.querySelector(`[data-figure="${name}"]`),
        );
        return [
          probabilities?.textContent,
          confusion?.textContent,
          root.querySelector('.labels')?.textContent,
        ];
      });
    await until('it reads', async () =>
      /^It reads “|^Not sure: [TPDCSBA]/.test(await text(window, '#net', '[part~=reading]')),
    );
    for (const shown of await rows()) assert.match(`${shown}`, /T-shirt[^]*Ankle boot/);
    await window.evaluate(() => document.getElementById('owner')?.removeAttribute('classes'));
    await until('it reads a digit', async () =>
      /^It reads an? \w|^Not sure: [a-z]/.test(await text(window, '#net', '[part~=reading]')),
    );
    for (const shown of await rows()) assert.doesNotMatch(`${shown}`, /Ankle/);
    assert.deepEqual(await said(window), []);
  },
);

test_in('large data are not fetched unasked: a button names their size', async (given) => {
  const { window, hosts } = given;
  hosts.site.asked.length = 0;
  await open(
    given,
    `<glass-net id="net" show="loss" data="mnist" data-address="/nowhere" autoplay></glass-net>`,
  );
  await until('it is offered', async () => /MNIST, 11 MB/.test(await text(window, '#net', '.offer')));
  assert.deepEqual(await properties(window, '#net', 'state', 'data'), ['waiting', 'mnist']);
  assert.deepEqual(hosts.site.asked, ['/glassnet.js']);
  await press(window, '#net', '.offer button');
  await until('it has been tried', async () => (await told(window, 'error')).length > 0);
  await until(
    'the built-in handwriting takes its place',
    async () => (await properties(window, '#net', 'steps'))[0] > 0,
  );
});

test_in('with autoplay and without controls there is a small button to pause', async (given) => {
  const { window } = given;
  await open(given, `<glass-net id="net" show="loss" autoplay></glass-net>`);
  await until_equal(
    'it can be paused',
    async () => (await text(window, '#net', '.foot-line button')).trim(),
    'Pause',
  );
  await press(window, '#net', '.foot-line button');
  await until_state(window, '#net', 'paused');
  await window.evaluate(() =>
    document.body.insertAdjacentHTML('beforeend', '<glass-net for="net" show="controls"></glass-net>'),
  );
  await until_equal('the controls do it now', () => text(window, '#net', '.foot-line'), '');
});

test_in('of two copies of the script the first counts, and the second says both versions', async (given) => {
  const { window } = given;
  await open(
    given,
    `<glass-net id="net" show="loss" autoplay></glass-net><script src="SITE/glassnet.js?2" defer></script>`,
  );
  await until_state(window, '#net', 'playing');
  assert.equal((await said(window)).length, 1);
  assert.match((await said(window))[0], /defined already, by version \w+; this copy, of version \w+/);
});
