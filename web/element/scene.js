/** The figures of one element: each in its place, drawn in frames, and told what there is to show. */
import { classes_named, DIGITS } from '../figures/classes.js';
import { Frames } from '../figures/frames.js';
import { figure_row } from './figures_table.js';

/**
 * @typedef {import('./views.js').View} View
 * @typedef {import('./views.js').Snapshot} Snapshot
 * @typedef {import('./live_network.js').LiveNetwork} LiveNetwork
 * @typedef {import('../training/protocol.js').Need} Need
 */

export class Scene {
  /** @type {Map<string, { place: HTMLElement, view: View }>} */
  #views = new Map();
  /** @type {string[]} */
  #names = [];
  #classes = DIGITS;

  /**
   * @param {LiveNetwork} network
   * @param {object} events
   * @param {(needs: Need[]) => void} events.need what is on screen needs these
   * @param {(name: string, value: unknown) => void} events.changed the reader has changed something
   */
  constructor(network, { need, changed }) {
    this.network = network;
    this.changed = changed;
    const { model } = network;
    this.frames = new Frames({
      on_needs: (needs) => need(/** @type {Need[]} */ (needs)),
      on_error: (name, error) => model.report(`The figure “${name}” could not be drawn: ${error}`, 'trouble'),
    });
  }

  /** Shows these figures, and no others. @param {Map<string, HTMLElement>} places by the figures' names */
  show(places) {
    for (const [name, { place }] of this.#views) if (places.get(name) !== place) this.#end(name);
    for (const [name, place] of places) if (!this.#views.has(name)) this.#make(name, place);
  }

  /** @param {string} name @param {HTMLElement} place */
  #make(name, place) {
    const { network, frames, changed } = this;
    const { model, began } = network;
    const view = figure_row(name).make(place, { network, frames, name, changed, save: save_file });
    this.#views.set(name, { place, view });
    view.name_classes?.(this.#classes);
    view.change?.(new Set(Object.keys(model.state)));
    if (!began) return;
    view.begin?.(began);
    view.take?.(everything(model));
  }

  /** @param {string} name */
  #end(name) {
    this.#views.get(name)?.view.dispose();
    this.#views.delete(name);
  }

  get #all() {
    return [...this.#views.values()].map(({ view }) => view);
  }

  /** @param {import('./live_network.js').Began} began */
  begin(began) {
    this.frames.forget();
    for (const view of this.#all) view.begin?.(began);
  }

  /** @param {Snapshot} snapshot */
  take(snapshot) {
    for (const view of this.#all) view.take?.(snapshot);
    if (!snapshot.playing) this.frames.flush();
  }

  /** @param {Set<string>} changed */
  change(changed) {
    for (const view of this.#all) view.change?.(changed);
  }

  /** @param {string[]} names of the ten classes; none: they are digits */
  name_classes(names) {
    if (names === this.#names) return;
    this.#names = names;
    this.#classes = classes_named(names);
    for (const view of this.#all) view.name_classes?.(this.#classes);
  }

  recolour() {
    for (const view of this.#all) view.recolour?.();
  }

  dispose() {
    for (const name of [...this.#views.keys()]) this.#end(name);
    this.frames.dispose();
  }
}

/** All that is known of a network, as if it were new. @param {import('../model/model.js').Model} model @returns {Snapshot} */
function everything({ state, parameters, gradients, initial }) {
  const { settings, steps, numbers, test, dead, on_pad, playing, is_away, shown } = state;
  return {
    run: shown?.run ?? NaN,
    settings,
    steps,
    first_step: steps,
    losses: new Float32Array(),
    tests: test ? [test] : [],
    numbers,
    parameters,
    gradients,
    initial,
    dead,
    on_pad,
    playing: playing && !is_away,
  };
}

/** Hands a file to the reader. @param {string} name @param {Blob} content */
function save_file(name, content) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
