/** The figures by themselves: in containers of shadow roots, in a page that has nothing else. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { finish, until } from '../browser.js';
import { BOUND, CSS, in_lab, living, make, page, settled, site } from './lab.js';

/** What must be found in a figure that has drawn: how many nodes of a selector. @type {Record<string, Record<string, number>>} */
const DRAWN = {
  network: { '.unit': 10, '.unit.dead': 1, '.line': 10, '.class-row.best': 1, '[part~=reading]': 1 },
  pad: { canvas: 1, '[data-state=sample]': 1 },
  units: { '.unit': 10, '[data-drawn]': 1 },
  probabilities: { '.class-row.best': 1, output: 10 },
  curves: { canvas: 2, '.card': 2, '.ghost:not([hidden])': 2 },
  spark: { canvas: 1, output: 1 },
  numbers: { 'output[data-value]': 6, '.numbers': 1 },
  confusion: { 'button[aria-label*=" of digit "]': 100 },
  misread: { '.mistakes img': 2, 'td button': 100 },
  sheet: { '.sheet img': 100, '[aria-pressed=true]': 1 },
  why: { '[part=why-units] li': 10, '[part=why-body]:not(.empty)': 1, '.explained': 1 },
  followed: { '.template path': 1, '.written polyline': 1, canvas: 1 },
};
/** The text of some parts. @type {Record<string, Record<string, string>>} */
const TEXTS = {
  network: { reading: 'It reads an eight', 'hidden-title': 'Ten hidden units', 'legend-high': '+1' },
  probabilities: { 'probability-8': '91.0 %' },
  numbers: {
    steps: '12,000',
    fingerprint: '0123 4567 89ab cdef',
    'samples-per-second': '1.31 M',
    'test-accuracy': '90.0 %',
    summary: 'Training, step 12,000: test accuracy 90.0 %, test loss 0.250.',
  },
  spark: { 'spark-accuracy': '50.0 %' },
  misread: { 'mistakes-count': 'the 2 surest of 1,234, at step 500' },
  sheet: { 'sheet-subtitle': 'built-in handwriting' },
};

for (const name of Object.keys(DRAWN)) {
  test(
    `the figure “${name}” draws in shadow roots, twice on one page, and leaves nothing behind`,
    BOUND,
    async () => {
      await settled();
      const before = await living();
      const outside = await page.evaluate(() => document.documentElement.outerHTML);
      const [first, second] = [await make(name), await make(name)];
      await settled();
      for (const at of [first, second]) {
        const shown = await in_lab(
          (lab, [place, selectors]) => {
            const { container, parts } = lab.made[place].figure;
            return {
              drawn: Object.fromEntries(
                selectors.map((each) => [each, container.querySelectorAll(each).length]),
              ),
              texts: Object.fromEntries(
                Object.entries(parts).map(([part, node]) => [part, node.textContent]),
              ),
              ids: container.querySelectorAll('[id]').length,
              are_named: Object.entries(parts).every(
                ([part, node]) => node.part.contains(part) && container.contains(node),
              ),
              height: container.clientHeight,
            };
          },
          /** @type {[number, string[]]} */ ([at, Object.keys(DRAWN[name])]),
        );
        assert.deepEqual(shown.drawn, DRAWN[name]);
        for (const [part, text] of Object.entries(TEXTS[name] ?? {})) assert.equal(shown.texts[part], text);
        assert.equal(shown.ids, 0);
        assert.ok(shown.are_named);
        assert.ok(shown.height > 20);
      }
      for (let left = 2; left > 0; left--) assert.equal(await in_lab((lab) => lab.end(0)), 0);
      await settled();
      assert.deepEqual(await living(), before);
      assert.equal(await page.evaluate(() => document.documentElement.outerHTML), outside);
    },
  );
}

test('this page has every figure', BOUND, async () => {
  assert.deepEqual(await in_lab((lab) => lab.names), Object.keys(DRAWN));
});

test('a figure takes the colours of its own container, and others when they change', BOUND, async () => {
  const blue = await make(
    'network',
    '--glassnet-positive: rgb(0 0 255); --glassnet-negative: #00f; --glassnet-zero: blue',
  );
  const red = await make(
    'network',
    '--glassnet-positive: #f00; --glassnet-negative: #ff0000; --glassnet-zero: red',
  );
  const colours = () =>
    in_lab(
      (lab, places) =>
        places.map((at) => {
          const copy = new OffscreenCanvas(10, 10);
          const context = /** @type {any} */ (copy.getContext('2d', { willReadFrequently: true }));
          const canvas = lab.made[at].figure.container.querySelector('.output-weights canvas');
          context.drawImage(/** @type {HTMLCanvasElement} */ (canvas), 0, 0);
          return [...context.getImageData(4, 4, 1, 1).data];
        }),
      [blue, red],
    );
  assert.deepEqual(await colours(), [[0, 0, 255, 255], [255, 0, 0, 255]]); // prettier-ignore
  await in_lab((lab, at) => {
    for (const name of ['positive', 'negative', 'zero'])
      lab.made[at].host.style.setProperty(`--glassnet-${name}`, 'lime');
    lab.made[at].figure.recolour();
  }, blue);
  assert.deepEqual(await colours(), [[0, 255, 0, 255], [255, 0, 0, 255]]); // prettier-ignore
});

