/**
 * The hidden units: each one's weights as an image of 28 × 28, its bias beside it, its activation below. A tile has its
 * place, and shows the unit that stands there in the order of the moment: so tiles never move, and keep the focus.
 */
import { PIXELS } from '../network/arguments.js';
import { css_colour, greyed, place_on_scale } from './colours.js';
import {
  boxes_in,
  context_of,
  create,
  end_with,
  keep_focus,
  move_by_arrows,
  set_text,
  watch_size,
} from './dom.js';
import { Figure } from './figure.js';
import { percent } from './format.js';

const SIDE = 28;
const DENSITY = 2; // most pixels of the canvas to one of the page
const LEAST = 28; // px for a tile with its gap: a smaller one is hard to hit
const MOST_SHOWN = 128; // tiles, unless all are asked for

/** @typedef {{ Wh: Float32Array, bh: Float32Array, range: number, scale: Uint32Array }} Shown */
/** @typedef {{ x: number, y: number, width: number, height: number }} Place in pixels of the canvas */
/**
 * @typedef {object} Tile
 * @property {number} unit that it shows
 * @property {HTMLButtonElement} button
 * @property {HTMLElement} image
 * @property {HTMLElement} bias
 * @property {HTMLElement} bar of the activation
 * @property {number} share of the bar, percent
 * @property {HTMLElement} name
 * @property {HTMLElement} value
 * @property {HTMLElement} mark that the unit is barely alive
 * @property {HTMLElement} answered the share in it
 * @property {boolean} on_screen
 */

/** How many columns at most, and how much detail, for so many units. @param {number} hidden */
function layout(hidden) {
  if (hidden <= 4) return { columns: hidden, size: 'huge' };
  if (hidden <= 10) return { columns: 5, size: 'large' };
  if (hidden <= 40) return { columns: hidden <= 32 ? 8 : 10, size: 'small' };
  return { columns: 16, size: 'tiny' };
}

export class WeightImages extends Figure {
  /**
   * @param {HTMLElement} container
   * @param {{ point: (unit: number | undefined) => void, choose: (unit: number) => void, seen?: () => void }} events a unit
   * is pointed at (undefined: no longer), or chosen by click or key; other tiles are in view
   */
  constructor(container, events) {
    super(container);
    this.events = events;
    /** @type {Tile[]} */
    this.tiles = [];
    /** @type {Uint16Array} place of each unit among the tiles */
    this.places_of = new Uint16Array();
    this.is_whole = false; // whether all tiles are to be shown, however many
    // one canvas for all images and biases: each canvas is a layer, through which every frame of the page has to go
    this.canvas = create('canvas', { 'aria-hidden': 'true' });
    this.strip = create('canvas', { width: SIDE, height: SIDE }); // the images to be drawn, one below the other
    /** @type {{ image: Place, bias: Place }[]} */
    this.places = [];
    /** @type {Shown | undefined} what the images show */
    this.shown = undefined;
    /** @type {Set<number>} units that have died */
    this.dead = new Set();
    /** @type {Map<number, number>} units that are barely alive: the share of the test images that each answers */
    this.barely_alive = new Map();
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
    move_by_arrows(grid, () => this.rows[1] ?? this.tiles.length, signal);
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
    this.barely_alive = new Map();
    this.places_of = Uint16Array.from({ length: hidden }, (_, unit) => unit);
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
    for (const tile of this.tiles) this.watch.observe(tile.button);
    this.show(false);
  }

  /** How many tiles are shown unless all are. */
  get most() {
    return MOST_SHOWN;
  }

  /** @param {boolean} is_whole whether all tiles are shown, however many there are */
  show(is_whole) {
    this.is_whole = is_whole;
    this.tiles.forEach((tile, place) => (tile.button.hidden = !is_whole && place >= MOST_SHOWN));
    this.#place();
  }

  /** The tiles that are in view. */
  get in_view() {
    return this.tiles.filter((tile) => tile.on_screen && !tile.button.hidden);
  }

  /** How many tiles are shown. */
  get count() {
    return this.is_whole ? this.tiles.length : Math.min(MOST_SHOWN, this.tiles.length);
  }

  /** The tile of a unit, if it is shown. @param {number | undefined} unit */
  tile_of(unit) {
    const place = unit === undefined ? -1 : this.places_of[unit];
    return place < this.count ? this.tiles[place] : undefined;
  }

  /** The places of the tiles that begin the rows. */
  get rows() {
    return [...Array(this.count).keys()].filter(
      (i) => this.places[i]?.image.y !== this.places[i - 1]?.image.y,
    );
  }

  /** Puts the units in an order. The focus stays with its unit. @param {number[]} units all of them */
  arrange(units) {
    if (units.every((unit, place) => this.tiles[place].unit === unit)) return;
    const root = /** @type {Document | ShadowRoot} */ (this.grid.getRootNode());
    const focused = this.tiles.find(({ button }) => button === root.activeElement)?.unit;
    units.forEach((unit, place) => {
      this.places_of[unit] = place;
      this.#show(this.tiles[place], unit);
    });
    this.#mark();
    this.tile_of(focused)?.button.focus();
    this.#draw();
  }

