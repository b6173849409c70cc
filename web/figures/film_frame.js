/** One picture of a film: the weight images of all hidden units, with the step and the loss below. */
import { diverging_scale, draw_diverging, token } from './colours.js';
import { context_of, create } from './dom.js';
import { count, percent } from './format.js';

const [WIDTH, HEIGHT] = [960, 540]; // px
const FOOT = 60; // px, of the words
const SIDE = 28;

/** The columns in which so many square tiles are largest. @param {number} tiles */
function columns_for(tiles) {
  const sizes = Array.from({ length: tiles }, (_, i) =>
    Math.min(WIDTH / (i + 1), (HEIGHT - FOOT) / Math.ceil(tiles / (i + 1))),
  );
  return sizes.indexOf(Math.max(...sizes)) + 1;
}

export class FilmFrame {
  /** @param {Element} container whose colours it has */
  constructor(container) {
    this.container = container;
    this.scale = diverging_scale(container);
    this.canvas = create('canvas', { width: WIDTH, height: HEIGHT });
    this.tile = create('canvas', { width: SIDE, height: SIDE });
  }

  /**
   * @param {Float32Array} weights (H, 784) @param {number} range the weight that takes the full colour
   * @param {{ step: number, loss: number, accuracy: number }} test
   */
  draw(weights, range, { step, loss, accuracy }) {
    const { canvas, tile, container, scale } = this;
    const context = context_of(canvas);
    context.fillStyle = token(container, '--paper');
    context.fillRect(0, 0, WIDTH, HEIGHT);
    context.imageSmoothingEnabled = false;
    const tiles = weights.length / SIDE ** 2;
    const columns = columns_for(tiles);
    const side = Math.floor(Math.min(WIDTH / columns, (HEIGHT - FOOT) / Math.ceil(tiles / columns)));
    const gap = Math.max(1, Math.round(side * 0.04));
    const left = (WIDTH - side * columns) / 2;
    const top = (HEIGHT - FOOT - side * Math.ceil(tiles / columns)) / 2;
    for (let i = 0; i < tiles; i++) {
      draw_diverging(tile, weights.subarray(i * SIDE ** 2, (i + 1) * SIDE ** 2), range, scale);
      const [x, y] = [left + side * (i % columns), top + side * Math.floor(i / columns)];
      context.drawImage(tile, x + gap, y + gap, side - 2 * gap, side - 2 * gap);
    }
    context.fillStyle = token(container, '--ink');
    context.font = `600 26px ${token(container, '--sans')}`;
    context.textBaseline = 'middle';
    const words = `step ${count(step)}   loss ${loss.toFixed(3)}   ${percent(accuracy)} right`;
    context.fillText(words, Math.max(24, left + gap), HEIGHT - FOOT / 2);
  }
}
