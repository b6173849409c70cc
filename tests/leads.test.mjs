// What there is to try: how one line follows the other, what a teacher's address may say, and what is kept.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Leads, read_tries, write_tries } from '../web/model/leads.js';
import { read_hash } from '../web/training/settings.js';
import { fake_storage, settings_of } from './rooms/harness.js';

/** @param {Partial<import('../web/model/leads.js').Seen>} [changes] @returns {import('../web/model/leads.js').Seen} */
const seen = (changes) => ({ is_drawn: false, run: 1, settings: settings_of({ speed: 200 }), ...changes });

/** A place where nothing can be kept. @returns {never} */
const forbidden = () => {
  throw new Error('The storage is forbidden.');
};

test('a line changes once it has been followed, by its link or by hand, and says what to look at', () => {
  const leads = new Leads(() => fake_storage());
  leads.see(seen());
  /** @type {[string, Parameters<typeof seen>[0]][]} */
  const ways = [
    ['Draw a 3. Right? Now a sloppy one.', { is_drawn: true }],
    ['Reset, and watch unit 7.', { run: 2 }],
    ['Set the rate to 5. What dies?', { run: 2, settings: settings_of({ speed: 200, 'learning-rate': 7 }) }],
    ['One hidden unit: how far does it get?', { settings: settings_of({ hidden: 1, speed: 9 }) }],
    ['Full speed for a minute: which curve turns round?', { settings: settings_of() }],
  ];
  for (const [text, followed] of ways) {
    assert.equal(leads.line?.text, text);
    const { href = '' } = leads.line ?? {};
    assert.ok(href.startsWith('#') && leads.sets, 'it is a link, and says what it does');
    if (leads.sets !== 'draw') {
      const { config, problems } = read_hash(href);
      assert.deepEqual(problems, []);
      for (const [name, value] of Object.entries(leads.sets ?? {}))
        assert.equal(
          /** @type {Record<string, unknown>} */ (config)[name],
          value,
          'the address says the same',
        );
    }
    leads.see(seen(followed));
    assert.notEqual(leads.line?.text, text);
    assert.equal(leads.line?.href, undefined);
    leads.see(seen());
    assert.notEqual(leads.line?.text, text, 'what was followed stays followed');
    leads.next();
    leads.see(seen(followed));
    leads.see(seen(text.startsWith('One') ? { settings: settings_of({ speed: 200 }) } : followed));
  }
});

test('a reset counts from the moment that its line came', () => {
  const leads = new Leads(() => fake_storage());
  leads.see(seen({ run: 4 }));
  leads.next();
  assert.equal(leads.line?.text, 'Reset, and watch unit 7.');
  leads.see(seen({ run: 4 }));
  assert.ok(leads.line?.href);
  leads.see(seen({ run: 5, settings: settings_of({ hidden: 5 }) }));
  assert.ok(leads.line?.href, 'that network has no unit 7');
  leads.see(seen({ run: 6 }));
  assert.equal(leads.line?.href, undefined);
});

test('what was dismissed stays so, and a teacher’s line is another one', () => {
  const storage = fake_storage();
  const leads = new Leads(() => storage);
  leads.dismiss();
  assert.equal(leads.line, undefined);
  const later = new Leads(() => storage);
  assert.equal(later.line, undefined);
  later.set_tries(['Which digit is worst?']);
  assert.deepEqual(later.line, { text: 'Which digit is worst?', href: undefined, has_next: false });
  later.dismiss();
  assert.equal(later.line, undefined);
  later.set_tries(['Another']);
  assert.ok(later.line);
  for (const bad of ['{', '{"a":1}', 'null', '[1,null]'])
    assert.ok(new Leads(() => fake_storage({ 'glassnet-leads': bad })).line, bad);
  const unkept = new Leads(forbidden);
  assert.ok(unkept.line);
  unkept.dismiss();
  assert.equal(unkept.line, undefined);
});

test('lines in the address are plain text on one line, bounded in length and number', () => {
  const address = (/** @type {string[]} */ ...tries) => read_tries(`#seed=1${write_tries(tries)}`);
  const html = '<b>no</b> & “yes” = 100 % #1+1';
  assert.deepEqual(address(html, 'Zwei: größer? 数字 👩‍🏫'), [html, 'Zwei: größer? 数字 👩‍🏫']);
  assert.deepEqual(address(' a\n\tb\u0000c\u202ed '), ['a b c d']);
  assert.deepEqual(address('', ' \u200f '), []);
  assert.equal(address(...Array(9).fill('x')).length, 5);
  const [cut] = address('😀'.repeat(500));
  assert.deepEqual([[...cut].length, cut.endsWith('😀…')], [120, true]);
  assert.deepEqual(read_tries('#try=a+b&try=%zz'), ['a b', '%zz']);
  assert.deepEqual(read_hash('#seed=3&try=x').problems, []);
  assert.equal(read_hash('#seed=3&try=x').config.seed, 3);
});
