// Whatever a visitor does in whatever order, however late messages are: what is shown comes to be what is, and no image
// is lost. SEQUENCES=2000 goes through so many random sequences; without it, as many as fit into some seconds.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import fc from 'fast-check';
import { Intents } from '../web/model/intents.js';
import { Source } from '../web/training/source.js';
import { Run } from '../web/training/run.js';
import { sleep } from './rooms/harness.js';
import { go_through, sequences } from './rooms/sequences.js';
import { Site } from './rooms/site.js';

const SECONDS = 20;
const wanted = Number(process.env.SEQUENCES);
const site = await Site.open({ train: 60, test: 20 });
after(() => site.close());

const property = fc.asyncProperty(sequences, (sequence) => go_through(site, sequence));

test('after any sequence of commands what is shown is so, and the images of an epoch are those that arrived', async (t) => {
  const limit = wanted ? {} : { interruptAfterTimeLimit: 1000 * SECONDS };
  const result = await fc.check(property, { numRuns: wanted || 2000, ...limit });
  t.diagnostic(`${result.numRuns} sequences`);
  assert.ok(!result.failed, `${fc.defaultReportMessage(result)}\n${result.errorInstance}`);
  assert.ok(result.numRuns > 1);
});

/** Whether the property finds a planted fault. */
const finds = async () => {
  const { errorInstance } = await fc.check(property, { numRuns: 400, endOnFailure: true, seed: 1 });
  return String(errorInstance ?? 'Nothing was found.');
};

test('the sequences find images that are lost while the network is being created', async (t) => {
  const begin = Run.begin.bind(Run);
  t.mock.method(
    Run,
    'begin',
    async (/** @type {Parameters<typeof Run.begin>[0]} */ { source, ...options }) => {
      const here = source && Source.of(source.train, source.test);
      const run = await begin({ ...options, source: here });
      await sleep(20); // long enough for some images to arrive
      run.source = source;
      run.stop_listening = source?.listen(({ images, labels }) => run.train_set.append(images, labels));
      return run;
    },
  );
  assert.match(await finds(), /\d+ images are trained on, \d+ have arrived/);
});

test('the sequences find a model that believes an answer to an earlier command', async (t) => {
  t.mock.method(Intents.prototype, 'settle', () => undefined);
  assert.match(await finds(), /It shows playing = (true|false); (true|false) was asked for just now/);
});
