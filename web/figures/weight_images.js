/** The hidden units: each one's weights as an image of 28 × 28, its bias beside it, its activation below. */
import { PIXELS } from '../network/arguments.js';
import { css_colour, greyed, place_on_scale } from './colours.js';
import { context_of, create, end_with, keep_focus, move_by_arrows, set_text, watch_size } from './dom.js';
import { Figure } from './figure.js';

const SIDE = 28;
const DENSITY = 2; // most pixels of the canvas to one of the page
const LEAST = 28; // px for a tile with its gap: a smaller one is hard to hit

/** @typedef {{ Wh: Float32Array, range: number, scale: Uint32Array }} Shown */
/** @typedef {{ x: number, y: number, side: number }} Place in pixels of the canvas */
/** @typedef {{ button: HTMLButtonElement, image: HTMLElement, bias: HTMLElement, bias_colour: string, bar: HTMLElement, share: number, value: HTMLElement, on_screen: boolean }} Tile */

/** How many columns at most, and how much detail, for so many units. @param {number} hidden */
function layout(hidden) {
  if (hidden <= 10) return { columns: Math.max(3, Math.min(5, hidden)), size: 'large' };
  if (hidden <= 40) return { columns: hidden <= 32 ? 8 : 10, size: 'small' };
  return { columns: 16, size: 'tiny' };
}

export class WeightImages extends Figure {
  /**
   * @param {HTMLElement} container
   * @param {{ point: (unit: number | undefined) => void, choose: (unit: number) => void }} events a unit is pointed at
   * (undefined: no longer), or chosen by click or key
   */
  constructor(container, events) {
    super(container);
    this.events = events;
    /** @type {Tile[]} */
    this.tiles = [];
    this.columns = 5;
    // one canvas for all images: each canvas is a layer, through which every frame of the page has to go
    this.canvas = create('canvas', { 'aria-hidden': 'true' });
    this.strip = create('canvas', { width: SIDE, height: SIDE }); // the images to be drawn, one below the other
    /** @type {Place[]} */
    this.places = [];
    /** @type {Shown | undefined} what the images show */
    this.shown = undefined;
    /** @type {Set<number>} units that have died */
    this.dead = new Set();
    this.grid = create('div', {
      class: 'units',
      role: 'group',
      'aria-label': 'Hidden units: weight images',
    });
    this.name_parts({ units: this.grid });
    container.append(this.grid);
    const { grid, signal } = this;
    this.watch = new IntersectionObserver((entries) => this.#seen(entries));
    end_with(signal, this.watch);
    move_by_arrows(grid, () => this.columns, signal);
    watch_size(grid, () => this.#place(), signal);
    this.#listen();
  }

  /** To all tiles at once: they come and go. */
  #listen() {
    const { grid, events, signal } = this;
    const leave = () => events.point(undefined);
    /** @param {(unit: number) => void} act @returns {(event: Event) => void} */
    const on_unit = (act) => (event) => {
      const tile = /** @type {Element} */ (event.target).closest('.unit');
      if (tile) act(Number(/** @type {HTMLElement} */ (tile).dataset.unit));
    };
    grid.addEventListener('pointerover', on_unit(events.point), { signal });
    grid.addEventListener('pointerleave', leave, { signal });
    grid.addEventListener('focusin', on_unit(events.point), { signal });
    grid.addEventListener('focusout', leave, { signal });
    grid.addEventListener('click', on_unit(events.choose), { signal });
  }

  /** Makes the tiles for so many units. @param {number} hidden */
  resize(hidden) {
    if (hidden === this.tiles.length) return;
    this.dead = new Set();
    this.grid.dataset.size = layout(hidden).size;
    this.watch.disconnect();
    this.tiles = Array.from({ length: hidden }, (_, unit) => this.#tile(unit));
    this.shown = undefined;
    delete this.grid.dataset.drawn;
    const buttons = this.tiles.map((tile) => tile.button);
    keep_focus(
      this.grid,
      () => this.grid.replaceChildren(this.canvas, ...buttons),
      () => buttons[0],
    );
    this.#place();
    for (const tile of this.tiles) this.watch.observe(tile.button);
  }

  /** @param {number} unit @returns {Tile} */
  #tile(unit) {
    const image = create('span', { class: 'image', 'data-quantity': 'Wh' });
    const bias = create('span', { class: 'bias', 'data-quantity': 'bh' });
    const bar = create('span', { class: 'activation', 'data-quantity': 'Ah' });
    const value = create('span');
    const name = create('span', { class: 'visually-hidden' }, 'Hidden unit ');
    const button = create(
      'button',
      { type: 'button', class: 'unit', 'aria-pressed': 'false', 'data-unit': unit },
      image,
      bias,
      bar,
      create('span'),
      create('span', { class: 'caption' }, create('span', {}, name, String(unit)), value),
    );
    button.tabIndex = unit === 0 ? 0 : -1;
    return { button, image, bias, bias_colour: '', bar, share: 0, value, on_screen: unit < 16 };
  }

  /** @param {IntersectionObserverEntry[]} entries */
  #seen(entries) {
    for (const { target, isIntersecting } of entries) {
      const tile = this.tiles[Number(/** @type {HTMLElement} */ (target).dataset.unit)];
      if (tile?.button === target) tile.on_screen = isIntersecting;
    }
    this.#draw();
  }

