// What comes in from outside is read as what it says, or refused with a sentence: addresses, recipes, files of networks,
// messages and strokes.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { test } from 'node:test';
import { serve } from '../web/link/port.js';
import { parse_classes, read_classes, write_classes } from '../web/model/class_names.js';
import { is_example, Visit } from '../web/model/visit.js';
import { open_file } from '../web/network/files/open.js';
import { create_network } from '../web/network/network.js';
import { COMMANDS } from '../web/training/protocol.js';
import { check_recipe } from '../web/training/recipe_check.js';
import {
  check_settings,
  read_hash,
  SETTINGS,
  standard_config,
  write_hash,
} from '../web/training/settings.js';
import { Trainer } from '../web/training/trainer.js';
import { fake_storage, NO_SITE } from './rooms/harness.js';
import { earlier_file } from './saved_files.js';

const BOUND = { timeout: 60_000 };

/* ---- addresses ---- */

/** @type {fc.Arbitrary<import('../web/training/settings.js').Config>} */
const configs = /** @type {any} */ (
  fc.record(
    Object.fromEntries(
      Object.entries(SETTINGS)
        .filter(([name]) => name !== 'data')
        .map(([name, row]) => {
          if (row.kind === 'choice') return [name, fc.constantFrom(...row.values)];
          const { low, high } = row;
          if (row.kind === 'decimal') return [name, fc.double({ min: low, max: high, noNaN: true })];
          const whole = fc.integer({ min: low, max: high });
          return [name, row.kind === 'speed' ? fc.oneof(whole, fc.constant(Infinity)) : whole];
        }),
    ),
  )
).map((/** @type {object} */ settings) => ({ ...standard_config(), ...settings }));

test('an address says the settings that were written into it', BOUND, () => {
  fc.assert(
    fc.property(configs, (config) => {
      const { config: read, problems } = read_hash(write_hash(config));
      assert.deepEqual(problems, []);
      for (const [name, value] of Object.entries(config))
        assert.ok(Object.is(/** @type {any} */ (read)[name] + 0, /** @type {any} */ (value) + 0), name);
    }),
  );
});

const names = fc.oneof(
  fc.constantFrom(...Object.keys(SETTINGS), '__proto__', 'constructor', 'toString'),
  fc.string(),
);
const pairs = fc.array(
  fc.tuple(names, fc.oneof(fc.string(), fc.double().map(String), fc.constantFrom('mnist', 'own'))),
);

test(
  'whatever an address holds, settings come out of it that can be trained with, and few words',
  BOUND,
  () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          pairs.map((list) => new URLSearchParams(list).toString()),
        ),
        (text) => {
          const { config, problems } = read_hash(`#${text}`);
          check_settings(config);
          assert.deepEqual(Object.keys(config), Object.keys(standard_config()));
          assert.ok(problems.length <= 4 && problems.join(' ').length < 2000);
        },
      ),
    );
  },
);

test('at most three problems of an address are told, and then how many more', () => {
  const { problems } = read_hash('#a=1&b=2&c=3&d=4&e=5&hidden=x');
  assert.equal(problems.length, 4);
  assert.match(problems[2], /“c”/);
  assert.equal(problems[3], 'And 3 more.');
  const huge = read_hash(`#${'a=1&'.repeat(250_000)}`);
  assert.ok(huge.problems.join(' ').length < 200, huge.problems.join(' '));
  assert.deepEqual(huge.config, standard_config());
});

test('a name that an address has twice is told', () => {
  assert.deepEqual(read_hash('#hidden-units=4'), read_hash('#hidden=4')); // as the tag calls it
  const { config, problems } = read_hash('#seed=1&seed=2');
  assert.equal(config.seed, 2);
  assert.deepEqual(problems, ['The address has seed more than once; the last one counts.']);
});

/* ---- recipes ---- */

