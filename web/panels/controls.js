/** The controls: the row that runs the training, the settings and the stop rules, as templates of one plain object. */
import { html, noChange, nothing, render } from 'lit/html.js';
import { live } from 'lit/directives/live.js';
import { show_setting } from '../training/settings.js';
import { TOP, is_live, position_of, value_at } from './sliders.js';
import { count as whole } from '../network/numbers.js';

/**
 * @typedef {import('../training/settings.js').Config} Config
 * @typedef {keyof Config} Name
 * @typedef {import('./sliders.js').SliderName} SliderName
 *
 * @typedef {object} Containers each part is rendered into its own element; a part without one is left out
 * @property {HTMLElement} [transport] play, step, epoch, reset and speed
 * @property {HTMLElement} [settings] learning rate, batch size, hidden units, seed and data
 * @property {HTMLElement} [stops] the stop rules
 *
 * @typedef {object} Events
 * @property {(name: Name, text: string) => void} change a setting as text, not yet checked: 'full' is full speed, '0' no
 *   such stop. What is refused disappears from its field by itself.
 * @property {() => void} play the button Play or Pause was pressed
 * @property {() => void} step
 * @property {() => void} epoch
 * @property {() => void} reset
 *
 * @typedef {object} State all that the controls show
 * @property {Config} settings
 * @property {boolean} playing
 * @property {boolean} has_mnist the site has MNIST
 * @property {boolean} [has_own] images of the visitor's own are loaded
 */

/** @type {Record<Name, [label: string, help: string]>} the words beside every control */
const WORDS = {
  'learning-rate': ['Learning rate', 'how far each step goes'],
  'batch-size': ['Batch size', 'images per step'],
  hidden: ['Hidden units', 'begins a new network'],
  seed: ['Seed', 'fixes all randomness'],
  data: ['Data', 'what it learns from'],
  images: ['Images', 'of the built-in handwriting'],
  speed: ['Speed', 'steps per second'],
  'stop-steps': ['Stop at step', 'leave empty to train without a limit'],
  'stop-epochs': ['Stop after epoch', 'passes through all images'],
  'stop-accuracy': ['Stop at accuracy, %', 'on the test images'],
};
const SLIDERS = /** @type {const} */ (['learning-rate', 'batch-size', 'hidden']);
const STOPS = /** @type {const} */ (['stop-steps', 'stop-epochs', 'stop-accuracy']);
const SEEDS = 10_000; // The dice choose a seed below this.

export class Controls {
  /** @type {State | undefined} */
  #state;
  /** @type {Name | undefined} the field that holds an unfinished edit, which nothing overwrites */
  #edited;
  /** @type {SliderName | undefined} the slider that is being moved */
  #moved;
  /** @type {Map<SliderName, number>} where the sliders were left: several positions may round to one value */
  #left = new Map();

  /**
   * @param {Containers} containers
   * @param {Events} events
   * @param {{ is_page?: boolean }} [options] is_page: the page has the keyboard shortcuts, and a sheet of settings on a phone
   */
  constructor(containers, events, { is_page = false } = {}) {
    this.containers = containers;
    this.events = events;
    this.is_page = is_page;
  }

  /** @param {State} state */
  set(state) {
    this.#state = state;
    this.#render();
  }

  dispose() {
    for (const container of Object.values(this.containers)) render(nothing, container);
  }

  #render() {
    const state = this.#state;
    if (!state) return;
    const { transport, settings, stops } = this.containers;
    if (transport) render(this.#transport(state), transport);
    if (settings) render(this.#settings(state), settings);
    if (stops) render(html`${STOPS.map((name) => this.#stop(name, state.settings[name]))}`, stops);
  }

  /**
   * Hands on what was set by hand. What is refused is not in the state, so that its control goes back.
   * @param {Name} name
   * @param {string} text
   */
  #change(name, text) {
    this.#edited = undefined;
    this.#moved = undefined;
    this.events.change(name, text);
    this.#render();
  }

  /* ---- the templates ---- */

