/**
 * Why it answers so: the figure comes with its script and style after the page has started, when its place is in view or it
 * is asked for. It lies just below many a first screen, so it comes when it is near only once the visitor does something:
 * whoever only looks on need not fetch it, and whoever goes on by Tab finds it there.
 */
import { is_same_image } from '../figures/colours.js';
import { create, when_near } from '../figures/dom.js';

/**
 * @typedef {import('../model/model.js').Model} Model
 * @typedef {import('../training/protocol.js').Snapshot} Snapshot
 * @typedef {import('../figures/why.js').Why} Figure
 */

const GAP = 60; // ms between two drawings, at least

/** Acts once, when the visitor has first pressed or scrolled anything. @param {() => void} action */
function on_first_use(action) {
  const done = new AbortController();
  const act = () => {
    done.abort();
    action();
  };
  const options = { capture: true, passive: true, signal: done.signal };
  for (const type of ['keydown', 'pointerdown', 'scroll']) addEventListener(type, act, options);
}

export class Why {
  /** @type {Promise<void> | undefined} resolves once the figure is there, or has said why it is not */
  #loaded = undefined;
  /** @type {import('../figures/classes.js').Classes | undefined} */
  #naming = undefined;
  /** @type {Figure | undefined} */
  figure = undefined;
  #explained = ''; // what is explained: run, step and image

  /**
   * @param {HTMLElement} container
   * @param {Model} model
   * @param {{ drawings: import('./drawings.js').Drawings, figure: typeof import('./site.js').why }} given figure: gives what is fetched
   */
  constructor(container, model, { drawings, figure }) {
    this.container = container;
    this.model = model;
    this.drawings = drawings;
    this.frames = drawings.frames;
    this.get_figure = figure;
    const begin = () => void this.#load_once();
    const first_step = () => {
      when_near(container, begin, { margin: '0px' });
      on_first_use(() => when_near(container, begin));
    };
    model.addEventListener('snapshot', first_step, { once: true }); // nothing is fetched before it
  }

  #load_once() {
    this.#loaded ??= this.#load().catch((error) => this.#fail(error));
    return this.#loaded;
  }

  async #load() {
    const figures = await this.get_figure();
    const figure = (this.figure = new figures.Why(this.container, {
      make_it: (digit) => void this.#make_it(digit, figure.changed_name(digit)),
    }));
    if (this.#naming) figure.name_classes(this.#naming);
    for (const [name, node] of Object.entries(figure.parts)) node.id = name;
    this.frames.register('why', {
      gap: GAP,
      draw: () => figure.draw(),
      node: this.container,
      is_picture: true,
      needs: figure.needs,
    });
    this.model.addEventListener('snapshot', (event) =>
      this.#show(/** @type {CustomEvent<Snapshot & { playing: boolean }>} */ (event).detail),
    );
  }

  /** @param {unknown} error */
  #fail(error) {
    const reason = error instanceof Error ? error.message : String(error);
    const text = `Why it answers so could not be loaded (${reason}). Reload the page to try again.`;
    this.container.append(create('p', { class: 'hint', role: 'status' }, text));
  }

  /** @param {Snapshot & { playing: boolean }} snapshot */
  #show({ on_pad, explanation, parameters, run, steps, playing }) {
    const { figure, frames } = this;
    if (!figure) return;
    const state = `${run} ${steps} ${on_pad?.image}`;
    const is_new = !on_pad || (explanation && parameters);
    if (is_new) this.#explained = state;
    this.container.toggleAttribute('data-outdated', this.#explained !== state); // it is left out on paper then
    if (!on_pad) figure.take(undefined);
    else if (explanation && parameters) figure.take({ ...on_pad, explanation, parameters });
    else return;
    frames.want('why');
    if (!playing) frames.flush('why');
  }

  /** Brings the figure into view, to explain a class if one is named. @param {number} [digit] */
  async open(digit) {
    this.container.scrollIntoView({ block: 'center' });
    await this.#load_once();
    const { figure } = this;
    if (!figure) return;
    if (digit !== undefined) figure.choose(digit);
    const at = figure.classes?.[digit ?? 0];
    at?.focus({ preventScroll: true });
  }

  /** Changes the image on the pad until it is read as a digit. @param {number} digit @param {string} name of the changed image */
  async #make_it(digit, name) {
    const { figure, model, drawings } = this;
    const before = model.state.on_pad?.image;
    if (!figure || !before) return;
    try {
      const change = await model.what_if(digit);
      if (!is_same_image(before, model.state.on_pad?.image)) return; // somebody draws on
      if (change.outcome === 'changed') drawings.show_changed(before, change.image, name);
      figure.tell_change(before, digit, change);
    } catch (error) {
      model.complain(error);
    }
  }

  /** @param {import('../figures/classes.js').Classes} classes what they are called from now on */
  name_classes(classes) {
    this.#naming = classes;
    this.figure?.name_classes(classes);
  }

  recolour() {
    this.figure?.recolour();
  }
}
