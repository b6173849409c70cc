/** The mathematics, live: fills the figures of the section with the numbers of the network that is training. */
import { diverging_scale } from '../figures/colours.js';
import { set_text, watch_view } from '../figures/dom.js';
import { GradientCheckView } from './views/gradient_check_view.js';
import { Chooser } from './step/chooser.js';
import { Inspector } from './views/inspector.js';
import { MachineRoom } from '../machine_room/view.js';
import { PhaseFigure } from './views/phase_figure.js';
import { keep_reading_place } from './reading_place.js';
import { Selection } from './step/selection.js';
import { StepResult } from './views/step_result.js';
import { Handout } from './step/handout.js';
import { Stepper } from './step/stepper.js';
import { light, listen_to_symbols, make_formulas_focusable } from './views/symbols.js';
import { EXPLANATION, PHASES } from './table.js';
import { Walkthrough } from './step/walkthrough.js';

/**
 * @typedef {import('./table.js').Name} Name
 * @typedef {import('../training/settings.js').Config} Config
 * @typedef {{ state: { settings: Config, playing: boolean, shown?: { settings: Config } } }} State settings: in force;
 * those of shown are of the run on show, which may be another while a new one is still loading
 * @typedef {State
 *   & import('./step/walkthrough.js').StepModel
 *   & import('./step/gradient_check.js').CheckModel
 *   & import('../machine_room/view.js').TrainingModel} Model what the section needs of the Model
 */

/** In which phase a quantity is computed, from 1; parameters are there from the beginning. @type {Map<Name, number>} */
const COMPUTED = new Map();
PHASES.forEach(({ id, to }, i) => id !== 'update' && to.forEach((name) => COMPUTED.set(name, i + 1)));

const EXPLAINED = PHASES.findIndex(({ id }) => id === 'Zo') + 1; // the phase after which logits can be explained
for (const name of /** @type {const} */ (['E', 'c'])) COMPUTED.set(name, EXPLAINED);

class Section {
  #listening = new AbortController();

