/** The figures of the page: what each is given, what it asks for, and when it is drawn. */
import { Frames } from '../figures/frames.js';
import { NetworkFigure } from '../figures/network_figure.js';
import { LiveNumbers } from '../figures/numbers.js';
import { RunCurves } from '../figures/run_curves.js';
import { Sparkline } from '../figures/sparkline.js';
import { fingerprint_note } from '../model/words.js';
import { by_id, placed } from './document.js';
import { FurtherDown } from './further_down.js';

/**
 * @typedef {import('../model/model.js').Model} Model
 * @typedef {import('../training/protocol.js').Need} Need
 * @typedef {import('../training/protocol.js').Snapshot} Snapshot
 * @typedef {import('../training/settings.js').Config} Config
 * @typedef {{ settings: Config, difference: string }} Began
 * @typedef {{ image: Uint8Array, label: number }} Example
 * @typedef {{ sample: number } | { example: Example } | { picture: Uint8Array }} Origin where an image on the pad comes from
 */

export class Drawings {
  #has_empty_curves = true; // no loss of the run has been shown
  #sample = 0; // number of the test image that was on the pad last
  /** @type {HTMLElement | undefined} where the image on the pad was opened */
  #opened_at = undefined;
  /** Called when an image has been opened. */
  opened = () => {};
  /** Called when somebody asks why it answers so. @type {(digit?: number) => void} digit: about that class */
  asked_why = () => {};
  /** @type {FurtherDown | undefined} undefined: not made yet */
  #further_down = undefined;

  /** @param {Model} model @param {typeof import('./site.js').forms} forms of the built-in handwriting */
  constructor(model, forms) {
    this.model = model;
    this.forms = forms;
    this.network = placed(
      new NetworkFigure(by_id('figure'), {
        drawn: () => this.#show_pad(),
        sample: () => this.show_sample(),
        shows: () => this.frames.need('units', ...this.network.needs),
        why: (digit) => this.asked_why(digit),
      }),
    );
    this.numbers = placed(new LiveNumbers(by_id('live-numbers')));
    this.curves = placed(new RunCurves(by_id('curves')));
    this.spark = placed(new Sparkline(by_id('spark')));
    this.frames = new Frames({
      on_needs: (needs) => model.want(/** @type {Need[]} */ (needs)),
      on_error: (name, error) => model.report(`The figure “${name}” could not be drawn: ${error}`, 'trouble'),
    });
    this.#register();
    this.#listen();
  }

