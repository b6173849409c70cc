/** The worker of chromium.mjs: first the input's buffers come, then questions. */
import { create } from './glassnet.js';
import { answer, read_input } from './peer.js';

/** @type {Promise<import('./peer.js').Peer>} */
let peer;

onmessage = async ({ data }) => {
  if (typeof data !== 'string') {
    peer = read_input(async (name) => data[name]).then((input) => create(input, 'simd'));
    return;
  }
  const [question, m, seconds] = data.split(' ');
  postMessage(await answer(await peer, question, Number(m), Number(seconds)));
};
