/** The turns in which the parts of a page are drawn. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { until } from '../browser.js';
import { BOUND, in_lab, page } from './lab.js';

test('a part that cannot be drawn is told once, and stops no other', BOUND, async () => {
  const told = await in_lab(async (lab) => {
    /** @type {string[]} */
    const log = [];
    const frames = new lab.Frames({ on_error: (name, error) => log.push(`${name}: ${error}`) });
    let is_broken = true;
    const draw_bad = () => {
      if (is_broken) throw new Error('no');
      log.push('bad is drawn');
    };
    frames.register('bad', { gap: 0, draw: draw_bad });
    frames.register('good', { gap: 0, draw: () => log.push('good') });
    const round = async () => {
      frames.want('bad', 'good');
      for (let i = 0; i < 4; i++) await new Promise(requestAnimationFrame);
      log.push('|');
    };
    await round();
    await round();
    is_broken = false;
    await round();
    is_broken = true;
    await round();
    frames.want('bad', 'good');
    frames.flush();
    frames.dispose();
    return log.join(' ');
  });
  assert.equal(
    told.replaceAll('good bad is drawn', 'bad is drawn good'),
    'bad: Error: no good | good | bad is drawn good | bad: Error: no good | good',
  );
});

test('what the parts on screen need is told when it changes', BOUND, async () => {
  await in_lab((lab) => {
    const node = (/** @type {string} */ style) => {
      const made = document.body.appendChild(document.createElement('div'));
      made.style.cssText = `height: 50px; ${style}`;
      return made;
    };
    const [near, far] = [node(''), node('margin-top: 3000px')];
    /** @type {string[]} */
    const told = [];
    const frames = new lab.Frames({ on_needs: (needs) => told.push(needs.join('+')) });
    const draw = () => {};
    frames.register('tiles', { gap: 0, draw, node: near, is_picture: true, needs: ['parameters'] });
    frames.register('lines', { gap: 0, draw, node: near, is_picture: true, needs: ['parameters'] });
    frames.register('far', { gap: 0, draw, node: far, is_picture: true, needs: ['tests'] });
    Object.assign(window, { frames, told });
  });
  const told = () => page.evaluate(() => /** @type {any} */ (globalThis).told);
  await until('the first needs', async () => (await told()).length === 1);
  await page.evaluate(() => /** @type {any} */ (globalThis).frames.need('tiles', 'gradients', 'parameters'));
  await page.evaluate(() => scrollTo(0, 3000));
  await until('those of the other part', async () => (await told()).at(-1) === 'tests');
  await page.evaluate(() => scrollTo(0, 0));
  await until('and back', async () => (await told()).length === 4);
  assert.deepEqual(await told(), ['parameters', 'gradients+parameters', 'tests', 'gradients+parameters']);
  await page.evaluate(() => /** @type {any} */ (globalThis).frames.dispose());
});
