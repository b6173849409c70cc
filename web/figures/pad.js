/** The drawing pad: pointer, touch and keyboard. It keeps strokes; what the network makes of them is not its business. */
import { PIXELS } from '../network/arguments.js';
import { draw_change, draw_greys } from './colours.js';
import { context_of, create } from './dom.js';
import { Figure } from './figure.js';

/**
 * @typedef {[number, number]} Point x, y in 0 … SIDE, y downwards
 * @typedef {Point[]} Stroke at least one point
 * @typedef {object} Shown an image that lies on the pad until someone draws
 * @property {Uint8Array} greys 784
 * @property {string} name what kind of image it is, as the beginning of a sentence
 * @property {unknown} [origin] whatever tells where it comes from
 * @property {Uint8Array} [before] 784 greys of which it is a change; where ink was added or taken away is tinted
 * @typedef {{ strokes: Stroke[], shown?: Shown }} Content
 * @typedef {{ stroke?: Stroke }} Pen a pen on the paper: its stroke, from its next movement on if there is none yet
 * @typedef {Pen & { id: number, type: string }} Pointer type: as PointerEvent.pointerType has it
 */

const SIDE = 280;
const WIDTH = 20; // of the line as it is drawn
const KEY_STEP = 8;
const MOST_PAST = 100; // contents that can be gone back to
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
   * @param {{ changed: () => void }} events the content has changed by hand
   * @param {{ clear?: HTMLElement, undo?: HTMLElement }} [tools] buttons, disabled while they are of no use
   */
  constructor(container, events, tools = {}) {
    super(container);
    this.events = events;
    this.tools = tools;
    /** @type {Content} */
    this.content = { strokes: [] };
    /** @type {Content[]} what lay on the pad before, the newest last */
    this.past = [];
    /** @type {Pointer | undefined} the pointer that draws, from its pointerdown to its end */
    this.pointer = undefined;
    this.has_pen_near = false; // whether a pen hovers over the pad or is down: what touches then is a hand
    /** @type {Point | undefined} where the keyboard's pen stands */
    this.place = undefined;
    /** @type {Pen | undefined} the keyboard's pen while it is down */
    this.key_pen = undefined;
    this.held = new Set(); // arrow keys
    this.canvas = create('canvas', { width: SIDE, height: SIDE });
    this.image = create('canvas', { width: 28, height: 28 });
    const hint = create('small', {}, 'finger, mouse, or arrow keys and space');
    this.wish = create('span', {}, 'Draw a digit');
    this.empty = create('p', { class: 'empty' }, this.wish, create('br'), hint);
    this.pad = create(
      'div',
      {
        class: 'pad',
        tabindex: 0,
        role: 'application',
        'aria-label': LABEL,
        'data-quantity': 'X',
        'data-prevent-swipe': true, // for pages of slides
      },
      this.canvas,
      this.empty,
    );
    this.name_parts({ pad: this.pad });
    container.append(this.pad);
    this.#listen();
    this.#draw();
  }

  get strokes() {
    return this.content.strokes;
  }

  /** The image that lies on the pad. @returns {Uint8Array | undefined} undefined: there is none */
  get sample() {
    return this.content.shown?.greys;
  }

  /** Whether it is a change of the image that was there before. */
  get is_change() {
    return this.content.shown?.before !== undefined;
  }

  /** What kind of image that is, as the beginning of a sentence. */
  get name() {
    return this.content.shown?.name ?? '';
  }

  /** Where that image comes from, as show() was told. @returns {unknown} */
  get origin() {
    return this.content.shown?.origin;
  }

  get is_empty() {
    return this.strokes.length === 0 && !this.sample;
  }

  get can_undo() {
    return this.past.length > 0;
  }

  /** @param {string} what is to be drawn, with its article */
  name_drawing(what) {
    this.wish.textContent = `Draw ${what}`;
  }

  focus() {
    this.pad.focus();
  }

  clear() {
    if (this.is_empty) return;
    this.#put({ strokes: [] });
    this.#change();
  }

  /** Takes back what was done last: a stroke, clearing the pad, or the image that was put on it. */
  undo() {
    const before = this.past.pop();
    if (!before) return;
    this.content = before;
    this.#lift_pens();
    this.#change();
  }

  /**
   * Shows an image instead of strokes, until someone draws.
   * @param {Partial<Shown>} [image] black without greys, until see() brings them
   */
  show({ greys = new Uint8Array(PIXELS), name = 'A test image', origin, before } = {}) {
    this.#put({ strokes: [], shown: { greys, name, origin, before } });
    this.#draw();
  }

  /** Shows what lies on another pad. @param {Pad} other */
  copy(other) {
    this.#put(other.content);
    this.#draw();
  }

  /** Shows strokes that were not drawn here. @param {Stroke[]} strokes */
  show_strokes(strokes) {
    this.#put({ strokes });
    this.#draw();
  }

  /** The greys of the image that lies on the pad have come. @param {Uint8Array} greys 784 */
  see(greys) {
    const { shown } = this.content;
    if (shown) this.content = { strokes: [], shown: { ...shown, greys } };
    this.#draw();
  }

  /** Something else lies on the pad from now on. @param {Content} content */
  #put(content) {
    if (!this.is_empty) this.past = [...this.past, this.content].slice(-MOST_PAST);
    this.content = content;
    this.#lift_pens();
  }

  /** A pen that is still down goes on with a new stroke. */
  #lift_pens() {
    for (const pen of [this.pointer, this.key_pen]) if (pen) pen.stroke = undefined;
  }

  #change() {
    this.#draw();
    this.events.changed();
  }

  /** @param {Pen} pen @param {...Point} points */
  #ink(pen, ...points) {
    if (!pen.stroke) {
      const stroke = (pen.stroke = /** @type {Stroke} */ ([]));
      this.past = [...this.past, this.content].slice(-MOST_PAST);
      this.content = { strokes: [...this.strokes, stroke] };
    }
    pen.stroke.push(...points);
    this.#change();
  }

  /* ---- pointer ---- */

  #listen() {
    const { pad, signal } = this;
    pad.addEventListener('pointerdown', (event) => this.#lower(event), { signal });
    pad.addEventListener('pointermove', (event) => this.#follow(event), { signal });
    for (const end of /** @type {const} */ (['pointerup', 'pointercancel', 'lostpointercapture']))
      pad.ownerDocument.addEventListener(end, (event) => this.#lift(event), { signal }); // it may end elsewhere
    for (const type of /** @type {const} */ (['pointerenter', 'pointerleave']))
      pad.addEventListener(type, (event) => this.#notice_pen(event), { signal });
    pad.addEventListener('keydown', (event) => this.#key(event), { signal });
    pad.addEventListener('keyup', (event) => this.held.delete(event.key), { signal });
    this.tools.clear?.addEventListener('click', () => this.clear(), { signal });
    this.tools.undo?.addEventListener('click', () => this.undo(), { signal });
    pad.addEventListener('blur', () => this.#put_key_pen_away(), { signal });
  }

  /**
   * One pointer draws at a time: a pen rather than the finger or the hand that was there before it.
   * @param {PointerEvent} event
   */
  #lower(event) {
    if (!event.isPrimary || event.button !== 0) return;
    const { pointerId: id, pointerType: type } = event;
    const other = this.pointer?.id === id ? undefined : this.pointer;
    const is_pen = type === 'pen';
    if (other && (!is_pen || other.type === 'pen')) return;
    if (type === 'touch' && this.has_pen_near) return;
    if (other) this.#withdraw(other);
    try {
      this.pad.setPointerCapture(id);
    } catch {
      // The pointer is up again by now; what it has drawn stays.
    }
    this.#put_key_pen_away();
    this.pointer = { id, type };
    this.#ink(this.pointer, this.#place_of(event));
  }

  /** What a pointer has drawn since it came down is no drawing. @param {Pointer} pointer */
  #withdraw({ stroke }) {
    const has_it = (/** @type {Content | undefined} */ content) => content?.strokes.includes(stroke ?? []);
    if (!has_it(this.content)) return;
    const contents = [...this.past, this.content];
    const before = contents.findIndex(has_it) - 1;
    const without = (/** @type {Content} */ content) =>
      has_it(content) ? { strokes: content.strokes.filter((each) => each !== stroke) } : content;
    const past = this.past.filter((_, i) => i !== before).map(without);
    this.content = this.strokes.length === 1 ? (contents[before] ?? { strokes: [] }) : without(this.content);
    this.past = past;
  }

  /** @param {PointerEvent} event */
  #notice_pen({ pointerType, type }) {
    if (pointerType === 'pen') this.has_pen_near = type === 'pointerenter';
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

  /** Where on the pad, also of a pointer beside it: what is drawn is seen. @param {PointerEvent} event @returns {Point} */
  #place_of(event) {
    const { left, top, width, height } = this.pad.getBoundingClientRect();
    return on_pad([((event.clientX - left) / width) * SIDE, ((event.clientY - top) / height) * SIDE]);
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
    this.place = on_pad([x, y]);
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
      const { before } = this.content.shown ?? {};
      if (before) draw_change(this.image, before, this.sample);
      else draw_greys(this.image, this.sample);
      context.imageSmoothingEnabled = false;
      context.drawImage(this.image, 0, 0, SIDE, SIDE);
    }
    for (const stroke of this.strokes) draw_stroke(context, stroke);
    if (this.place) this.#draw_key_pen(context, this.place);
    this.#enable_tools();
  }

  /** A button that has the focus hands it to the pad before it goes out of use. */
  #enable_tools() {
    const { clear, undo } = this.tools;
    const set = (/** @type {HTMLElement | undefined} */ button, /** @type {boolean} */ is_of_use) => {
      if (!is_of_use && button?.matches(':focus')) this.pad.focus({ preventScroll: true });
      button?.toggleAttribute('disabled', !is_of_use);
    };
    set(clear, !this.is_empty);
    set(undo, this.can_undo);
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

/** The nearest place that is on the pad. @param {Point} place @returns {Point} */
function on_pad([x, y]) {
  return [Math.max(0, Math.min(SIDE, x)), Math.max(0, Math.min(SIDE, y))];
}

/** @param {CanvasRenderingContext2D} context @param {Stroke} stroke */
function draw_stroke(context, stroke) {
  const [[x, y]] = stroke;
  context.fillStyle = context.strokeStyle = '#fff';
  context.lineWidth = WIDTH;
  context.lineCap = context.lineJoin = 'round';
  context.beginPath();
  context.arc(x, y, WIDTH / 2, 0, 2 * Math.PI); // a line of no length, or nearly none, is not drawn in all engines
  context.fill();
  context.beginPath();
  for (const point of stroke) context.lineTo(...point);
  context.stroke();
}
