/** Curves over the steps of a run, drawn by uPlot in the ink of the tokens, with a crosshair and a table that says the same. */
import uPlot from 'uplot';
import { token } from './colours.js';
import { create, set_text, watch_size } from './dom.js';
import { Figure } from './figure.js';
import { count, step_label } from './format.js';

/**
 * @typedef {{ label: string, token: string, width?: number, dash?: number[], band?: boolean, silent?: boolean }} Line
 *   band: filled down to the next line; silent: neither in the key nor read by the crosshair
 * @typedef {uPlot.AlignedData} Columns x, then one column for each line
 */

// distances between the marks on the axis of steps: whole ones
const STEPS = [...Array(10).keys()].flatMap((power) => [1, 2, 5].map((digit) => digit * 10 ** power));
const REST = 1000; // ms between two fillings of the table
const TABLE_ROWS = 12;

/** Rows from the first step on: a logarithmic axis has no 0. @param {Columns} data @returns {Columns} */
function without_step_0(data) {
  const from = data[0].length > 0 && data[0][0] <= 0 ? 1 : 0;
  return from ? /** @type {Columns} */ (data.map((column) => column.slice(from))) : data;
}

/** The last value at or before a row. @param {ArrayLike<number | null | undefined>} column @param {number} row */
function value_at(column, row) {
  for (let i = row; i >= 0; i--) if (typeof column[i] === 'number') return /** @type {number} */ (column[i]);
  return undefined;
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
    /** @type {{ x: number, y: number } | undefined} the place that is marked */
    this.marked = undefined;
    this.mark_text = create('span');
    this.mark_node = create('div', { class: 'curve-mark', hidden: true }, this.mark_text);
    this.filled_at = 0;
    /** @type {Columns} */
    this.data = [[], ...options.lines.map(() => [])];
    this.ghost = create('span', { class: 'ghost', hidden: true });
    const keys = options.lines.filter((line) => !line.silent).map((line) => this.#key(line));
    this.readout = create('div', { class: 'readout', hidden: true });
    this.plot = create('div', { class: 'plot' });
    this.table = create('table');
    this.details = create('details', {}, create('summary', {}, 'Table'), this.table);
    this.details.addEventListener('toggle', () => this.#fill(), { signal: this.signal });
    const curve = create(
      'div',
      { class: 'curve' },
      create(
        'div',
        { class: options.range ? 'words low' : 'words' },
        create('div', { class: 'series' }, ...keys, this.ghost),
        this.readout,
      ),
      this.plot,
      this.details,
    );
    this.name_parts({ [options.part]: curve, [`${options.part}-mark`]: this.mark_node });
    container.append(curve);
    /** @type {Map<string, string>} tokens in force: to look them up for each stroke would cost more than to draw it */
    this.inks = new Map();
    /** @type {uPlot | undefined} made when it is first drawn */
    this.chart = undefined;
    watch_size(this.plot, () => this.fit(), this.signal);
  }

  /** @param {string} name of a token */
  #ink(name) {
    const known = this.inks.get(name) ?? token(this.container, name);
    this.inks.set(name, known);
    return known;
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
    const { clientWidth: width, clientHeight: height } = this.plot;
    if (width > 0) this.chart?.setSize({ width, height });
  }

  #make() {
    const { lines, format } = this.options;
    /** @type {uPlot.Axis} */
    const axis = {
      stroke: () => this.#ink('--ink-2'),
      font: `11px ${this.#ink('--sans')}`,
      grid: { stroke: () => this.#ink('--rule'), width: 1 },
      ticks: { show: false },
    };
    const x_marks = (/** @type {(number | null)[]} */ marks) =>
      marks.map((mark, i) => (mark === null ? '' : i === 0 ? `step ${step_label(mark)}` : step_label(mark)));
    const y_marks = (/** @type {(number | null)[]} */ marks) =>
      marks.map((mark) => (mark === null ? '' : format(mark)));
    const chart = new uPlot(
      {
        width: Math.max(this.plot.clientWidth, 200),
        height: Math.max(this.plot.clientHeight, 200),
        padding: [10, 12, 0, 0],
        legend: { show: false },
        cursor: { y: false, drag: { setScale: false }, points: { size: 7 } },
        scales: {
          x: {
            time: false,
            distr: this.has_log_steps ? 3 : 1,
            range: (_, _low, high) => this.#x_range(high),
          },
          y: { distr: this.is_log ? 3 : 1, range: (_, low, high) => this.#y_range(low, high) },
        },
        axes: [
          {
            ...axis,
            grid: { show: false },
            size: 24,
            gap: 4,
            incrs: STEPS,
            values: (_, marks) => x_marks(marks),
          },
          { ...axis, size: 52, values: (_, marks) => y_marks(marks) },
        ],
        series: [{}, ...lines.map((line) => this.#series(line))],
        bands: lines.flatMap((line, i) =>
          line.band
            ? [
                {
                  series: /** @type {[number, number]} */ ([i + 1, i + 2]),
                  fill: () => this.#ink(line.token),
                },
              ]
            : [],
        ),
        hooks: {
          setCursor: [({ cursor }) => this.#read(cursor.idx ?? undefined)],
          draw: [(drawn) => this.#place_mark(drawn)],
        },
      },
      this.data,
      this.plot,
    );
    chart.over.append(this.mark_node);
    return chart;
  }

  /** @param {Line} line @returns {uPlot.Series} */
  #series(line) {
    const { width = 2, dash } = line;
    return { stroke: () => this.#ink(line.token), width, dash, spanGaps: true, points: { show: false } };
  }

  /** @param {number | null} high @returns {[number, number]} */
  #x_range(high) {
    return this.has_log_steps ? [1, Math.max(high ?? 10, 10)] : [0, Math.max(high ?? 1, 1)];
  }

  /** @param {number | null} low @param {number | null} high @returns {[number, number]} */
  #y_range(low, high) {
    if (this.options.range) return this.options.range;
    const top = high && Number.isFinite(high) ? Math.min(high, 1e30) : 2.5;
    if (this.is_log) return [Math.max(1e-6, Math.min(low ?? 0.1, top / 10)), top * 1.1];
    return [0, top * 1.04];
  }

  /** @param {number | undefined} row undefined: the pointer has left */
  #read(row) {
    this.readout.hidden = row === undefined || this.data[0].length === 0;
    if (row === undefined || this.readout.hidden) return;
    const parts = this.options.lines.flatMap((line, i) => {
      const value = line.silent ? undefined : value_at(this.data[i + 1], row);
      return value === undefined ? [] : [`${line.label} ${this.options.exact(value)}`];
    });
    set_text(this.readout, [`step ${count(this.data[0][row])}`, ...parts].join(' · '));
  }

  /** The table twin, while it is open. */
  #fill() {
    if (!this.details.open) return;
    this.filled_at = performance.now();
    const shown = this.options.lines
      .map((line, i) => ({ line, column: this.data[i + 1] }))
      .filter(({ line }) => !line.silent);
    const head = ['step', ...shown.map(({ line }) => line.label)].map((name) =>
      create('th', { scope: 'col' }, name),
    );
    const last = this.data[0].length - 1;
    const rows = Array.from({ length: Math.min(TABLE_ROWS, last + 1) }, (_, i) =>
      Math.round((i * last) / (TABLE_ROWS - 1)),
    );
    const body = [...new Set(rows)].map((row) => {
      const values = shown.map(({ column }) => value_at(column, row));
      const cells = values.map((value) =>
        create('td', {}, value === undefined ? '–' : this.options.exact(value)),
      );
      return create('tr', {}, create('th', { scope: 'row' }, count(this.data[0][row])), ...cells);
    });
    this.table.replaceChildren(create('thead', {}, create('tr', {}, ...head)), create('tbody', {}, ...body));
  }

  /** @param {Columns} data */
  draw(data) {
    if (this.signal.aborted) return;
    this.data = this.has_log_steps ? without_step_0(data) : data;
    if (this.chart) this.chart.setData(this.data);
    else this.chart = this.#make();
    if (performance.now() - this.filled_at > REST) this.#fill();
  }

  /** @param {boolean} is_log the kind of scale that the y axis has from now on */
  set_scale(is_log) {
    this.is_log = is_log;
    this.#make_again();
  }

  /** @param {boolean} is_log the kind of axis that the steps have from the next drawing on */
  set_step_scale(is_log) {
    this.has_log_steps = is_log;
    this.chart?.destroy();
    this.chart = undefined;
  }

  /** Marks a place with a dot and a text. @param {{ x: number, y: number, text: string }} [place] undefined: none */
  mark(place) {
    this.marked = place;
    set_text(this.mark_text, place?.text ?? '');
    if (this.chart) this.#place_mark(this.chart);
  }

  /** @param {uPlot} chart */
  #place_mark(chart) {
    const { marked, mark_node } = this;
    mark_node.hidden = !marked;
    if (!marked) return;
    const x = chart.valToPos(marked.x, 'x');
    const y = chart.valToPos(marked.y, 'y');
    mark_node.style.transform = `translate(${Math.round(x)}px, ${Math.round(y)}px)`;
    mark_node.classList.toggle('at-end', x > chart.over.clientWidth / 2);
  }

  recolour() {
    this.inks.clear();
    this.#make_again();
  }

  #make_again() {
    if (!this.chart) return;
    this.chart.destroy();
    this.chart = this.#make();
  }

  dispose() {
    this.chart?.destroy();
    this.chart = undefined;
    super.dispose();
  }
}
