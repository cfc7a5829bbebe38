import assert from 'node:assert/strict';
import test from 'node:test';
import { isoDay } from '../../../gnbv/static/js/modules/date-fields.js';
import { age, day, dayOf, daysUntil, moment, timeOf } from '../../../gnbv/static/js/modules/dates.js';
import { match } from '../../../gnbv/static/js/modules/router.js';

test('it counts civil days over a leap day and a year', () => {
  assert.equal(daysUntil('2028-03-01', '2028-02-28'), 2);
  assert.equal(daysUntil('2026-10-22', '2026-10-23'), -1);
  assert.equal(daysUntil('2027-01-01', '2026-12-31'), 1);
});

test('it writes the year only when it is not this one', () => {
  assert.equal(day('2026-10-05', '2026-10-23'), '5/10');
  assert.equal(day('2025-10-05', '2026-10-23'), '5/10/2025');
});

test('it tells instants in the time of Viet Nam, whatever the phone thinks', () => {
  assert.equal(dayOf('2026-10-22T18:30:00Z'), '2026-10-23');
  assert.equal(timeOf('2026-10-22T18:30:00Z'), '01:30');
});

test('it adds the day to a time that is not of today', () => {
  const say = (key, { time, day: date }) => `${key} ${time} ${date}`;
  const now = Date.parse('2026-10-23T05:00:00Z');
  assert.equal(moment('2026-10-23T01:00:00Z', say, now), '08:00');
  assert.equal(moment('2026-10-21T01:00:00Z', say, now), 'moment 08:00 21/10');
});

test('it knows an age from a day or from a year alone', () => {
  assert.equal(age('1964-10-24', '2026-10-23'), 61);
  assert.equal(age('1964-10-23', '2026-10-23'), 62);
  assert.equal(age('1964', '2026-10-23'), 62);
});

test('it takes only days that are', () => {
  assert.equal(isoDay('2026', '2', '28'), '2026-02-28');
  assert.equal(isoDay('2026', '2', '29'), null);
  assert.equal(isoDay('26', '2', '1'), null);
  assert.equal(isoDay('2026', '', '1'), null);
});

test('it finds the page of an address', () => {
  assert.deepEqual(match('/app'), { module: 'work', inForm: false, params: {} });
  assert.deepEqual(match('/app/households/h1/survey/3'), { module: 'section', inForm: true, params: { household: 'h1', section: '3' } });
  assert.equal(match('/app/households/h1/survey/result').module, 'result');
  assert.equal(match('/app/households/h1/returned').module, 'returned');
  assert.equal(match('/app/nothing').module, 'work');
});
