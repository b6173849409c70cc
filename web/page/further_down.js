/**
 * The figures below the first screen: what is misread, the contact sheet, and how a digit is written. They are made once the
 * first screen shows the run, so that its first loss does not wait for them.
 */
import { ContactSheet } from '../figures/contact_sheet.js';
import { FollowedDigit } from '../figures/followed_digit.js';
import { Misread } from '../figures/misread.js';
import { DATA_NAMES } from '../model/words.js';
import { by_id, placed } from './document.js';

/**
 * @typedef {import('../training/settings.js').Config} Config
 * @typedef {import('./drawings.js').Example} Example
 *
 * @typedef {object} Given
 * @property {import('../figures/frames.js').Frames} frames draws the confusion matrix in its turn
 * @property {typeof import('./site.js').forms} forms of the built-in handwriting
 * @property {(example: Example, name: string, from?: HTMLElement) => void} open puts an image on the pad
 */

const SETTLED = 4000; // ms of a run before what is out of view is fetched as well

export class FurtherDown {
  /** @type {Config | undefined} of the run before */
  #before = undefined;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #completing = undefined;

  /** @param {import('../model/model.js').Model} model @param {Given} given */
  constructor(model, { frames, forms, open }) {
    this.model = model;
    this.frames = frames;
    const complain = (/** @type {unknown} */ error) => model.complain(error);
    this.misread = placed(
      new Misread(by_id('misread'), {
        open: (example, from) => open(example, 'A test image', from),
        ask: (cell) =>
          model.read_images(cell).then((read) => this.misread.show({ ...cell, ...read }), complain),
      }),
    );
    this.sheet = placed(
      new ContactSheet(by_id('contact-sheet'), {
        choose: (index, example, tile) => {
          void this.#follow(index);
          open(example, 'A training image', tile);
        },
        wanted: () => model.contact_sheet().then((images) => this.sheet.show(images), complain),
      }),
    );
    this.digit = placed(new FollowedDigit(by_id('followed-digit'), { forms, wanted: () => this.#follow(0) }));
    frames.register('matrix', {
      gap: 400,
      draw: () => model.state.test && this.misread.draw(model.state.test),
      node: this.misread.container,
    });
    if (model.state.test) this.see_test();
  }

  /** There are new measurements on the test images. */
  see_test() {
    this.frames.want('matrix');
  }

  /** A run has begun. @param {Config} settings */
  begin(settings) {
    const { misread, sheet, digit } = this;
    const is_built_in = settings.data === 'digits';
    misread.begin();
    sheet.begin(DATA_NAMES[settings.data]);
    digit.container.hidden = !is_built_in;
    const are_others = this.#before?.data !== settings.data || this.#before?.seed !== settings.seed;
    if (is_built_in && are_others) digit.begin();
    this.#before = settings;
    clearTimeout(this.#completing);
    this.#completing = setTimeout(() => sheet.hurry(), SETTLED); // so that the page can be printed
  }

  /** @param {import('../figures/classes.js').Classes} classes what they are called from now on */
  name_classes(classes) {
    this.misread.name_classes(classes);
    this.sheet.name_classes(classes);
  }

  /** Shows how one of the built-in digits was written. @param {number} index */
  async #follow(index) {
    if (this.model.state.shown?.settings.data !== 'digits') return;
    try {
      const written = await this.model.follow(index);
      this.sheet.mark(index);
      await this.digit.show(written);
    } catch (error) {
      this.model.complain(error);
    }
  }
}
