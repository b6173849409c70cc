/** Runs in an otherwise empty page: makes each figure in a container of a shadow root, with data for it to draw. */
import { Confusion } from '../../web/figures/confusion.js';
import { ContactSheet } from '../../web/figures/contact_sheet.js';
import { FollowedDigit } from '../../web/figures/followed_digit.js';
import { Frames } from '../../web/figures/frames.js';
import { Misread } from '../../web/figures/misread.js';
import { NetworkFigure } from '../../web/figures/network_figure.js';
import { LiveNumbers } from '../../web/figures/numbers.js';
import { Pad } from '../../web/figures/pad.js';
import { Plot } from '../../web/figures/plot.js';
import { Probabilities } from '../../web/figures/probabilities.js';
import { RunCurves } from '../../web/figures/run_curves.js';
import { Sparkline } from '../../web/figures/sparkline.js';
import { Why } from '../../web/figures/why.js';
import { WeightImages } from '../../web/figures/weight_images.js';
import { LossHistory, TestHistory } from '../../web/model/history.js';

const HIDDEN = 10;

/** Numbers between −1 and 1, the same at each call. @param {number} count */
const waves = (count) => Float32Array.from({ length: count }, (_, i) => Math.sin(7 * i));

/** @param {number} count */
const greys = (count) => Uint8Array.from({ length: 784 * count }, (_, i) => (i * 37) % 256);

const parameters = () => ({
  Wh: waves(784 * HIDDEN),
  bh: waves(HIDDEN),
  Wo: waves(10 * HIDDEN),
  bo: waves(10),
});
const initial = () => ({
  Wh: new Float32Array(784 * HIDDEN),
  bh: new Float32Array(HIDDEN),
  is_opened: false,
});
const on_pad = () => ({
  image: greys(1),
  label: 8,
  Ah: waves(HIDDEN).map(Math.abs),
  Ao: Float32Array.from({ length: 10 }, (_, i) => (i === 8 ? 0.91 : 0.01)),
});

/** @param {number} [factor] of all that is explained */
const reasons = (factor = 1) => ({
  ...on_pad(),
  parameters: parameters(),
  explanation: {
    template: waves(7840).map((value) => value * factor),
    contributions: waves(7840),
    bias: waves(10),
    logits: waves(10),
  },
});

function history() {
  const run = { batches: new LossHistory(), tests: new TestHistory() };
  run.batches.append(Float32Array.from({ length: 500 }, (_, i) => 2 / (1 + i / 100)));
  for (let step = 0; step <= 500; step += 100) run.tests.append({ step, loss: 2, accuracy: step / 1000 });
  return run;
}

const form = {
  digit: 7,
  name: 'with-a-bar',
  weight: 1,
  line: 1,
  drawings: [[[0, 50, 100].map((x) => ({ x, y: x, corner: x === 50 }))]],
};
const written = {
  label: 7,
  form: 0,
  inked: [{ points: [[4, 4], [9, 20]], radius: Float32Array.of(1, 1) }], // prettier-ignore
  image: greys(1),
};
const test = {
  step: 500,
  loss: 0.25,
  accuracy: 0.9,
  confusion: Uint32Array.from({ length: 100 }, (_, i) => i % 7),
};
const read = {
  images: greys(2),
  truths: Uint8Array.of(3, 4),
  answers: Uint8Array.of(5, 9),
  probabilities: Float32Array.of(0.99, 0.5),
};

