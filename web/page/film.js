/** The film of the weights: goes through the run again, and records what its weights were at some hundred steps. */
import { round_range } from '../figures/colours.js';
import { context_of } from '../figures/dom.js';
import { FilmFrame } from '../figures/film_frame.js';
import { learnt } from '../figures/learnt.js';

/**
 * @typedef {import('../model/model.js').Model} Model
 * @typedef {import('../training/protocol.js').Snapshot} Snapshot
 */

const MOST = 100; // pictures
const RATE = 12; // pictures a second
const END = 1000; // ms for which the last one stays, and more
const TYPES = ['video/mp4;codecs=avc1.42E01F', 'video/webm;codecs=vp9', 'video/webm', 'video/mp4'];

/** The first kind of video that the browser makes; undefined: none. */
export const video_type = () =>
  typeof MediaRecorder === 'undefined'
    ? undefined
    : TYPES.find((type) => MediaRecorder.isTypeSupported(type));

/** The steps that are shown: close to each other at first, when most happens. @param {number} first @param {number} last */
export function steps_of(first, last) {
  const steps = Array.from(
    { length: MOST },
    (_, i) => first + Math.round((last - first) * (i / (MOST - 1)) ** 2),
  );
  return [...new Set(steps)];
}

/**
 * Waits until all is known of a step at which the run stands.
 * @param {Model} model @param {number} step @param {AbortSignal} signal
 * @returns {Promise<Float32Array>} (H, 784) how the weights have changed since the beginning
 */
function weights_at(model, step, signal) {
  return new Promise((done, failed) => {
    /** @type {import('../network/network.js').Parameters | undefined} */
    let parameters;
    const see = (/** @type {Event} */ event) => {
      const { steps, ...parts } = /** @type {CustomEvent<Snapshot>} */ (event).detail;
      if (steps === step) parameters = parts.parameters ?? parameters;
      const { initial, state } = model;
      if (!parameters || !initial || state.steps !== step || state.test?.step !== step) return;
      model.removeEventListener('snapshot', see);
      done(learnt(parameters, initial).Wh);
    };
    signal.addEventListener('abort', () => failed(signal.reason));
    model.addEventListener('snapshot', see);
  });
}

/** @param {number} ms */
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** @param {HTMLCanvasElement} canvas @returns {Promise<Blob>} */
const picture_of = (canvas) => new Promise((done) => canvas.toBlob((blob) => blob && done(blob)));

/**
 * Goes through the run, and then back to where it stood; where it trained, it trains on.
 * @param {Model} model
 * @param {import('../figures/frames.js').Frames} frames
 * @param {Element} container whose colours the film has
 * @param {(done: number, total: number) => void} tell pictures so far
 * @param {AbortSignal} signal ends it
 * @returns {Promise<Blob>} at most ten seconds
 * @throws {Error} if the browser makes no videos, or the run cannot be gone through
 */
export async function film(model, frames, container, tell, signal) {
  const type = video_type();
  if (!type) throw new Error('This browser makes no videos, so there is no film.');
  const { past, steps, playing } = model.state;
  const newest = past?.newest ?? steps;
  const places = steps_of(past?.first ?? model.history.batches.first, newest);
  const frame = new FilmFrame(container);
  /** @type {Blob[]} */
  const pictures = [];
  let range = 0.05;
  frames.register('film', { gap: 1000, draw() {}, needs: ['parameters', 'initial'] });
  try {
    for (const step of places) {
      const weights = weights_at(model, step, signal);
      weights.catch(() => {}); // said below, if nothing else was said before
      await model.go_to(step);
      const Wh = await weights;
      range = round_range(Wh, range);
      if (model.state.test) frame.draw(Wh, range, model.state.test);
      pictures.push(await picture_of(frame.canvas));
      tell(pictures.length, places.length);
    }
    return await record(pictures, frame.canvas, type, signal);
  } finally {
    frames.remove('film');
    await model.go_to(past ? steps : newest).catch((error) => model.complain(error));
    if (playing && !past) model.play();
  }
}

/** @param {Blob[]} pictures @param {HTMLCanvasElement} canvas @param {string} type @param {AbortSignal} signal */
async function record(pictures, canvas, type, signal) {
  const context = context_of(canvas);
  const recorder = new MediaRecorder(canvas.captureStream(), { mimeType: type, videoBitsPerSecond: 4e6 });
  /** @type {Blob[]} */
  const parts = [];
  recorder.ondataavailable = ({ data }) => parts.push(data);
  const stopped = new Promise((resolve) => (recorder.onstop = resolve));
  recorder.start();
  const begin = performance.now();
  const end = (1000 * pictures.length) / RATE + END;
  for (;;) {
    signal.throwIfAborted();
    const time = performance.now() - begin;
    if (time >= end) break;
    const at = Math.min(pictures.length - 1, Math.floor((time * RATE) / 1000));
    const picture = await createImageBitmap(pictures[at]);
    context.drawImage(picture, 0, 0);
    picture.close();
    await sleep(1000 / RATE / 2);
  }
  recorder.stop();
  await stopped;
  return new Blob(parts, { type: type.split(';')[0] });
}
