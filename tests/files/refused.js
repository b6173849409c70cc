/** Files that are no sound network: each is refused, quickly and with the reason. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { from_json } from '../../web/network/files/json.js';
import { from_safetensors, to_safetensors } from '../../web/network/files/models.js';
import { open_file } from '../../web/network/files/open.js';
import { fingerprint_of } from '../../web/network/files/parameters.js';
import { read_json } from '../../web/network/files/strict_json.js';
import { earlier_file, file_from, file_of, header_of, parameters_of, with_header } from '../saved_files.js';
import { NAMES } from '../support.js';

const BOUND = { timeout: 120_000 };
const CASES = { numRuns: 10_000, seed: 20260101 };
const MOST_TIME = 100; // ms to refuse a file
const TRIES = 9;

/** Refuses it quickly, naming file and reason: in one of a few tries, as the machine may do other things too.
 * @param {() => unknown} open @param {RegExp} says @param {string} what */
async function check_refused(open, says, what) {
  let least = Infinity;
  for (let i = 0; i < TRIES && least > MOST_TIME; i++) {
    const before = performance.now();
    await assert.rejects(async () => open(), says, what);
    least = Math.min(least, performance.now() - before);
  }
  assert.ok(least <= MOST_TIME, `${what}: ${least} ms`);
}

test('a file that is cut at any place is refused', BOUND, async () => {
  for (const [name, bytes] of /** @type {const} */ ([
    ['mine.safetensors', file_of(1)],
    ['mine.json', new TextEncoder().encode(earlier_file(parameters_of(1), { seed: 1, steps: 1 }))],
  ]))
    for (let length = 0; length < bytes.length; length += length < 1500 ? 1 : 7)
      await assert.rejects(open_file(file_from(bytes.subarray(0, length), name)), (error) => {
        assert.match(
          /** @type {Error} */ (error).message,
          new RegExp(`^${name}: .*expected a network saved by`),
        );
        return true;
      });
});

test('a file that is too short or too long is refused for its length', BOUND, async () => {
  const bytes = file_of(1);
  const start = 8 + new DataView(bytes.buffer).getUint32(0, true); // of the data
  const short = bytes.subarray(0, bytes.length - 4);
  await check_refused(
    () => from_safetensors(short),
    /its data have \d+ bytes, expected \d+/,
    'four bytes short',
  );
  const long = Uint8Array.from([...bytes, 0, 0, 0, 0]);
  await check_refused(
    () => from_safetensors(long),
    /its data have \d+ bytes, expected \d+/,
    'four bytes too long',
  );
  const spaces = 200_008;
  const wide = new Uint8Array(bytes.length + spaces).fill(32, 8);
  wide.set(bytes.subarray(8, start), 8);
  wide.set(bytes.subarray(start), start + spaces);
  new DataView(wide.buffer).setUint32(0, start - 8 + spaces, true);
  await check_refused(
    () => from_safetensors(wide),
    /its header is said to have 20\d+ bytes/,
    'a header of 200 KB',
  );
  const text = earlier_file(parameters_of(1), { seed: 1, steps: 1 });
  const padded = text.slice(0, -1) + ' '.repeat(2_300_000) + text.slice(-1);
  await check_refused(() => from_json(padded), /it has 23\d+ characters/, 'text of 2.3 million characters');
});

/** @typedef {ReturnType<typeof header_of>['header']} Header */

