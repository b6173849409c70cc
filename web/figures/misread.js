/** Test images with what they are, what the network takes them for, and how sure it is. */
import { grey_picture, grey_url } from './colours.js';
import { create } from './dom.js';

/** @typedef {{ images: Uint8Array, truths: Uint8Array, answers: Uint8Array, probabilities: Float32Array }} Read */

/**
 * @param {HTMLElement} container
 * @param {Read} read the most confident first
 */
export function draw_read_images(container, { images, truths, answers, probabilities }) {
  const before = new Map([...container.querySelectorAll('img')].map((picture) => [picture.src, picture]));
  const tiles = Array.from(truths, (truth, i) => {
    const url = grey_url(images.subarray(i * 784, (i + 1) * 784));
    const is_wrong = truth !== answers[i];
    const answer = create('b', { class: is_wrong ? 'wrong' : 'right' }, String(answers[i]));
    const sure = `${(100 * probabilities[i]).toFixed(0)} %`;
    return create(
      'li',
      {},
      before.get(url) ?? grey_picture(url),
      create('span', {}, `${truth} read as `, answer),
      create('span', {}, sure),
    );
  });
  if (tiles.length === 0) tiles.push(create('li', { class: 'none' }, 'None at this step.'));
  container.replaceChildren(...tiles);
}
