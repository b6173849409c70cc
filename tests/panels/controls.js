/** The controls: fields, sliders and buttons that show the settings in force. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TOP, position_of, value_at } from '../../web/panels/sliders.js';
import { SETTINGS, parse_setting, show_setting, standard_config } from '../../web/training/settings.js';
import { finish } from '../browser.js';
import { BOUND, called, site } from './bare_page.js';

/** @typedef {import('../browser.js').Page} Page */

const NAMES = /** @type {const} */ (['learning-rate', 'batch-size', 'hidden', 'speed']);

/** A page with controls that hold the standard settings. @param {object} [changes] to the settings */
async function open_controls(changes) {
  const page = await site.open();
  await page.evaluate(
    (settings) => {
      const scope = /** @type {any} */ (globalThis);
      const call =
        (/** @type {string} */ name) =>
        (/** @type {any[]} */ ...given) =>
          scope.called.push([name, ...given]);
      const [transport, rows, stops] = ['one', 'two', 'three'].map((id) => document.getElementById(id));
      const events = Object.fromEntries(
        ['change', 'play', 'step', 'epoch', 'reset'].map((name) => [name, call(name)]),
      );
      scope.panel = new scope.Controls({ transport, settings: rows, stops }, events);
      scope.settings = settings;
      scope.show = (/** @type {object} */ state) =>
        scope.panel.set({ settings: scope.settings, playing: true, has_mnist: false, ...state });
      scope.show({});
    },
    { ...standard_config(), ...changes },
  );
  return page;
}

/** Shows a state of the controls. @param {Page} page @param {object} settings @param {object} [state] */
const show = (page, settings, state) =>
  page.evaluate(
    ([changes, rest]) => {
      const scope = /** @type {any} */ (globalThis);
      scope.settings = { ...scope.settings, ...changes };
      scope.show(rest);
    },
    [settings, state],
  );

test('the controls show the state, and nothing else: button, fields, sliders, data', BOUND, async () => {
  const page = await open_controls();
  assert.equal(await page.textContent('#play'), 'Pause');
  await show(
    page,
    { hidden: 37, 'learning-rate': 0.5, seed: 9, speed: 5000, 'stop-steps': 70 },
    { playing: false },
  );
  assert.equal(await page.textContent('#play'), 'Play');
  for (const [id, value] of [
    ['hidden', '37'],
    ['learning-rate', '0.5'],
    ['seed', '9'],
    ['stop-steps', '70'],
    ['stop-epochs', ''],
    ['hidden-slider', String(position_of('hidden', 37))],
    ['speed', String(position_of('speed', 5000))],
  ]) {
    assert.equal(await page.inputValue(`#${id}`), value, id);
  }
  assert.equal(await page.textContent('#speed-value'), '5,000');
  await show(page, { speed: Infinity, 'stop-steps': 0 });
  assert.equal(await page.textContent('#speed-value'), 'full');
  assert.equal(await page.getAttribute('#speed', 'aria-valuetext'), 'full speed');
  assert.equal(await page.inputValue('#stop-steps'), '');
  const can_be_had = (/** @type {string} */ name) => page.locator(`option[value=${name}]`).isEnabled();
  assert.deepEqual([await can_be_had('mnist'), await can_be_had('own')], [false, false]);
  await show(page, { data: 'own' }, { has_mnist: true });
  assert.deepEqual([await can_be_had('mnist'), await can_be_had('own')], [true, true]);
  assert.equal(await page.inputValue('#data'), 'own');
  assert.deepEqual(await called(page), []);
  assert.equal(await page.locator('[style]').count(), 0);
  await finish(page);
});

test('a press of each button is told once, with nothing but its name', BOUND, async () => {
  const page = await open_controls();
  const names = ['play', 'step', 'epoch', 'reset'];
  for (const name of names) await page.click(`#${name}`);
  assert.deepEqual(
    await called(page),
    names.map((name) => [name]),
  );
  await page.click('#dice');
  const [, name, seed] = (await called(page)).at(-1);
  assert.equal(name, 'seed');
  assert.equal(typeof parse_setting('seed', seed), 'number');
  await finish(page);
});

test(
  'an unfinished edit is not overwritten; a finished one is told once; what is refused goes back',
  BOUND,
  async () => {
    const page = await open_controls();
    for (const [id, text, told] of [
      ['learning-rate', '0.35', '0.35'],
      ['hidden', '-1', '-1'],
      ['seed', '', ''],
      ['stop-steps', '50', '50'],
    ]) {
      const before = await page.inputValue(`#${id}`);
      await page.fill(`#${id}`, text);
      for (const playing of [true, false, true]) await show(page, {}, { playing });
      assert.equal(await page.inputValue(`#${id}`), text, `${id} while it is edited`);
      await page.press(`#${id}`, 'Enter');
      assert.deepEqual((await called(page)).at(-1), ['change', id, told]);
      assert.equal(await page.inputValue(`#${id}`), before, `${id} as long as the state has no other`);
      await show(page, { [id]: 7 });
      assert.equal(await page.inputValue(`#${id}`), '7', `${id} with the focus, but finished`);
    }
    await page.fill('#stop-steps', '');
    await page.press('#stop-steps', 'Tab');
    assert.deepEqual((await called(page)).at(-1), ['change', 'stop-steps', '0']);
    assert.equal((await called(page)).length, 5);
    await finish(page);
  },
);

