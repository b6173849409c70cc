/**
 * Training on the page's own thread, where no worker can be had: the same Trainer, in slices short enough that the page
 * stays usable. Loaded only when it is needed.
 */
import { in_pieces } from '../training/evaluating.js';
import { Trainer } from '../training/trainer.js';
import { serve } from './port.js';

const RHYTHM = { slice: 8, rest: 8, pieces: in_pieces(8) }; // ms

/** @param {string} [assets] URL of the site's folder, see Surroundings @returns {{ port: MessagePort, end: () => void }} the user's end */
export function train_here(assets) {
  const { port1, port2 } = new MessageChannel();
  const trainer = serve(port1, (wire) => new Trainer({ ...wire, assets, rhythm: RHYTHM }));
  port1.start();
  port2.start();
  return {
    port: port2,
    end() {
      trainer.dispose();
      port1.close();
      port2.close();
    },
  };
}
