/** The mathematics, live: it fills the figures of the section with the numbers of the network that trains on the page. */
import { diverging_scale } from '../figures/colours.js';
import { by_id, watch_view } from '../figures/dom.js';
import { start_check } from './views/check_view.js';
import { Chooser } from './step/chooser.js';
import { Inspector } from './views/inspector.js';
import { start_machine_room } from '../machine_room/view.js';
import { PhaseFigure } from './views/phase_figure.js';
import { Selection } from './step/selection.js';
import { StepResult } from './views/step_result.js';
import { Stepper } from './step/stepper.js';
import { listen_to_symbols, make_formulas_focusable } from './views/symbols.js';
import { PHASES } from './table.js';
import { Walkthrough } from './step/walkthrough.js';

/**
 * @typedef {import('./table.js').Name} Name
 * @typedef {object} Page what the section needs of the page
 * @property {(message: { type: string } & Record<string, unknown>) => void} send to the worker
 * @property {() => import('../training/settings.js').Config} settings of the run on show
 * @property {() => void} play goes on with the training
 */

/** In which phase a quantity is computed, from 1; parameters are there from the beginning. @type {Map<Name, number>} */
const COMPUTED = new Map();
PHASES.forEach(({ id, to }, i) => id !== 'update' && to.forEach((name) => COMPUTED.set(name, i + 1)));

class Section {
  /** @param {HTMLElement} root @param {Page} page */
  constructor(root, page) {
    this.root = root;
    this.scale = diverging_scale();
    this.selection = new Selection();
    this.is_first = true; // nothing has been on show yet
    this.shape = ''; // of the figures
    const settings = page.settings();
    this.selection.fit({ hidden: settings.hidden, m: settings['batch-size'] });
    const changed = () => this.draw();
    this.walkthrough = new Walkthrough(page.send, { changed, moved: () => this.#scroll() });
    this.chooser = new Chooser(by_id('chooser'), this.walkthrough, this.selection, changed);
    this.stepper = new Stepper(by_id('stepper'), this.walkthrough, page);
    this.inspector = new Inspector(by_id('inspector'), this.selection, changed);
    this.figures = PHASES.map((phase) => this.#figure(phase));
    this.result = new StepResult(this.#container('[data-figure="update"]'));
    this.check = start_check(this.#container('[data-check]'), page);
    this.machine_room = start_machine_room(this.#container('[data-machine-room]'), page);
    /** @type {Set<Element>} figures that are on screen */
    this.visible = new Set();
    const meant = (/** @type {Name} */ name) => this.#inspect(name);
    make_formulas_focusable(root, meant);
    listen_to_symbols(root, meant);
    root.addEventListener('keydown', (event) => event.key === 'Escape' && this.inspector.close());
    this.#watch();
  }

  /** @param {string} selector @returns {HTMLElement} */
  #container(selector) {
    const container = this.root.querySelector(selector);
    if (!container) throw new Error(`mathematics.html has no place for a figure: ${selector}`);
    return /** @type {HTMLElement} */ (container);
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

  /** Draws and asks for numbers only what and while it is on screen. */
  #watch() {
    const figures = new IntersectionObserver((entries) => {
      for (const { target, isIntersecting } of entries) {
        if (isIntersecting) this.visible.add(target);
        else this.visible.delete(target);
      }
      this.draw();
    });
    for (const { container } of this.figures) figures.observe(container);
    watch_view(this.root, (is_in_view) => this.walkthrough.seen(is_in_view));
  }

  /** @param {Name} name */
  #inspect(name) {
    this.inspector.open(name);
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
    if (quantities && this.is_first) {
      selection.begin(quantities);
      this.is_first = false;
    }
    this.stepper.draw();
    this.chooser.draw(scale);
    this.#draw_figures();
    this.result.draw(walkthrough);
    const { name } = inspector;
    inspector.draw(name && this.#is_known(name) ? quantities?.of(name) : undefined, scale);
  }

  /** Those on screen; all of them where what they hold changes its size, so that none does when it comes into view. */
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
      figure.draw(quantities, is_known, walkthrough.is_reached(i + 1), selection, scale);
    });
  }

  /** A message from the worker. @param {any} message */
  told(message) {
    this.walkthrough.told(message);
    this.check.told(message);
    this.machine_room.told(message);
  }

  recolour() {
    this.check.recolour();
    this.shape = '';
    this.scale = diverging_scale();
    this.draw();
  }
}

/**
 * @param {HTMLElement} root the section, with its text in it
 * @param {Page} page
 * @returns {{ told: (message: any) => void, recolour: () => void }} told: a message from the worker; recolour: the theme has
 * changed
 */
export function start(root, page) {
  const section = new Section(root, page);
  return {
    told: (message) => section.told(message),
    recolour: () => section.recolour(),
  };
}
