/**
 * The same steps by four machines: the SIMD module, the scalar module, and plain JavaScript with zeros skipped and without.
 * All begin with the same parameters and take the same batches of the same digits in the same order.
 *
 * The rate is always 0.1, at which nothing overflows: NaN has more than one bit pattern.
 */
import { PIXELS } from '../network/arguments.js';
import { create_network } from '../network/network.js';
import { as_floats, PlainNetwork } from '../training/plain_network.js';

/**
 * @typedef {'simd' | 'scalar' | 'skipping' | 'dense'} Name
 * @typedef {{ hidden: number, seed: number, batch_size: number, digits: number }} Settings digits: built-in ones to train on
 * @typedef {{ simd: URL, scalar: URL }} Modules
 * @typedef {{ steps: number, simd: string, scalar: string }} Bits fingerprints of both modules after so many steps
 * @typedef {object} Machine
 * @property {(steps: number) => void} train goes on by this many steps, which end within the epoch
 * @property {() => void} [prepare] gets the next epoch ready; its time does not count
 * @property {() => string} [fingerprint]
 */

const RATE = 0.1;

/** A module that trains on its own data set. @param {'simd' | 'scalar'} build @param {Settings} settings @param {URL} wasm @returns {Promise<Machine>} */
async function module_machine(build, { hidden, seed, batch_size, digits }, wasm) {
  const network = await create_network({ hidden, seed, build, wasm });
  const data_set = network.digits(seed, digits);
  return {
    train: (steps) => void network.train(data_set, { batch_size, learning_rate: RATE, steps }),
    fingerprint: () => network.fingerprint(),
  };
}

/** Plain JavaScript. @param {boolean} skips_zeros @param {Settings} settings @param {URL} wasm @returns {Promise<Machine>} */
async function plain_machine(skips_zeros, settings, wasm) {
  const { hidden, seed, batch_size, digits } = settings;
  const first = await create_network({ hidden, seed, build: 'scalar', wasm });
  const plain = new PlainNetwork(first.parameters(), { skips_zeros });
  const shuffle = await shuffler(settings, wasm);
  let epoch = shuffle();
  let position = 0;
  return {
    train(steps) {
      for (let i = 0; i < steps; i++) {
        const end = Math.min(position + batch_size, digits);
        plain.train_step(
          epoch.X.subarray(PIXELS * position, PIXELS * end),
          epoch.labels.subarray(position, end),
          RATE,
        );
        position = end;
      }
    },
    prepare() {
      epoch = shuffle();
      position = 0;
    },
  };
}

/**
 * The digits in the order of each epoch, which a network of one hidden unit finds out by going through them at rate 0.
 * @param {Settings} settings @param {URL} wasm
 */
export async function shuffler({ seed, batch_size, digits }, wasm) {
  const network = await create_network({ hidden: 1, seed, build: 'scalar', wasm });
  const data_set = network.digits(seed, digits);
  return () => {
    network.train(data_set, { batch_size, learning_rate: 0, steps: Math.ceil(digits / batch_size) });
    const { images, labels } = data_set.drawn(digits);
    return { X: as_floats(images), labels };
  };
}

/** One machine and how far it has come. */
export class Lane {
  /** @param {Machine} machine @param {Settings} settings */
  constructor(machine, { batch_size, digits }) {
    this.machine = machine;
    this.batch_size = batch_size;
    this.epoch_steps = Math.ceil(digits / batch_size);
    this.last_batch = digits - (this.epoch_steps - 1) * batch_size;
    this.steps = 0;
    this.samples = 0; // taken while the clock ran
    this.time = 0; // ms
    this.chunk = 1; // steps between two looks at the clock
    this.is_warm = false; // the first slice is not timed: the engine compiles
    /** @type {string[]} after each epoch */
    this.fingerprints = [];
  }

  /** Trains for about this long. @param {number} slice ms */
  run(slice) {
    let time = 0;
    let samples = 0;
    while (time < slice) {
      const steps = Math.min(this.chunk, this.epoch_steps - (this.steps % this.epoch_steps));
      const before = performance.now();
      this.machine.train(steps);
      const took = performance.now() - before;
      time += took;
      samples += this.#count(steps);
      if (took < slice / 8) this.chunk *= 2;
    }
    if (this.is_warm) {
      this.time += time;
      this.samples += samples;
    }
    this.is_warm = true;
  }

  /** @param {number} steps @returns {number} how many samples they took; the last batch of an epoch may be smaller */
  #count(steps) {
    this.steps += steps;
    if (this.steps % this.epoch_steps > 0) return steps * this.batch_size;
    if (this.machine.fingerprint) this.fingerprints.push(this.machine.fingerprint());
    this.machine.prepare?.();
    return (steps - 1) * this.batch_size + this.last_batch;
  }

  /** Samples per second; NaN before there is a measurement. */
  get rate() {
    return this.time > 0 ? (1000 * this.samples) / this.time : NaN;
  }
}

/**
 * The lanes by name; the SIMD module is missing where the engine cannot run it.
 * @param {Settings} settings @param {Modules} modules
 * @returns {Promise<Map<Name, Lane>>}
 */
export async function line_up(settings, { simd, scalar }) {
  /** @type {[Name, Promise<Machine>][]} */
  const machines = [
    ['simd', module_machine('simd', settings, simd)],
    ['scalar', module_machine('scalar', settings, scalar)],
    ['skipping', plain_machine(true, settings, scalar)],
    ['dense', plain_machine(false, settings, scalar)],
  ];
  const lanes = new Map();
  for (const [name, machine] of machines) {
    const ready = await machine.catch((error) => {
      if (name !== 'simd') throw error;
    });
    if (ready) lanes.set(name, new Lane(ready, settings));
  }
  return lanes;
}

/**
 * How far the two modules have come together, and with what bits.
 * @param {Map<Name, Lane>} lanes
 * @returns {Bits | undefined} undefined: no epoch yet
 */
export function common_bits(lanes) {
  const [simd, scalar] = [lanes.get('simd'), lanes.get('scalar')];
  const epochs = Math.min(simd?.fingerprints.length ?? 0, scalar?.fingerprints.length ?? 0);
  if (!simd || !scalar || epochs === 0) return undefined;
  const steps = epochs * simd.epoch_steps;
  return { steps, simd: simd.fingerprints[epochs - 1], scalar: scalar.fingerprints[epochs - 1] };
}