/** Headers that are not as they should be. @type {[what: string, change: (header: Header) => unknown, says: RegExp][]} */
const BAD_HEADERS = [
  ['an array missing', (h) => ({ ...h, bo: undefined }), /bo is missing/],
  ['one too many', (h) => ({ ...h, more: h.bo }), /it holds "more"/],
  ['a name of every object', (h) => ({ ...h, toString: h.bo }), /it holds "toString"/],
  ['a wrong type', (h) => ({ ...h, bo: { ...h.bo, dtype: 'F64' } }), /bo has the dtype "F64"/],
  ['no type', (h) => ({ ...h, bo: { shape: [10], data_offsets: h.bo.data_offsets } }), /bo needs dtype/],
  ['a shape of 10⁹', (h) => ({ ...h, bh: { ...h.bh, shape: [1e9] } }), /bh has not the shape/],
  ['a shape of 10⁹ rows', (h) => ({ ...h, Wh: { ...h.Wh, shape: [1e9, 784] } }), /Wh has not the shape/],
  ['a shape of 0', (h) => ({ ...h, bh: { ...h.bh, shape: [0] } }), /bh has not the shape/],
  ['a shape of 2.5', (h) => ({ ...h, bh: { ...h.bh, shape: [2.5] } }), /bh has not the shape/],
  ['a shape of text', (h) => ({ ...h, bh: { ...h.bh, shape: '3' } }), /bh has not the shape/],
  [
    'another number of axes',
    (h) => ({ ...h, Wo: { ...h.Wo, shape: [30] } }),
    /Wo has not the shape \[10, 3\]/,
  ],
  ['a shape turned over', (h) => ({ ...h, Wh: { ...h.Wh, shape: [784, 3] } }), /Wh has not the shape/],
  ['an overlap', (h) => ({ ...h, bo: { ...h.bo, data_offsets: [9500, 9540] } }), /bo begins at byte 9500/],
  ['two in one place', (h) => ({ ...h, bh: { ...h.bh, data_offsets: [0, 12] } }), /begins at byte/],
  ['a hole', (h) => ({ ...h, bo: { ...h.bo, data_offsets: [9548, 9588] } }), /begins at byte 9548/],
  [
    'an end before its start',
    (h) => ({ ...h, bo: { ...h.bo, data_offsets: [9580, 9540] } }),
    /takes -40 bytes/,
  ],
  [
    'places of 2⁵³',
    (h) => ({ ...h, bo: { ...h.bo, data_offsets: [2 ** 53, 2 ** 53 + 40] } }),
    /not two whole/,
  ],
  ['negative places', (h) => ({ ...h, bo: { ...h.bo, data_offsets: [-40, 0] } }), /not two whole numbers/],
  ['places of text', (h) => ({ ...h, bo: { ...h.bo, data_offsets: ['9540', '9580'] } }), /not two whole/],
  ['metadata that are none', (h) => ({ ...h, __metadata__: 'mine' }), /its metadata are no object/],
  [
    'metadata that are numbers',
    (h) => ({ ...h, __metadata__: { seed: 1 } }),
    /"seed" of its metadata is no text/,
  ],
  ['no arrays at all', () => ({}), /Wh is missing/],
  ['no object', () => [1], /its header is no object/],
];

/** Metadata that are not as they should be. @type {[what: string, change: object, says: RegExp][]} */
const BAD_METADATA = [
  ['a later version', { version: '2' }, /version must be 1, was "2"/],
  [
    'another fingerprint',
    { fingerprint: '0123456789abcdef' },
    /the fingerprint "0123456789abcdef", but .* have/,
  ],
  ['no fingerprint', { fingerprint: undefined }, /the fingerprint undefined, but/],
  ['no seed', { seed: undefined }, /seed must be a whole number, was undefined/],
  ['a seed of 2³²', { seed: '4294967296' }, /seed must be .*, was 4294967296/],
  ['steps of −1', { steps: '-1' }, /steps must be a whole number, was "-1"/],
  ['half a step', { steps: '0.5' }, /steps must be a whole number, was "0.5"/],
  ['steps of 10¹⁶', { steps: '9999999999999999' }, /steps must be/],
  ['steps as 1e3', { steps: '1e3' }, /steps must be a whole number, was "1e3"/],
  ['other data', { data: 'cats' }, /data must be .* was "cats"/],
  ['data of every object', { data: 'constructor' }, /data must be .* was "constructor"/],
  ['an epoch that is text', { epoch: 'one' }, /epoch must be a whole number, was "one"/],
  ['a position with a space', { position: ' 3' }, /position must be a whole number, was " 3"/],
  ['no stretches', { stretches: undefined }, /no value at character 0/],
  ['an empty list of stretches', { stretches: '[]' }, /stretches must be 1 … 1000, were 0/],
  ['stretches that are none', { stretches: '{}' }, /stretches must be an array/],
  ['stretches in the wrong order', { stretches: stretches([0, 9, 5]) }, /stretches\[2\]\.step must be/],
  ['stretches that begin late', { stretches: stretches([1]) }, /stretches\[0\]\.step must be/],
  ['stretches beyond the steps', { stretches: stretches([0, 5000]) }, /stretches\[1\]\.step must be/],
  [
    'too many stretches',
    { stretches: stretches([...Array(1001).keys()]) },
    /stretches must be|too many values/,
  ],
  ['a rate of infinity', { stretches: '[{"step":0,"learning_rate":1e999,"batch_size":1}]' }, /learning_rate/],
  [
    'a rate that is text',
    { stretches: '[{"step":0,"learning_rate":"0.1","batch_size":1}]' },
    /learning_rate/,
  ],
  ['no rate', { stretches: '[{"step":0,"learning_rate":null,"batch_size":1}]' }, /learning_rate/],
  ['a batch of 10³⁰⁰', { stretches: '[{"step":0,"learning_rate":1,"batch_size":1e300}]' }, /batch_size/],
  [
    'a stretch with more',
    { stretches: '[{"step":0,"learning_rate":1,"batch_size":1,"a":1}]' },
    /nothing else/,
  ],
];

