/** The curves of a run, drawn by uPlot in the page's own ink. */
import uPlot from 'uplot';
import { create } from './dom.js';

/**
 * @typedef {{ label: string, token: string, width?: number, dash?: number[], band?: boolean }} Line
 * @typedef {[number[], ...(number | null)[][]]} Columns x, then one column for each line
 */

/** @param {string} name */
const ink = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

/** A count of steps, short: 12,000 → 12 k. @param {number} value */
function short(value) {
  if (value >= 1e6) return `${value / 1e6} M`;
  return value >= 1e4 ? `${value / 1e3} k` : value.toLocaleString('en');
}

// distances between the marks on the axis of steps: whole ones
const STEPS = [...Array(10).keys()].flatMap((power) => [1, 2, 5].map((digit) => digit * 10 ** power));
const REST = 1000; // ms between two drawings while off screen

export class Curves {
  /**
   * @param {HTMLElement} container
   * @param {object} options
   * @param {Line[]} options.lines
   * @param {(value: number) => string} options.format of a value on the y axis
   * @param {[number, number] | undefined} [options.range] of the y axis; by default from 0 to the largest value
   * @param {string} options.label what is on the y axis
   */
  constructor(container, options) {
    this.options = options;
    this.is_log = false;
    /** @type {Columns} */
    this.data = [[0], ...options.lines.map(() => [null])];
    const keys = options.lines.filter((line) => line.label);
    this.series = create('div', { class: 'series' }, ...keys.map((line) => this.#key(line)));
    this.plot = create('div', { class: 'plot' });
    container.append(this.series, this.plot);
    this.container = container;
    this.is_on_screen = true;
    this.drawn_at = 0;
    this.chart = this.#make();
    new ResizeObserver(() => this.#fit()).observe(this.plot);
    new IntersectionObserver(([entry]) => this.#show(entry.isIntersecting)).observe(this.plot);
  }

  /** @param {Line} line */
  #key(line) {
    const key = create('span', {}, line.label);
    key.style.setProperty('--key', `var(${line.token})`);
    return key;
  }

  /** @param {boolean} is_on_screen */
  #show(is_on_screen) {
    this.is_on_screen = is_on_screen;
    if (is_on_screen) this.draw(this.data);
  }

  #fit() {
    const { clientWidth: width, clientHeight: height } = this.plot;
    if (width > 0) this.chart.setSize({ width, height });
  }

  #make() {
    const { lines, range, format } = this.options;
    /** @type {uPlot.Axis} */
    const axis = {
      stroke: () => ink('--ink-2'),
      font: `11px ${ink('--sans')}`,
      grid: { stroke: () => ink('--rule'), width: 1 },
      ticks: { show: false },
    };
    return new uPlot(
      {
        width: Math.max(this.plot.clientWidth, 200),
        height: Math.max(this.plot.clientHeight, 200),
        padding: [10, 12, 0, 0],
        legend: { show: false },
        cursor: { y: false, drag: { setScale: false }, points: { size: 7 } },
        scales: {
          x: { time: false, range: (_, low, high) => [0, Math.max(high ?? 1, 1)] },
          y: { distr: this.is_log ? 3 : 1, range: (_, low, high) => this.#y_range(low, high, range) },
        },
        axes: [
          {
            ...axis,
            grid: { show: false },
            size: 24,
            gap: 4,
            incrs: STEPS,
            values: (_, ticks) => ticks.map((tick) => (tick === 0 ? 'step 0' : short(tick))),
          },
          {
            ...axis,
            size: 52,
            values: (_, ticks) => ticks.map((tick) => (tick === null ? '' : format(tick))),
          },
        ],
        series: [{}, ...lines.map((line) => this.#series(line))],
        bands: lines.flatMap((line, i) =>
          line.band
            ? [{ series: /** @type {[number, number]} */ ([i + 1, i + 2]), fill: () => ink(line.token) }]
            : [],
        ),
      },
      this.data,
      this.plot,
    );
  }

  /** @param {Line} line @returns {uPlot.Series} */
  #series(line) {
    return {
      stroke: () => ink(line.token),
      width: line.width ?? 2,
      dash: line.dash,
      spanGaps: true,
      points: { show: false },
    };
  }

  /**
   * @param {number | null} low @param {number | null} high @param {[number, number] | undefined} fixed
   * @returns {[number, number]}
   */
  #y_range(low, high, fixed) {
    if (fixed) return fixed;
    const top = Number.isFinite(high) && high ? Math.min(high, 1e30) : 2.5;
    if (this.is_log) return [Math.max(1e-6, Math.min(low ?? 0.1, top / 10)), top * 1.1];
    return [0, top * 1.04];
  }

  /** @param {Columns} data */
  draw(data) {
    this.data = data;
    const now = performance.now();
    if (!this.is_on_screen && now - this.drawn_at < REST) return;
    this.drawn_at = now;
    this.chart.setData(data);
  }

  /** Draws everything anew: the theme or the kind of scale has changed. @param {boolean} [is_log] */
  remake(is_log = this.is_log) {
    this.is_log = is_log;
    this.chart.destroy();
    this.chart = this.#make();
  }
}
