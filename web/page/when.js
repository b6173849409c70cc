/** Back in time: joins the slider under the curves to the model, and marks on the curves where the run stands. */
import { at_most_every } from '../figures/dom.js';
import { count } from '../network/numbers.js';
import { Scrubber } from '../panels/scrubber.js';

/**
 * @typedef {import('../model/model.js').Model} Model
 * @typedef {import('./drawings.js').Drawings} Drawings
 */

const GAP = 50; // ms between two places that are gone to while the slider is moved
const DRAWN = 200; // ms between two drawings while training
const WAY_BACK = 'Press “Now”, under the curves, to return.';
const TEXT = `The past: everything on this page shows the network as it was at an earlier step. ${WAY_BACK}`;
const OVERFLOWED = `The past, where the numbers had overflowed already: no weight is a number there. ${WAY_BACK}`;

export class When {
  #target = NaN; // step that was gone to last
  #asked = 0; // places that are on their way
  #has_left = false; // whether it has gone from the present
  #was_playing = false; // when it went
  #is_past = false; // whether the slider shows an earlier step
  /** @type {import('../model/notices.js').Words | undefined} */
  #notice = undefined;

  /** @param {HTMLElement} row @param {Model} model @param {Drawings} drawings */
  constructor(row, model, drawings) {
    this.model = model;
    this.drawings = drawings;
    const go_to = at_most_every(GAP, () => void this.#go_to(this.#target));
    this.scrubber = new Scrubber(row, {
      go_to: (step) => {
        this.#target = step;
        go_to();
      },
      now: () => void this.#go_back(),
      go_on: () => model.play(),
    });
    drawings.frames.register('when', { gap: DRAWN, draw: () => this.#draw(), node: row });
    model.addEventListener('snapshot', () => this.#see());
    model.addEventListener('going', (event) =>
      this.scrubber.going(/** @type {CustomEvent<{ step: number }>} */ (event).detail.step),
    );
    this.#draw();
  }

  /** @param {number} step */
  async #go_to(step) {
    const { model, scrubber } = this;
    if (!this.#has_left) this.#was_playing = model.state.playing;
    this.#has_left = true;
    this.#target = step;
    this.#asked++;
    try {
      await model.go_to(step);
      scrubber.arrived(step);
    } catch (error) {
      scrubber.arrived(step);
      this.#has_left = model.state.past !== undefined;
      this.#draw();
      model.complain(error);
    }
    this.#asked--;
  }

  /** To the present, where training goes on if it did before. */
  async #go_back() {
    const { past } = this.model.state;
    if (!past) return;
    await this.#go_to(past.newest);
    if (this.#was_playing && this.#target === past.newest) this.model.play();
  }

  #see() {
    const { frames } = this.drawings;
    const { past, playing } = this.model.state;
    this.#has_left &&= past !== undefined || this.#asked > 0;
    frames.want('when');
    if (!playing || this.#is_past !== (past !== undefined)) frames.flush('when'); // the next key begins where it stands
  }

  #draw() {
    const { steps, past, test } = this.model.state;
    const { first } = this.model.history.batches;
    const has_overflowed = test?.step === steps && !Number.isFinite(test.loss);
    const place = { first: past?.first ?? first, newest: past?.newest ?? steps };
    this.#is_past = past !== undefined;
    this.scrubber.set({ ...place, step: steps, is_past: this.#is_past, has_overflowed });
    this.#mark();
    this.#tell(past && (has_overflowed ? OVERFLOWED : TEXT));
  }

  /** Where the run stands, on both curves. */
  #mark() {
    const { curves } = this.drawings;
    const { past, test, best } = this.model.state;
    if (!past || !test) {
      curves.mark_best(best);
      return curves.accuracy.mark();
    }
    const at = { x: test.step, text: `step ${count(test.step)}` };
    curves.loss.mark({ ...at, y: test.loss });
    return curves.accuracy.mark({ ...at, y: test.accuracy });
  }

  /** Says so where the controls are, as the slider may be out of view. @param {string | undefined} text */
  #tell(text) {
    const { notices } = this.model;
    if (this.#notice?.text === text) return;
    if (this.#notice && notices.is_message(this.#notice)) notices.set('message', undefined);
    this.#notice = text ? { kind: 'message', text } : undefined;
    if (this.#notice) notices.set('message', this.#notice);
  }
}
