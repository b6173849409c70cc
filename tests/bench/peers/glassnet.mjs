/** This project in Node: `glassnet.mjs simd|scalar FOLDER`. */
import { create_network } from '../../../web/network/network.js';
import { create } from './glassnet.js';
import { serve_peer } from './serve_peer.mjs';

const STEPS = 10_000;

/** The instance's memory, caught as it is made: the shim keeps it to itself. */
function catch_memory() {
  const { instantiate } = WebAssembly;
  /** @type {WebAssembly.Memory[]} */
  const memories = [];
  WebAssembly.instantiate = async (/** @type {any} */ ...args) => {
    const instance = await /** @type {any} */ (instantiate)(...args);
    memories.push(instance.exports.memory);
    return instance;
  };
  return () => {
    WebAssembly.instantiate = instantiate;
    return memories[memories.length - 1];
  };
}

/** Bytes of wasm memory before and after MNIST's 60,000 images, and what 10,000 steps add there and to Node's heap.
 * @param {import('./peer.js').Input} input @param {'simd' | 'scalar'} build */
async function measure_memory({ train_images, train_labels }, build) {
  const caught = catch_memory();
  const network = await create_network({ build });
  const memory = caught();
  const before = memory.buffer.byteLength;
  const data_set = network.load(train_images, train_labels);
  const loaded = memory.buffer.byteLength;
  const steps = () => network.train(data_set, { batch_size: 32, learning_rate: 0.1, steps: STEPS });
  steps();
  const warm = memory.buffer.byteLength;
  globalThis.gc?.();
  const heap = process.memoryUsage().heapUsed;
  steps();
  globalThis.gc?.();
  const heap_growth = process.memoryUsage().heapUsed - heap;
  const growth = memory.buffer.byteLength - warm;
  network.free();
  return { before, loaded, steps: STEPS, growth, heap_growth };
}

await serve_peer(async (input, build) => {
  if (build !== 'simd' && build !== 'scalar')
    throw new RangeError(`The build is simd or scalar, not ${build}`);
  return { ...(await create(input, build)), memory: () => measure_memory(input, build) };
});
