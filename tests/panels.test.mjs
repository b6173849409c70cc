/** The panels, each alone in a bare page under the site's content security policy. */
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { SETTINGS, parse_setting, show_setting, standard_config } from '../web/training/settings.js';
import { TOP, position_of, value_at } from '../web/panels/sliders.js';
import { finish, open_site } from './browser.js';

/** @typedef {import('./browser.js').Page} Page */

const BOUND = { timeout: 60_000 };
const NAMES = /** @type {const} */ (['learning-rate', 'batch-size', 'hidden', 'speed']);
const html = await readFile(new URL('../web/page/index.html', import.meta.url), 'utf8');
const [policy] = html.match(/<meta\s+http-equiv="Content-Security-Policy"[^>]*>/) ?? assert.fail('no policy');

const folder = await mkdtemp(join(tmpdir(), 'glassnet-'));
await build({
  stdin: {
    resolveDir: fileURLToPath(new URL('../web/panels', import.meta.url)),
    contents: `import { Controls } from './controls.js';
      import { Status } from './status.js';
      import { Teach } from './teach.js';
      Object.assign(globalThis, { Controls, Status, Teach, called: [] });`,
  },
  outfile: join(folder, 'panels.js'),
  bundle: true,
  format: 'esm',
});
await writeFile(
  join(folder, 'index.html'),
  `<!doctype html><html lang="en"><head>${policy}<title>Panels</title><link rel="icon" href="data:," />
  <script type="module" src="panels.js"></script></head>
  <body><div id="one"></div><div id="two"></div><div id="three"></div></body></html>`,
);
const site = await open_site(folder);
after(async () => {
  await site.close();
  await rm(folder, { recursive: true });
});

