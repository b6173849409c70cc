/**
 * Small changes of the program, each of which a test has to notice. `parts` are the parts of the tests that are asked, in
 * this order. `why` says of one that may live what it changes and why no test can see it.
 *
 * @typedef {{ file: string, from: string, to: string, parts: string[], why?: string }} Mutant from: stands once in the file
 */

/** @param {string} file @param {string} from @param {string} to @param {string} parts @param {string} [why] @returns {Mutant} */
const mutant = (file, from, to, parts, why) => ({ file, from, to, parts: parts.split(' '), why });

const CORE = 'train equations';
const SHIM = 'shim network train memory';
const PROOF = 'proof shim memory';

/** @type {Mutant[]} */
export const MUTANTS = [
  // the core
  mutant('src/network.c', 'net->Ao[truth] - 1;', 'net->Ao[truth] - 0.999f;', CORE),
  mutant(
    'src/network.c',
    'error = {net->rows, net->dZo + s * PANEL, K};',
    'error = {net->rows, net->dZo + s * PANEL, K - 1};',
    CORE,
  ),
  mutant('src/network.c', 'activation, one_over_m);', 'activation, 1);', CORE),
  mutant(
    'src/network.c',
    'net->stride, net->chunk.size, one_over_m);',
    'net->stride, net->chunk.size, 1);',
    CORE,
  ),
  mutant(
    'src/network.c',
    '    transpose_output_weights(net);\n    clear_gradients(net, 0);',
    '    clear_gradients(net, 0);',
    CORE,
  ),
  mutant(
    'src/network.c',
    '    clear_gradients(net, hidden_weights(net));',
    '    clear_gradients(net, net->count);',
    CORE,
  ),
  mutant('src/network.c', 'if (batch->size == 1)', 'if (batch->size <= 2)', CORE),
  mutant('src/network.c', 'update(net, rate, hidden_weights(net));', 'update(net, rate, 0);', CORE),
  mutant('src/network.c', 'Ao[k] > Ao[best]', 'Ao[k] >= Ao[best]', 'network explain equations'),
  mutant(
    'src/network.c',
    'net->Ah[s * net->stride + h] > 0',
    'net->Ah[s * net->stride + h] >= 0',
    'network learnt shim',
  ),
  mutant(
    'src/network.c',
    'total += (double)net->max[s] + (double)log_sum[s]',
    'total += (double)log_sum[s]',
    CORE,
  ),
  mutant('src/data_set.c', 'position < set->position', 'position + 1 < set->position', 'resume data_set'),
  mutant(
    'src/data_set.c',
    'const uint32_t end = min((position + AHEAD - 1) / AHEAD * AHEAD + AHEAD, set->size);',
    'const uint32_t end = min(position + AHEAD, set->size);',
    'resume data_set train',
    'Images that join in mid-epoch come in another order then, as random as this one; it is written down nowhere.',
  ),
  mutant('src/data_set.c', 'set->slabs->first >= size', 'set->slabs->first > size', 'memory shim data_set'),
  mutant('src/data_set.c', '    if (!order)\n        return 0;', '', 'memory'),
  mutant('src/data_set.c', '    if (!record)\n        return 0;', '', 'memory fuzz'),
  mutant('src/data_set.c', 'return at != NULL;', 'return 1;', 'memory'),
  mutant('src/data_set.c', 'return set->space != NULL;', 'return 1;', 'memory'),
  mutant(
    'src/data_set.c',
    'if (used)\n        memcpy(larger, old, used);',
    'if (used > 4)\n        memcpy(larger, old, used);',
    'data_set train',
  ),
  mutant('src/network_create.c', '    if (!net)\n        return NULL;', '', 'memory'),
  mutant(
    'src/random.c',
    'uint32_t threshold = -n % n;',
    'uint32_t threshold = 0 * n;',
    'kernels digits train',
    'Without the rejection one draw of 2³² / n is another: no test draws so many.',
  ),
  mutant(
    'src/random.c',
    'state = seed ^ split_mix(&state);',
    'state = seed + split_mix(&state);',
    'kernels train model',
  ),
  mutant(
    'src/kernels_simd.c',
    'wasm_f32x4_gt(wasm_v128_load(z + i)',
    'wasm_f32x4_ge(wasm_v128_load(z + i)',
    'kernels train',
  ),
  mutant('src/kernels_scalar.c', 'dz[i] = z[i] > 0', 'dz[i] = z[i] >= 0', 'kernels train'),

  // the shim
  mutant('web/network/network.js', 'this.#steps += slice;', 'this.#steps++;', SHIM),
  mutant('web/network/network.js', 'at, slice), i);', 'at, slice), 0);', SHIM),
  mutant('web/network/network.js', 'if (memory !== this.#memory)', 'if (false)', SHIM),
  mutant('web/network/network.js', 'if (memory.wasm.data_set_size(pointer) === 0)', 'if (false)', SHIM),
  mutant('web/network/network.js', '      check_finite(name, array);\n', '', 'shim network files'),
  mutant(
    'web/network/network.js',
    '      data_set.free();\n      throw error;',
    '      throw error;',
    'memory shim',
  ),
  mutant('web/network/data_set.js', '      memory.wasm.data_set_truncate(pointer, size);\n', '', 'memory'),
  mutant('web/network/wasm.js', 'this.size = this.block ? size : 0;', 'this.size = size;', 'memory shim'),
  mutant('web/network/choose.js', 'if (!(await is_right(bytes, digest))) throw', 'if (false) throw', PROOF),
  mutant(
    'web/network/choose.js',
    "bytes = await load(url, 'reload');",
    "bytes = await load(url, 'default');",
    PROOF,
  ),
  mutant(
    'web/network/choose.js',
    'if (has_data && test(exports) === KNOWN_ANSWER)',
    'if (test(exports) === KNOWN_ANSWER)',
    PROOF,
  ),
  mutant('web/network/choose.js', 'settle(() => compiled.delete(key)),', 'settle(() => {}),', PROOF),
  mutant('web/network/choose.js', 'test(exports) === KNOWN_ANSWER', "test(exports) !== ''", PROOF),

  // the readers
  mutant('web/network/files/safetensors.js', 'demand(last === bytes,', 'demand(last >= bytes,', 'files fuzz'),
  mutant('web/network/files/safetensors.js', 'demand(start === end,', 'demand(start >= end,', 'files'),
  mutant('web/network/files/safetensors.js', 'demand(wrong < 0,', 'demand(true,', 'files'),
  mutant('web/network/files/safetensors.js', 'demand(length <= MOST_HEADER,', 'demand(true,', 'files'),
  mutant(
    'web/network/files/saved_run.js',
    'if (metadata.fingerprint !== fingerprint)',
    'if (false)',
    'files kept',
  ),
  mutant(
    'web/network/files/json.js',
    'if (saved.fingerprint !== fingerprint)',
    'if (false)',
    'incoming files',
  ),
  mutant(
    'web/network/files/json.js',
    "check_integer('seed', saved.seed, 0, COUNT_MAX)",
    'Number(saved.seed)',
    'incoming files',
  ),
  mutant('web/network/files/json.js', 'if (text.length > MOST_CHARACTERS)', 'if (false)', 'incoming files'),
  mutant('data/idx.js', 'label < CLASSES) return', 'label <= CLASSES) return', 'idx'),
  mutant('data/idx.js', 'if (at_end && length < expected)', 'if (at_end && length < expected - 1)', 'idx'),
  mutant('data/gunzip.js', 'done && is_gzip && source.trailer()', 'false && source.trailer()', 'idx'),

  // the checks of addresses, of what is kept, of files and messages
  mutant('web/training/settings.js', ': Object.hasOwn(SETTINGS, name)', ': name in SETTINGS', 'incoming'),
  mutant(
    'web/training/settings.js',
    'if (hash.length > MOST_TEXT) {',
    'if (hash.length > 1e9) {',
    'incoming',
  ),
  mutant('web/model/visit.js', 'last && is_same_run(last.settings, settings) &&', 'last &&', 'model visit'),
  mutant(
    'web/model/visit.js',
    'image instanceof Uint8Array && image.length === PIXELS',
    'image instanceof Uint8Array',
    'kept visit incoming',
  ),
  mutant('web/model/visit.js', 'Number(label) < 10', 'Number(label) <= 10', 'kept visit incoming'),
  mutant('web/model/kept.js', 'bytes instanceof Uint8Array && ', '', 'kept'),
  mutant(
    'web/training/recipe_check.js',
    'is_whole(step, next, next && MOST_STEPS)',
    'is_whole(step, 0, MOST_STEPS)',
    'incoming',
  ),
  mutant(
    'web/training/recipe_check.js',
    'is_whole(steps, 0, MOST_STEPS)',
    'is_whole(steps, 0, 1e16)',
    'incoming',
  ),
  mutant(
    'web/training/run.js',
    'if (found !== fingerprint)',
    'if (false)',
    'resume training remote trainer kept incoming',
  ),
  mutant('web/training/download.js', 'version === this.#version &&', '', 'download'),
  mutant('web/training/command_check.js', 'value < CLASSES', 'value <= CLASSES', 'incoming'),
];
