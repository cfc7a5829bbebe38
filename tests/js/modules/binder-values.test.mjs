import assert from 'node:assert/strict';
import { test } from 'node:test';
import { joinDate, parseNumber, showDate, showNumber, splitDate, tick } from '../../../gnbv/static/js/modules/binder-values.js';

test('a comma and a point are the same in a decimal', () => {
  assert.equal(parseNumber('3,6'), '3.6');
  assert.equal(parseNumber('3.6'), '3.6');
  assert.equal(parseNumber(' 36 '), '36');
  assert.equal(parseNumber('1.612,5'), '1612.5');
});

test('points in a whole number part thousands', () => {
  assert.equal(parseNumber('1.612', true), '1612');
  assert.equal(parseNumber('1.6', true), '1.6');
});

test('what is no number is kept as typed', () => {
  assert.equal(parseNumber('ba sào'), 'ba sào');
  assert.equal(parseNumber('3,6,1'), '3,6,1');
  assert.equal(parseNumber(''), '');
});

test('a number being typed is stored at each stroke', () => {
  assert.equal(parseNumber('3,'), '3');
  assert.equal(parseNumber(',5'), '0.5');
  assert.equal(parseNumber('007'), '7');
  assert.equal(parseNumber('0'), '0');
});

test('a number is shown with the comma of the language', () => {
  assert.equal(showNumber('7.2'), '7,2');
  assert.equal(showNumber('7.2', '.'), '7.2');
  assert.equal(showNumber('ba.1'), 'ba.1');
});

test('a date may be its year alone', () => {
  assert.equal(joinDate({ year: '2004' }), '2004');
  assert.equal(joinDate({ day: '3', month: '4', year: '2004' }), '2004-04-03');
  assert.equal(joinDate({ day: '3', month: '', year: '2004' }), '2004');
  assert.equal(joinDate({ day: '3', month: '4', year: '' }), '');
});

test('a date goes into its fields and back', () => {
  assert.deepEqual(splitDate('2004-04-03'), { year: '2004', month: '4', day: '3' });
  assert.equal(joinDate(splitDate('1950-12-31')), '1950-12-31');
  assert.equal(showDate('2004-04-03'), '3/4/2004');
  assert.equal(showDate('2004'), '2004');
});

test('what stands alone drives out the others, and they it', () => {
  assert.deepEqual(tick(['tv', 'radio'], 'none', true, ['none', 'unknown']), ['none']);
  assert.deepEqual(tick(['none'], 'tv', true, ['none', 'unknown']), ['tv']);
  assert.deepEqual(tick(['none'], 'unknown', true, ['none', 'unknown']), ['unknown']);
  assert.deepEqual(tick(['tv', 'radio'], 'tv', false, ['none']), ['radio']);
});
