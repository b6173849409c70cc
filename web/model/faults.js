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
  /** @type {boolean | undefined} whether it trained when the trainer was gone; undefined: the trainer has the run on show */
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

  /** @param {string} text @param {Choice} [way_on] */
  #stop(text, way_on) {
    const { model } = this;
    model.intents.forget();
    model.set({ playing: false, is_away: false });
    model.notices.set('progress', undefined);
    this.way_on = way_on;
    model.notices.set('failure', { kind: 'failure', text, choices: way_on ? [way_on] : [] });
  }

  /** The trainer is gone. @param {Error & { is_final?: boolean }} error is_final: another trainer would not help */
  lost({ message, is_final = false }) {
    this.#playing = this.model.state.playing;
    const way_on = is_final ? undefined : this.#start_again(this.#playing);
    this.model.set({ thread: undefined });
    this.#stop(`The part of the page that trains does not work any more: ${message}`, way_on);
  }

  /** What was asked for instead cannot be had. @param {string} reason a sentence @returns {boolean} whether there is a fault */
  stand_again(reason) {
    const playing = this.#playing;
    if (playing !== undefined) this.#stop(reason, this.#start_again(playing));
    return playing !== undefined;
  }

  /** The first run could not begin. @param {string} reason a sentence */
  could_not_start(reason) {
    const { playing } = this.model.state.asked;
    this.#stop(reason, { text: 'Try again', action: () => this.#repeat(playing) });
  }

  /** The run that was asked for, from its start. @param {boolean} playing */
  #repeat(playing) {
    const { asked, shown } = this.model.state;
    const { saved, recipe, files = shown?.files, turned = shown?.turned } = asked;
    this.model.start({}, { playing, files, turned, saved, recipe });
  }

  /** With a new trainer, the run on show from where it was last seen, if its steps can be repeated. @param {boolean} playing @returns {Choice} */
  #start_again(playing) {
    const { model } = this;
    const { shown, asked, numbers } = model.state;
    const is_there = shown !== undefined && asked.run === shown.run && is_repeatable(shown);
    const { stretches = [], steps = 0, fingerprint = '' } = (is_there && numbers) || {};
    const text = shown ? `Start again from step ${whole(steps)}` : 'Try again';
    const { saved, files = shown?.files, turned = shown?.turned } = asked;
    const place = /** @type {const} */ ('fault');
    const recipe = { stretches, steps, fingerprint, place, goes_on: playing };
    const action = () =>
      steps > 0 ? model.start({}, { playing, files, turned, saved, recipe }) : this.#repeat(playing);
    return { text, action };
  }
}

/** Whether the same steps lead to the same network. @param {import('./store.js').Shown} shown */
const is_repeatable = ({ is_early, has_taught, has_own_step, is_aside }) =>
  !(is_early || has_taught || has_own_step || is_aside);