/** @param {number[]} steps */
function stretches(steps) {
  return JSON.stringify(steps.map((step) => ({ step, learning_rate: 0.1, batch_size: 32 })));
}

test('headers and metadata that are wrong are refused, quickly and with the reason', BOUND, async (t) => {
  const bytes = file_of(3);
  const { header, start } = header_of(bytes);
  const data = bytes.subarray(start);
  const open = (/** @type {unknown} */ changed) => () => from_safetensors(with_header(changed, data), 'mine');
  for (const [what, change, says] of BAD_HEADERS)
    await t.test(what, () => check_refused(open(change(structuredClone(header))), says, what));
  for (const [what, change, says] of BAD_METADATA)
    await t.test(what, () => {
      const changed = { ...header, __metadata__: { ...header.__metadata__, ...change } };
      return check_refused(open(changed), says, what);
    });
});

/** Texts in the place of the header. @type {[what: string, text: (good: string) => string, says: RegExp][]} */
const BAD_TEXTS = [
  ['of depth 10⁵', () => '['.repeat(1e5), /nested too deep/],
  ['of objects of depth 10⁴', () => '{"a":'.repeat(1e4), /nested too deep/],
  ['with an array named twice', (good) => good.replace('"bh":', '"Wh":'), /a second "Wh"/],
  [
    'with a doubled key deep inside',
    (good) => good.replace('"dtype":"F32"', '"dtype":"F32","dtype":"F32"'),
    /a second "dtype"/,
  ],
  ['with a doubled key by an escape', (good) => good.replace('"bh":', '"W\\u0068":'), /a second "Wh"/],
  ['with __proto__', (good) => good.replace('{', '{"__proto__":{"dtype":"F32"},'), /it holds "__proto__"/],
  ['with __proto__ in an entry', (good) => good.replace('"shape"', '"__proto__"'), /Wh has not the shape/],
  ['with a comma too many', (good) => good.trimEnd().replace(/\}$/, ',}'), /" is missing/],
  ['without its end', (good) => good.trimEnd().slice(0, -1), /\} is missing/],
  ['with something behind its end', (good) => `${good}x`, /something behind the end/],
  ['with zeros behind its end', (good) => `${good}\0`, /something behind the end/],
  ['with a control character in a text', (good) => good.replace('digits', 'di\ngits'), /control character/],
  [
    'with an endless text',
    (good) => good.replaceAll('"', ' ').replace(' ', '"'),
    /without an end|is missing/,
  ],
  ['with NaN', (good) => good.replace('[10]', '[NaN]'), /no value/],
  ['with a number that begins with 0', (good) => good.replace('[10]', '[010]'), /\] is missing/],
  ['of many values', () => `[${'0,'.repeat(5e4)}0]`, /too many values/],
  ['empty', () => '', /no value/],
  ['of spaces', () => ' '.repeat(1e5), /no value/],
];

test('a header that is no sound JSON is refused, quickly and with the reason', BOUND, async (t) => {
  const bytes = file_of(3);
  const { text, start } = header_of(bytes);
  for (const [what, change, says] of BAD_TEXTS)
    await t.test(what, () => {
      const changed = with_header(change(text), bytes.subarray(start));
      return check_refused(() => from_safetensors(changed, 'mine'), says, what);
    });
  const no_text = bytes.slice();
  no_text[12] = 0xff;
  await check_refused(() => from_safetensors(no_text, 'mine'), /^Error: mine: .*not valid/, 'no UTF-8');
});

test('a header length beyond the file, or of 2⁶³, is refused', BOUND, async () => {
  for (const [low, high] of [
    [1e6, 0],
    [199_000, 0],
    [0, 0x80000000],
    [0xffffffff, 0xffffffff],
    [0, 1],
    [0, 0],
  ]) {
    // prettier-ignore
    const bytes = file_of(3).slice();
    const view = new DataView(bytes.buffer);
    view.setUint32(0, low, true);
    view.setUint32(4, high, true);
    await check_refused(
      () => from_safetensors(bytes, 'mine'),
      /^Error: mine: .*(header|no value)/,
      `${low} ${high}`,
    );
  }
});

