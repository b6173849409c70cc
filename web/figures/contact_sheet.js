/** A hundred images of the training data as a grid of buttons. */
import { grey_picture, grey_url } from './colours.js';
import { create, move_by_arrows, when_near } from './dom.js';

export class ContactSheet {
  /** @param {HTMLElement} container @param {{ choose: (index: number) => void }} events */
  constructor(container, events) {
    this.container = container;
    this.events = events;
    /** @type {object | undefined} */
    this.sheet = undefined;
    this.marked = -1;
    move_by_arrows(container, () => getComputedStyle(container).gridTemplateColumns.split(' ').length);
  }

  /** Shows another sheet, once the visitor comes near. @param {{ images: Uint8Array, labels: Uint8Array }} sheet */
  show(sheet) {
    this.sheet = sheet;
    when_near(this.container, () => this.sheet === sheet && this.#draw(sheet));
  }

  /** @param {{ images: Uint8Array, labels: Uint8Array }} sheet */
  #draw({ images, labels }) {
    const tiles = Array.from(labels, (label, i) => {
      const button = create(
        'button',
        { type: 'button', 'aria-pressed': 'false', 'aria-label': `Image ${i}: a ${label}` },
        grey_picture(grey_url(images.subarray(i * 784, (i + 1) * 784))),
      );
      button.tabIndex = i === 0 ? 0 : -1;
      button.addEventListener('click', () => this.events.choose(i));
      return button;
    });
    this.container.replaceChildren(...tiles);
    this.#mark();
  }

  /** @param {number} index the one that is followed */
  mark(index) {
    this.marked = index;
    this.#mark();
  }

  #mark() {
    [...this.container.children].forEach((tile, i) =>
      tile.setAttribute('aria-pressed', String(i === this.marked)),
    );
  }
}
