/** Where things stand in the figures, by themselves: at every scale, in every width. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BOUND, in_lab, make, page, settled } from './lab.js';

/** The images and the lines of the figure “network”, in its own pixels. @param {number} at */
const drawn_places = (at) =>
  in_lab((lab, place) => {
    const figure = /** @type {any} */ (lab.made[place].figure);
    figure.draw_lines();
    const { canvas, places } = figure.units;
    const density = canvas.width / parseFloat(canvas.style.width);
    const boxes = places.flatMap((/** @type {any} */ { image, bias }) => [image, bias]);
    const lines = [...figure.container.querySelectorAll('.connections path')];
    return [
      ...boxes.flatMap((/** @type {any} */ { x, y, width, height }) =>
        [x, y, width, height].map((pixels) => pixels / density),
      ),
      ...lines.flatMap((line) => (line.getAttribute('d') ?? '').match(/[\d.]+/g)?.map(Number)),
    ];
  }, at);

/** The step that the crosshair of the loss says at four fifths of its width. @param {number} at */
async function read_at_four_fifths(at) {
  await in_lab((lab, place) => lab.made[place].host.scrollIntoView(), at);
  const box = await page.evaluate((place) => {
    const { area } = /** @type {any} */ (globalThis).lab.made[place].figure.loss.plot;
    const { left, top, width } = area.getBoundingClientRect();
    return { left, top, width };
  }, at);
  await page.mouse.move(box.left + 0.8 * box.width, box.top + 30);
  const text = await in_lab(
    (lab, place) => lab.made[place].figure.parts['loss-curve'].querySelector('.readout')?.textContent,
    at,
  );
  return Number(/^step (\d+) /.exec(text ?? '')?.[1]);
}

test('at any scale everything in a figure stands, and is read, where it is unscaled', BOUND, async () => {
  /** @param {string} scale */
  const measure = async (scale) => {
    const network = await make('network', `width: 1100px; ${scale}`);
    const curves = await make('curves', `width: 900px; ${scale}`);
    await settled();
    const found = { places: await drawn_places(network), read: await read_at_four_fifths(curves) };
    for (const at of [curves, network]) await in_lab((lab, place) => lab.end(place), at);
    return found;
  };
  const plain = await measure('');
  assert.ok(Math.abs(plain.read - 400) < 3, `step ${plain.read}`);
  for (const scale of ['zoom: 0.73', 'transform: scale(0.73); transform-origin: 0 0', 'zoom: 1.5']) {
    const { places, read } = await measure(scale);
    assert.ok(Math.abs(read - plain.read) < 3, `${scale}: step ${read}`);
    assert.equal(places.length, plain.places.length, scale);
    const off = places.map((value, i) => Math.abs(value - plain.places[i]));
    assert.ok(Math.max(...off) < 1.6, `${scale}: ${Math.max(...off)} px off`);
  }
});

test('the note of a term opens beside its word at any scale', BOUND, async () => {
  for (const scale of ['', 'zoom: 0.6', 'transform: scale(0.6)', 'zoom: 1.4']) {
    const at = await make('network', `width: 1000px; margin: 60px; ${scale}`);
    await settled();
    const word = page.locator('.term').first();
    await word.click();
    await settled();
    const [button, note] = [
      await word.boundingBox(),
      await page.locator('.term-phrase:popover-open').boundingBox(),
    ];
    assert.ok(button && note);
    assert.ok(Math.abs(note.x - button.x) < 2, `${scale}: ${note.x} px instead of ${button.x}`);
    const gap = note.y - button.y - button.height;
    assert.ok(gap > 0 && gap < 10, `${scale}: ${gap} px below`);
    await in_lab((lab, place) => lab.end(place), at);
  }
});

test('a number of the confusion matrix is never cut: it is smaller, or not there', BOUND, async () => {
  /** How many numbers are shown, and those that do not fit. @param {number} width @param {number} most */
  const numbers = async (width, most) => {
    const at = await make('confusion', `width: ${width}px`);
    await settled();
    return in_lab(
      (lab, [place, count]) => {
        const { figure } = lab.made[place];
        /** @type {any} */ (figure).draw(Array.from({ length: 100 }, (_, i) => [count, 7, 86][i % 3]));
        const cells = [...figure.container.querySelectorAll('td button')];
        const widths = cells.map((cell) => {
          const range = document.createRange();
          range.selectNodeContents(cell);
          return range.getBoundingClientRect().width;
        });
        const cut = cells
          .filter((cell, i) => widths[i] > cell.getBoundingClientRect().width)
          .map((cell) => cell.textContent);
        return { shown: widths.filter((each) => each > 0).length, cut };
      },
      [at, most],
    );
  };
  assert.deepEqual(await numbers(420, 1114), { shown: 100, cut: [] });
  assert.deepEqual(await numbers(264, 185), { shown: 100, cut: [] });
  assert.deepEqual(await numbers(214, 185), { shown: 100, cut: [] });
  assert.deepEqual(await numbers(214, 1114), { shown: 66, cut: [] });
  assert.deepEqual(await numbers(330, 61_114), { shown: 100, cut: [] });
});

