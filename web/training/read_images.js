/** The test images behind a cell of the confusion matrix. Runs in any thread. */
import { CLASSES, PIXELS } from '../network/arguments.js';
import { argmax } from '../network/numbers.js';

/**
 * Test images of one kind, those of which the network is most certain first.
 * @param {import('./run.js').Run} run
 * @param {{ truth?: number, answer?: number }} cell of the confusion matrix; empty: all that are misread
 * @param {number} most
 */
export function read_images(run, { truth, answer }, most) {
  const { images, labels } = run.copies;
  const Ao = run.network.predict(images);
  const answers = Array.from(labels, (_, i) => argmax(Ao.subarray(CLASSES * i, CLASSES * (i + 1))));
  const is_wanted = (/** @type {number} */ i) =>
    truth === undefined ? answers[i] !== labels[i] : labels[i] === truth && answers[i] === answer;
  const found = [...labels.keys()].filter(is_wanted);
  const certainty = (/** @type {number} */ i) => Ao[CLASSES * i + answers[i]];
  const shown = found.sort((a, b) => certainty(b) - certainty(a) || a - b).slice(0, most);
  const pixels = new Uint8Array(shown.length * PIXELS);
  shown.forEach((i, at) => pixels.set(images.subarray(i * PIXELS, (i + 1) * PIXELS), at * PIXELS));
  return {
    count: found.length,
    images: pixels,
    truths: Uint8Array.from(shown, (i) => labels[i]),
    answers: Uint8Array.from(shown, (i) => answers[i]),
    probabilities: Float32Array.from(shown, certainty),
  };
}
