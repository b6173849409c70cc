/** What readers do inside of it: they put images on the pad, change settings, teach it, and save and open files. */
import assert from 'node:assert/strict';
import { DIGITS } from '../../web/figures/classes.js';
import { create_network } from '../../web/network/network.js';
import { until, until_equal } from '../browser.js';
import { choose_files } from '../choose_files.js';
import { call, open, press, properties, said, test_in, text, told, until_state } from './in_pages.js';

/** @typedef {import('./in_pages.js').Window} Window */

/** What the reader has changed, as events have it. @param {Window} window */
const changes = async (window) =>
  (await told(window, 'change')).map(({ detail: { name, value } }) => [name, value]);

test_in(
  'images of the data are put on all its pads: a test image, the next one, one of the sheet',
  async (given) => {
    const { window } = given;
    await open(
      given,
      `<glass-net id="net" show="pad images" seed="2"></glass-net><glass-net id="view" for="net" show="pad"></glass-net>`,
    );
    const network = await create_network({ hidden: 10, seed: 2 });
    const labels = network.digits(2, 20, 'test').labels();
    const sheet = network.digits(2, 20, 'train').labels();
    network.free();
    const until_shown = async (/** @type {string} */ kind, /** @type {number} */ label) => {
      for (const host of ['#net', '#view'])
        await until_equal(
          `${kind} in ${host}`,
          () => text(window, host, '.stage-pad .hint'),
          `${kind}: ${DIGITS.article(label)}. Draw your own over it.`,
        );
    };
    assert.equal(await call(window, '#net', 'sample', 7), null);
    await until_shown('A test image', labels[7]);
    await press(window, '#net', '.pad-tools button:last-child');
    await until_shown('A test image', labels[8]);
    await window.evaluate(() => document.getElementById('net')?.scrollIntoView({ block: 'end' }));
    const tiles = (/** @type {string} */ of) =>
      window.evaluate(
        (which) => document.getElementById('net')?.shadowRoot?.querySelectorAll(which).length,
        `.sheet button${of}`,
      );
    await until_equal('the sheet', () => tiles(''), 100);
    await press(window, '#net', '.sheet button:nth-child(6)');
    await until_shown('A training image', sheet[5]);
    assert.deepEqual(
      [await tiles('[aria-pressed=true]'), await tiles(':nth-child(6)[aria-pressed=true]')],
      [1, 1],
    );
    assert.deepEqual(await said(window), []);
  },
);

/** The values of fields inside of #net. @param {Window} window @param {...string} selectors @returns {Promise<string[]>} */
const fields = (window, ...selectors) =>
  window.evaluate((all) => {
    const root = document.getElementById('net')?.shadowRoot;
    return all.map((each) => /** @type {HTMLInputElement} */ (root?.querySelector(each)).value);
  }, selectors);

/** Writes into a field inside of #net, as its reader does, and leaves it. @param {Window} window @param {string} selector @param {string} value */
const write = (window, selector, value) =>
  window.evaluate(
    ([of, content]) => {
      const field = document.getElementById('net')?.shadowRoot?.querySelector(of);
      /** @type {HTMLInputElement} */ (field).value = content;
      field?.dispatchEvent(new Event('change'));
    },
    [selector, value],
  );

test_in(
  'a setting that its reader changes is in force and told; one that is none goes back',
  async (given) => {
    const { window } = given;
    await open(given, `<glass-net id="net" show="settings"></glass-net>`);
    await until_state(window, '#net', 'paused');
    await write(window, '#learning-rate', '0.05');
    await write(window, '#batch-size', '-3');
    await write(window, '#hidden', '12');
    const names = ['learningRate', 'batchSize', 'hiddenUnits'];
    await until_equal('in force', () => properties(window, '#net', ...names), [0.05, 32, 12]);
    const shown = () => fields(window, '#learning-rate', '#batch-size', '#hidden');
    await until_equal('in the fields', shown, ['0.05', '32', '12']);
    assert.deepEqual(await changes(window), [['learning-rate', 0.05], ['hidden-units', 12]]); // prettier-ignore
  },
);

