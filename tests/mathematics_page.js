/** The page of the derivation: complete by the table of the README, its code the very source, and loaded only when wanted. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { CSource } from '../web/mathematics/build/c_source.mjs';
import { typeset } from '../web/mathematics/build/formulas.mjs';
import { EXPLANATION, PHASES, QUANTITIES } from '../web/mathematics/table.js';
import { finish, until, until_equal } from './browser.js';
import { findings, NO_AXE, set_theme } from './page/axe.js';
import { number, set_width } from './page/reading.js';
import { site } from './page/site.js';

/** @typedef {import('../web/mathematics/table.js').Name} Name */

const BOUND = { timeout: 180_000 };
const LIMIT = 62_000; // bytes, compressed, of all that the section adds, with the row that says why an answer is given
const project = new URL('..', import.meta.url);
const read = (/** @type {string} */ path) => readFileSync(new URL(path, project), 'utf8');
const html = read('build/site/mathematics.html');

/** The rows of the table of equations: a name or names, a shape, an equation. */
function rows_of_table() {
  const [, table] = /** @type {RegExpMatchArray} */ (
    read('README.md').match(/\| quantity \| shape \| equation \|\n\|---\|---\|---\|\n((?:\|.*\n)*)/)
  );
  const rows = table.trim().split('\n');
  return rows.map((row) => {
    const [names, shape, equation] = row
      .slice(1, -1)
      .split('|')
      .map((cell) => cell.trim());
    return { names: names.replaceAll('_', '').split(', '), shape, equation };
  });
}
const ROWS = rows_of_table();

test('the phases are the rows of the table, in its order', BOUND, () => {
  assert.equal(ROWS.length, 12);
  assert.deepEqual(
    PHASES.map(({ id }) => id),
    ROWS.map(({ names }) => names[0]),
  );
  for (const [i, { names, shape }] of ROWS.entries()) {
    if (names[0] === 'update') continue;
    for (const name of names) assert.ok(PHASES[i].to.includes(/** @type {Name} */ (name)), name);
    const { rows, columns } = QUANTITIES[/** @type {Name} */ (names[0])];
    if (shape.startsWith('(')) assert.equal(shape, `(${rows}, ${columns})`);
  }
});

/** What the page has of a phase. @param {import('./browser.js').Page} page @param {string} id */
const phase_on_page = (page, id) =>
  page.evaluate((phase) => {
    const section = document.getElementById(`phase-${phase}`);
    const formula = section?.querySelector(`.formula[data-formula="${phase}"]`);
    const texts = (/** @type {string} */ selector) =>
      [...(section?.querySelectorAll(selector) ?? [])].map((node) => node.textContent ?? '');
    return {
      title: texts('h3').join(),
      words: formula?.getAttribute('aria-label') ?? '',
      formula: formula?.querySelector('math')?.textContent ?? '',
      symbols: [...(formula?.querySelectorAll('.quantity') ?? [])].map((node) =>
        node.getAttribute('data-quantity'),
      ),
      shapes: texts('.shapes > span'),
      figures: section?.querySelectorAll(`[data-figure="${phase}"]`).length,
      code: [...(section?.querySelectorAll('.code .source') ?? [])].map((node) => ({
        name: node.getAttribute('data-name'),
        file: node.getAttribute('data-file'),
      })),
    };
  }, id);

const DERIVED = [...PHASES, EXPLANATION];
for (const [i, phase] of DERIVED.entries()) {
  const names = ROWS[i]?.names ?? phase.to;
  test(`${names.join(', ')}: formula, words, shapes, code and a place for its figure`, BOUND, async () => {
    const page = await site.open('mathematics.html');
    const shown = await phase_on_page(page, phase.id);
    assert.equal(shown.title, phase === EXPLANATION ? phase.title : `${i + 1} · ${phase.title}`);
    assert.ok(shown.words.length >= 10, 'the formula in words');
    const expected = phase.id === 'update' ? [...phase.from, ...phase.to] : [...phase.from, ...names];
    if (phase.id === 'L') assert.match(shown.formula, /−1m.*log/);
    for (const name of expected)
      assert.ok(shown.symbols.includes(name), `${name} in the formula ${shown.formula}`);
    for (const name of new Set([...phase.from, ...phase.to]))
      assert.ok(
        shown.shapes.some((shape) => shape.endsWith(shape_of(name)) && shape.startsWith(letters_of(name))),
        name,
      );
    assert.equal(shown.figures, 1);
    for (const each of phase.functions) {
      const [name, file = 'network.c'] = each.split(':').reverse();
      assert.ok(
        shown.code.some((code) => code.name === name && code.file === file),
        `the code of ${each}`,
      );
    }
    for (const kernel of phase.kernels)
      for (const file of ['kernels.h', 'kernels_scalar.c', 'kernels_simd.c'])
        assert.ok(
          shown.code.some((code) => code.name === kernel && code.file === file),
          `${kernel} of ${file}`,
        );
    await finish(page);
  });
}

