/** Sliders, fields and choices for the settings, each with a line that says what it does. */
import { by_id, create, set_text } from '../figures/dom.js';

/**
 * @typedef {import('../training/settings.js').Config} Config
 * @typedef {keyof Config} Name
 * @typedef {{ name: Name, label: string, help: string, low: number, high: number, is_live: boolean }} Slider
 * @typedef {{ change: (name: Name, value: string) => void }} Events a value as text, not yet checked
 */

/** @type {Slider[]} is_live: acts while the slider moves; the others begin a new run when it is let go */
const SLIDERS = [
  {
    name: 'learning-rate',
    label: 'Learning rate',
    help: 'how far each step goes',
    low: 0.001,
    high: 3,
    is_live: true,
  },
  { name: 'batch-size', label: 'Batch size', help: 'images per step', low: 1, high: 512, is_live: true },
  { name: 'hidden', label: 'Hidden units', help: 'begins a new network', low: 1, high: 512, is_live: false },
];
/** @type {[Name, string, string][]} */
const STOPS = [
  ['stop-steps', 'Stop at step', 'empty: it goes on'],
  ['stop-epochs', 'Stop after epoch', 'times through all images'],
  ['stop-accuracy', 'Stop at accuracy, %', 'on the test images'],
];
const TOP = 100; // positions of a slider
const SPEED_HIGH = 10_000; // steps per second just below full speed

/** The value at a slider's position, on a logarithmic scale. @param {number} position @param {Slider} slider */
function value_at(position, { name, low, high }) {
  const value = low * (high / low) ** (position / TOP);
  return name === 'learning-rate' ? Number(value.toPrecision(2)) : Math.round(value);
}

/** @param {number} value @param {{ low: number, high: number }} slider */
function position_of(value, { low, high }) {
  const inside = Math.max(low, Math.min(high, value));
  return Math.round((TOP * Math.log(inside / low)) / Math.log(high / low));
}

/** @param {number} position @returns {number} steps per second */
function speed_at(position) {
  if (position >= TOP) return Infinity;
  const value = SPEED_HIGH ** (position / (TOP - 1));
  return value < 10 ? Math.round(value) : Number(value.toPrecision(2));
}

export class Controls {
  /** @param {Events} events */
  constructor(events) {
    this.events = events;
    /** @type {Partial<Record<Name, (value: any) => void>>} show a value */
    this.show = {};
    const container = by_id('settings');
    container.append(...SLIDERS.map((slider) => this.#slider(slider)), this.#seed(), this.#data());
    this.#stops();
    this.#speed();
  }

  /** @param {Config} config */
  set(config) {
    for (const [name, value] of Object.entries(config)) this.show[/** @type {Name} */ (name)]?.(value);
  }

  /** @param {Name} name @param {string} label @param {string} help @param {...Node} inputs */
  #control(name, label, help, ...inputs) {
    return create(
      'div',
      { class: 'control' },
      create('label', { for: name }, label),
      ...inputs,
      create('p', { class: 'hint', id: `${name}-help` }, help),
    );
  }

  /** @param {Slider} slider */
  #slider(slider) {
    const { name, label, help, is_live } = slider;
    const field = create('input', {
      type: 'number',
      id: name,
      class: 'value',
      step: 'any',
      'aria-describedby': `${name}-help`,
    });
    const range = create('input', {
      type: 'range',
      id: `${name}-slider`,
      min: 0,
      max: TOP,
      'aria-label': `${label}, slider`,
      'aria-describedby': `${name}-help`,
    });
    range.addEventListener('input', () => {
      field.value = String(value_at(Number(range.value), slider));
      range.setAttribute('aria-valuetext', field.value);
      if (is_live) this.events.change(name, field.value);
    });
    range.addEventListener('change', () => this.events.change(name, field.value));
    field.addEventListener('change', () => this.events.change(name, field.value));
    this.show[name] = (value) => {
      field.value = String(value);
      range.setAttribute('aria-valuetext', field.value);
      if (value_at(Number(range.value), slider) !== value) range.value = String(position_of(value, slider));
    };
    return this.#control(name, label, help, field, range);
  }

  #seed() {
    const field = create('input', {
      type: 'number',
      id: 'seed',
      min: 0,
      step: 1,
      'aria-describedby': 'seed-help',
    });
    const dice = create('button', { type: 'button', id: 'dice', 'aria-label': 'A random seed' }, '⚄');
    field.addEventListener('change', () => this.events.change('seed', field.value));
    dice.addEventListener('click', () =>
      this.events.change('seed', String(Math.floor(Math.random() * 10_000))),
    );
    this.show.seed = (value) => (field.value = String(value));
    return this.#control(
      'seed',
      'Seed',
      'fixes all that is random',
      create('span', { class: 'field' }, field, dice),
    );
  }

  #data() {
    const select = create(
      'select',
      { id: 'data', 'aria-describedby': 'data-help' },
      create('option', { value: 'digits' }, 'Built-in handwriting'),
      create('option', { value: 'mnist', disabled: true }, 'MNIST'),
      create('option', { value: 'own', disabled: true }, 'Your own images'),
    );
    select.addEventListener('change', () => this.events.change('data', select.value));
    this.show.data = (value) => (select.value = value);
    return this.#control('data', 'Data', 'what it learns from', create('span', { class: 'field' }, select));
  }

  /** These data can be had. @param {Config['data']} name */
  offer(name) {
    for (const option of /** @type {HTMLSelectElement} */ (by_id('data')).options) {
      if (option.value === name) option.disabled = false;
    }
  }

  #stops() {
    for (const [name, label, help] of STOPS) {
      const field = create('input', { type: 'number', id: name, min: 0, 'aria-describedby': `${name}-help` });
      field.addEventListener('change', () =>
        this.events.change(name, field.value === '' ? '0' : field.value),
      );
      this.show[name] = (value) => (field.value = value === 0 ? '' : String(value));
      by_id('stops').append(this.#control(name, label, help, create('span', { class: 'field' }, field)));
    }
  }

  #speed() {
    const range = /** @type {HTMLInputElement} */ (by_id('speed'));
    range.addEventListener('input', () => {
      const speed = speed_at(Number(range.value));
      this.events.change('speed', speed === Infinity ? 'full' : String(speed));
    });
    this.show.speed = (speed) => {
      const text = speed === Infinity ? 'full' : speed.toLocaleString('en');
      set_text(by_id('speed-value'), text);
      range.setAttribute('aria-valuetext', speed === Infinity ? 'full speed' : `${speed} steps per second`);
      if (speed_at(Number(range.value)) === speed) return;
      const position = ((TOP - 1) * Math.log(speed)) / Math.log(SPEED_HIGH);
      range.value = String(speed === Infinity ? TOP : Math.min(TOP - 1, Math.round(position)));
    };
  }
}
