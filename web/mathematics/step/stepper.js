/** The stepper's bar: the phases as a row of symbols, and buttons for forward, back and slow motion. */
import { create, keep_focus, move_by_arrows, set_text } from '../../figures/dom.js';
import { count } from '../../figures/format.js';
import { printed } from '../views/symbols.js';
import { PHASES, QUANTITIES } from '../table.js';

/** @typedef {import('./walkthrough.js').Walkthrough} Walkthrough */

const LAST = PHASES.length;
const PARTS = [
  { title: 'forward', first: 0, end: 6 },
  { title: 'backward', first: 6, end: 11 },
  { title: 'descent', first: 11, end: 12 },
];

export class Stepper {
  /**
   * @param {HTMLElement} container
   * @param {Walkthrough} walkthrough
   * @param {{ play: () => void }} events play: training is to go on
   */
  constructor(container, walkthrough, { play }) {
    this.container = container;
    this.walkthrough = walkthrough;
    this.back = button('Back', () => walkthrough.back());
    this.forward = button('Forward', () => walkthrough.forward(), 'primary');
    this.slow = button('Slow motion', () => walkthrough.play_slowly());
    this.train = button('Resume', play, 'resume');
    this.train.title = 'Continue training';
    this.place = create('p', { class: 'step-place', role: 'status' });
    this.phases = PHASES.map((phase, i) => this.#phase(i));
    const row = create('div', { class: 'phases', role: 'group', 'aria-label': 'Phases of a step' });
    row.append(...PARTS.map(({ title, first, end }) => part(title, this.phases.slice(first, end))));
    move_by_arrows(row, () => LAST);
    const tools = create(
      'div',
      { class: 'tools' },
      this.back,
      this.forward,
      this.slow,
      this.train,
      this.place,
    );
    container.replaceChildren(row, tools);
    container.setAttribute('role', 'group');
    container.setAttribute('aria-label', 'Stepper');
  }

  dispose() {
    this.container.replaceChildren();
  }

  /** @param {number} i */
  #phase(i) {
    const { id, title, to } = PHASES[i];
    const names =
      id === 'update' ? ['θ'] : to.filter((name) => name !== 'Y').map((name) => QUANTITIES[name].plain);
    const parts = names.flatMap((name, at) => [...(at > 0 ? [', '] : []), ...printed(name)]);
    const node = create(
      'button',
      { type: 'button', class: 'phase-button', 'data-phase': id, title },
      ...parts,
    );
    node.append(create('span', { class: 'visually-hidden' }, `: ${title}, phase ${i + 1}`));
    node.tabIndex = i === 0 ? 0 : -1;
    node.addEventListener('click', () => this.walkthrough.go_to(i + 1));
    return node;
  }

  draw() {
    const { position, is_in_motion, quantities } = this.walkthrough;
    this.phases.forEach((node, i) => {
      node.classList.toggle('reached', this.walkthrough.is_reached(i + 1));
      if (position === i + 1) node.setAttribute('aria-current', 'step');
      else node.removeAttribute('aria-current');
    });
    // not `disabled`, which would take the focus from it
    this.back.setAttribute('aria-disabled', String(position === undefined || position === 1));
    set_text(this.forward, forward_name(position));
    set_text(this.slow, is_in_motion ? 'Stop' : 'Slow motion');
    const is_free = position === undefined;
    keep_focus(
      this.container,
      () => (this.train.hidden = is_free),
      () => this.forward,
    );
    this.place.dataset.steps = String(quantities?.step.steps ?? '');
    set_text(this.place, quantities ? place_of(this.walkthrough) : 'no step yet');
  }
}

/** Where the reader is, in a few words. @param {Walkthrough} walkthrough */
function place_of({ position, is_live, step }) {
  if (position !== undefined) return `${position} of ${LAST}`;
  return is_live ? 'live' : `step ${count((step?.steps ?? 0) + 1)}`;
}

/** @param {number | undefined} position */
function forward_name(position) {
  if (position === undefined) return 'Step by hand';
  return position === LAST ? 'Next batch' : 'Forward';
}

/** @param {string} text @param {() => void} action @param {string} [kind] */
function button(text, action, kind = '') {
  const node = create('button', { type: 'button', class: kind }, text);
  node.addEventListener('click', action);
  return node;
}

/** @param {string} title @param {HTMLElement[]} phases */
function part(title, phases) {
  const children = phases.flatMap((node, i) => (i > 0 ? [arrow(), node] : [node]));
  return create(
    'div',
    { class: 'part' },
    create('span', { class: 'part-title' }, title),
    create('div', {}, ...children),
  );
}

const arrow = () => create('span', { class: 'arrow', 'aria-hidden': 'true' }, '→');
