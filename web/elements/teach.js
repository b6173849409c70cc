/** Teaching: the drawing gets its label and joins the training data; own examples are listed and can be removed. */
import { grey_picture, grey_url } from './colours.js';
import { by_id, create, move_by_arrows } from './dom.js';
import { DIGIT_NAMES } from './probabilities.js';

export class Teach {
  /** @param {{ teach: (label: number) => void, forget: (index: number) => void }} events */
  constructor(events) {
    this.events = events;
    this.labels = DIGIT_NAMES.map((name, label) => {
      const button = create(
        'button',
        {
          type: 'button',
          'aria-label': `${label}: what you drew is ${label === 8 ? 'an' : 'a'} ${name}`,
          disabled: true,
        },
        String(label),
      );
      button.tabIndex = label === 0 ? 0 : -1;
      button.addEventListener('click', () => events.teach(label));
      return button;
    });
    by_id('teach-labels').append(...this.labels);
    move_by_arrows(by_id('teach-labels'), () => 10);
  }

  /** @param {boolean} is_drawn there is a drawing to be taught */
  enable(is_drawn) {
    for (const button of this.labels) button.disabled = !is_drawn;
  }

  /** @param {{ image: Uint8Array, label: number }[]} examples those taught so far */
  list(examples) {
    const tiles = examples.map(({ image, label }, index) => {
      const remove = create(
        'button',
        { type: 'button', 'aria-label': `Remove your ${DIGIT_NAMES[label]}`, title: 'Remove' },
        grey_picture(grey_url(image)),
        create('span', {}, `${label} ×`),
      );
      remove.addEventListener('click', () => this.events.forget(index));
      return create('li', {}, remove);
    });
    by_id('taught').replaceChildren(...tiles);
  }
}
