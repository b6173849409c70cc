/** The drawing pad: pointer, touch and keyboard. It keeps strokes; what the network makes of them is not its business. */
import { draw_greys } from './colours.js';
import { context_of, create } from './dom.js';

/** @typedef {[number, number][]} Stroke points x, y in 0 … SIDE, y downwards */

const SIDE = 280;
const PEN = 20; // width of the line as it is drawn
const KEY_STEP = 8;
const MOVES = /** @type {Record<string, [number, number]>} */ ({
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
});

export class Pad {
  /**
   * @param {HTMLElement} container
   * @param {{ changed: () => void }} events the strokes have changed by hand
   */
  constructor(container, events) {
    this.events = events;
    /** @type {Stroke[]} */
    this.strokes = [];
    /** @type {Uint8Array | undefined} */
    this.sample = undefined;
    this.is_down = false; // the pen on the paper
    /** @type {[number, number] | undefined} where the keyboard's pen stands */
    this.pen = undefined;
    this.held = new Set();
    this.canvas = create('canvas', { width: SIDE, height: SIDE });
    this.image = create('canvas', { width: 28, height: 28 });
    this.empty = create('p', { class: 'empty' }, 'Draw a digit');
    this.empty.append(create('br'), create('small', {}, 'finger, mouse, or arrow keys and space'));
    container.append(this.canvas, this.empty);
    container.tabIndex = 0;
    container.setAttribute('role', 'application');
    container.setAttribute(
      'aria-label',
      'Drawing pad. Arrow keys move the pen, space lowers and lifts it, Backspace takes back a stroke, Delete clears.',
    );
    this.container = container;
    this.#listen();
    this.#draw();
  }

  get is_empty() {
    return this.strokes.length === 0 && !this.sample;
  }

  clear() {
    this.strokes = [];
    this.#change();
  }

  /** Takes back the last stroke. */
  undo() {
    this.strokes = this.strokes.slice(0, -1);
    this.#change();
  }

  /** Shows an image instead of strokes, until someone draws. @param {Uint8Array} greys 784 */
  show_sample(greys) {
    this.strokes = [];
    this.sample = greys;
    this.#draw();
  }

  #change() {
    this.sample = undefined;
    this.#draw();
    this.events.changed();
  }

  #listen() {
    const { container } = this;
    container.addEventListener('pointerdown', (event) => {
      if (!event.isPrimary || event.button !== 0) return;
      container.setPointerCapture(event.pointerId);
      this.pen = undefined;
      this.is_down = true;
      this.strokes.push([this.#place(event)]);
      this.#change();
    });
    container.addEventListener('pointermove', (event) => {
      if (!this.is_down || !event.isPrimary) return;
      const events = event.getCoalescedEvents?.() ?? [];
      for (const each of events.length ? events : [event]) this.strokes.at(-1)?.push(this.#place(each));
      this.#change();
    });
    const lift = () => (this.is_down = false);
    container.addEventListener('pointerup', lift);
    container.addEventListener('pointercancel', lift);
    container.addEventListener('keydown', (event) => this.#key(event));
    container.addEventListener('keyup', (event) => this.held.delete(event.key));
    container.addEventListener('blur', () => {
      this.held.clear();
      this.pen = undefined;
      this.is_down = false;
      this.#draw();
    });
  }

  /** @param {PointerEvent} event @returns {[number, number]} */
  #place(event) {
    const { left, top, width, height } = this.container.getBoundingClientRect();
    return [((event.clientX - left) / width) * SIDE, ((event.clientY - top) / height) * SIDE];
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key in MOVES) this.#move_pen(event);
    else if (event.key === ' ' || event.key === 'Enter') this.#press_pen();
    else if (event.key === 'Backspace') this.undo();
    else if (event.key === 'Delete') this.clear();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** Two arrows held together move on a diagonal. @param {KeyboardEvent} event */
  #move_pen(event) {
    this.held.add(event.key);
    const [x, y] = this.pen ?? [SIDE / 2, SIDE / 5];
    let [to_x, to_y] = [x, y];
    for (const key of this.held) {
      to_x += MOVES[key][0] * KEY_STEP;
      to_y += MOVES[key][1] * KEY_STEP;
    }
    this.pen = [Math.max(0, Math.min(SIDE, to_x)), Math.max(0, Math.min(SIDE, to_y))];
    if (!this.is_down) return this.#draw();
    this.strokes.at(-1)?.push(this.pen);
    return this.#change();
  }

  #press_pen() {
    this.pen ??= [SIDE / 2, SIDE / 5];
    this.is_down = !this.is_down;
    if (!this.is_down) return this.#draw();
    this.strokes.push([this.pen]);
    return this.#change();
  }

  #draw() {
    const context = context_of(this.canvas);
    context.clearRect(0, 0, SIDE, SIDE);
    this.empty.hidden = !this.is_empty || this.pen !== undefined;
    this.container.dataset.state = this.is_empty ? 'empty' : this.sample ? 'sample' : 'drawn';
    if (this.sample) {
      draw_greys(this.image, this.sample);
      context.imageSmoothingEnabled = false;
      context.drawImage(this.image, 0, 0, SIDE, SIDE);
    }
    context.strokeStyle = '#fff';
    context.lineWidth = PEN;
    context.lineCap = context.lineJoin = 'round';
    for (const stroke of this.strokes) {
      context.beginPath();
      context.moveTo(...stroke[0]);
      for (const point of stroke) context.lineTo(...point);
      context.stroke();
    }
    if (this.pen) this.#draw_pen(context, this.pen);
  }

  /** @param {CanvasRenderingContext2D} context @param {[number, number]} at */
  #draw_pen(context, [x, y]) {
    context.lineWidth = 2;
    context.strokeStyle = this.is_down ? '#f58a3c' : '#9b9993';
    context.beginPath();
    context.arc(x, y, PEN * 0.8, 0, 2 * Math.PI);
    context.stroke();
  }
}
