import assert from 'node:assert/strict';
import { test } from 'node:test';
import { endOf } from '../../../gnbv/static/js/controls/file.js';
import { stepped } from '../../../gnbv/static/js/controls/range.js';
import { pointsOf, textOf } from '../../../gnbv/static/js/controls/track.js';

test('the first step of a range says its end, later ones stay within', () => {
  assert.equal(stepped('', 1, 0, 10, 2), '0');
  assert.equal(stepped('', -1, 0, 10, 2), '10');
  assert.equal(stepped('10', 1, 0, 10, 2), '10');
  assert.equal(stepped('0.1', 1, 0, 1, 0.2), '0.3');
});

test('a field ends where it began, and shows each point once', () => {
  const [a, b, c] = ['21.1 103.1 0 5', '21.2 103.1 0 5', '21.2 103.2 0 5'];
  assert.equal(textOf([a, b], 'geoshape'), `${a};${b}`);
  assert.equal(textOf([a, b, c], 'geoshape'), `${a};${b};${c};${a}`);
  assert.deepEqual(pointsOf(`${a};${b};${c};${a}`, 'geoshape'), [a, b, c]);
  assert.deepEqual(pointsOf(`${a};${b};${a}`, 'geotrace'), [a, b, a]);
  assert.deepEqual(pointsOf('', 'geotrace'), []);
});

test('the name of a file ends as its kind says; what the commune does not take has no end', () => {
  assert.equal(endOf({ type: 'audio/webm;codecs=opus' }), 'weba');
  assert.equal(endOf({ type: 'video/mp4' }), 'mp4');
  assert.equal(endOf({ type: 'application/x-msdownload' }), '');
  assert.equal(endOf({ type: '' }), '');
});
