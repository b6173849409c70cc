/** The drawing pad: pointer, touch and keyboard. It keeps strokes; what the network makes of them is not its business. */
import { PIXELS } from '../network/arguments.js';
import { draw_greys } from './colours.js';
import { context_of, create } from './dom.js';
import { Figure } from './figure.js';

/**
 * @typedef {[number, number]} Point x, y in 0 … SIDE, y downwards
 * @typedef {Point[]} Stroke at least one point
 * @typedef {{ stroke?: Stroke }} Pen a pen on the paper: its stroke, from its next movement on if there is none yet
 */

const SIDE = 280;
const WIDTH = 20; // of the line as it is drawn
const KEY_STEP = 8;
const MOVES = /** @type {Record<string, Point>} */ ({
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
});
const LABEL =
  'Drawing pad. Arrow keys move the pen, space lowers and lifts it, Backspace takes back a stroke, Delete clears.';

export class Pad extends Figure {
  /**
   * @param {HTMLElement} container
   * @param {{ changed: () => void }} events the strokes have changed by hand
   */
  constructor(container, events) {
    super(container);
    this.events = events;
    /** @type {Stroke[]} */
    this.strokes = [];
    /** @type {Uint8Array | undefined} */
    this.sample = undefined;
    /** @type {(Pen & { id: number }) | undefined} the pointer that draws, from its pointerdown to its end */
    this.pointer = undefined;
    /** @type {Point | undefined} where the keyboard's pen stands */
    this.place = undefined;
    /** @type {Pen | undefined} the keyboard's pen while it is down */
    this.key_pen = undefined;
    this.held = new Set(); // arrow keys
    this.canvas = create('canvas', { width: SIDE, height: SIDE });
    this.image = create('canvas', { width: 28, height: 28 });
    const hint = create('small', {}, 'finger, mouse, or arrow keys and space');
    this.empty = create('p', { class: 'empty' }, 'Draw a digit', create('br'), hint);
    this.pad = create(
      'div',
      { class: 'pad', tabindex: 0, role: 'application', 'aria-label': LABEL, 'data-quantity': 'X' },
      this.canvas,
      this.empty,
    );
    this.name_parts({ pad: this.pad });
    container.append(this.pad);
    this.#listen();
    this.#draw();
  }

  get is_empty() {
    return this.strokes.length === 0 && !this.sample;
  }

  focus() {
    this.pad.focus();
  }

  clear() {
    this.#keep([]);
    this.#change();
  }

  /** Takes back the last stroke. */
  undo() {
    this.#keep(this.strokes.slice(0, -1));
    this.#change();
  }

  /** Shows an image instead of strokes, until someone draws. @param {Uint8Array} [greys] 784; black without */
  show_sample(greys = new Uint8Array(PIXELS)) {
    this.#keep([]);
    this.sample = greys;
    this.#draw();
  }

