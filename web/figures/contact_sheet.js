/** A hundred images of the training data as a grid of buttons. */
import { PIXELS } from '../network/arguments.js';
import { DIGITS } from './classes.js';
import { grey_picture, grey_url } from './colours.js';
import { create, keep_focus, move_by_arrows, set_text } from './dom.js';
import { Figure } from './figure.js';
import { Nearness } from './nearness.js';

export class ContactSheet extends Figure {
  /**
   * @param {HTMLElement} container
   * @param {object} events
   * @param {(index: number, example: { image: Uint8Array, label: number }, tile: HTMLElement) => void} events.choose an image
   * has been pressed: 784 greys, and the digit that they show
   * @param {() => void} events.wanted the images of the run that has begun are wanted: the sheet has come near the screen
   */
  constructor(container, events) {
    super(container);
    const { signal } = this;
    this.events = events;
    this.marked = -1;
    /** @type {{ images: Uint8Array, labels: Uint8Array }} */
    this.shown = { images: new Uint8Array(), labels: new Uint8Array() };
    this.classes = DIGITS;
    this.subtitle = create('small');
    this.heading = create('span');
    const title = create('h2', { part: 'title' }, this.heading, ' ', this.subtitle);
    this.grid = create('div', { class: 'sheet', role: 'group', 'aria-label': 'A hundred training images' });
    this.name_parts({ 'sheet-title': title, 'sheet-subtitle': this.subtitle, sheet: this.grid });
    this.name_classes(DIGITS);
    container.append(create('div', { class: 'contact-sheet' }, title, this.grid));
    this.grid.addEventListener('click', (event) => this.#press(event), { signal });
    const columns = () => getComputedStyle(this.grid).gridTemplateColumns.split(' ').length;
    move_by_arrows(this.grid, columns, signal);
    this.nearness = new Nearness(this.grid, events.wanted, signal);
  }

  /** @param {MouseEvent} event */
  #press({ target }) {
    const tile = /** @type {Element} */ (target).closest('button');
    if (!tile) return;
    const index = [...this.grid.children].indexOf(tile);
    const { images, labels } = this.shown;
    const image = images.slice(index * PIXELS, (index + 1) * PIXELS);
    this.events.choose(index, { image, label: labels[index] }, tile);
  }

  /** A run begins: its images are wanted once the visitor comes near. @param {string} subtitle what they are */
  begin(subtitle) {
    set_text(this.subtitle, subtitle);
    this.nearness.begin();
  }

  /** The images of the run are wanted wherever the visitor is. */
  hurry() {
    this.nearness.hurry();
  }

  /**
   * Tiles stay the same elements, and keep the focus.
   * @param {{ images: Uint8Array, labels: Uint8Array }} sheet 784 greys for each label
   */
  show({ images, labels }) {
    this.shown = { images, labels };
    const { grid } = this;
    keep_focus(
      grid,
      () => this.#fit(labels.length),
      () => /** @type {HTMLElement} */ (grid.lastElementChild),
    );
    labels.forEach((_, i) => {
      const picture = grey_picture(grey_url(images.subarray(i * PIXELS, (i + 1) * PIXELS)));
      grid.children[i].replaceChildren(picture);
    });
    this.#name_tiles();
    this.#mark();
  }

  /** @param {import('./classes.js').Classes} classes what they are called from now on */
  name_classes(classes) {
    this.classes = classes;
    set_text(this.heading, `A hundred of its ${classes.one === 'digit' ? 'digits' : 'images'}`);
    this.#name_tiles();
  }

  #name_tiles() {
    this.shown.labels.forEach((label, i) =>
      this.grid.children[i].setAttribute('aria-label', `Image ${i}: ${this.classes.brief(label)}`),
    );
  }

  /** @param {number} count of tiles, one of which Tab comes to */
  #fit(count) {
    const { grid } = this;
    while (grid.children.length > count) grid.lastElementChild?.remove();
    while (grid.children.length < count)
      grid.append(create('button', { type: 'button', 'aria-pressed': 'false', tabindex: -1 }));
    if (!grid.querySelector('[tabindex="0"]')) grid.firstElementChild?.setAttribute('tabindex', '0');
  }

  /** @param {number} index the one that is followed */
  mark(index) {
    this.marked = index;
    this.#mark();
  }

  #mark() {
    [...this.grid.children].forEach((tile, i) =>
      tile.setAttribute('aria-pressed', String(i === this.marked)),
    );
  }
}