/** What the panel under test has called so far: a name and arguments each. @param {Page} page */
const called = (page) => page.evaluate(() => /** @type {any} */ (globalThis).called);

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
    const { slider, kind } = /** @type {Required<import('../web/training/settings.js').NumberRow>} */ (
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

/* ---- the status line ---- */

/** Shows notices one after another; each choice tells its text and the place of its notice. @param {Page} page @param {any[]} notices */
const notify = (page, ...notices) =>
  page.evaluate((all) => {
    const scope = /** @type {any} */ (globalThis);
    scope.panel ??= new scope.Status(document.getElementById('one'));
    all.forEach((notice, i) =>
      scope.panel.show(
        notice && {
          ...notice,
          choices: notice.choices?.map((/** @type {string} */ text) => ({
            text,
            action: (/** @type {any[]} */ ...given) => scope.called.push([text, i, ...given]),
          })),
        },
      ),
    );
  }, notices);

const download = { kind: 'progress', text: 'Loading MNIST', total: 11e6 };

test('the status line says what each kind of notice holds, and nothing for none', BOUND, async () => {
  const page = await site.open();
  for (const [notice, text, is_trouble, value] of /** @type {[any, string, boolean, number?][]} */ ([
    [{ kind: 'message', text: 'All is well.' }, 'All is well.', false],
    [{ kind: 'trouble', text: 'Units have died.' }, 'Units have died.', true],
    [{ kind: 'failure', text: 'There is no file.' }, 'There is no file.', true],
    [{ ...download, done: 2.5e6, images: 1200 }, 'Loading MNIST: 2.5 of 11.0 MB, 1,200 images', false, 2.5e6],
    [{ ...download, done: 3e6, total: undefined }, 'Loading MNIST: 3.0 MB', false, -1],
    [
      { kind: 'progress', text: 'Again', unit: 'steps', done: 1500, total: 2000 },
      'Again: 1,500 of 2,000 steps',
      false,
      1500,
    ],
    [undefined, '', false],
  ])) {
    await notify(page, notice);
    assert.equal(await page.textContent('#status-text'), text);
    assert.equal(await page.locator('p.trouble').count(), is_trouble ? 1 : 0, text);
    assert.equal(await page.locator('progress').isVisible(), value !== undefined, text);
    const shown = await page.evaluate(() => [
      document.querySelector('progress')?.position,
      document.querySelector('progress')?.value,
    ]);
    if (value !== undefined) assert.equal(value < 0 ? shown[0] : shown[1], value, text);
    assert.equal(
      await page.getAttribute('#status-text', 'aria-live'),
      value === undefined ? 'polite' : 'off',
    );
  }
  assert.equal(await page.locator('button').count(), 0);
  await finish(page);
});

test(
  'a button under a text that changes 20 times a second can be pressed, and keeps the focus',
  BOUND,
  async () => {
    const page = await site.open();
    await notify(page, { ...download, done: 0, choices: ['Cancel'] });
    await page.focus('button');
    await page.hover('button');
    await page.mouse.down();
    const more = (/** @type {number} */ k) => ({ ...download, done: k * 1e5, choices: ['Cancel'] });
    await notify(page, ...Array.from({ length: 20 }, (_, k) => more(k)));
    await page.mouse.up();
    assert.deepEqual(await called(page), [['Cancel', 19]], 'the newest action, once, with nothing given');
    await notify(page, { ...download, done: 9e6, choices: ['Begin with these', 'Cancel'] });
    await page.keyboard.press('Enter');
    assert.deepEqual((await called(page)).at(-1), ['Cancel', 0]);
    assert.deepEqual(await page.locator('button').allTextContents(), ['Begin with these', 'Cancel']);
    await finish(page);
  },
);

/* ---- teaching ---- */

/** @param {Page} page @param {object} state @param {number[]} ids of the examples; the label of each is its last figure */
const show_taught = (page, state, ids) =>
  page.evaluate(([rest, numbers]) => {
    const scope = /** @type {any} */ (globalThis);
    const events = Object.fromEntries(
      ['teach', 'forget', 'teach_again', 'drop_examples'].map((name) => [
        name,
        (/** @type {any[]} */ ...given) => scope.called.push([name, ...given]),
      ]),
    );
    scope.panel ??= new scope.Teach(document.getElementById('one'), events);
    const taught = numbers.map((id) => ({ id, label: id % 10, image: new Uint8Array(784).fill(id) }));
    scope.panel.set({ can_teach: true, earlier: 0, ...rest, taught });
  }, /** @type {const} */ ([state, ids]));

test(
  'two quick clicks on one × name one example only, and a third after it has gone the next',
  BOUND,
  async () => {
    const page = await site.open();
    await show_taught(page, {}, [11, 12, 13]);
    const first = page.locator('.taught button').first();
    await first.dblclick();
    assert.deepEqual(await called(page), [['forget', 11], ['forget', 11]]); // prettier-ignore
    await show_taught(page, {}, [12, 13]);
    await first.click();
    assert.deepEqual((await called(page)).at(-1), ['forget', 12]);
    await finish(page);
  },
);

test(
  'examples keep their elements while others go; the focus goes to the one in place of the one that went',
  BOUND,
  async () => {
    const page = await site.open();
    await show_taught(page, {}, [1, 2, 3, 4]);
    const label_of = () => page.evaluate(() => document.activeElement?.getAttribute('aria-label'));
    await page.locator('.taught button').nth(2).focus();
    await show_taught(page, {}, [2, 3, 4]);
    assert.equal(await label_of(), 'Remove your three');
    await show_taught(page, {}, [2, 4]);
    assert.equal(await label_of(), 'Remove your four');
    await show_taught(page, {}, [2]);
    assert.equal(await label_of(), 'Remove your two');
    const sources = await page
      .locator('.taught img')
      .evaluateAll((all) => all.map((img) => img.getAttribute('src')));
    assert.match(sources[0] ?? '', /^data:image\/bmp;base64,/);
    await finish(page);
  },
);

test(
  'labels are there for a drawing only; arrow keys move among them; each tells its digit',
  BOUND,
  async () => {
    const page = await site.open();
    await show_taught(page, { can_teach: false }, []);
    const labels = page.locator('#teach-labels button');
    assert.equal(await labels.count(), 10);
    assert.ok(await labels.nth(3).isDisabled());
    await show_taught(page, {}, []);
    await labels.nth(0).focus();
    for (const key of ['ArrowRight', 'ArrowRight', 'ArrowRight']) await page.keyboard.press(key);
    await show_taught(page, {}, [5]); // the tab order stays where the arrows have put it
    assert.equal(await labels.nth(3).getAttribute('tabindex'), '0');
    await page.keyboard.press('Enter');
    assert.deepEqual(await called(page), [['teach', 3]]);
    await finish(page);
  },
);

test(
  'drawings of earlier runs are offered by their number, to be taught again or forgotten',
  BOUND,
  async () => {
    const page = await site.open();
    await show_taught(page, { earlier: 0 }, []);
    assert.ok(!(await page.locator('#teach-again').isVisible()));
    for (const [earlier, text] of /** @type {const} */ ([
      [1, 'Teach your earlier drawing again'],
      [3, 'Teach your 3 earlier drawings again'],
    ])) {
      await show_taught(page, { earlier }, []);
      assert.equal(await page.textContent('#teach-again'), text);
    }
    await page.click('#teach-again');
    await page.click('#drop-examples');
    assert.deepEqual(await called(page), [['teach_again'], ['drop_examples']]);
    await finish(page);
  },
);