test('NaN and infinity in the arrays are refused, and data that are longer', BOUND, async () => {
  for (const value of [NaN, Infinity, -Infinity]) {
    const bytes = file_of(3).slice();
    new DataView(bytes.buffer).setFloat32(bytes.length - 4, value, true);
    await check_refused(
      () => from_safetensors(bytes, 'mine'),
      /mine: bo\[9\] is -?(NaN|Infinity)/,
      String(value),
    );
  }
  const longer = new Uint8Array(file_of(3).length + 4);
  longer.set(file_of(3));
  await check_refused(
    () => from_safetensors(longer, 'mine'),
    /its data have 9584 bytes, expected 9580/,
    'longer',
  );
});

/** @param {BlobPart} content */
function opener(content) {
  const file = new File([content], 'mine');
  return () => open_file(file);
}

test('files that are no network at all are refused before they are read', BOUND, async () => {
  const large = new File([], 'large.safetensors');
  Object.defineProperty(large, 'size', { value: 1e9 });
  Object.defineProperty(large, 'arrayBuffer', { value: () => assert.fail('it was read') });
  await check_refused(() => open_file(large), /^Error: large\.safetensors: it has 1000000000 bytes/, '1 GB');
  const page = '<!DOCTYPE html>\n<html><head><title>404</title></head><body>Not found</body></html>';
  for (const [what, content, says] of /** @type {const} */ ([
    ['a page', page, /mine: it is a page/],
    ['a page with a mark before it', `\ufeff${page}`, /mine: /],
    ['nothing', '', /mine: it is neither/],
    ['words', 'There is no such file here, sorry.', /mine: no value/],
    ['another JSON', '{"format":"other"}', /mine: its format is "other"/],
    ['a list', '[1, 2, 3, 4, 5, 6]', /mine: (it is no object|nested too deep|no value)/],
    ['a picture', Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0, 0, 13), /mine: it is neither/],
    ['zeros', new Uint8Array(5000), /mine: it is neither/],
    ['2 MB of zeros', new Uint8Array(2e6), /mine: /],
    ['2 MB of brackets', '['.repeat(2e6), /mine: nested too deep/],
    ['2 MB of spaces', ' '.repeat(2e6), /mine: no value/],
    ['2 MB of quotes', '{' + '"'.repeat(2e6), /mine: /],
    ['2 MB of escapes', '{"' + '\\'.repeat(2e6), /mine: /],
  ]))
    await check_refused(opener(content), says, what);
});

test('JSON of earlier versions that is wrong is refused, quickly and with the reason', BOUND, async (t) => {
  const good = JSON.parse(earlier_file(parameters_of(2), { seed: 1, steps: 5 }));
  /** @type {[string, unknown, RegExp][]} */
  const rows = [
    ['no steps', { ...good, steps: undefined }, /steps must be a number, was undefined/],
    ['steps as text', { ...good, steps: '5' }, /steps must be a number, was "5"/],
    ['steps of −1', { ...good, steps: -1 }, /steps must be .*, was -1/],
    ['half a step', { ...good, steps: 0.5 }, /steps must be .*, was 0.5/],
    ['steps that are an object', { ...good, steps: {} }, /steps must be a number/],
    ['a seed of 2³²', { ...good, seed: 2 ** 32 }, /seed must be .*, was 4294967296/],
    ['another number of units', { ...good, hidden: 3 }, /hidden is 3, but bh has 2 numbers/],
    ['units of 10⁹', { ...good, hidden: 1e9 }, /hidden must be .*, was 1000000000/],
    ['another fingerprint', { ...good, fingerprint: '0'.repeat(16) }, /should have the fingerprint/],
    ['no parameters', { ...good, parameters: undefined }, /Wh must be text, was undefined/],
    ['parameters of text', { ...good, parameters: 'Wh' }, /Wh must be text, was undefined/],
    ['no base64', { ...good, parameters: { ...good.parameters, bo: '#' } }, /bo is not base64/],
    ['a cut array', { ...good, parameters: { ...good.parameters, bo: 'AAAA' } }, /bo has 3 bytes/],
    [
      'a short array',
      { ...good, parameters: { ...good.parameters, bo: 'AAAAAA==' } },
      /bo must have 10 numbers, had 1/,
    ],
    [
      'NaN',
      { ...good, parameters: { ...good.parameters, bo: `AADAfw${'A'.repeat(48)}`.slice(0, 54) + '==' } },
      /bo\[0\] must be finite/,
    ],
    ['another format', { ...good, format: 'glassnet network 3' }, /its format is "glassnet network 3"/],
  ];
  for (const [what, saved, says] of rows)
    await t.test(what, () => check_refused(() => from_json(JSON.stringify(saved), 'mine'), says, what));
  const text = JSON.stringify(good);
  await check_refused(
    () => from_json(text.replace('"seed"', '"steps":5,"seed"'), 'mine'),
    /a second "steps"/,
    'twice',
  );
  await check_refused(() => from_json('['.repeat(1e5), 'mine'), /nested too deep/, 'depth');
  await check_refused(
    () => from_json('{"format":'.repeat(2e5), 'mine'),
    /nested too deep/,
    'depth of objects',
  );
});