test('the names of the curves stand above them, on the ground of the card', BOUND, async () => {
  const at = await make('curves', 'width: 900px; --glassnet-card: rgb(1, 2, 3)');
  await settled();
  const grounds = await in_lab((lab, place) => {
    const { container } = lab.made[place].figure;
    return [...container.querySelectorAll('.series')].map((names) => {
      const { left, top } = names.getBoundingClientRect();
      const root = /** @type {ShadowRoot} */ (container.getRootNode());
      /** @type {HTMLElement} */ (names).style.pointerEvents = 'auto';
      return [
        getComputedStyle(names).backgroundColor,
        names.contains(root.elementFromPoint(left + 8, top + 8)),
      ];
    });
  }, at);
  assert.deepEqual(grounds, [['rgb(1, 2, 3)', true], ['rgb(1, 2, 3)', true]]); // prettier-ignore
});

test('what could be computed in a second is said as a whole, or not', BOUND, async () => {
  /** @type {boolean[]} */
  const said = [];
  for (const width of [214, 234, 264, 300, 500, 900]) {
    const at = await make('numbers', `width: ${width}px`);
    const visible = await in_lab((lab, place) => {
      const figure = /** @type {any} */ (lab.made[place].figure);
      figure.draw({
        steps: 9,
        epochs: 1,
        fingerprint: '',
        samples_per_second: 6450,
        possible_per_second: 92e3,
      });
      const line = figure.parts['possible-per-second'];
      const box = line.parentElement.getBoundingClientRect();
      const range = document.createRange();
      return [...line.textContent.matchAll(/\S+/g)].map(({ 0: word, index }) => {
        range.setStart(line.firstChild, index);
        range.setEnd(line.firstChild, index + word.length);
        const { top, right } = range.getBoundingClientRect();
        return top < box.bottom && right <= box.right;
      });
    }, at);
    assert.equal(new Set(visible).size, 1, `${width} px: ${visible}`);
    said.push(visible[0]);
  }
  assert.equal(said.at(-1), true);
});

test('the line below the last row of tiles touches neither them nor what stands below', BOUND, async () => {
  await page.mouse.move(0, 0); // it points at no unit
  for (const width of [1214, 992, 702]) {
    const at = await make('network', `width: ${width}px`);
    await settled();
    const { tile, line, choice } = await in_lab((lab, place) => {
      const figure = /** @type {any} */ (lab.made[place].figure);
      figure.units.events.choose(7);
      const { top } = figure.container.querySelector('.stages').getBoundingClientRect();
      return {
        tile: figure.units.tile_of(7).button.getBoundingClientRect().bottom - top,
        line: Number(
          /^M[\d.]+ ([\d.]+)H/.exec(figure.container.querySelector('.stem').getAttribute('d'))?.[1],
        ),
        choice: figure.parts['show-learnt'].getBoundingClientRect().top - top,
      };
    }, at);
    assert.ok(line - tile >= 2, `${width} px: ${line - tile} px below the tile`);
    assert.ok(choice - line >= 3, `${width} px: ${choice - line} px above the choice`);
    await in_lab((lab, place) => lab.end(place), at);
  }
});

test('what the tiles show is said as a whole, or not', BOUND, async () => {
  /** @type {boolean[]} */
  const said = [];
  for (const hidden of [512, 10])
    for (const width of [300, 360, 674, 702, 958, 1214]) {
      const at = await make('network', `width: ${width}px`);
      await settled();
      const visible = await in_lab(
        (lab, [place, units]) => {
          const figure = /** @type {any} */ (lab.made[place].figure);
          figure.begin(units);
          figure.mark_dead(units > 10 ? [1, 2, 3] : []);
          const words = figure.parts['hidden-subtitle'];
          const box = words.closest('h2').getBoundingClientRect();
          const own = words.getBoundingClientRect();
          const bottom = Math.min(
            box.bottom,
            getComputedStyle(words).overflowY === 'hidden' ? own.bottom : 1e4,
          );
          const range = document.createRange();
          return [...words.textContent.matchAll(/\S+/g)].map(({ 0: word, index }) => {
            range.setStart(words.firstChild, index);
            range.setEnd(words.firstChild, index + word.length);
            const at_word = range.getBoundingClientRect();
            return at_word.top + at_word.height / 2 < bottom && at_word.right <= box.right + 0.5;
          });
        },
        [at, hidden],
      );
      assert.equal(new Set(visible).size, 1, `${hidden} units at ${width} px: ${visible}`);
      said.push(visible[0]);
      await in_lab((lab, place) => lab.end(place), at);
    }
  assert.deepEqual(said.slice(6), [true, true, true, true, false, true], 'ten units, of which none has died');
});