test('an edit that is given up shows the state again', BOUND, async () => {
  const page = await open_controls({ seed: 12 });
  await page.focus('#seed');
  await page.keyboard.press('End');
  await page.keyboard.type('3');
  await page.keyboard.press('Backspace');
  await page.keyboard.press('Tab');
  await show(page, { seed: 5 });
  assert.equal(await page.inputValue('#seed'), '5');
  assert.deepEqual(await called(page), []);
  await finish(page);
});

test(
  'arrow keys move a slider through positions of one value, whatever is shown in between',
  BOUND,
  async () => {
    const page = await open_controls({ hidden: 1 });
    await page.focus('#hidden-slider');
    for (let position = 1; position <= 20; position++) {
      await page.keyboard.press('ArrowRight');
      const [, name, text] = (await called(page)).at(-1);
      assert.equal(name, 'hidden');
      await show(page, { hidden: Number(text) });
      assert.equal(await page.inputValue('#hidden-slider'), String(position));
      assert.equal(text, String(value_at('hidden', position)));
    }
    await show(page, { hidden: 400 }); // set elsewhere
    assert.equal(await page.inputValue('#hidden-slider'), String(position_of('hidden', 400)));
    await finish(page);
  },
);

test(
  'a slider under the hand stays there; hidden units are told at its end, the speed on the way',
  BOUND,
  async () => {
    const page = await open_controls();
    for (const [id, name] of /** @type {const} */ ([
      ['hidden-slider', 'hidden'],
      ['speed', 'speed'],
    ])) {
      const before = (await called(page)).length;
      const box = (await page.locator(`#${id}`).boundingBox()) ?? assert.fail(id);
      const at = (/** @type {number} */ part) => box.x + part * box.width;
      await page.mouse.move(at(0.3), box.y + box.height / 2);
      await page.mouse.down();
      for (const part of [0.4, 0.6, 0.8]) {
        await page.mouse.move(at(part), box.y + box.height / 2);
        const position = Number(await page.inputValue(`#${id}`));
        for (const playing of [true, false]) await show(page, {}, { playing });
        assert.equal(Number(await page.inputValue(`#${id}`)), position, `${id} at ${part}`);
        if (name === 'hidden')
          assert.equal(await page.inputValue('#hidden'), String(value_at(name, position)));
      }
      const on_the_way = (await called(page)).length - before;
      await page.mouse.up();
      const [, told, text] = (await called(page)).at(-1);
      assert.equal(told, name);
      assert.ok(Number(text) > Number(SETTINGS[name].standard));
      if (name === 'hidden') assert.equal(on_the_way, 0);
      else assert.ok(on_the_way >= 3);
      await show(page, { [name]: Number(text) });
      await show(page, { [name]: SETTINGS[name].standard });
      assert.equal(
        await page.inputValue(`#${id}`),
        String(position_of(name, Number(SETTINGS[name].standard))),
      );
    }
    await finish(page);
  },
);

test('whatever is shown, every control stays the same element and keeps the focus', BOUND, async () => {
  const page = await open_controls();
  const lost = await page.evaluate(
    (names) => {
      const scope = /** @type {any} */ (globalThis);
      /** @type {(HTMLElement | null)[]} */
      const nodes = names.map((id) => document.getElementById(id));
      return names.filter((_, i) => {
        nodes[i]?.focus();
        for (let k = 1; k < 20; k++) {
          scope.settings = {
            ...scope.settings,
            hidden: k,
            speed: k,
            seed: k,
            'stop-epochs': k % 3,
            data: 'mnist',
          };
          scope.show({ playing: k % 2 === 0, has_mnist: k % 3 === 0 });
        }
        return !nodes[i] || document.activeElement !== nodes[i];
      });
    },
    ['play', 'step', 'speed', 'learning-rate', 'hidden-slider', 'seed', 'dice', 'data', 'stop-epochs'],
  );
  assert.deepEqual(lost, []);
  await finish(page);
});

test('controls without a container are left out; disposed of, the containers are empty', BOUND, async () => {
  const page = await open_controls();
  const left = await page.evaluate((settings) => {
    const scope = /** @type {any} */ (globalThis);
    scope.panel.dispose();
    const counts = [...document.querySelectorAll('div[id]')].map((node) => node.childElementCount);
    const alone = new scope.Controls({ transport: document.getElementById('one') }, {});
    alone.set({ settings, playing: true, has_mnist: false });
    return { counts, controls: document.querySelectorAll('.control').length };
  }, standard_config());
  assert.deepEqual(left, { counts: [0, 0, 0], controls: 1 });
  await finish(page);
});

test('each position of a slider has a value that may be set, and each such value its position', () => {
  for (const name of NAMES) {
    const { slider, kind } = /** @type {Required<import('../../web/training/settings.js').NumberRow>} */ (
      SETTINGS[name]
    );
    assert.equal(value_at(name, 0), slider.low);
    assert.equal(value_at(name, kind === 'speed' ? TOP - 1 : TOP), slider.high);
    for (let position = 0; position <= TOP; position++) {
      const value = value_at(name, position);
      assert.equal(parse_setting(name, show_setting(name, value)), value);
      assert.equal(value_at(name, position_of(name, value)), value, `${name} ${value}`);
    }
  }
  assert.equal(value_at('speed', TOP), Infinity);
  assert.equal(position_of('speed', 100_000), TOP - 1);
  assert.equal(position_of('learning-rate', 0), 0);
});
