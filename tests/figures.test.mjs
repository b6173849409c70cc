/** The figures: numbers as texts, and each figure by itself in a real Chromium. */
import './page/figures.js';
import './page/figures_places.js';
import './page/frames.js';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Axis } from '../web/figures/axis.js';
import { at_most_every } from '../web/figures/dom.js';
import { count, in_fours, loss_label, percent, short, signed, step_label } from '../web/figures/format.js';
import { argmax } from '../web/network/numbers.js';

test('numbers are written for people', () => {
  assert.deepEqual([0, 950, 12_000, 1_234_567].map(count), ['0', '950', '12,000', '1,234,567']);
  assert.deepEqual([0, 7, 999, 1000, 12_000, 999_999, 1.31e6, 2e9].map(short), [
    '0',
    '7',
    '999',
    '1.00 k',
    '12.0 k',
    '1.00 M',
    '1.31 M',
    '2.00 G',
  ]);
  assert.deepEqual([50, 5000, 12_000, 150_000, 2.5e6, 1e9].map(step_label), [
    '50',
    '5,000',
    '12 k',
    '150 k',
    '2.5 M',
    '1 G',
  ]);
  assert.deepEqual([percent(0.973), percent(1, 0), percent(0.12345, 2)], ['97.3 %', '100 %', '12.35 %']);
  assert.deepEqual([-0.2, 0, 0.125, -150, 1.5e-7].map(signed), ['−0.2', '+0', '+0.13', '−150', '+1.5e−7']);
  assert.equal(in_fours('0123456789abcdef'), '0123 4567 89ab cdef');
});

test('the marks on the axis of the loss are plain numbers, up to a million', () => {
  assert.deepEqual([0, 0.05, 0.5, 2, 10, 50, 500, 1500, 200_000, 5e6, 1e30].map(loss_label), [
    '0',
    '0.05',
    '0.5',
    '2.0',
    '10',
    '50',
    '500',
    '1,500',
    '200,000',
    '5.0e+6',
    '1.0e+30',
  ]);
});

test('only all is 100 %: a share below 1 never reads so', () => {
  assert.deepEqual(
    [0.9949, 0.995, 0.9996, 1 - 1e-7, 1].map((share) => percent(share, 0)),
    ['99 %', '99.5 %', '99.9 %', '99.9 %', '100 %'],
  );
  assert.deepEqual(
    [0.9994, 0.9996, 1 - 1e-7, 1].map((share) => percent(share)),
    ['99.9 %', '99.9 %', '99.9 %', '100.0 %'],
  );
  assert.deepEqual([percent(0.99998, 2), percent(1, 2), percent(NaN)], ['99.99 %', '100.00 %', 'NaN %']);
});

test('argmax is the place of the first of the largest values', () => {
  assert.equal(argmax([1, 3, 2, 3]), 1);
  assert.equal(argmax([9, 1, 2, 5, 9], 1, 3), 2);
  assert.equal(argmax(Float32Array.of(-2, -1)), 1);
  assert.equal(argmax([]), 0);
});

/** The labelled marks of an axis of some length, and how many lines stand without a label. @param {number} low @param {number} high @param {boolean} is_log @param {number} length @param {number} [least] */
function marks_of(low, high, is_log, length, least) {
  const marks = new Axis({ low, high, is_log }, 0, length).marks(30, least);
  return {
    labels: marks.filter(({ has_label }) => has_label).map(({ value }) => value),
    lines: marks.length,
  };
}

test('the marks of an axis are round numbers with room between them', () => {
  assert.deepEqual(marks_of(0, 2.5, false, 200).labels, [0, 0.5, 1, 1.5, 2, 2.5]);
  assert.deepEqual(marks_of(0, 0.3, false, 100).labels, [0, 0.1, 0.2, 0.3]);
  assert.deepEqual(marks_of(0, 3, false, 400, 1).labels, [0, 1, 2, 3], 'no half steps');
  assert.deepEqual(marks_of(0, 1, false, -200).labels, [0, 0.2, 0.4, 0.6, 0.8, 1], 'upwards');
  assert.deepEqual(marks_of(0.2, 2.2, true, 200).labels, [0.2, 0.5, 1, 2]);
  assert.equal(marks_of(0.2, 2.2, true, 200).lines, 10, 'where there is room, each digit has a line');
  assert.deepEqual(marks_of(1, 1000, true, 240).labels, [1, 10, 100, 1000]);
  assert.deepEqual(
    marks_of(1, 1e6, true, 100).labels,
    [1, 100, 1e4, 1e6],
    'where there is none, not each power',
  );
});

test('an axis finds the value of each place', () => {
  for (const is_log of [false, true]) {
    const axis = new Axis({ low: 0.5, high: 80, is_log }, 190, 10);
    assert.deepEqual([axis.place(0.5), axis.place(80)].map(Math.round), [190, 10]);
    for (const value of [0.5, 3, 80]) assert.ok(Math.abs(axis.value(axis.place(value)) - value) < 1e-9);
  }
});

test('what acts at most every so often does not act twice where its timer is late', async () => {
  let times = 0;
  const act = at_most_every(20, () => void times++);
  act();
  act(); // waits for the timer
  const began_at = performance.now();
  while (performance.now() - began_at < 25); // the thread is busy
  act();
  await new Promise((resolve) => setTimeout(resolve, 10)); // by then the first timer has had its turn
  assert.equal(times, 2);
});