/** Draws each figure; what it was told and asked goes to `log`. @type {Record<string, (container: HTMLElement, log: string[]) => import('../../web/figures/figure.js').Figure>} */
const FIGURES = {
  network(container, log) {
    const figure = new NetworkFigure(container, {
      drawn: () => log.push('drawn'),
      sample: () => log.push('sample'),
      shows: (mode) => log.push(mode),
    });
    figure.begin(HIDDEN);
    figure.take(parameters(), parameters(), on_pad(), { initial: initial(), steps: 3 });
    figure.draw_weights();
    figure.draw_answer();
    figure.draw_lines();
    figure.mark_dead([1]);
    return figure;
  },
  pad(container, log) {
    const figure = new Pad(container, { changed: () => log.push('changed') });
    figure.show({ greys: greys(1) });
    return figure;
  },
  units(container, log) {
    const figure = new WeightImages(container, {
      point: (unit) => log.push(`point ${unit}`),
      choose: (unit) => log.push(`choose ${unit}`),
    });
    figure.resize(HIDDEN);
    figure.draw(parameters().Wh, parameters().bh, 1, new Uint32Array(511).fill(0xff123456));
    return figure;
  },
  probabilities(container, log) {
    const figure = new Probabilities(container, { point: (digit) => log.push(`point ${digit}`) });
    figure.draw(on_pad().Ao);
    return figure;
  },
  curves(container) {
    const figure = new RunCurves(container);
    figure.begin(history(), history(), 'another seed');
    figure.draw_loss();
    figure.draw_accuracy();
    return figure;
  },
  spark(container) {
    const figure = new Sparkline(container);
    figure.draw(history());
    return figure;
  },
  numbers(container) {
    const figure = new LiveNumbers(container);
    figure.draw({
      steps: 12_000,
      epochs: 2.5,
      fingerprint: '0123456789abcdef',
      possible_per_second: 1.5e6,
      samples_per_second: 1.31e6,
    });
    figure.draw_test(test);
    figure.summarise(true);
    return figure;
  },
  confusion(container, log) {
    const figure = new Confusion(container, {
      open: ({ truth, answer }) => log.push(`open ${truth} ${answer}`),
    });
    figure.draw(test.confusion);
    return figure;
  },
  misread(container, log) {
    const figure = new Misread(container, {
      open() {},
      ask(cell) {
        log.push(`ask ${JSON.stringify(cell)}`);
        figure.draw({ ...test, step: 700 }); // asks again when it has rested
      },
    });
    figure.begin();
    figure.draw(test);
    figure.show({ ...read, step: 500, count: 1234, cost: 1 });
    figure.draw({ ...test, step: 600 });
    return figure;
  },
  sheet(container, log) {
    const figure = new ContactSheet(container, {
      choose: (index) => log.push(`choose ${index}`),
      wanted() {
        log.push('wanted');
        figure.show({ images: greys(100), labels: new Uint8Array(100) });
      },
    });
    figure.begin('built-in handwriting');
    figure.mark(3);
    return figure;
  },
  why(container) {
    const figure = new Why(container);
    figure.take(reasons());
    figure.draw();
    return figure;
  },
  followed(container, log) {
    const figure = new FollowedDigit(container, {
      forms: () => [form],
      wanted() {
        log.push('wanted');
        figure.show(written);
      },
    });
    figure.begin();
    return figure;
  },
};

/** @typedef {{ host: HTMLElement, figure: import('../../web/figures/figure.js').Figure, log: string[] }} Made */

/** @type {Made[]} */
const made = [];

/**
 * Makes a figure in a shadow root of its own.
 * @param {string} name
 * @param {string} css the style of figures
 * @param {string} [own] style of the host
 * @returns {number} its place in the list
 */
function make(name, css, own = '') {
  const host = document.body.appendChild(document.createElement('div'));
  host.style.cssText = own;
  const root = host.attachShadow({ mode: 'open' });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  root.adoptedStyleSheets = [sheet];
  const container = root.appendChild(document.createElement('div'));
  container.className = 'tokens';
  /** @type {string[]} */
  const log = [];
  return made.push({ host, figure: FIGURES[name](container, log), log }) - 1;
}

/** Takes a figure and its host away. @param {number} at its place in the list @returns {number} how many nodes it leaves */
function end(at) {
  const [{ figure, host }] = made.splice(at, 1);
  figure.dispose();
  host.remove();
  return figure.container.childNodes.length;
}

Object.assign(window, { lab: { names: Object.keys(FIGURES), make, made, end, Frames, Plot, reasons, read } });
