/** The run before the one on show, kept so that a slip of the hand loses nothing: it comes back with its bits. */
import { count as whole } from '../network/numbers.js';

/**
 * @typedef {import('./model.js').Model} Model
 * @typedef {import('./store.js').Shown} Shown
 * @typedef {Promise<Awaited<ReturnType<import('../training/protocol.js').Commands['saved']>> | undefined>} Asked undefined: it could not be had
 * @typedef {{ shown: Shown, steps: number, history: import('./store.js').History, state: Asked }} Kept
 */

const WORTH = 100; // steps: a shorter run does not take the place of one that is kept

export class WayBack {
  /** @type {Kept | undefined} */
  #kept = undefined;
  /** @type {(Pick<Kept, 'shown' | 'history'> & { run: number }) | undefined} the run that comes back, under its new number */
  #coming = undefined;

  #reset = NaN; // the run that is the one before from its start

  /** @param {Model} model */
  constructor(model) {
    this.model = model;
  }

  /** Keeps the run on show, which another is about to replace. */
  keep() {
    const { model } = this;
    const { shown, past } = model.state;
    const steps = past?.newest ?? model.state.steps;
    if (!shown || steps === 0 || model.remote.is_lost) return;
    if (this.#kept && steps < WORTH) return;
    // asked for before the new run, and answered at once
    const state = model.remote.send('saved', { run: shown.run }).catch(() => undefined);
    this.#kept = { shown, steps, history: model.history, state };
  }

  /** Asks for a new network with the same settings. The one before stands, so that what is kept is what was seen last. */
  reset() {
    const { model } = this;
    const { asked, shown, playing } = model.state;
    if (shown?.run === asked.run) model.remote.send('pause', { run: asked.run });
    model.start({}, { playing });
    this.#reset = model.state.asked.run;
  }

  /** What there is to say when a run has begun. @param {number} run @returns {import('./notices.js').Words | undefined} */
  words_for(run) {
    const { choices } = this;
    if (run !== this.#reset || choices.length === 0) return undefined;
    return { kind: 'message', text: 'A new network has begun, from the same seed.', choices };
  }

  /** @returns {import('./notices.js').Choice[]} a button, if there is a way back */
  get choices() {
    if (!this.#kept) return [];
    const text = `Back to the run before, step ${whole(this.#kept.steps)}`;
    return [{ text, action: () => void this.#take() }];
  }

  async #take() {
    const { model } = this;
    const kept = this.#kept;
    const state = await kept?.state;
    if (!kept || kept !== this.#kept) return; // taken already
    this.#kept = undefined;
    if (!state) return model.report('The run before could not be kept.', 'trouble');
    const { shown, history } = kept;
    const { parameters, fingerprint, steps, epoch, stretches } = state;
    // Images that were taught are not there; they can be taught again.
    const is_same_data = state.data === shown.settings.data;
    const images = is_same_data ? { images: state.images, position: state.position } : { position: 0 };
    const saved = { parameters, fingerprint, place: { steps, epoch, stretches, ...images } };
    model.start(shown.settings, { playing: false, files: shown.files, turned: shown.turned, saved });
    this.#coming = { run: model.state.asked.run, shown, history };
    return undefined;
  }

  /**
   * A run has begun.
   * @param {number} run @param {number} steps that it has come to
   * @returns {Partial<Pick<Shown, 'is_saved' | 'saved'>> & { history?: Kept['history'] }} what it has of the run that it is
   * again, if it is one that was kept
   */
  begin(run, steps) {
    if (this.#coming?.run !== run) return {};
    const { shown, history } = this.#coming;
    this.#coming = undefined;
    const { is_saved, saved } = shown;
    const is_plain = !(shown.has_taught || shown.has_own_step || shown.is_early);
    const origin = is_plain ? { is_saved, saved } : {};
    return history.batches.steps === steps ? { ...origin, history } : origin;
  }
}
