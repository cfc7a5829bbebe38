import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inOrder } from '../../../gnbv/static/js/modules/news-order.js';

test('what may cost work is told first, what can wait last, and what is not known after all', () => {
  assert.deepEqual(inOrder(['new', 'persist', 'update', 'low']), ['low', 'update', 'persist', 'new']);
});
