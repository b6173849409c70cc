/** This project as a peer, in Node and in a worker alike. */
import { create_network } from '../../../web/network/network.js';
import { PIXELS, rate_of, split_weights, walk } from './peer.js';

/** Images `start` … `start + m` of the order, end to end.
 * @param {import('./peer.js').Input} input @param {number} start @param {number} m */
function gather({ train_images, train_labels, order }, start, m) {
  const images = new Uint8Array(m * PIXELS);
  const labels = new Uint8Array(m);
  order.subarray(start, start + m).forEach((image, i) => {
    images.set(train_images.subarray(image * PIXELS, (image + 1) * PIXELS), i * PIXELS);
    labels[i] = train_labels[image];
  });
  return { images, labels };
}

/** The checks use the order that all rows share; training draws its own order from the same 60,000 images.
 * @param {import('./peer.js').Input} input @param {'simd' | 'scalar'} build @returns {Promise<import('./peer.js').Peer>} */
export async function create(input, build) {
  const network = await create_network({ build });
  const data_set = network.load(input.train_images, input.train_labels);
  const initial = split_weights(input.weights);
  const { test_images, test_labels } = input;
  const test_set = network.load(test_images, test_labels);
  const trained = walk(test_images.length); // far more than the checks ask for
  let position = 0; // in the epoch that train is in
  const tested = walk(test_labels.length);
  return {
    reset() {
      network.set_parameters(initial);
      trained.reset();
      tested.reset();
    },
    step(m) {
      const { images, labels } = gather(input, trained.take(m), m);
      return network.train_step(images, labels, rate_of(m));
    },
    begin() {
      if (position > 0)
        network.train(data_set, { batch_size: data_set.size - position, learning_rate: 0, steps: 1 });
      position = 0;
    },
    train(m, n) {
      network.train(data_set, { batch_size: m, learning_rate: rate_of(m), steps: n });
      position = (position + n * m) % data_set.size;
    },
    predict(m) {
      const start = tested.take(m) * PIXELS;
      return network.predict(test_images.subarray(start, start + m * PIXELS));
    },
    evaluate: () => network.evaluate(test_set).accuracy,
  };
}
