/** The hidden units: each one's weights as an image of 28 × 28, its bias beside it, its activation below. */
import { css_colour, draw_diverging } from './colours.js';
import { create, move_by_arrows, set_text } from './dom.js';

/** @typedef {{ button: HTMLButtonElement, canvas: HTMLCanvasElement, bias: HTMLElement, bias_colour: string, bar: HTMLElement, share: number, value: HTMLElement, on_screen: boolean }} Tile */

/** How many columns, and how much detail, for so many units. @param {number} hidden */
function layout(hidden) {
  if (hidden <= 10) return { columns: Math.max(3, Math.min(5, hidden)), size: 'large' };
  if (hidden <= 40) return { columns: hidden <= 32 ? 8 : 10, size: 'small' };
  return { columns: 16, size: 'tiny' };
}

export class WeightImages {
  /**
   * @param {HTMLElement} container
   * @param {{ point: (unit: number | undefined) => void, choose: (unit: number) => void }} events a unit is pointed at
   * (undefined: no longer), or chosen by click or key
   */
  constructor(container, events) {
    this.container = container;
    this.events = events;
    /** @type {Tile[]} */
    this.tiles = [];
    this.columns = 5;
    /** @type {Set<number>} units that have died */
    this.dead = new Set();
    this.watch = new IntersectionObserver((entries) => this.#seen(entries));
    move_by_arrows(container, () => this.columns);
    container.addEventListener('pointerleave', () => events.point(undefined));
  }

  /** Makes the tiles for so many units. @param {number} hidden */
  resize(hidden) {
    if (hidden === this.tiles.length) return;
    const { columns, size } = layout(hidden);
    this.columns = columns;
    this.dead = new Set();
    this.container.dataset.size = size;
    this.container.style.setProperty('--columns', String(columns));
    this.watch.disconnect();
    this.tiles = Array.from({ length: hidden }, (_, unit) => this.#tile(unit));
    this.container.replaceChildren(...this.tiles.map((tile) => tile.button));
    for (const tile of this.tiles) this.watch.observe(tile.button);
  }

  /** @param {number} unit @returns {Tile} */
  #tile(unit) {
    const canvas = create('canvas', { width: 28, height: 28, 'data-quantity': 'Wh' });
    const bias = create('span', { class: 'bias', 'data-quantity': 'bh' });
    const bar = create('span', { class: 'activation', 'data-quantity': 'Ah' });
    const value = create('span');
    const name = create('span', { class: 'visually-hidden' }, 'Hidden unit ');
    const button = create(
      'button',
      { type: 'button', class: 'unit', 'aria-pressed': 'false', 'data-unit': unit },
      canvas,
      bias,
      bar,
      create('span'),
      create('span', { class: 'caption' }, create('span', {}, name, String(unit)), value),
    );
    button.tabIndex = unit === 0 ? 0 : -1;
    button.addEventListener('pointerenter', () => this.events.point(unit));
    button.addEventListener('focus', () => this.events.point(unit));
    button.addEventListener('blur', () => this.events.point(undefined));
    button.addEventListener('click', () => this.events.choose(unit));
    return { button, canvas, bias, bias_colour: '', bar, share: 0, value, on_screen: unit < 16 };
  }

  /** @param {IntersectionObserverEntry[]} entries */
  #seen(entries) {
    for (const { target, isIntersecting } of entries) {
      const tile = this.tiles[Number(/** @type {HTMLElement} */ (target).dataset.unit)];
      if (tile?.button === target) tile.on_screen = isIntersecting;
    }
  }

  /**
   * Draws the tiles that are on screen.
   * @param {Float32Array} Wh (H, 784) weights, or their gradients
   * @param {Float32Array} bh (H)
   * @param {number} range the value that takes the full colour
   * @param {Uint32Array} scale
   */
  draw(Wh, bh, range, scale) {
    this.tiles.forEach((tile, unit) => {
      if (!tile.on_screen) return;
      draw_diverging(tile.canvas, Wh.subarray(unit * 784, (unit + 1) * 784), range, scale);
      const bias = css_colour(scale, bh[unit], range);
      if (tile.bias_colour !== bias) tile.bias.style.background = tile.bias_colour = bias;
    });
  }

  /** What the units answer to the image on the pad. @param {Float32Array | undefined} Ah (H), undefined: no image */
  show_activations(Ah) {
    const largest = Ah ? Ah.reduce((a, b) => Math.max(a, b), 0) : 0;
    this.tiles.forEach((tile, unit) => {
      const activation = Ah ? Ah[unit] : 0;
      const share = largest > 0 ? Math.round((100 * activation) / largest) : 0;
      if (tile.share !== share) tile.bar.style.backgroundSize = `${(tile.share = share)}% 100%`;
      set_text(tile.value, this.dead.has(unit) ? 'died' : Ah ? activation.toFixed(2) : '');
    });
  }

  /** @param {number | undefined} unit the one that is highlighted */
  highlight(unit) {
    this.tiles.forEach((tile, i) => tile.button.setAttribute('aria-pressed', String(i === unit)));
  }

  /** Greys the tiles of units that have died. @param {Set<number>} dead */
  mark_dead(dead) {
    this.dead = dead;
    this.tiles.forEach((tile, unit) => {
      tile.button.classList.toggle('dead', dead.has(unit));
    });
  }
}
