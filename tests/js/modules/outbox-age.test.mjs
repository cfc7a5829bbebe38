import assert from 'node:assert/strict';
import { test } from 'node:test';
import { daysWaiting } from '../../../gnbv/static/js/modules/outbox-age.js';

const DAY = 86_400_000;
const now = Date.parse('2026-10-23T02:00:00Z');

test('it warns from the third day on, by the oldest', () => {
  assert.equal(daysWaiting([{ at: now - 3 * DAY + 1000 }, { at: now }], now), 0);
  assert.equal(daysWaiting([{ at: now }, { at: now - 3 * DAY }], now), 3);
  assert.equal(daysWaiting([{ at: now - 40 * DAY }], now), 40);
});

test('it has nothing to say of nothing, nor of a clock that was set back', () => {
  assert.equal(daysWaiting([], now), 0);
  assert.equal(daysWaiting([{ at: now + DAY }], now), 0);
});