  fit() {
    this.#place();
  }

  /** As many columns as leave each tile large enough for a finger. */
  #set_columns() {
    const { columns } = layout(this.tiles.length);
    this.columns = Math.max(1, Math.min(columns, Math.floor(this.grid.clientWidth / LEAST)));
    this.grid.style.setProperty('--columns', String(this.columns));
  }

  /** Lays the canvas under the tiles; reads the layout, so it is called when that has changed. */
  #place() {
    const { grid, canvas } = this;
    this.#set_columns();
    const density = Math.min(DENSITY, devicePixelRatio);
    canvas.style.height = '0'; // so that it does not count itself
    const [width, height] = [grid.clientWidth, grid.scrollHeight];
    const origin = grid.getBoundingClientRect();
    this.places = this.tiles.map(({ image }) => {
      const { left, top, width: side } = image.getBoundingClientRect();
      const at = [left - origin.left, top - origin.top + grid.scrollTop, side];
      const [x, y, size] = at.map((value) => Math.round(value * density));
      return { x, y, side: size };
    });
    canvas.style.width = `${width}px`;
    canvas.style.height = `${height}px`;
    canvas.width = Math.round(width * density);
    canvas.height = Math.round(height * density);
    this.#draw();
  }

  /**
   * Draws the tiles that are on screen.
   * @param {Float32Array} Wh (H, 784) weights, or their gradients
   * @param {Float32Array} bh (H)
   * @param {number} range the value that takes the full colour
   * @param {Uint32Array} scale
   */
  draw(Wh, bh, range, scale) {
    this.shown = { Wh, range, scale };
    this.grid.dataset.drawn = '';
    this.#draw();
    this.tiles.forEach((tile, unit) => {
      if (!tile.on_screen) return;
      const bias = css_colour(scale, bh[unit], range);
      if (tile.bias_colour !== bias) tile.bias.style.background = tile.bias_colour = bias;
    });
  }

  #draw() {
    if (!this.shown) return;
    const units = [...this.tiles.keys()].filter((unit) => this.tiles[unit].on_screen);
    this.#fill_strip(units, this.shown);
    const context = context_of(this.canvas);
    context.imageSmoothingEnabled = false;
    units.forEach((unit, i) => {
      const { x, y, side } = this.places[unit];
      context.drawImage(this.strip, 0, i * SIDE, SIDE, SIDE, x, y, side, side);
    });
  }

  /** @param {number[]} units @param {Shown} shown */
  #fill_strip(units, { Wh, range, scale }) {
    const { strip } = this;
    const height = Math.max(1, units.length) * SIDE;
    if (strip.height !== height) strip.height = height;
    const context = context_of(strip);
    const image = context.createImageData(SIDE, height);
    const pixels = new Uint32Array(image.data.buffer);
    const grey = this.dead.size > 0 ? greyed(scale) : scale;
    units.forEach((unit, at) => {
      const colours = this.dead.has(unit) ? grey : scale;
      const [from, to] = [unit * PIXELS, at * PIXELS];
      for (let i = 0; i < PIXELS; i++) pixels[to + i] = colours[place_on_scale(Wh[from + i], range)];
    });
    context.putImageData(image, 0, 0);
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
    this.#draw();
  }
}
