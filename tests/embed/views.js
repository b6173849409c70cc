/** Several elements on one network: owners that come before, after, late, never, and in circles. */
import assert from 'node:assert/strict';
import { until, until_equal } from '../browser.js';
import { call, open, properties, said, test_in, text, told, until_state } from './in_pages.js';

/** @param {import('./in_pages.js').Window} window @param {string} host */
const sentence = (window, host) => text(window, host, '.sentence');

test_in(
  'a view may stand before its owner, in another root, and be moved; what is asked of it is the owner’s',
  async (given) => {
    const { window } = given;
    await open(
      given,
      `<glass-net id="early" for="net" show="numbers"></glass-net><div id="root"></div>
     <glass-net id="net" show="loss" seed="3" stop-steps="20" speed="full"></glass-net>
     <script type="module">
       const root = document.getElementById('root').attachShadow({ mode: 'open' });
       root.innerHTML = '<glass-net for="net" show="weights"></glass-net>';
     </script>`,
    );
    assert.equal(await call(window, '#early', 'play'), null);
    await until_state(window, '#net', 'paused');
    await until_equal('steps', () => properties(window, '#early', 'steps', 'seed'), [20, 3]);
    const drawn = () =>
      window.evaluate(() => {
        const inner = document.getElementById('root')?.shadowRoot?.querySelector('glass-net');
        return inner?.shadowRoot?.querySelectorAll('.units[data-drawn] .unit').length ?? 0;
      });
    await until_equal('the view in another root is drawn', drawn, 10);
    assert.deepEqual(await said(window), []);
  },
);

test_in('a view without an owner says which is missing, and shows itself when it comes', async (given) => {
  const { window } = given;
  await open(given, `<glass-net id="view" for="late" show="loss"><p id="inside">Fallback</p></glass-net>`);
  await until('it says so', async () => (await told(window, 'error')).length === 1);
  assert.match(await sentence(window, '#view'), /no <glass-net id="late">/);
  assert.equal((await told(window, 'error'))[0].detail.attribute, 'for');
  assert.equal((await said(window)).length, 1);
  assert.ok(
    await window.evaluate(() => (document.getElementById('inside')?.getClientRects().length ?? 0) > 0),
  );
  assert.match(await call(window, '#view', 'play'), /no <glass-net id="late">/);
  await window.evaluate(() => {
    document.body.append(Object.assign(document.createElement('glass-net'), { id: 'late' }));
  });
  await until('it is ready', async () => (await told(window, 'ready')).some(({ id }) => id === 'view'));
  assert.equal(await sentence(window, '#view'), '');
  await window.evaluate(() => document.getElementById('late')?.remove());
  await until('it is missing again', async () => /id="late"/.test(await sentence(window, '#view')));
});

test_in('for itself, for a view and in a circle is an error that says so', async (given) => {
  const { window } = given;
  await open(
    given,
    `<glass-net id="self" for="self"></glass-net><glass-net id="a" for="b"></glass-net>
     <glass-net id="b" for="a"></glass-net><glass-net id="c" for="a"></glass-net>`,
  );
  await until('four errors', async () => (await told(window, 'error')).length === 4);
  const messages = Object.fromEntries(
    (await told(window, 'error')).map(({ id, detail }) => [id, detail.message]),
  );
  assert.match(messages.self, /for itself/);
  assert.match(messages.a, /that one is for this one/);
  assert.match(messages.b, /that one is for this one/);
  assert.match(messages.c, /no network of its own/);
  assert.equal((await said(window)).length, 4);
  await until_equal('states', () => properties(window, '#a', 'state', 'steps'), ['failed', 0]);
});

test_in('while the page loads, a view waits for its owner; what is missing then is told', async (given) => {
  const { window } = given;
  await open(
    given,
    `<glass-net id="early" for="net" show="loss"></glass-net><glass-net id="lost" for="never"></glass-net>
     <glass-net id="net" show="numbers"></glass-net>`,
    { script: '<script src="SITE/glassnet.js"></script>' }, // it blocks, so that elements are made one by one
  );
  await until('the view is ready', async () =>
    (await told(window, 'ready')).some(({ id }) => id === 'early'),
  );
  const errors = await told(window, 'error');
  assert.deepEqual(
    errors.map(({ id, detail }) => [id, detail.value]),
    [['lost', 'never']],
  );
  assert.deepEqual(await said(window), ['There is no <glass-net id="never"> on this page.']);
});