/** @param {Name} name */
const letters_of = (name) => QUANTITIES[name].plain.replace('_', '');
/** @param {Name} name */
const shape_of = (name) => `(${QUANTITIES[name].rows}, ${QUANTITIES[name].columns})`;

test('the code on show is the source, line by line, and begins where it says', BOUND, async () => {
  const page = await site.open('mathematics.html');
  const listings = await page.evaluate(() =>
    [...document.querySelectorAll('.listing')].map((listing) => {
      const source = /** @type {HTMLElement} */ (listing.querySelector('.source'));
      const numbers = listing.querySelector('.numbers')?.textContent ?? '';
      return { .../** @type {any} */ (source.dataset), numbers, text: source.textContent ?? '' };
    }),
  );
  assert.ok(listings.length > 60);
  for (const { file, from, name, numbers, text } of listings) {
    const lines = text.split('\n');
    const first = Number(from);
    assert.deepEqual(
      lines,
      read(`src/${file}`)
        .split('\n')
        .slice(first - 1, first - 1 + lines.length),
      name,
    );
    assert.equal(
      numbers,
      lines.map((/** @type {string} */ _, /** @type {number} */ i) => first + i).join('\n'),
    );
    assert.ok(text.includes(name), `${name} in ${file}`);
  }
  await finish(page);
});

test('a function that is not there, and a quantity that is none: the build says which', BOUND, () => {
  const network = new CSource('network.c');
  assert.throws(() => network.definition('nothing'), { message: /src\/network\.c has no function nothing/ });
  assert.throws(() => network.declaration('nothing'), {
    message: /src\/network\.c does not declare nothing/,
  });
  assert.throws(() => typeset('\\(\\q{Zx}\\)'), { message: /\\q\{Zx\} .* expected a name of the table/ });
  assert.throws(() => typeset('\\(\\frac{1}\\)'), /ParseError|Expected/);
});

test('a definition is taken with its comment, up to its last line', BOUND, () => {
  const { text } = new CSource('network.c').definition('update');
  assert.match(text, /^\/\* θ ← θ − rate dθ/);
  assert.match(text, /\n\}$/);
  const helpers = new CSource('kernels_simd.c').helpers('log_floats').map(({ name }) => name);
  assert.deepEqual(helpers, ['horner', 'log_vector']);
});

test('no inline style, no script, and everything that was opened is closed', BOUND, async () => {
  assert.doesNotMatch(html, /\sstyle=|<script|\son\w+=|javascript:/);
  const page = await site.open('mathematics.html');
  const xml = html
    .replace('<!doctype html>', '')
    .replace(/<(meta|link)\b[^>]*/g, '$&/')
    .replace(/(<[^>]*\s(?:hidden|data-[\w-]+))(?=[\s>])/g, '$1=""')
    .replace(/(<[^>]*\s(?:hidden|data-[\w-]+))(?=[\s>])/g, '$1=""');
  const [as_html, as_xml, ids] = await page.evaluate(
    ([text, strict]) => {
      const names = (/** @type {Document} */ document_) =>
        [...document_.querySelectorAll('*')].map((node) => node.localName.toLowerCase());
      const parser = new DOMParser();
      const parsed = parser.parseFromString(text, 'text/html');
      return [
        names(parsed),
        names(parser.parseFromString(strict, 'text/xml')),
        [...parsed.querySelectorAll('[id]')].map(({ id }) => id),
      ];
    },
    [html, xml],
  );
  assert.deepEqual(as_html, as_xml);
  assert.equal(new Set(ids).size, ids.length);
  await finish(page);
});