  /** @param {Tile} tile @param {number} unit */
  #show(tile, unit) {
    tile.unit = unit;
    tile.button.dataset.unit = String(unit);
    set_text(tile.name, String(unit));
  }

  /** @param {number} unit @returns {Tile} */
  #tile(unit) {
    const image = create('span', { class: 'image', 'data-quantity': 'Wh' });
    const bias = create('span', { class: 'bias', 'data-quantity': 'bh' });
    const bar = create('span', { class: 'activation', 'data-quantity': 'Ah' });
    const value = create('span');
    const name = create('span', {}, String(unit));
    const answered = create('span');
    const mark = create(
      'span',
      { class: 'mark', hidden: true, title: 'Barely alive: the share of the test images that it answers' },
      create('span', { class: 'visually-hidden' }, 'barely alive, answers '),
      answered,
    );
    const button = create(
      'button',
      { type: 'button', class: 'unit', part: 'tile', 'aria-pressed': 'false', 'data-unit': unit },
      image,
      bias,
      bar,
      create('span'),
      create(
        'span',
        { class: 'caption' },
        create('span', {}, create('span', { class: 'visually-hidden' }, 'Hidden unit '), name),
        value,
      ),
      mark,
    );
    button.tabIndex = unit === 0 ? 0 : -1;
    const on_screen = unit < 16;
    return { unit, button, image, bias, bar, share: 0, name, value, mark, answered, on_screen };
  }

  /** @param {IntersectionObserverEntry[]} entries */
  #seen(entries) {
    for (const { target, isIntersecting } of entries) {
      const tile = this.tiles.find(({ button }) => button === target);
      if (tile) tile.on_screen = isIntersecting;
    }
    this.#draw();
    this.events.seen?.();
  }

  fit() {
    this.#place();
  }

  /** As many columns as leave each tile large enough for a finger. */
  #set_columns() {
    const { columns } = layout(this.tiles.length);
    const fitting = Math.max(1, Math.min(columns, Math.floor(this.grid.clientWidth / LEAST)));
    this.grid.style.setProperty('--columns', String(fitting));
  }

  /** Lays the canvas under the tiles; reads the layout, so it is called when that has changed. */
  #place() {
    const { grid, canvas } = this;
    this.#set_columns();
    const density = Math.min(DENSITY, devicePixelRatio);
    canvas.style.height = '0'; // so that it does not count itself
    const [width, height] = [grid.clientWidth, grid.scrollHeight];
    const box = boxes_in(grid);
    const pixels = (/** @type {number} */ length) => Math.round(length * density);
    const place = (/** @type {HTMLElement} */ part) => {
      const { x, y, width: wide, height: high } = box(part);
      return { x: pixels(x), y: pixels(y + grid.scrollTop), width: pixels(wide), height: pixels(high) };
    };
    this.places = this.tiles.map(({ image, bias }) => ({ image: place(image), bias: place(bias) }));
    canvas.style.width = `${width}px`;
    canvas.style.height = `${height}px`;
    canvas.width = Math.round(width * density);
    canvas.height = Math.round(height * density);
    this.#draw();
  }

  /**
   * Draws the tiles that are on screen.
   * @param {Float32Array} Wh (H, 784) weights, how they have changed, or their gradients
   * @param {Float32Array} bh (H)
   * @param {number} range the value that takes the full colour
   * @param {Uint32Array} scale
   */
  draw(Wh, bh, range, scale) {
    this.shown = { Wh, bh, range, scale };
    this.grid.dataset.drawn = '';
    this.#draw();
  }

  #draw() {
    if (!this.shown) return;
    const { bh, range, scale } = this.shown;
    const places = [...this.tiles.keys()].filter((place) => this.tiles[place].on_screen);
    this.#fill_strip(
      places.map((place) => this.tiles[place].unit),
      this.shown,
    );
    const context = context_of(this.canvas);
    context.imageSmoothingEnabled = false;
    places.forEach((place, i) => {
      const { image, bias } = this.places[place];
      context.drawImage(this.strip, 0, i * SIDE, SIDE, SIDE, image.x, image.y, image.width, image.height);
      context.fillStyle = css_colour(scale, bh[this.tiles[place].unit], range);
      context.fillRect(bias.x, bias.y, bias.width, bias.height);
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
    for (const tile of this.tiles) {
      const activation = Ah ? Ah[tile.unit] : 0;
      const share = largest > 0 ? Math.round((100 * activation) / largest) : 0;
      if (tile.share !== share) tile.bar.style.backgroundSize = `${(tile.share = share)}% 100%`;
      set_text(tile.value, this.dead.has(tile.unit) ? 'died' : Ah ? activation.toFixed(2) : '');
    }
  }

  /** @param {number | undefined} unit the one that is highlighted */
  highlight(unit) {
    for (const tile of this.tiles) tile.button.setAttribute('aria-pressed', String(tile.unit === unit));
  }

  /**
   * Greys the tiles of units that have died, and marks those that are barely alive.
   * @param {Set<number>} dead @param {Map<number, number>} barely_alive the share of the test images that each answers
   */
  mark(dead, barely_alive) {
    const is_drawn = this.dead.size === dead.size && [...dead].every((unit) => this.dead.has(unit));
    this.dead = dead;
    this.barely_alive = barely_alive;
    this.#mark();
    if (!is_drawn) this.#draw();
  }

  #mark() {
    for (const { unit, button, mark, answered } of this.tiles) {
      const share = this.barely_alive.get(unit);
      button.classList.toggle('dead', this.dead.has(unit));
      mark.toggleAttribute('hidden', share === undefined); // unlike hidden = true, it costs nothing where nothing changes
      set_text(answered, share === undefined ? '' : percent(share));
    }
  }
}
