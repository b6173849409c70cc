/** Runs in an otherwise empty page: trains with carried threads, and tells where and to which bits. */
import { carried_reacher } from '../../web/link/carried.js';
import carried from '../../web/link/carried_threads.js';
import { Disconnected } from '../../web/link/port.js';
import { Remote } from '../../web/model/remote.js';
import { read_hash } from '../../web/training/settings.js';

/** @typedef {import('../../web/link/port.js').FromTrainer} FromTrainer */

/** @param {string} hash settings with a stop rule @param {boolean} is_early whether the worker begins before it is connected to */
async function train(hash, is_early) {
  const { config: settings } = read_hash(hash);
  /** @type {string[]} */
  const told = [];
  /** @type {() => void} */
  let stop = () => {};
  const stopped = new Promise((resolve) => (stop = () => resolve(undefined)));
  const remote = new Remote({
    reach: carried_reacher(carried, { hash: is_early ? hash : undefined }),
    paced: (take) => void setTimeout(take),
    failed: (error) => void told.push(String(error)),
    lost: (error) => void told.push(String(error)),
    received(message) {
      if (message.type !== 'event') return;
      if (message.name === 'stopped') stop();
      if (['fault', 'failed'].includes(message.name)) told.push(JSON.stringify(message.detail));
    },
    restore: () =>
      void remote.send('start', { run: 1, settings, playing: true }).catch((error) => {
        if (error instanceof Disconnected) return; // another trainer is told it again
        told.push(String(error));
        stop();
      }),
  });
  const thread = await remote.connect();
  await stopped;
  const { mnist } = await remote.send('offers');
  const state = told.length > 0 ? undefined : await remote.send('state', { run: 1 });
  remote.dispose();
  return { thread, mnist, told, steps: state?.steps, fingerprint: state?.fingerprint };
}

Object.assign(globalThis, { train });
