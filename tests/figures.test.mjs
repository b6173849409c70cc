/** The figures: numbers as texts, and each figure by itself in a real Chromium. */
import './page/figures.js';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { count, in_fours, percent, short, signed, step_label } from '../web/figures/format.js';
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

test('argmax is the place of the first of the largest values', () => {
  assert.equal(argmax([1, 3, 2, 3]), 1);
  assert.equal(argmax([9, 1, 2, 5, 9], 1, 3), 2);
  assert.equal(argmax(Float32Array.of(-2, -1)), 1);
  assert.equal(argmax([]), 0);
});
