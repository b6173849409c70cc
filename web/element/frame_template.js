/** The frame of an element: fallback, sentences, the places of figures, and what stands below them. */
import { html, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { stop_own_keys, stop_touch } from './keys.js';

/** @typedef {import('./live_network.js').LiveNetwork} LiveNetwork */

/**
 * @param {object} shown
 * @param {'light' | 'dark'} shown.theme
 * @param {LiveNetwork | undefined} shown.network
 * @param {string[]} shown.figures names
 * @param {boolean} shown.is_drawn whether the figures have taken the place of the fallback
 * @param {boolean} shown.is_shown whether they can be seen: they are drawn, or nothing stands inside
 * @param {string | undefined} shown.failure why nothing trains, in a sentence
 * @param {boolean} shown.asks whether large data wait to be asked for
 * @param {boolean} shown.has_status whether the status line has something to say
 * @param {boolean} shown.has_pause whether there is a button to pause, as there are no controls
 */
export function frame_template({ theme, network, figures, is_drawn, is_shown, failure, ...has }) {
  const place = (/** @type {string} */ name) =>
    html`<div class="place" part="figure" data-figure=${name}></div>`;
  return html`
    <div
      class="tokens frame"
      part="frame"
      dir="ltr"
      data-theme=${theme}
      @keydown=${stop_own_keys}
      @keyup=${stop_own_keys}
      @keypress=${stop_own_keys}
      @touchstart=${stop_touch}
      @touchmove=${stop_touch}
      @pointerdown=${stop_touch}
      @pointermove=${stop_touch}
    >
      <div class="fallback" ?hidden=${is_drawn}><slot></slot></div>
      ${failure ? html`<p class="sentence" part="status" role="status">${failure}</p>` : nothing}
      ${has.asks && network ? offer(network) : nothing}
      <div
        class="figures"
        ?data-drawn=${is_shown}
        ?inert=${!is_shown}
        ?hidden=${!network || network.failure !== undefined}
      >
        ${repeat(figures, (name) => name, place)}
        ${has.has_pause && network ? html`<div class="foot-line">${pause(network)}</div>` : nothing}
        <div class="status" ?hidden=${!has.has_status}></div>
      </div>
    </div>
  `;
}

/** @param {LiveNetwork} network */
const offer = (network) =>
  html`<p class="offer">
    <button type="button" part="button" @click=${() => network.allow_download()}>
      Download MNIST, 11 MB
    </button>
  </p>`;

/** @param {LiveNetwork} network */
function pause({ model }) {
  const text = model.state.playing && !model.state.is_away ? 'Pause' : 'Play';
  return html`<button type="button" part="button" class="quiet" @click=${() => model.toggle()}>
    ${text}
  </button>`;
}