/* ---- any bytes at all ---- */

/** Bytes of a good file with some of them changed, cut out or put in. @param {Uint8Array} good */
const damaged = (good) =>
  fc
    .array(
      fc.record({
        at: fc.nat(good.length - 1),
        cut: fc.integer({ min: 0, max: 9 }),
        put: fc.uint8Array({ maxLength: 9 }),
        is_early: fc.boolean(),
      }),
      { minLength: 1, maxLength: 4 },
    )
    .map((edits) =>
      edits.reduce((bytes, { at, cut, put, is_early }) => {
        const place = is_early ? at % 700 : at; // where the header is
        return Uint8Array.of(...bytes.subarray(0, place), ...put, ...bytes.subarray(place + cut));
      }, good),
    );

test('whatever the bytes: a network that is sound, or an error that names the file', BOUND, () => {
  const good = file_of(1);
  let opened = 0;
  const holds = fc.property(fc.oneof(damaged(good), fc.uint8Array({ maxLength: 200 })), (bytes) => {
    try {
      const { parameters, fingerprint, run } = from_safetensors(bytes, 'mine');
      opened++;
      assert.equal(fingerprint_of(parameters), fingerprint);
      assert.ok(NAMES.every((name) => parameters[name].every(Number.isFinite)));
      if (run) assert.deepEqual(from_safetensors(to_safetensors(parameters, run)).run, run);
    } catch (error) {
      assert.match(/** @type {Error} */ (error).message, /^mine: .*; expected a network saved by Glassnet$/s);
    }
  });
  fc.assert(holds, CASES);
  assert.ok(opened > 0, 'some changes were meant to leave a sound file');
});

test('whatever the text: what JSON.parse reads, or an error', BOUND, () => {
  const texts = fc.oneof(
    fc.json({ maxDepth: 3 }),
    fc.string({ unit: fc.constantFrom(...'{}[]",:\\ u0159eE+-.truefalsn\n') }),
    fc.tuple(fc.json({ maxDepth: 2 }), fc.nat(), fc.string({ maxLength: 3 })).map(([text, at, put]) => {
      const place = at % (text.length + 1);
      return text.slice(0, place) + put + text.slice(place + 1);
    }),
  );
  const holds = fc.property(texts, (text) => {
    let read;
    try {
      read = read_json(text, { depth: 4, values: 1000 });
    } catch (error) {
      assert.ok(error instanceof SyntaxError);
      return;
    }
    assert.deepEqual(JSON.parse(JSON.stringify(read)), JSON.parse(JSON.stringify(JSON.parse(text))));
  });
  fc.assert(holds, CASES);
  fc.assert(
    fc.property(fc.json({ maxDepth: 3 }), (text) => void read_json(text, { depth: 9, values: 1e5 })),
    { numRuns: 1000 },
  );
});

test(
  'whatever an earlier file was changed to: a network that is sound, or an error that names it',
  BOUND,
  () => {
    const good = new TextEncoder().encode(earlier_file(parameters_of(1), { seed: 1, steps: 5 }));
    const holds = fc.property(damaged(good), (bytes) => {
      try {
        const { parameters, fingerprint } = from_json(new TextDecoder().decode(bytes), 'mine');
        assert.equal(fingerprint_of(parameters), fingerprint);
      } catch (error) {
        assert.match(
          /** @type {Error} */ (error).message,
          /^mine: .*; expected a network saved by Glassnet$/s,
        );
      }
    });
    fc.assert(holds, CASES);
  },
);