const recipe = {
  steps: 200,
  fingerprint: '0123456789abcdef',
  stretches: [
    { step: 0, learning_rate: 0.1, batch_size: 32 },
    { step: 100, learning_rate: 0.5, batch_size: 1 },
  ],
};
const stretch = recipe.stretches[0];
/** @type {Record<string, object>} */
const WRONG_RECIPES = {
  'no stretches': { stretches: [] },
  'a list that is none': { stretches: 'abc' },
  'a stretch that is none': { stretches: [null] },
  'a rate of null': { stretches: [{ ...stretch, learning_rate: null }] },
  'a rate that is a text': { stretches: [{ ...stretch, learning_rate: '0.1' }] },
  'an infinite rate': { stretches: [{ ...stretch, learning_rate: Infinity }] },
  'a rate beyond the range': { stretches: [{ ...stretch, learning_rate: 101 }] },
  'a huge batch': { stretches: [{ ...stretch, batch_size: 1e300 }] },
  'half a batch': { stretches: [{ ...stretch, batch_size: 0.5 }] },
  'an empty batch': { stretches: [{ ...stretch, batch_size: 0 }] },
  'a first step that is not 0': { stretches: [{ ...stretch, step: 5 }] },
  'steps out of order': { stretches: [...recipe.stretches, { ...stretch, step: 50 }] },
  'a step twice': { stretches: [...recipe.stretches, { ...stretch, step: 100 }] },
  'too many stretches': { stretches: Array.from({ length: 1001 }, (_, step) => ({ ...stretch, step })) },
  'too many steps': { steps: 9e15 },
  'half a step': { steps: 100.5 },
  'steps that are a text': { steps: '200' },
  'no steps': { steps: undefined },
  'a short fingerprint': { fingerprint: '0' },
  'no fingerprint': { fingerprint: null },
};

test('a recipe that cannot be followed is refused, and a kept one of that kind is not offered', () => {
  const hash = write_hash(standard_config());
  const offered = (/** @type {object} */ kept) => {
    const storage = fake_storage({ 'glassnet-run': JSON.stringify({ hash, ...kept }) });
    return new Visit(() => storage).offer(standard_config(), 0);
  };
  check_recipe(recipe);
  assert.ok(offered(recipe));
  for (const [what, changes] of Object.entries(WRONG_RECIPES)) {
    assert.throws(() => check_recipe({ ...recipe, ...changes }), { name: 'RangeError' }, what);
    assert.equal(offered({ ...recipe, ...changes }), undefined, what);
  }
  for (const none of [undefined, null, 5, 'x', []])
    assert.throws(() => check_recipe(none), { name: 'RangeError' });
});

test('nothing that the storage holds stops the page', BOUND, () => {
  fc.assert(
    fc.property(fc.oneof(fc.json(), fc.string()), fc.oneof(fc.json(), fc.string()), (run, examples) => {
      const visit = new Visit(() => fake_storage({ 'glassnet-run': run, 'glassnet-examples': examples }));
      assert.ok(visit.earlier.every(({ image, label }) => image.length === 784 && label >= 0 && label < 10));
      if (visit.last) check_recipe(visit.last);
    }),
  );
});

/* ---- messages ---- */

const anything = fc.oneof(
  fc.anything({ withTypedArray: true, withSparseArray: true, withBigInt: true }),
  fc.constantFrom(-1, 10, 0.5, NaN, 2 ** 53, '7', [], {}, null),
);
const FIELDS = ['settings', 'needs', 'label', 'examples', 'id', 'index', 'truth', 'answer', 'batch', 'live'];
FIELDS.push('after', 'place', 'sabotage', 'digit', 'name', 'given', 'strokes', 'sample', 'example');
FIELDS.push('recipe', 'saved', 'files', 'playing');

const details = fc.oneof(
  anything,
  fc.dictionary(fc.constantFrom(...FIELDS), anything),
  fc.dictionary(fc.constantFrom(...FIELDS), anything).map((fields) => ({ run: 1, ...fields })),
);