  #register() {
    const { frames, network, numbers, curves, spark, model } = this;
    const { units } = network.parts;
    const tested = (/** @type {(test: import('../training/run.js').Evaluation) => void} */ draw) => () =>
      model.state.test && draw(model.state.test);
    frames.register('loss', {
      gap: 200,
      draw: () => this.#draw_loss(),
      node: curves.parts['loss-curve'],
      is_picture: true,
    });
    frames.register('accuracy', {
      gap: 250,
      draw: () => curves.draw_accuracy(),
      node: curves.parts['accuracy-curve'],
      is_picture: true,
    });
    frames.register('spark', {
      gap: 250,
      draw: () => this.#draw_spark(),
      node: spark.container,
      is_picture: true,
    });
    frames.register('units', {
      gap: 30,
      draw: () => network.draw_weights(),
      node: units,
      needs: network.needs,
    });
    const place = { gap: 60, node: network.container };
    frames.register('answer', { ...place, draw: () => network.draw_answer() });
    frames.register('lines', {
      ...place,
      draw: () => network.draw_lines(),
      is_picture: true,
      needs: ['parameters'],
    });
    const row = { gap: 200, node: numbers.container };
    frames.register('numbers', {
      ...row,
      draw: () => model.state.numbers && numbers.draw(model.state.numbers),
    });
    frames.register('test', { ...row, draw: tested((test) => numbers.draw_test(test)) });
  }

  #listen() {
    const { model } = this;
    /** @template T @param {string} type @param {(detail: T) => void} action */
    const on = (type, action) =>
      model.addEventListener(type, (event) => action(/** @type {CustomEvent<T>} */ (event).detail));
    on('began', (/** @type {Began} */ began) => this.#begin(began));
    on('snapshot', (/** @type {Snapshot & { playing: boolean }} */ snapshot) => this.#show(snapshot));
    on('branched', (/** @type {{ difference: string }} */ { difference }) => {
      this.curves.begin(model.history, model.ghost, difference);
      this.frames.want('loss', 'spark', 'accuracy');
    });
    on('change', (/** @type {Set<string>} */ changed) => {
      if (changed.has('best')) this.curves.mark_best(model.state.best);
      if (changed.has('shown') && model.state.shown)
        this.numbers.show_note(fingerprint_note(model.state.shown));
    });
  }

  #draw_loss() {
    this.curves.draw_loss();
    this.#mark_first_loss();
  }

  #draw_spark() {
    const { past, test } = this.model.state;
    this.spark.draw(this.model.history, past && test);
    this.#mark_first_loss();
  }

  #mark_first_loss() {
    const is_first =
      this.model.history.batches.length > 0 && !performance.getEntriesByName('first-loss').length;
    if (is_first) performance.mark('first-loss');
  }

  /** @param {Began} began */
  #begin({ settings, difference }) {
    const { frames, network, curves, model } = this;
    this.#has_empty_curves = true;
    frames.forget();
    frames.want('loss', 'accuracy');
    network.begin(settings.hidden);
    curves.begin(model.history, model.ghost, difference);
    this.#further_down?.begin(settings);
  }

  /** Makes the figures below the first screen, if they are not there yet. */
  make_further_down() {
    if (this.#further_down) return;
    const { model, frames, forms, network } = this;
    const open = this.open.bind(this);
    const further_down = (this.#further_down = new FurtherDown(model, { frames, forms, open }));
    further_down.name_classes(network.classes);
    if (model.state.shown) further_down.begin(model.state.shown.settings);
  }

  /** @param {import('../figures/classes.js').Classes} classes what they are called from now on */
  name_classes(classes) {
    this.network.name_classes(classes);
    this.#further_down?.name_classes(classes);
  }

  /** @param {Snapshot & { playing: boolean }} snapshot */
  #show({ initial, parameters, gradients, on_pad, dead, steps, losses, tests, numbers, playing }) {
    const { frames, network } = this;
    document.documentElement.dataset.training = playing ? 'playing' : 'paused';
    const is_new_image = network.take(parameters, gradients, on_pad, { initial, steps });
    network.mark_dead(dead);
    if (tests.length > 0) network.mark_active(tests[tests.length - 1]);
    frames.want('answer', 'lines');
    if (initial || parameters || gradients) frames.want('units');
    if (losses.length > 0) frames.want('loss', 'spark');
    if (tests.length > 0) {
      frames.want('loss', 'spark', 'accuracy', 'test');
      this.#further_down?.see_test();
    }
    if (numbers) frames.want('numbers');
    if (!playing) frames.flush();
    if (is_new_image) frames.flush('answer', 'lines');
    if (losses.length > 0 && this.#has_empty_curves) {
      frames.flush('loss', 'spark'); // the empty ones were drawn just before
      this.#has_empty_curves = false;
    }
    if (numbers) this.numbers.summarise(playing);
    if (!this.#further_down) setTimeout(() => this.make_further_down());
  }

  /** Puts the next test image on the pad. */
  show_sample() {
    this.#sample++;
    this.network.pad.show({ origin: { sample: this.#sample } }); // its pixels come from the trainer
    this.model.show_sample(this.#sample);
  }

  /** The image on the pad that was opened. @returns {Example | undefined} */
  get example() {
    const origin = /** @type {Origin | undefined} */ (this.network.pad.origin);
    return origin && 'example' in origin ? origin.example : undefined;
  }

  /** Tells the trainer what lies on the pad, which has been changed by hand. */
  #show_pad() {
    const { pad } = this.network;
    const origin = /** @type {Origin | undefined} */ (pad.origin);
    if (!origin) this.model.show_strokes(pad.strokes);
    else if ('example' in origin) this.model.show_example(origin.example);
    else if ('picture' in origin) this.model.show_example({ image: origin.picture });
    else this.model.show_sample(origin.sample);
  }

  /**
   * Puts an image on the pad.
   * @param {Example} example @param {string} name what kind of image it is, as the beginning of a sentence
   * @param {HTMLElement} [from] what was pressed; the pad comes into view, and go_back() leads back there
   */
  open(example, name, from) {
    const { pad } = this.network;
    pad.show({ greys: example.image, name, origin: { example } });
    this.model.show_example(example);
    this.#opened_at = from;
    if (from) pad.pad.scrollIntoView({ block: 'center' });
    if (from) this.opened();
  }

  /** Puts a picture of the visitor's onto the pad. @param {Uint8Array} image 784 greys @param {string} name of its file */
  open_picture(image, name) {
    this.network.pad.show({ greys: image, name, origin: { picture: image } });
    this.model.show_example({ image });
  }

  /**
   * Puts a change of the image on the pad in its place; Undo takes it back.
   * @param {Uint8Array} before @param {Uint8Array} image @param {string} name a sentence that says what was done
   */
  show_changed(before, image, name) {
    this.network.pad.show({ greys: image, before, name, origin: { picture: image } });
    this.model.show_example({ image });
  }

  /** Back from the images that were opened: to where the last was, and to what lay on the pad before. */
  go_back() {
    const { pad } = this.network;
    const from = this.#opened_at;
    do pad.undo();
    while (this.example && pad.can_undo);
    if (this.example) pad.clear();
    const place = from?.isConnected ? from : (this.#further_down?.misread.list ?? pad.pad);
    place.scrollIntoView({ block: 'center' });
    place.focus({ preventScroll: true });
  }

  /** Draws everything as it is now, at the size that it has now. */
  draw_all() {
    this.make_further_down();
    for (const figure of [this.network, this.curves]) figure.fit();
    this.frames.draw_all();
  }

  /** The theme has changed. */
  recolour() {
    for (const figure of [this.network, this.curves, this.spark]) figure.recolour();
  }
}
