/**
 * How each figure is made of what figures and panels give, and joined to a network. A view fills the place that it is given,
 * hears of the network, and leaves the place empty again.
 *
 * @typedef {import('./live_network.js').LiveNetwork} LiveNetwork
 * @typedef {import('./live_network.js').Began} Began
 * @typedef {import('../training/protocol.js').Snapshot & { playing: boolean }} Snapshot
 *
 * @typedef {object} Given
 * @property {LiveNetwork} network
 * @property {import('../figures/frames.js').Frames} frames of the element; a view names its parts by its own name
 * @property {string} name
 * @property {(name: string, value: unknown) => void} changed the reader has changed something
 * @property {(name: string, content: Blob) => void} save hands a file to the reader
 *
 * @typedef {object} View
 * @property {() => void} dispose
 * @property {(began: Began) => void} [begin] a run has begun
 * @property {(snapshot: Snapshot) => void} [take] takes what there is to draw, and wants its parts drawn
 * @property {(changed: Set<string>) => void} [change] parts of the model's state have changed; the first time, all of them
 * @property {(classes: import('../figures/classes.js').Classes) => void} [name_classes] what they are called from now on
 * @property {() => void} [recolour]
 *
 * @typedef {(place: HTMLElement, given: Given) => View} Make
 */
import { ContactSheet } from '../figures/contact_sheet.js';
import { Misread } from '../figures/misread.js';
import { NetworkFigure } from '../figures/network_figure.js';
import { LiveNumbers } from '../figures/numbers.js';
import { RunCurves } from '../figures/run_curves.js';
import { DATA_NAMES, fingerprint_note } from '../model/words.js';

/** @param {{ only?: import('../figures/network_figure.js').Stage, mode?: import('../figures/unit_words.js').Mode }} options @returns {Make} */
export const network_view =
  ({ only, mode } = {}) =>
  (place, { network, frames, name, changed }) => {
    const { pads } = network;
    const [units, answer, lines] = [`${name} units`, `${name} answer`, `${name} lines`];
    const has = { pad: !only || only === 'pad', units: !only || only === 'hidden' };
    const needs = () => (has.units ? figure.needs : []);
    const figure = new NetworkFigure(
      place,
      {
        drawn() {
          pads.changed(figure.pad);
          changed('drawing', figure.pad.strokes);
        },
        sample: () => pads.show_sample(),
        shows: () => frames.need(units, ...needs()),
      },
      { only, mode },
    );
    if (has.units)
      frames.register(units, {
        gap: 30,
        draw: () => figure.draw_weights(),
        node: figure.parts.units,
        needs: needs(),
      });
    frames.register(answer, { gap: 60, draw: () => figure.draw_answer(), node: place });
    if (has.units)
      frames.register(lines, { gap: 60, draw: () => figure.draw_lines(), node: place, is_picture: !only });
    const own = has.units ? [units, answer, lines] : [answer];
    if (has.pad) pads.add(figure.pad);
    if (!network.began) figure.begin(network.beginning.config.hidden); // the images have their places before there are any
    return {
      begin: ({ settings }) => figure.begin(settings.hidden),
      take({ initial, parameters, gradients, on_pad, dead, steps, tests }) {
        const is_new_image = figure.take(parameters, gradients, on_pad, { initial, steps });
        figure.mark_dead(dead);
        if (tests.length > 0) figure.mark_active(tests[tests.length - 1]);
        frames.want(answer, ...(has.units ? [lines] : []));
        if (has.units && (initial || parameters || gradients)) frames.want(units);
        if (is_new_image) frames.flush(...own.slice(1));
      },
      name_classes: (classes) => figure.name_classes(classes),
      recolour: () => figure.recolour(),
      dispose() {
        pads.remove(figure.pad);
        for (const part of own) frames.remove(part);
        figure.dispose();
      },
    };
  };

/** @param {'loss' | 'accuracy'} kind @returns {Make} */
export const curve_view =
  (kind) =>
  (place, { network, frames, name }) => {
    const { model } = network;
    place.dataset.only = kind;
    const figure = new RunCurves(place);
    frames.register(name, {
      gap: 200,
      draw: () => (kind === 'loss' ? figure.draw_loss() : figure.draw_accuracy()),
      node: place,
      is_picture: true,
    });
    return {
      begin: ({ difference }) => figure.begin(model.history, model.ghost, difference),
      take({ losses, tests }) {
        if ((kind === 'loss' && losses.length > 0) || tests.length > 0) frames.want(name);
      },
      change(changed) {
        if (changed.has('best') && kind === 'loss') figure.mark_best(model.state.best);
      },
      recolour: () => figure.recolour(),
      dispose() {
        frames.remove(name);
        figure.dispose();
        delete place.dataset.only;
      },
    };
  };

/** @param {'confusion' | 'mistakes'} kind @returns {Make} */
export const misread_view =
  (kind) =>
  (place, { network, frames, name }) => {
    const { model, pads } = network;
    place.dataset.only = kind;
    const figure = new Misread(place, {
      open: (example) => pads.show_example(example, 'A test image'),
      ask: (cell) =>
        void model.read_images(cell).then(
          (read) => figure.show({ ...cell, ...read }),
          (error) => model.complain(error),
        ),
    });
    const draw = () => model.state.test && figure.draw(model.state.test);
    frames.register(name, { gap: 400, draw, node: place });
    return {
      begin: () => figure.begin(),
      take: ({ tests }) => tests.length > 0 && frames.want(name),
      name_classes: (classes) => figure.name_classes(classes),
      dispose() {
        frames.remove(name);
        figure.dispose();
        delete place.dataset.only;
      },
    };
  };

/** @type {Make} */
export function images_view(place, { network }) {
  const { model, pads } = network;
  const complain = (/** @type {unknown} */ error) => model.complain(error);
  const figure = new ContactSheet(place, {
    choose: (index, example) => {
      figure.mark(index);
      pads.show_example(example, 'A training image');
    },
    wanted: () => void model.contact_sheet().then((images) => figure.show(images), complain),
  });
  return {
    begin: ({ settings }) => figure.begin(DATA_NAMES[settings.data]),
    dispose: () => figure.dispose(),
  };
}

/** @type {Make} */
export function numbers_view(place, { network, frames, name }) {
  const { model } = network;
  const figure = new LiveNumbers(place);
  const draw = () => {
    const { numbers, test } = model.state;
    if (numbers) figure.draw(numbers);
    if (test) figure.draw_test(test);
  };
  frames.register(name, { gap: 200, draw, node: place });
  return {
    take({ numbers, tests, playing }) {
      if (numbers || tests.length > 0) frames.want(name);
      if (numbers) figure.summarise(playing);
    },
    change(changed) {
      if (changed.has('shown') && model.state.shown) figure.show_note(fingerprint_note(model.state.shown));
    },
    dispose() {
      frames.remove(name);
      figure.dispose();
    },
  };
}
