/** What goes out of the page and comes back: the link, the network as a file, the run of the last visit. */
import { choose_files, save_file } from './files.js';
import { by_id } from '../figures/dom.js';
import { keep_run } from '../model/visit.js';
import { network_from_file, network_to_file } from '../network/files/json.js';

/** @typedef {import('../training/settings.js').Config} Config */

const KEEP_GAP = 2000; // ms between two writings to the storage

/**
 * @param {object} page
 * @param {import('../panels/status.js').Status} page.status
 * @param {() => Promise<any>} page.ask for the exact state of the run
 * @param {(network: import('../network/files/json.js').Saved) => void} page.open shows a saved network
 */
export function start_sharing({ status, ask, open }) {
  by_id('copy-link').addEventListener('click', async () => {
    try {
      await navigator.clipboard.writeText(location.href);
      status.say('The link is copied: it opens this page with the same data, network and seed.');
    } catch {
      status.warn('This browser does not let the page copy; the address above is the link.');
    }
  });
  by_id('save-network').addEventListener('click', async () => {
    const state = await ask();
    if (!state.fingerprint) return;
    save_file(`glassnet-${state.hidden}-${state.fingerprint}.json`, network_to_file(state));
    status.say(`Saved: the network at step ${state.steps.toLocaleString('en')}.`);
  });
  choose_files(by_id('open-network'), async ([file]) => {
    try {
      open(await network_from_file(file));
    } catch (error) {
      status.warn(/** @type {Error} */ (error).message);
    }
  });
}

/** Keeps the run in the browser every few seconds, and when the page goes. */
export class Keeper {
  constructor() {
    /** @type {import('../model/visit.js').Recipe | undefined} */
    this.recipe = undefined;
    this.kept_at = performance.now();
    addEventListener('pagehide', () => this.recipe && keep_run(this.recipe));
  }

  /** Another run begins: the one before is kept first. */
  begin() {
    if (this.recipe) keep_run(this.recipe);
    this.recipe = undefined;
  }

  /** @param {import('../model/visit.js').Recipe | undefined} recipe undefined: this run cannot be kept */
  note(recipe) {
    this.recipe = recipe;
    if (!recipe || performance.now() - this.kept_at < KEEP_GAP) return;
    this.kept_at = performance.now();
    keep_run(recipe);
  }
}