/** The loss of the figure “curves”: the height of the test loss, which is 2 at every step, and what the crosshair says. @param {number} at */
const loss_curve = (at) =>
  in_lab((lab, place) => {
    const curves = /** @type {import('../../web/figures/run_curves.js').RunCurves} */ (
      lab.made[place].figure
    );
    const { canvas, area, mark_node, cursor } = curves.loss.plot;
    const copy = new OffscreenCanvas(canvas.width, canvas.height);
    const context = /** @type {any} */ (copy.getContext('2d', { willReadFrequently: true }));
    context.drawImage(canvas, 0, 0);
    const density = canvas.width / canvas.clientWidth;
    const left = Math.round((area.offsetLeft + area.clientWidth * 0.8) * density);
    const { data } = context.getImageData(left, 0, 1, canvas.height);
    const rows = [...Array(canvas.height).keys()].filter(
      (y) => data[4 * y] === 0 && data[4 * y + 1] === 255 && data[4 * y + 2] === 0,
    );
    const top_of = (/** @type {HTMLElement} */ node) => new DOMMatrix(getComputedStyle(node).transform);
    return {
      height: area.clientHeight,
      density,
      line: rows.reduce((a, b) => a + b, 0) / rows.length / density - area.offsetTop,
      mark: mark_node.hidden ? undefined : [top_of(mark_node).m41 / area.clientWidth, top_of(mark_node).m42],
      cursor: cursor.hidden ? undefined : top_of(cursor).m41 / area.clientWidth,
      readout: curves.parts['loss-curve'].querySelector('.readout')?.textContent,
    };
  }, at);

/** @param {number | undefined} actual @param {number} expected @param {string} [what] */
const close_to = (actual, expected, what) =>
  assert.ok(Math.abs((actual ?? NaN) - expected) < 1.5, `${what}: ${actual}, not ${expected}`);

test(
  'curves stand where their values are, with the mark and the crosshair, on linear and logarithmic axes',
  BOUND,
  async () => {
    const at = await make('curves', 'width: 900px; --glassnet-test: #0f0');
    const act = (/** @type {(figure: any) => void} */ action) =>
      in_lab(
        (lab, [place, source]) => new Function('figure', `(${source})(figure)`)(lab.made[place].figure),
        /** @type {const} */ ([at, String(action)]),
      );
    await act((figure) => figure.mark_best({ step: 125, loss: 2 }));
    await settled();
    const linear = await loss_curve(at);
    const top = 2 * 1.04; // the batch's first loss is the largest
    close_to(linear.line, linear.height * (1 - 2 / top), 'the line');
    close_to(linear.mark?.[1], linear.height * (1 - 2 / top), 'the mark');
    assert.ok(Math.abs((linear.mark?.[0] ?? 0) - 0.25) < 0.01);

    const area = page.locator('.plot-area').first();
    const box = await area.boundingBox();
    assert.ok(box);
    await page.mouse.move(box.x + box.width * 0.5, box.y + 50);
    const read = await loss_curve(at);
    assert.match(read.readout ?? '', /^step 250 · batch \d.* · training, smoothed \d.* · test 2\.000$/);
    assert.ok(Math.abs((read.cursor ?? 0) - 0.5) < 0.01);
    assert.equal(
      await page.locator('.plot-dot:visible').count(),
      3,
      'one on each line, none on those of the run before',
    );

    await act((figure) => figure.parts.logarithmic.click());
    await act((figure) => figure.parts['steps-logarithmic'].click());
    const logarithmic = await loss_curve(at);
    const [low, high] = [0.2, 2 * 1.1]; // a decade, from a round number on
    close_to(
      logarithmic.line,
      logarithmic.height * (1 - Math.log(2 / low) / Math.log(high / low)),
      'the line',
    );
    assert.ok(Math.abs((logarithmic.mark?.[0] ?? 0) - Math.log(125) / Math.log(500)) < 0.01);
    assert.match(logarithmic.readout ?? '', /^step 22 /, 'the crosshair stays under the pointer');
    await page.mouse.move(box.x + box.width * 0.5, box.y + box.height + 60);
    assert.equal(await page.locator('.readout:visible').count(), 0);
  },
);