  /** @param {HTMLElement} root @param {Model} model @param {import('../machine_room/view.js').Where} where */
  constructor(root, model, where) {
    this.root = root;
    this.model = model;
    this.scale = diverging_scale(this.root);
    this.selection = new Selection();
    this.is_first = true; // nothing has been on show yet
    this.shape = ''; // of the figures
    const settings = this.#settings_on_show();
    this.selection.fit({ hidden: settings.hidden, m: settings['batch-size'] });
    const changed = () => this.draw();
    this.walkthrough = new Walkthrough(model, { changed, moved: () => this.#scroll() });
    this.chooser = new Chooser(this.#container('#chooser'), this.walkthrough, this.selection, changed);
    const settings_on_show = () => this.#settings_on_show();
    this.handout = new Handout(this.#container('#handout'), this.chooser, settings_on_show);
    this.stepper = new Stepper(this.#container('#stepper'), this.walkthrough, { play: () => model.play() });
    this.inspector = new Inspector(this.#container('#inspector'), this.selection, {
      changed,
      opened: (name) => light(root, name),
    });
    this.figures = [...PHASES, EXPLANATION].map((phase) => this.#figure(phase));
    this.result = new StepResult(this.#container('[data-figure="update"]'));
    const hidden = () => this.#settings_on_show().hidden;
    this.gradient_check = new GradientCheckView(this.#container('[data-gradient-check]'), model, hidden);
    this.machine_room = new MachineRoom(this.#container('[data-machine-room]'), model, where);
    /** @type {Set<Element>} figures that are on screen */
    this.visible = new Set();
    this.#listen();
    this.#watch();
    this.draw();
    keep_reading_place(root, this.#listening.signal);
  }

  #settings_on_show() {
    const { state } = this.model;
    return (state.shown ?? state).settings;
  }

  /** @param {string} selector @returns {HTMLElement} @throws {Error} if the text has no such place */
  #container(selector) {
    const container = this.root.querySelector(selector);
    if (!container) throw new Error(`mathematics.html has no place for a figure: ${selector}`);
    return /** @type {HTMLElement} */ (container);
  }

  #listen() {
    const { root, inspector } = this;
    const { signal } = this.#listening;
    /** @type {import('./views/symbols.js').Meant} */
    const meant = (name, node) => this.#inspect(name, node);
    make_formulas_focusable(root, meant, signal);
    listen_to_symbols(root, meant, signal);
    root.addEventListener('keydown', (event) => event.key === 'Escape' && inspector.close(), { signal });
  }

  /** @param {import('./table.js').Phase} phase */
  #figure(phase) {
    const container = this.#container(`[data-figure="${phase.id}"]`);
    const choose = (/** @type {Name} */ name, /** @type {import('./views/layouts.js').Entry} */ entry) => {
      this.selection.choose(name, entry);
      this.draw();
    };
    return { container, figure: new PhaseFigure(container, phase, { choose }) };
  }

  /** Draws only the figures that are on screen, and asks for numbers only while the section is. */
  #watch() {
    const figures = new IntersectionObserver((entries) => {
      for (const { target, isIntersecting } of entries) {
        if (isIntersecting) this.visible.add(target);
        else this.visible.delete(target);
      }
      this.draw();
    });
    for (const { container } of this.figures) figures.observe(container);
    const { signal } = this.#listening;
    signal.addEventListener('abort', () => figures.disconnect());
    watch_view(this.root, (is_in_view) => this.walkthrough.seen(is_in_view), { signal });
  }

  /** @param {Name} name @param {HTMLElement} opener what stands for it */
  #inspect(name, opener) {
    this.inspector.open(name, opener);
    this.draw();
  }

  /** @param {Name} name */
  #is_known(name) {
    return this.walkthrough.is_reached(COMPUTED.get(name) ?? 0);
  }

  #scroll() {
    const { position } = this.walkthrough;
    if (position === undefined) return;
    const is_still = matchMedia('(prefers-reduced-motion: reduce)').matches;
    const phase = this.root.querySelector(`[data-phase="${PHASES[position - 1].id}"].phase`);
    phase?.scrollIntoView({ behavior: is_still ? 'auto' : 'smooth', block: 'start' });
  }

  draw() {
    const { walkthrough, selection, scale, inspector } = this;
    const { quantities, step } = walkthrough;
    if (step) selection.fit(step);
    if (quantities) quantities.sample = selection.at.m;
    if (quantities && this.is_first) {
      selection.begin(quantities);
      this.is_first = false;
    }
    this.stepper.draw();
    this.chooser.draw(scale);
    this.handout.draw();
    this.#draw_figures();
    this.result.draw(walkthrough);
    this.gradient_check.show_weights(step?.before.Wh, scale);
    const { name } = inspector;
    inspector.draw(name && this.#is_known(name) ? quantities?.of(name) : undefined, scale);
  }

  /** Draws the figures on screen, or all of them if their size changes, so that none grows as it comes into view. */
  #draw_figures() {
    const { walkthrough, selection, scale } = this;
    const { quantities, position } = walkthrough;
    const { H, m } = selection.count;
    const shape = [H, m, selection.is_one_sample, position, quantities !== undefined].join();
    const is_all = shape !== this.shape;
    this.shape = shape;
    const is_known = (/** @type {Name} */ name) => this.#is_known(name);
    this.figures.forEach(({ container, figure }, i) => {
      if (!is_all && !this.visible.has(container)) return;
      const is_reached = walkthrough.is_reached(i < PHASES.length ? i + 1 : EXPLAINED);
      figure.draw(quantities, is_known, is_reached, selection, scale);
    });
  }

  /** Draws every figure as it is now, on screen or not. */
  draw_all() {
    this.shape = '';
    this.draw();
  }

  /** @param {import('../figures/classes.js').Classes} classes what they are called from now on */
  name_classes(classes) {
    const names = classes.one === 'digit' ? 'the digits from 0 to 9' : classes.names.join(', ');
    for (const place of this.root.querySelectorAll('[data-classes]')) set_text(place, names);
    this.chooser.name_classes(classes);
  }

  /** The colours of the theme have changed. */
  recolour() {
    this.scale = diverging_scale(this.root);
    this.draw_all();
  }

  /** Ends all that it does, and takes its figures out of the text. */
  dispose() {
    this.#listening.abort();
    const { walkthrough, chooser, handout, stepper, inspector, figures, result } = this;
    const { gradient_check, machine_room } = this;
    const views = [chooser, handout, stepper, inspector, result, ...figures.map(({ figure }) => figure)];
    for (const each of [walkthrough, gradient_check, machine_room, ...views]) each.dispose();
  }
}

/**
 * Brings a section with the text of mathematics.html to life.
 * @param {HTMLElement} root the section, with its text in it
 * @param {Model} model
 * @param {import('../machine_room/view.js').Where} where
 * @returns {{
 *   draw_all: () => void,
 *   name_classes: (classes: import('../figures/classes.js').Classes) => void,
 *   recolour: () => void,
 *   step_through: (batch: import('../training/protocol.js').Batch) => void,
 *   dispose: () => void,
 * }} draw_all: every figure, on screen or not; name_classes: what the classes are called from now on; recolour: the
 * colours of the theme have changed; step_through: begins to go through a step on this batch
 * @throws {Error} if the text lacks the place of a figure
 */
export function start(root, model, where) {
  const section = new Section(root, model, where);
  return {
    draw_all: () => section.draw_all(),
    name_classes: (classes) => section.name_classes(classes),
    recolour: () => section.recolour(),
    step_through: (batch) => section.chooser.take(batch),
    dispose: () => section.dispose(),
  };
}
