/** Saves what is on show as pictures: each figure as SVG or PNG, and the run as a film of its weights. */
import { token } from '../figures/colours.js';
import { create, set_text } from '../figures/dom.js';
import { to_png, to_svg } from '../figures/to_svg.js';
import { save_file } from './files.js';
import { film } from './film.js';

/**
 * @typedef {import('../model/model.js').Model} Model
 * @typedef {import('./drawings.js').Drawings} Drawings
 * @typedef {{ name: string, title: string, root: HTMLElement, plots: import('../figures/plot.js').Plot[] }} Shown
 */

/** @param {Drawings} drawings @returns {Shown[]} */
function figures_of({ network, curves }) {
  const around = (/** @type {HTMLElement} */ node, /** @type {string} */ selector) =>
    /** @type {HTMLElement} */ (node.closest(selector));
  const { units } = network.parts;
  const curve = (/** @type {'loss' | 'accuracy'} */ name, /** @type {string} */ title) => ({
    name,
    title,
    root: around(curves.parts[`${name}-curve`], '.card'),
    plots: [curves[name].plot],
  });
  return [
    { name: 'network', title: 'Network', root: around(units, '.stages'), plots: [] },
    { name: 'weights', title: 'Weight images', root: around(units, '.stage'), plots: [] },
    curve('loss', 'Loss'),
    curve('accuracy', 'Accuracy'),
  ];
}

/** Draws every tile as it is now, also those that are off screen. @param {Drawings} drawings */
function draw_all(drawings) {
  const { tiles } = drawings.network.units;
  const seen = tiles.map(({ on_screen }) => on_screen);
  for (const tile of tiles) tile.on_screen = true;
  drawings.draw_all();
  tiles.forEach((tile, i) => (tile.on_screen = seen[i]));
}

/** A dialog with all that can be saved. @param {Model} model @param {Drawings} drawings */
export function save_pictures(model, drawings) {
  const closed = new AbortController();
  const said = create('p', { class: 'hint', role: 'status' }, 'Each as it is on show now, in these colours.');
  const close = create('button', { type: 'button' }, 'Close');
  const card = (/** @type {HTMLElement} */ root) => token(root, '--card');

  /** @param {string} text @param {string} label for those who listen @param {() => Promise<void>} save */
  const button = (text, label, save) => {
    const made = create('button', { type: 'button', 'aria-label': label }, text);
    made.addEventListener('click', () =>
      save().catch((error) => !closed.signal.aborted && set_text(said, error.message)),
    );
    return made;
  };
  const name_of = (/** @type {string} */ name) => `glassnet-${name}-step-${model.state.steps}`;
  const rows = figures_of(drawings).map(({ name, title, root, plots }) => {
    const draw = () => {
      draw_all(drawings);
      return to_svg(root, plots, card(root));
    };
    const svg = async () => save_file(`${name_of(name)}.svg`, new Blob([draw()], { type: 'image/svg+xml' }));
    const png = async () => save_file(`${name_of(name)}.png`, await to_png(draw()));
    return row(title, button('SVG', `${title} as SVG`, svg), button('PNG', `${title} as PNG`, png));
  });
  const make_film = async () => {
    const root = drawings.network.container;
    const tell = (/** @type {number} */ done, /** @type {number} */ total) =>
      set_text(said, done < total ? `Going through the run: ${done} of ${total} pictures` : 'Recording …');
    const video = await film(model, drawings.frames, root, tell, closed.signal);
    save_file(`glassnet-film.${video.type.slice(6)}`, video);
    set_text(said, 'The film is saved.');
  };
  rows.push(row('Film of the weights', button('Film', 'Film of the weights', make_film)));
  const dialog = create(
    'dialog',
    { id: 'pictures', 'aria-labelledby': 'pictures-title' },
    create('h2', { id: 'pictures-title' }, 'Save pictures'),
    create('table', {}, create('tbody', {}, ...rows)),
    said,
    close,
  );
  close.addEventListener('click', () => dialog.close());
  dialog.addEventListener('close', () => {
    closed.abort();
    dialog.remove();
  });
  document.body.append(dialog);
  dialog.showModal();
}

/** @param {string} title @param {HTMLElement[]} buttons */
const row = (title, ...buttons) =>
  create(
    'tr',
    {},
    create('th', { scope: 'row' }, title),
    create('td', {}, create('span', { class: 'buttons' }, ...buttons)),
  );