  /** @param {State} state */
  #transport({ settings: { speed }, playing }) {
    const [label, unit] = WORDS.speed;
    const { play, step, epoch, reset } = this.events;
    return html`
      ${this.#button('play', playing ? 'Pause' : 'Play', 'Space', play)}
      ${this.#button('step', 'Step', 'S', step)} ${this.#button('epoch', 'Epoch', 'E', epoch)}
      ${this.#button('reset', 'Reset', 'R', reset)} ${this.is_page ? SETTINGS_BUTTON : nothing}
      <div class="control control-speed">
        <label for="speed">${label}<span class="unit-name">, ${unit}</span></label>
        <output
          id="speed-value"
          for="speed"
          .textContent=${speed === Infinity ? 'full' : whole(speed)}
        ></output>
        ${this.#range('speed', 'speed', speed, speed === Infinity ? 'full speed' : `${speed} ${unit}`)}
      </div>
    `;
  }

  /** @param {string} id @param {string} text @param {string} key its shortcut on the page @param {() => void} press */
  #button(id, text, key, press) {
    return html`<button
      type="button"
      class=${id === 'play' ? 'primary' : nothing}
      id=${id}
      part="button"
      aria-keyshortcuts=${this.is_page ? key : nothing}
      @click=${() => press()}
      .textContent=${text}
    ></button>`;
  }

  /** @param {State} state */
  #settings({ settings, has_mnist, has_own }) {
    const { seed, data } = settings;
    const roll = () => this.#change('seed', String(Math.floor(Math.random() * SEEDS)));
    const choose = (/** @type {Event} */ { target }) =>
      this.#change('data', /** @type {HTMLSelectElement} */ (target).value);
    return html`
      ${SLIDERS.map((name) => this.#slider(name, settings[name]))}
      ${control(
        'seed',
        html`
          <span class="field">
            ${this.#field('seed', String(seed))}
            <button type="button" part="button" id="dice" aria-label="A random seed" @click=${roll}>⚄</button>
          </span>
        `,
      )}
      ${control(
        'data',
        html`
          <span class="field">
            <select id="data" aria-describedby="data-help" .value=${live(data)} @change=${choose}>
              <option value="digits">Built-in handwriting</option>
              <option value="mnist" ?disabled=${!has_mnist && data !== 'mnist'}>MNIST</option>
              <option value="own" ?disabled=${!has_own && data !== 'own'}>Your own images</option>
            </select>
          </span>
        `,
      )}
    `;
  }

  /** @param {typeof SLIDERS[number]} name @param {number} value */
  #slider(name, value) {
    const shown = this.#moved === name ? value_at(name, this.#left.get(name) ?? 0) : value;
    return control(
      name,
      html`${this.#field(name, String(shown))}${this.#range(name, `${name}-slider`, value, String(shown))}`,
    );
  }

  /** @param {typeof STOPS[number]} name @param {number} value */
  #stop(name, value) {
    return control(
      name,
      html`<span class="field">${this.#field(name, value === 0 ? '' : String(value))}</span>`,
    );
  }

  /** A field for a number. @param {Exclude<Name, 'data' | 'speed'>} name @param {string} text */
  #field(name, text) {
    const edit = () => (this.#edited = name);
    const leave = () => {
      if (this.#edited === name) this.#edited = undefined;
    };
    const change = (/** @type {Event} */ { target }) =>
      this.#change(
        name,
        /** @type {HTMLInputElement} */ (target).value || (name.startsWith('stop-') ? '0' : ''),
      );
    return html`<input
      type="number"
      step="any"
      class="value"
      id=${name}
      aria-describedby="${name}-help"
      .value=${this.#edited === name ? noChange : live(text)}
      @input=${edit}
      @change=${change}
      @blur=${leave}
    />`;
  }

  /** @param {SliderName} name @param {string} id @param {number} value in force @param {string} shown in words */
  #range(name, id, value, shown) {
    const text = () => show_setting(name, value_at(name, this.#left.get(name) ?? 0));
    const move = (/** @type {Event} */ { target }) => {
      this.#moved = name;
      this.#left.set(name, Number(/** @type {HTMLInputElement} */ (target).value));
      if (is_live(name)) this.events.change(name, text());
      this.#render();
    };
    const let_go = () => {
      if (this.#moved === name) this.#moved = undefined;
    };
    return html`<input
      type="range"
      part="slider"
      id=${id}
      min="0"
      max=${TOP}
      aria-label=${id === name ? nothing : `${WORDS[name][0]}, slider`}
      aria-describedby=${id === name ? nothing : `${name}-help`}
      aria-valuetext=${shown}
      .value=${live(String(this.#position(name, value)))}
      @input=${move}
      @change=${() => this.#change(name, text())}
      @pointerup=${let_go}
      @blur=${let_go}
    />`;
  }

  /** @param {SliderName} name @param {number} value in force */
  #position(name, value) {
    const left = this.#left.get(name);
    const holds = left !== undefined && (this.#moved === name || value_at(name, left) === value);
    return holds ? left : position_of(name, value);
  }
}

/** @param {Name} name @param {import('lit/html.js').TemplateResult} inputs */
function control(name, inputs) {
  const [label, help] = WORDS[name];
  return html`<div class="control control-${name}">
    <label for=${name}>${label}</label>
    ${inputs}
    <p class="hint" id="${name}-help">${help}</p>
  </div>`;
}

const SETTINGS_BUTTON = html`
  <button
    type="button"
    id="open-settings"
    aria-expanded="false"
    aria-controls="settings-sheet"
    aria-label="Settings"
  >
    <svg viewBox="0 0 20 20" aria-hidden="true">
      <path d="M2 5h9M15 5h3M2 10h3M9 10h9M2 15h9M15 15h3" />
      <circle cx="13" cy="5" r="2" />
      <circle cx="7" cy="10" r="2" />
      <circle cx="13" cy="15" r="2" />
    </svg>
  </button>
`;