  /** Only these strokes are left: a pen that is still down goes on with a new one. @param {Stroke[]} strokes */
  #keep(strokes) {
    this.strokes = strokes;
    for (const pen of [this.pointer, this.key_pen]) if (pen) pen.stroke = undefined;
  }

  #change() {
    this.sample = undefined;
    this.#draw();
    this.events.changed();
  }

  /** @param {Pen} pen @param {...Point} points */
  #ink(pen, ...points) {
    if (!pen.stroke) this.strokes.push((pen.stroke = []));
    pen.stroke.push(...points);
    this.#change();
  }

  /* ---- pointer ---- */

  #listen() {
    const { pad, signal } = this;
    pad.addEventListener('pointerdown', (event) => this.#lower(event), { signal });
    pad.addEventListener('pointermove', (event) => this.#follow(event), { signal });
    for (const end of /** @type {const} */ (['pointerup', 'pointercancel', 'lostpointercapture']))
      pad.addEventListener(end, (event) => this.#lift(event), { signal });
    pad.addEventListener('keydown', (event) => this.#key(event), { signal });
    pad.addEventListener('keyup', (event) => this.held.delete(event.key), { signal });
    pad.addEventListener('blur', () => this.#put_key_pen_away(), { signal });
  }

  /** @param {PointerEvent} event */
  #lower(event) {
    if (!event.isPrimary || event.button !== 0) return;
    if (this.pointer && this.pad.hasPointerCapture(this.pointer.id)) return; // one pointer draws at a time
    this.pad.setPointerCapture(event.pointerId);
    this.#put_key_pen_away();
    this.pointer = { id: event.pointerId };
    this.#ink(this.pointer, this.#place_of(event));
  }

  /** @param {PointerEvent} event */
  #follow(event) {
    if (this.pointer?.id !== event.pointerId) return;
    const events = event.getCoalescedEvents?.() ?? [];
    this.#ink(this.pointer, ...(events.length ? events : [event]).map((each) => this.#place_of(each)));
  }

  /** @param {PointerEvent} event */
  #lift(event) {
    if (this.pointer?.id === event.pointerId) this.pointer = undefined;
  }

  /** @param {PointerEvent} event @returns {Point} */
  #place_of(event) {
    const { left, top, width, height } = this.pad.getBoundingClientRect();
    return [((event.clientX - left) / width) * SIDE, ((event.clientY - top) / height) * SIDE];
  }

  /* ---- keyboard ---- */

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const action = this.#action_of(event.key);
    if (!action) return;
    event.preventDefault();
    event.stopPropagation();
    if (event.key in MOVES || !event.repeat) action();
  }

  /** @param {string} key @returns {(() => void) | undefined} */
  #action_of(key) {
    if (key in MOVES) return () => this.#move_key_pen(key);
    if (key === ' ' || key === 'Enter') return () => this.#press_key_pen();
    if (key === 'Backspace') return () => this.undo();
    return key === 'Delete' ? () => this.clear() : undefined;
  }

  /** Two arrows held together move on a diagonal. @param {string} pressed */
  #move_key_pen(pressed) {
    this.held.add(pressed);
    let [x, y] = this.#key_place;
    for (const key of this.held) {
      x += MOVES[key][0] * KEY_STEP;
      y += MOVES[key][1] * KEY_STEP;
    }
    this.place = [Math.max(0, Math.min(SIDE, x)), Math.max(0, Math.min(SIDE, y))];
    if (this.key_pen) this.#ink(this.key_pen, this.place);
    else this.#draw();
  }

  #press_key_pen() {
    this.place = this.#key_place;
    this.key_pen = this.key_pen ? undefined : {};
    if (this.key_pen) this.#ink(this.key_pen, this.place);
    else this.#draw();
  }

  /** @returns {Point} */
  get #key_place() {
    return this.place ?? [SIDE / 2, SIDE / 5];
  }

  #put_key_pen_away() {
    this.held.clear();
    this.place = undefined;
    this.key_pen = undefined;
    this.#draw();
  }

  /* ---- drawing ---- */

  #draw() {
    const context = context_of(this.canvas);
    context.clearRect(0, 0, SIDE, SIDE);
    this.empty.hidden = !this.is_empty || this.place !== undefined;
    this.pad.dataset.state = this.is_empty ? 'empty' : this.sample ? 'sample' : 'drawn';
    if (this.sample) {
      draw_greys(this.image, this.sample);
      context.imageSmoothingEnabled = false;
      context.drawImage(this.image, 0, 0, SIDE, SIDE);
    }
    for (const stroke of this.strokes) draw_stroke(context, stroke);
    if (this.place) this.#draw_key_pen(context, this.place);
  }

  /** @param {CanvasRenderingContext2D} context @param {Point} at */
  #draw_key_pen(context, [x, y]) {
    context.lineWidth = 2;
    context.strokeStyle = this.key_pen ? '#f58a3c' : '#9b9993';
    context.beginPath();
    context.arc(x, y, WIDTH * 0.8, 0, 2 * Math.PI);
    context.stroke();
  }
}

/** @param {CanvasRenderingContext2D} context @param {Stroke} stroke */
function draw_stroke(context, stroke) {
  const [[x, y]] = stroke;
  context.fillStyle = context.strokeStyle = '#fff';
  context.lineWidth = WIDTH;
  context.lineCap = context.lineJoin = 'round';
  context.beginPath();
  if (stroke.every((point) => point[0] === x && point[1] === y)) {
    context.arc(x, y, WIDTH / 2, 0, 2 * Math.PI); // a line of no length is not drawn
    return context.fill();
  }
  for (const point of stroke) context.lineTo(...point);
  return context.stroke();
}
