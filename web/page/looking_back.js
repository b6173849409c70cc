/** The row under the curves: a slider over the steps of the run, and pictures to save. What they do is loaded when it is wanted. */
import { create } from '../figures/dom.js';
import { late } from '../training/late.js';
import { by_id } from './document.js';

/** @param {import('../model/model.js').Model} model @param {import('./drawings.js').Drawings} drawings */
export function start_looking_back(model, drawings) {
  const row = by_id('when');
  const button = (/** @type {string} */ id, /** @type {string} */ text) =>
    create('button', { type: 'button', id }, text);
  const save = button('save-pictures', 'Save pictures …');
  save.className = 'quiet';
  const said = create('output', { id: 'scrubber-said', for: 'scrubber' }, 'drag to see it as it was');
  row.append(
    create('p', {}, create('label', { for: 'scrubber' }, 'Back in time'), ' ', said),
    create('input', { type: 'range', id: 'scrubber', value: 100 }),
    create('span', { class: 'buttons' }, button('to-now', 'Now'), button('go-on', 'Go on from here')),
    save,
  );
  const complain = (/** @type {unknown} */ error) => model.complain(error);
  const found = new AbortController();
  const load = () => {
    found.abort();
    late(import('./when.js'), 'The way back in time').then(
      ({ When }) => new When(row, model, drawings),
      complain,
    );
  };
  for (const type of ['pointerover', 'focusin']) row.addEventListener(type, load, found);
  save.addEventListener('click', () =>
    late(import('./pictures.js'), 'What saves pictures').then(
      ({ save_pictures }) => save_pictures(model, drawings),
      complain,
    ),
  );
}
