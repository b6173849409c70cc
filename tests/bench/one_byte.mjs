/**
 * What becomes of a module of which one byte was changed:  node tests/bench/one_byte.mjs [changes] [seed]
 *
 * The changes, 3,000 if no number is given, are drawn by lot from the SIMD module. Each that still compiles is put in the
 * place of the module in a copy of the shim, once where SHA-256 can be had and once where it cannot. A module that is used
 * all the same has to give the results of the sound one: trainings, drawings, gradients, evaluations.
 */
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { argv } from 'node:process';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { generator } from '../support.js';
import { machine, table } from './tables.js';

const SHIM = new URL('../../web/network/', import.meta.url);
const RESULTS = new URL('../one_byte_results.js', import.meta.url);
const PATIENCE = 20_000; // ms for results, beyond which a module never gives any
const [changes, seed] = [Number(argv[2] ?? 3000), Number(argv[3] ?? 1)];
const KINDS = ['noticed', 'throws', 'never returns', 'no difference', 'other results'];

const folder = await mkdtemp(join(tmpdir(), 'one-byte-'));
const bytes = await readFile(new URL('network.simd.wasm', SHIM));
const files = (await readdir(SHIM)).filter((name) => /\.(js|wasm)$/.test(name));

/** @type {Worker | undefined} */
let worker;

/** @param {Uint8Array} module @param {boolean} has_hash @param {number} number @returns {Promise<string>} */
async function results_of(module, has_hash, number) {
  const copy = join(folder, `${number}-${has_hash}`);
  for (const name of files) await cp(new URL(name, SHIM), join(copy, name));
  await writeFile(join(copy, 'network.simd.wasm'), module);
  worker ??= new Worker(RESULTS);
  const asked = worker;
  const answer = await new Promise((/** @type {(answer: string) => void} */ resolve) => {
    const timer = setTimeout(() => resolve('never returns'), PATIENCE);
    asked.once('message', (text) => (clearTimeout(timer), resolve(text)));
    asked.once('error', () => (clearTimeout(timer), resolve('throws')));
    asked.postMessage({ shim: pathToFileURL(join(copy, 'network.js')).href, has_hash });
  });
  asked.removeAllListeners('message').removeAllListeners('error');
  await rm(copy, { recursive: true });
  if (answer !== 'never returns') return answer;
  await asked.terminate();
  worker = undefined;
  return answer;
}

const expected = await results_of(bytes, true, -1);
const random = generator(seed);
const counts = {
  compiled: 0,
  with: new Map(KINDS.map((kind) => [kind, 0])),
  without: new Map(KINDS.map((kind) => [kind, 0])),
};
for (let i = 0; i < changes; i++) {
  const at = Math.floor(random() * bytes.length);
  const changed = Uint8Array.from(bytes);
  changed[at] = (changed[at] + 1 + Math.floor(random() * 255)) % 256;
  if (!WebAssembly.validate(changed)) continue;
  counts.compiled++;
  for (const way of /** @type {const} */ (['with', 'without'])) {
    const results = await results_of(changed, way === 'with', i);
    const kind = KINDS.includes(results) ? results : results === expected ? 'no difference' : 'other results';
    counts[way].set(kind, (counts[way].get(kind) ?? 0) + 1);
    if (way === 'without' && kind === 'other results')
      console.log(`byte ${at}: ${bytes[at]} to ${changed[at]}`);
  }
}
await worker?.terminate();
await rm(folder, { recursive: true });
console.log(`${machine()}\n\n${changes} changes of one byte, of which ${counts.compiled} compile\n`);
console.log(
  table(
    ['', 'with SHA-256', 'without'],
    KINDS.map((kind) => [kind, counts.with.get(kind), counts.without.get(kind)].map(String)),
  ),
);
