// Writes what the shim knows of the two modules: `node web/network/build/prove_modules.mjs web/network/proof.js`.
// Both have to compute the same.
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { argv } from 'node:process';
import { hash_of_module, self_test, SIZE } from '../self_test.js';

/** @typedef {import('../wasm.js').Exports} Exports */

/** @param {'simd' | 'scalar'} build */
async function examine(build) {
  const bytes = readFileSync(new URL(`../network.${build}.wasm`, import.meta.url));
  const { module, instance } = await WebAssembly.instantiate(bytes);
  const wasm = /** @type {Exports} */ (/** @type {unknown} */ (instance.exports));
  const words = new Int32Array(wasm.memory.buffer);
  const is_used = (/** @type {number} */ word) => word !== 0;
  const first = words.findIndex(is_used);
  const place = { first: 4 * first, size: words.findLastIndex(is_used) + 1 - first };
  wasm._initialize(); // which sets some of the data, always to the same
  const hash = hash_of_module(module, wasm, place);
  return { wasm, digest: createHash('sha256').update(bytes).digest('hex'), data: { ...place, hash } };
}

const [simd, scalar] = [await examine('simd'), await examine('scalar')];

/** @param {string} answer */
function write(answer) {
  const lines = {
    'SHA-256 of the files.': { DIGESTS: { simd: simd.digest, scalar: scalar.digest } },
    'Where in its memory a module has its data: the first byte, how many words; and the hash of these and the exports.': {
      DATA: { simd: simd.data, scalar: scalar.data },
    },
    'What the self-test computes.': { KNOWN_ANSWER: answer },
  };
  const text = Object.entries(lines).map(([comment, line]) => {
    const [[name, value]] = Object.entries(line);
    return `/** ${comment} */\nexport const ${name} = ${JSON.stringify(value)};\n`;
  });
  writeFileSync(argv[2], `// Written by web/network/build/prove_modules.mjs.\n\n${text.join('\n')}`);
}

write(''); // the network needs the file, and the answer needs the network
const { Network } = await import('../network.js');
const answers = [simd, scalar].map(({ wasm }) => self_test(wasm, new Network(wasm, SIZE.hidden, SIZE.seed)));
if (answers[0] !== answers[1])
  throw new Error(`The modules compute different values: ${answers.join(' and ')}`);
write(answers[0]);
