/** Teaching: the drawing gets its label and joins the training data; own examples are listed and can be removed. */
import { grey_picture, grey_url } from '../figures/colours.js';
import { by_id, create, move_by_arrows, set_text } from '../figures/dom.js';
import { DIGIT_NAMES } from '../figures/probabilities.js';

export class Teach {
  /**
   * @param {{ teach: (label: number) => void, forget: (index: number) => void, again: () => void, drop: () => void }} events
   * again: examples of an earlier run are to be taught once more; drop: they are to be forgotten for good
   */
  constructor(events) {
    this.events = events;
    this.again = create('button', { type: 'button', id: 'teach-again' });
    this.drop = create('button', { type: 'button', id: 'drop-examples' }, 'Forget them');
    this.earlier = create('div', { class: 'buttons', hidden: true }, this.again, this.drop);
    this.again.addEventListener('click', () => events.again());
    this.drop.addEventListener('click', () => events.drop());
    by_id('taught').after(this.earlier);
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

  /** Offers the examples of an earlier run. @param {number} count 0: there are none */
  offer(count) {
    this.earlier.hidden = count === 0;
    set_text(this.again, `Teach ${count === 1 ? 'your drawing' : `your ${count} drawings`} of before again`);
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
