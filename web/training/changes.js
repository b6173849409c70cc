/**
 * What has happened to a run between its steps: images that joined its data, examples that were taught and forgotten, steps
 * on an image of somebody's choice. With it the run can be gone through again, see retrace.js. Runs in any thread.
 */
import { PIXELS } from '../network/arguments.js';

/**
 * @typedef {import('./run.js').Run} Run
 * @typedef {import('./run.js').TaughtExample} TaughtExample
 * @typedef {Run['place']} Place
 * @typedef {{ kind: 'arrived', from: number, to: number }} Arrived images of the source, by number
 * @typedef {{ kind: 'taught', example: TaughtExample }} Taught
 * @typedef {{ kind: 'forgotten', taught: TaughtExample[], arrived: number }} Forgotten what the data were built from again
 * @typedef {{ kind: 'own step', image: Uint8Array, label: number, rate: number }} OwnStep
 * @typedef {(Arrived | Taught | Forgotten | OwnStep) & { place: Place }} Change place: where the run stood; for what was
 * forgotten, after it
 */

const TAUGHT_TIMES = 20; // copies of each taught example in the training data

/** An example as it joins the training data: many times over. @param {{ image: Uint8Array, label: number }} example */
export function copies_of({ image, label }) {
  const images = new Uint8Array(TAUGHT_TIMES * PIXELS);
  for (let i = 0; i < TAUGHT_TIMES; i++) images.set(image, i * PIXELS);
  return { images, labels: new Uint8Array(TAUGHT_TIMES).fill(label) };
}

/** The training data of a run without examples. @param {Pick<Run, 'network' | 'source' | 'made_up'>} run @param {number} [count] images of the source, by default those that are here */
export function training_data({ network, source, made_up }, count) {
  if (!source) return network.digits(network.seed, made_up, 'train');
  const { images, labels } = source.train;
  const n = count ?? labels.length;
  return network.load(images.subarray(0, n * PIXELS), labels.subarray(0, n));
}

export class Changes {
  /** @type {Change[]} in the order in which they happened */
  list = [];
  /** How many of them are in the run as it stands. */
  count = 0;

  /** @param {Run} run */
  constructor(run) {
    this.run = run;
    this.arrived_first = run.source?.train.labels.length ?? 0; // images that were here when it began
  }

  /** Images of the source that are in the data. */
  get arrived() {
    return this.list.reduce(
      (arrived, change) => (change.kind === 'arrived' ? change.to : arrived),
      this.arrived_first,
    );
  }

  /** @param {Arrived | Taught | Forgotten | OwnStep} change @param {Place} [place] by default where the run stands */
  note(change, place = this.run.place) {
    this.list.push({ ...change, place });
    this.count++;
  }

  /** @param {number} images of the source have joined the data @param {Place} place where the run stood in them */
  note_arrival(images, place) {
    const from = this.arrived;
    this.note({ kind: 'arrived', from, to: from + images }, place);
  }
}