/** Commands that an order with the number of the run alone fulfils; what they are given besides does not matter. */
const ASK_FOR_NOTHING = ['play', 'step', 'finish_epoch'];
const WORDS = /^[A-Z“a-z].*[^.]\w.*/s;
const BY_CHANCE = /Cannot (destructure|read)|is not (a function|iterable)|undefined \(reading/;

test(
  'whatever a message says, it is carried out or refused in words, and nothing is half changed',
  BOUND,
  async (t) => {
    const { port1, port2 } = new MessageChannel();
    t.after(() => port1.close());
    port1.start();
    const trainer = serve(port1, (wire) => new Trainer({ ...wire, assets: NO_SITE, random: () => 0.5 }));
    port2.start();
    const answers = new Map();
    /** @type {{ message: string }[]} */
    const failed = [];
    port2.addEventListener('message', ({ data }) => {
      if (data.type === 'answer' || data.type === 'refusal') answers.get(data.id)?.(data);
      if (data.type === 'event' && data.name === 'failed') failed.push(data.detail);
    });
    let id = 0;
    /** @param {string} name @param {unknown} detail @returns {Promise<any>} */
    const send = (name, detail) => {
      port2.postMessage({ type: 'command', name, detail, id: ++id });
      return new Promise((resolve) => answers.set(id, resolve));
    };
    port2.postMessage({ type: 'taken' });
    await import('../web/training/command_check.js');
    const settings = { ...standard_config(), hidden: 2, images: 100 };
    await send('start', { run: 1, settings, playing: false });
    const look = async () => {
      const { type, value } = await send('state', { run: 1 });
      assert.equal(type, 'answer');
      return {
        fingerprint: value.fingerprint,
        steps: value.steps,
        images: value.images,
        playing: value.playing,
      };
    };
    const commands = Object.keys(COMMANDS).filter((name) => !ASK_FOR_NOTHING.includes(name));
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...commands), details, async (name, detail) => {
        const before = await look();
        const is_question = COMMANDS[/** @type {keyof typeof COMMANDS} */ (name)] === 'answer';
        failed.length = 0;
        const sent = send(name, sent_as(detail));
        const answer = is_question ? await sent : undefined;
        const { images, ...after } = await look();
        const complaints = [
          ...failed.map(({ message }) => message),
          ...(answer?.message ? [answer.message] : []),
        ];
        for (const message of complaints) {
          assert.match(message, WORDS);
          assert.doesNotMatch(message, BY_CHANCE);
        }
        const taught = trainer.loop?.run.taught ?? [];
        assert.ok(taught.every(is_example), 'what was taught is an example');
        assert.equal(images, 100 + 20 * taught.length);
        if (complaints.length > 0) assert.deepEqual({ images, ...after }, before);
        assert.deepEqual([after.playing, trainer.run], [false, 1]);
        trainer.snapshot();
      }),
      { numRuns: 500 },
    );
  },
);

/** What can be posted at all. @param {unknown} detail */
function sent_as(detail) {
  try {
    return structuredClone(detail);
  } catch {
    return undefined;
  }
}

/* ---- strokes ---- */

const points = fc.array(fc.tuple(fc.double({ noNaN: true }), fc.double({ noNaN: true })), { maxLength: 8 });

test(
  'whatever strokes are given, they are drawn or refused in words, and a sound drawing comes out the same afterwards',
  BOUND,
  async () => {
    const pen = await create_network({ hidden: 1, seed: 1 });
    const sound = [[[0, 0], [3, 40]]]; // prettier-ignore
    const expected = pen.rasterise(sound);
    fc.assert(
      fc.property(fc.oneof(fc.array(points, { maxLength: 5 }), anything), (strokes) => {
        try {
          const image = pen.rasterise(/** @type {number[][][]} */ (strokes));
          assert.ok(image instanceof Uint8Array && image.length === 784);
          const count = /** @type {number[][][]} */ (strokes).flat().length;
          assert.equal(
            image.some((grey) => grey > 0),
            count > 0,
            'ink where there are points, and only then',
          );
        } catch (error) {
          const { name, message } = /** @type {Error} */ (error);
          assert.ok(['TypeError', 'RangeError'].includes(name), `${name}: ${message}`);
          assert.match(message, /^strokes|memory/);
        }
        assert.deepEqual(pen.rasterise(sound), expected);
      }),
      { numRuns: 1000 },
    );
    pen.free();
  },
);

test('a drawing is the same wherever it lies on the pad, and whatever its unit', BOUND, async () => {
  const pen = await create_network({ hidden: 1, seed: 1 });
  const whole = fc.tuple(fc.integer({ min: 0, max: 64 }), fc.integer({ min: 0, max: 64 }));
  const drawings = fc.array(fc.array(whole, { minLength: 1, maxLength: 6 }), { minLength: 1, maxLength: 3 });
  fc.assert(
    fc.property(drawings, whole, fc.integer({ min: -8, max: 8 }), (strokes, [dx, dy], power) => {
      const moved = strokes.map((stroke) =>
        stroke.map(([x, y]) => [(x + dx) * 2 ** power, (y + dy) * 2 ** power]),
      );
      assert.deepEqual(pen.rasterise(moved), pen.rasterise(strokes));
    }),
  );
  pen.free();
});

