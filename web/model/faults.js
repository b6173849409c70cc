/**
 * What stops training for good: the trainer is gone, or nothing can compute. It is said once, nothing looks as if it
 * trained, and there is one way on, which a button offers and which every order to train takes too.
 */
import { count as whole } from '../network/numbers.js';

/**
 * @typedef {import('./model.js').Model} Model
 * @typedef {import('./notices.js').Choice} Choice
 */

export class Faults {
  /** @type {Choice | undefined} while there is a fault that can be mended */
  way_on = undefined;
  /** @type {boolean | undefined} whether it trained before the fault; undefined: there is none, and the trainer has the run on show */
  #playing = undefined;

  /** @param {Model} model */
  constructor(model) {
    this.model = model;
  }

  /** A run has been asked for, which may be the way on. */
  clear() {
    this.way_on = undefined;
    this.model.notices.set('failure', undefined);
  }

  /** A run has begun: the fault is behind. */
  end() {
    this.#playing = undefined;
  }

  /** @param {string} text @param {boolean} [is_final] there is no way on */
  #stop(text, is_final = false) {
    const { model } = this;
    model.intents.forget();
    model.set({ playing: false, is_away: false });
    model.notices.set('progress', undefined);
    this.way_on = is_final ? undefined : this.#start_again();
    model.notices.set('failure', { kind: 'failure', text, choices: this.way_on ? [this.way_on] : [] });
  }

  /** The trainer is gone. @param {Error & { is_final?: boolean }} error is_final: another trainer would not help */
  lost({ message, is_final }) {
    this.#playing = this.model.state.playing;
    this.model.set({ thread: undefined });
    this.#stop(`The part of the page that trains does not work any more: ${message}`, is_final);
  }

  /**
   * What was asked for cannot be had: if the trainer has no other run, that is a fault.
   * @param {string} reason a sentence @param {boolean} [playing] whether the first run, which could not begin, was to train
   * @returns {boolean} whether it is one
   */
  stand(reason, playing = this.#playing) {
    this.#playing = playing;
    if (playing !== undefined) this.#stop(reason);
    return playing !== undefined;
  }

  /**
   * With a new trainer, the run on show from where it was last seen, if its steps can be repeated; or else the run that was
   * asked for, from its start.
   * @returns {Choice}
   */
  #start_again() {
    const { model } = this;
    const playing = this.#playing;
    const { shown, asked, numbers } = model.state;
    const is_there = shown !== undefined && asked.run === shown.run && is_repeatable(shown);
    const { stretches = [], steps = 0, fingerprint = '' } = (is_there && numbers) || {};
    const text = shown ? `Start again from step ${whole(steps)}` : 'Try again';
    const { saved, files = shown?.files, turned = shown?.turned } = asked;
    const place = /** @type {const} */ ('fault');
    const recipe = steps > 0 ? { stretches, steps, fingerprint, place, goes_on: playing } : asked.recipe;
    return { text, action: () => model.start({}, { playing, files, turned, saved, recipe }) };
  }
}

/** Whether the same steps lead to the same network. @param {import('./store.js').Shown} shown */
const is_repeatable = ({ is_early, has_taught, has_own_step, is_aside }) =>
  !(is_early || has_taught || has_own_step || is_aside);