test_in(
  'its reader teaches it a drawing, takes it back, and decides about those of earlier runs',
  async (given) => {
    const { window } = given;
    await open(given, `<glass-net id="net" show="pad teach"></glass-net>`);
    await until_state(window, '#net', 'paused');
    const examples = () => text(window, '#net', '#taught').then((all) => all.match(/\w/g) ?? []);
    await press(window, '#net', '.labels button:nth-child(4)'); // a test image is on the pad
    assert.deepEqual(await changes(window), []);
    assert.equal(await call(window, '#net', 'draw', [[[0, 0], [0, 20], [3, 40]]]), null); // prettier-ignore
    await press(window, '#net', '.labels button:nth-child(4)');
    await press(window, '#net', '.labels button:nth-child(2)');
    await until_equal('two are taught', examples, ['3', '1']);
    assert.deepEqual(await changes(window), [['taught', 3], ['taught', 1]]); // prettier-ignore
    await press(window, '#net', '#taught li:first-child button');
    await until_equal('one is taken back', examples, ['1']);
    const offer = () =>
      window.evaluate(() => {
        const button = document.getElementById('net')?.shadowRoot?.querySelector('#teach-again');
        return button?.checkVisibility() ? button.textContent : '';
      });
    assert.equal(await call(window, '#net', 'reset'), null);
    await until_equal('it is offered again', offer, 'Teach your earlier drawing again');
    await press(window, '#net', '#teach-again');
    await until_equal('it is taught again', examples, ['1']);
    assert.equal(await call(window, '#net', 'reset'), null);
    await until_equal('it is offered again', offer, 'Teach your earlier drawing again');
    await press(window, '#net', '#drop-examples');
    await until_equal('it is forgotten', offer, '');
    assert.deepEqual(await examples(), []);
  },
);

/** Notes files that the page hands out. */
const NOTED = `<script>
  globalThis.handed = [];
  HTMLAnchorElement.prototype.click = function () {
    handed.push({ name: this.download, address: this.href });
  };
</script>`;

/** A file that the page has handed out. @param {Window} window @param {number} index @returns {Promise<{ name: string, bytes: number[] }>} */
const handed = async (window, index) => {
  await until('a file', () => window.evaluate((i) => i in /** @type {any} */ (globalThis).handed, index));
  return window.evaluate(async (i) => {
    const { name, address } = /** @type {any} */ (globalThis).handed[i];
    return { name, bytes: [...new Uint8Array(await (await fetch(address)).arrayBuffer())] };
  }, index);
};

/** @param {string} name @param {string} content */
const file = (name, content) => ({ name, bytes: [...Buffer.from(content)] });

test_in(
  'its panel of files saves the network and opens it, takes images, and says what is wrong with a file',
  async (given) => {
    const { window } = given;
    await open(given, `<glass-net id="net" show="files" seed="2"></glass-net>`, { head: NOTED });
    assert.equal(await call(window, '#net', 'step'), null);
    const fingerprint = await call(window, '#net', 'fingerprint');
    await press(window, '#net', '#save-network');
    const saved = await handed(window, 0);
    assert.equal(saved.name, `glassnet-10-${fingerprint}.safetensors`);
    await press(window, '#net', '#save-onnx');
    assert.equal((await handed(window, 1)).name, `glassnet-10-${fingerprint}.onnx`);
    for (const button of ['#open-network', '#open-network', '#own-images']) {
      assert.equal(await call(window, '#net', 'reset'), null);
      assert.deepEqual(await properties(window, '#net', 'steps'), [0]);
      const left = await choose_files(window, button, [saved], '#net');
      assert.equal(left, 0, 'a browser tells of no change where the same file is still chosen');
      await until_equal('it goes on', () => properties(window, '#net', 'steps'), [1]);
      assert.equal(await call(window, '#net', 'fingerprint'), fingerprint);
    }
    for (const [button, bad] of /** @type {const} */ ([
      ['#open-network', 'bad.safetensors'],
      ['#own-images', 'note.txt'],
    ])) {
      // prettier-ignore
      await choose_files(window, button, [file(bad, 'This is none')], '#net');
      await until(`a word about ${bad}`, async () =>
        (await told(window, 'error')).some(({ detail: { message } }) => message.startsWith(bad)),
      );
      assert.equal(await call(window, '#net', 'fingerprint'), fingerprint);
    }
    const rows = Array.from({ length: 60 }, (_, i) => [i % 10, ...Array(784).fill(i)].join());
    await choose_files(window, '#own-images', [file('mine.csv', rows.join('\n'))], '#net');
    await until_equal('images of its reader', () => properties(window, '#net', 'data', 'steps'), ['own', 0]);
  },
);