/* ---- files of networks ---- */

const network = await create_network({ hidden: 3, seed: 4 });
const saved = {
  hidden: 3,
  seed: 4,
  steps: 7,
  fingerprint: network.fingerprint(),
  parameters: network.parameters(),
};
const text = earlier_file(saved.parameters, saved);

/** @param {string} content */
const read = (content) => open_file(new File([content], 'network.json'));

test('a saved network is read as it was written', async () => {
  const { seed, steps, ...others } = saved;
  assert.deepEqual(await read(text), { ...others, earlier: { seed, steps } });
});

test('a saved network with a value that it cannot have is refused with a sentence', BOUND, async () => {
  /** @type {Record<string, unknown[]>} */
  const wrong = {
    steps: [undefined, null, '7', 'many', -1, 0.5, {}, [], 1e300, Infinity],
    hidden: [undefined, null, '3', 0, 513, 2.5, {}, [3], 4],
    seed: [undefined, null, '4', -1, 2 ** 32, 0.5, {}],
    fingerprint: [undefined, null, 5, 'x', {}, saved.fingerprint.toUpperCase() + 'a'],
    parameters: [undefined, null, 5, {}, []],
    format: [undefined, null, 5, {}, 'glassnet network 2'],
  };
  for (const [name, values] of Object.entries(wrong))
    for (const value of values)
      await assert.rejects(
        read(JSON.stringify({ ...JSON.parse(text), [name]: value })),
        (/** @type {Error} */ error) => {
          assert.match(error.message, /^network\.json: .+; expected a network saved by Glassnet$/);
          assert.ok(error.message.length < 200);
          return true;
        },
      );
});

test('a saved network whose values are nested deeply is refused with a sentence', BOUND, async () => {
  const nested = '['.repeat(1e6) + ']'.repeat(1e6);
  for (const name of ['format', 'hidden', 'seed', 'steps', 'fingerprint']) {
    const content = JSON.stringify({ ...JSON.parse(text), [name]: '?' }).replace('"?"', nested);
    await assert.rejects(read(content), /^Error: network\.json: .+; expected a network saved by Glassnet$/);
  }
});

test('any other file is refused with a sentence', BOUND, async () => {
  await fc.assert(
    fc.asyncProperty(fc.oneof(fc.string(), fc.json()), async (content) => {
      await assert.rejects(read(content), /^Error: network\.json: /);
    }),
  );
});

test('a class is a whole number from 0 to 9', async () => {
  const { check_command } = await import('../web/training/command_check.js');
  const teach = (/** @type {unknown} */ label) => () => check_command('teach', { run: 1, label });
  for (const label of [0, 9]) assert.doesNotThrow(teach(label));
  for (const label of [-1, 10, 1.5, NaN, Infinity, '3', null])
    assert.throws(teach(label), /label must be a digit\./, `${label}`);
});

test('the names of the classes are ten or none, and come back from an address', () => {
  const name = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 24 }).filter((given) => {
    const words = given.trim().split(/\s+/).join(' ');
    return words === given && !given.includes(',') && [...given].length <= 24;
  });
  fc.assert(
    fc.property(fc.array(name, { minLength: 10, maxLength: 10 }), (ten) => {
      assert.deepEqual(parse_classes(` ${ten.join(' , ')}`), ten);
      assert.deepEqual(read_classes(`#seed=1${write_classes(ten)}`), ten);
    }),
  );
  assert.deepEqual(parse_classes(' , '), []);
  assert.equal(write_classes([]), '');
  assert.equal(read_classes('#seed=1'), undefined);
  /** @type {[text: string, says: RegExp][]} */
  const wrong = [
    ['one, two', /ten names between commas.*; these are 2, so they keep their names/],
    [',,,,,,,,,ten', /“” is none/],
    [`0,1,2,3,4,5,6,7,8,${'9'.repeat(25)}`, /“9{25}” is none/],
  ];
  for (const [given, says] of wrong)
    assert.throws(() => parse_classes(given), { name: 'RangeError', message: says });
});
