/** Curves over the steps of a run, in the ink of the tokens, with a crosshair and a table that says the same. */
import { create, set_text } from './dom.js';
import { Figure } from './figure.js';
import { count, step_label } from './format.js';
import { Plot, value_at } from './plot.js';

/**
 * @typedef {import('./plot.js').Line & { label: string }} Line silent: neither in the key nor in the table either
 * @typedef {import('./plot.js').Points} Points
 */

const REST = 1000; // ms between two fillings of the table
const TABLE_ROWS = 12;
const LOWEST = 1e-6; // on a logarithmic axis

/** The next 1, 2 or 5 times a power of ten from a number downwards: the foot of a logarithmic axis has a label. @param {number} value */
function rounded_down(value) {
  const power = 10 ** Math.floor(Math.log10(value));
  return power * ([5, 2].find((digit) => digit * power <= value) ?? 1);
}

export class Curves extends Figure {
  /**
   * @param {HTMLElement} container
   * @param {object} options
   * @param {string} options.part name of the part that holds all of it
   * @param {Line[]} options.lines
   * @param {(value: number) => string} options.format of a mark on the y axis
   * @param {(value: number) => string} options.exact of a value that the crosshair or the table reads
   * @param {[number, number]} [options.range] of the y axis; by default from 0 to the largest value
   */
  constructor(container, options) {
    super(container);
    this.options = options;
    this.is_log = false;
    this.has_log_steps = false;
    this.filled_at = 0;
    /** @type {Points[]} */
    this.points = [];
    this.ghost = create('span', { class: 'ghost', hidden: true });
    const keys = options.lines.filter((line) => !line.silent).map((line) => this.#key(line));
    this.readout = create('div', { class: 'readout', hidden: true });
    const place = create('div', { class: 'plot' });
    this.table = create('table');
    this.details = create('details', {}, create('summary', {}, 'Table'), this.table);
    this.details.addEventListener('toggle', () => this.#fill(), { signal: this.signal });
    const curve = create(
      'div',
      { class: 'curve', part: 'curve' },
      create(
        'div',
        { class: options.range ? 'words low' : 'words' },
        create('div', { class: 'series' }, ...keys, this.ghost),
        this.readout,
      ),
      place,
      this.details,
    );
    container.append(curve);
    this.plot = new Plot(place, {
      lines: options.lines,
      x_range: (highest) => this.#x_range(highest),
      y_range: (lowest, highest) => this.#y_range(lowest, highest),
      x_label: (step, i) => (i === 0 ? `step ${step_label(step)}` : step_label(step)),
      y_label: options.format,
      read: (at) => this.#read(at),
    });
    this.name_parts({ [options.part]: curve, [`${options.part}-mark`]: this.plot.mark_node });
  }

  /** @param {Line} line */
  #key(line) {
    const key = create('span', {}, line.label);
    key.style.setProperty('--key', `var(${line.token})`);
    return key;
  }

  /** Names the dashed curves of an earlier run; an empty name: there are none. @param {string} name */
  name_ghost(name) {
    this.ghost.hidden = name === '';
    set_text(this.ghost, name);
  }

  fit() {
    this.plot.fit();
  }

  /** @param {number} highest */
  #x_range(highest) {
    const is_log = this.has_log_steps;
    return { low: is_log ? 1 : 0, high: Math.max(highest, is_log ? 10 : 1), is_log };
  }

  /** @param {number} lowest @param {number} highest */
  #y_range(lowest, highest) {
    const { is_log } = this;
    if (this.options.range) return { low: this.options.range[0], high: this.options.range[1], is_log: false };
    const top = highest > 0 ? Math.min(highest, 1e30) : 2.5;
    if (!is_log) return { low: 0, high: top * 1.04, is_log };
    const high = Math.max(top, 10 * LOWEST);
    return { low: rounded_down(Math.max(LOWEST, Math.min(lowest, high / 10))), high: high * 1.1, is_log };
  }

  /** @param {import('./plot.js').Reading | undefined} at */
  #read(at) {
    this.readout.hidden = at === undefined;
    if (!at) return;
    const parts = this.options.lines.flatMap(({ label }, i) => {
      const value = at.values[i];
      return value === undefined ? [] : [`${label} ${this.options.exact(value)}`];
    });
    set_text(this.readout, [`step ${count(at.x)}`, ...parts].join(' · '));
  }

  /** The table twin, while it is open. */
  #fill() {
    if (!this.details.open || this.points.length === 0) return;
    this.filled_at = performance.now();
    const shown = this.options.lines.flatMap((line, i) =>
      line.silent ? [] : [{ line, points: this.points[i] }],
    );
    const head = ['step', ...shown.map(({ line }) => line.label)].map((name) =>
      create('th', { scope: 'col' }, name),
    );
    const body = rows_of(shown.map(({ points }) => points)).map((step) => {
      const values = shown.map(({ points }) => value_at(points, step));
      const cells = values.map((value) =>
        create('td', {}, value === undefined ? '–' : this.options.exact(value)),
      );
      return create('tr', {}, create('th', { scope: 'row' }, count(step)), ...cells);
    });
    this.table.replaceChildren(create('thead', {}, create('tr', {}, ...head)), create('tbody', {}, ...body));
  }

  /** @param {Points[]} points of each line; the arrays are kept, and must not change */
  draw(points) {
    if (this.signal.aborted) return;
    this.points = points;
    this.plot.draw(points);
    if (performance.now() - this.filled_at > REST) this.#fill();
  }

  /** @param {boolean} is_log the kind of scale that the y axis has from now on */
  set_scale(is_log) {
    this.is_log = is_log;
    this.plot.redraw();
  }

  /** @param {boolean} is_log the kind of axis that the steps have from now on */
  set_step_scale(is_log) {
    this.has_log_steps = is_log;
    this.plot.redraw();
  }

  /** Marks a place with a dot and a text. @param {{ x: number, y: number, text: string }} [place] undefined: none */
  mark(place) {
    this.plot.mark(place);
  }

  recolour() {
    this.plot.recolour();
  }

  dispose() {
    this.plot.dispose();
    super.dispose();
  }
}

/** Steps for the rows of a table: some of those where something was measured, spread evenly. @param {Points[]} lines */
function rows_of(lines) {
  const steps = lines.flatMap(({ length, x }) => Array.from({ length }, (_, i) => x[i]));
  const all = [...new Set(steps)].sort((a, b) => a - b);
  const last = all.length - 1;
  const rows = Array.from({ length: Math.min(TABLE_ROWS, all.length) }, (_, i) =>
    Math.round((i * last) / (TABLE_ROWS - 1)),
  );
  return [...new Set(rows)].map((row) => all[row]);
}