test(
  'curves have all the pixels of a dense screen, and what a drawing costs hangs on pixels, not on points',
  BOUND,
  async () => {
    const corners = await in_lab((lab) => {
      const container = document.body.appendChild(document.createElement('div'));
      container.style.cssText = 'width: 464px; height: 200px';
      const plot = new lab.Plot(container, {
        lines: [{ token: '--ink' }],
        x_range: (high) => ({ low: 0, high, is_log: false }),
        y_range: (_, high) => ({ low: 0, high, is_log: false }),
        x_label: String,
        y_label: String,
        read() {},
      });
      const { lineTo } = CanvasRenderingContext2D.prototype;
      let count = 0;
      CanvasRenderingContext2D.prototype.lineTo = function (x, y) {
        count++;
        lineTo.call(this, x, y);
      };
      const length = 100_000;
      const x = Float64Array.from({ length }, (_, i) => i);
      plot.draw([{ length, x, y: x.map((i) => (i % 7 ? 1 + Math.sin(i) : NaN)) }]);
      CanvasRenderingContext2D.prototype.lineTo = lineTo;
      plot.dispose();
      return count / 400;
    });
    assert.ok(corners > 1 && corners < 4.1, `${corners} corners for each column of pixels`);
    const dense = await site.open('', { deviceScaleFactor: 2 });
    const density = await dense.evaluate((css) => {
      const { lab } = /** @type {any} */ (globalThis);
      const { canvas } = lab.made[lab.make('curves', css, '')].figure.loss.plot;
      return canvas.width / canvas.clientWidth;
    }, CSS);
    assert.equal(density, 2);
    await finish(dense);
  },
);

test(
  'a network that has overflowed is not explained: that is said instead, until there are numbers',
  BOUND,
  async () => {
    const at = await make('why');
    const note = (/** @type {number} */ factor) =>
      in_lab(
        (lab, [place, times]) => {
          const figure = /** @type {import('../../web/figures/why.js').Why} */ (lab.made[place].figure);
          figure.take(lab.reasons(times));
          figure.draw();
          return figure.parts['why-note'].textContent;
        },
        [at, factor],
      );
    for (const factor of [NaN, Infinity]) assert.match(await note(factor), /^The network has overflowed/);
    assert.equal(await note(1), '');
  },
);

test('the figure of the network is laid out by its own width', BOUND, async () => {
  for (const [width, columns] of [
    [360, 1],
    [800, 3],
    [1100, 3],
  ]) {
    const at = await make('network', `width: ${width}px`);
    const lefts = await in_lab(
      (lab, place) =>
        [
          ...lab.made[place].figure.container.querySelectorAll('.stage-pad, .stage-hidden, .probabilities'),
        ].map((stage) => stage.getBoundingClientRect().left),
      at,
    );
    assert.equal(new Set(lefts).size, columns, `${width} px`);
  }
});

test(
  'before its style sheet has come, or out of sight, the network draws no line to a place that is none',
  BOUND,
  async () => {
    for (const css of ['', ':host { display: none }']) {
      const lines = await in_lab((lab, given) => {
        const { host } = lab.made[lab.make('network', given)];
        const places = () => {
          const paths = host.shadowRoot?.querySelectorAll('.connections path') ?? [];
          return [...paths].map((line) => line.getAttribute('d')).join();
        };
        return new Promise((done) =>
          requestAnimationFrame(() => requestAnimationFrame(() => done(places()))),
        );
      }, css);
      assert.doesNotMatch(lines, /NaN/);
    }
  },
);

test(
  'a run that begins shows no misread image of the one before, nor how many there were',
  BOUND,
  async () => {
    const at = await make('misread');
    /** @param {'begin' | 'name_classes'} what */
    const shown_after = (what) =>
      in_lab((lab, [place, method]) => {
        const figure = /** @type {any} */ (lab.made[place].figure);
        figure.show({ ...lab.read, step: 500, count: 298, cost: 1 });
        figure[method](figure.classes);
        const { mistakes, 'mistakes-count': count } = figure.parts;
        return [mistakes.childElementCount, count.textContent];
      }, /** @type {const} */ ([at, what]));
    assert.deepEqual(await shown_after('begin'), [0, '']);
    assert.deepEqual(await shown_after('name_classes'), [0, '']);
  },
);

test('runs that begin add no observer and no listener', BOUND, async () => {
  for (const name of ['network', 'curves', 'misread', 'sheet', 'followed']) await make(name);
  await settled();
  const before = await living();
  await in_lab((lab) => {
    for (const hidden of [3, 20, 10]) {
      for (const { figure } of lab.made) /** @type {any} */ (figure).begin(hidden);
    }
  });
  await settled();
  const now = await living();
  for (const kind of ['listeners', 'resize_observers', 'intersection_observers'])
    assert.deepEqual(now[kind], before[kind]);
});

test('what a run needs once the visitor is near is asked for once a run, and not before', BOUND, async () => {
  const at = await make('sheet', 'margin-top: 3000px');
  const asked = () => in_lab((lab, place) => lab.made[place].log.length, at);
  await settled();
  assert.equal(await asked(), 0, 'far from the screen');
  await page.evaluate(() => scrollTo(0, 2000));
  await until('the images are asked for', async () => (await asked()) === 1);
  await page.evaluate(() => scrollTo(0, 0));
  await settled();
  await page.evaluate(() => scrollTo(0, 2000));
  await settled();
  assert.equal(await asked(), 1, 'not again for the same run');
  await in_lab((lab, place) => /** @type {any} */ (lab.made[place].figure).begin('MNIST'), at);
  assert.equal(await asked(), 2, 'and once more for the next');
});