test(
  'axe-core finds nothing on it, in both themes, with all of its code on show',
  { ...BOUND, skip: NO_AXE },
  async () => {
    const page = await site.open('mathematics.html', {
      colorScheme: 'light',
      viewport: { width: 360, height: 800 },
    });
    await page.evaluate(() => document.querySelectorAll('details').forEach((each) => (each.open = true)));
    assert.deepEqual(await findings(page), []);
    await set_theme(page, 'dark');
    assert.deepEqual(await findings(page, { is_second_theme: true }), []);
    await finish(page);
  },
);

test('from 320 to 1920 pixels no formula and no text is wider than the page', BOUND, async () => {
  const page = await site.open('mathematics.html');
  for (const width of [320, 360, 768, 1280, 1920]) {
    await set_width(page, width);
    const [content, frame, ...wide] = await page.evaluate(() => [
      document.documentElement.scrollWidth,
      document.documentElement.clientWidth,
      ...[...document.querySelectorAll('.formula')]
        .filter((formula) => formula.scrollWidth > formula.clientWidth)
        .map((formula) => formula.textContent),
    ]);
    assert.ok(Number(content) <= Number(frame), `${content} pixels at ${width}`);
    if (width >= 360) assert.deepEqual(wide, [], `at ${width}`);
  }
  await finish(page);
});

test('the section adds at most 62 KB, compressed', BOUND, () => {
  const folder = new URL('build/site/mathematics/', project);
  const files = [
    new URL('build/site/mathematics.html', project),
    ...readdirSync(folder).map((name) => new URL(name, folder)),
  ];
  const sizes = files.map((file) => gzipSync(readFileSync(file), { level: 9 }).length);
  const total = sizes.reduce((sum, size) => sum + size);
  assert.ok(files.length >= 3);
  assert.ok(total <= LIMIT, `${total} bytes: ${sizes.join(' + ')}`);
});

/** Requests of the section's files, as they come. @param {import('./browser.js').Page} page */
function requests_of(page) {
  /** @type {string[]} */
  const asked = [];
  page.on('request', (request) => {
    if (/mathematics/.test(request.url())) asked.push(request.url().replace(site.url, ''));
  });
  return asked;
}

const come_near = (/** @type {import('./browser.js').Page} */ page) =>
  page.evaluate(() => document.querySelector('#mathematics')?.scrollIntoView());

test(
  'the page asks for nothing of it before the reader comes near, and then for each file once',
  BOUND,
  async () => {
    const page = await site.open();
    const asked = requests_of(page);
    await page.reload();
    await until('much training', async () => (await number(page, 'steps')) > 1000);
    assert.deepEqual(asked, []);
    assert.equal(await page.locator('.phase').count(), 0);
    await come_near(page);
    await until_equal('the section', () => page.locator('#mathematics > .phase').count(), PHASES.length + 3);
    await until(
      'its numbers',
      async () => (await page.locator('.phase-figure:not(:empty)').count()) >= PHASES.length,
    );
    const first = ['mathematics.html', 'mathematics/section.css', 'mathematics/section.js'];
    for (const file of first) assert.equal(asked.filter((each) => each === file).length, 1, file);
    await until_equal('hidden parts', () => page.locator('#mathematics [data-live][hidden]').count(), 0);
    await finish(page);
  },
);

for (const file of ['mathematics.html', 'mathematics/section.js', 'mathematics/section.css']) {
  test(`${file} cannot be loaded: the section says so and links to the derivation`, BOUND, async () => {
    const page = await site.open();
    await page.route(`**/${file}`, (route) => route.fulfill({ status: 503, body: 'down' }));
    await come_near(page);
    await until('a word on it', async () =>
      /could not be loaded \(.+\)\. Reload the page/.test(
        (await page.locator('#mathematics').textContent()) ?? '',
      ),
    );
    assert.equal(await page.locator('#mathematics a[href="mathematics.html"]').count(), 1);
    page.problems = page.problems.filter((problem) => !/503|module script/.test(problem)); // the browser's own words
    await finish(page);
  });
}
