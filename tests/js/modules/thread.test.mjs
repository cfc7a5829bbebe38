import assert from 'node:assert/strict';
import { test } from 'node:test';
import { linesOf } from '../../../gnbv/static/js/modules/thread-lines.js';

const SURVEY = { id: 's', messages: [
  { id: 'a', by: 'Duyệt', mine: false, at: '2026-10-23T02:00:00.000Z', text: 'Xem lại' },
  { id: 'b', by: 'Thu', mine: true, at: '2026-10-23T04:00:00.000Z', text: 'Đã xem' },
] };
const own = (id, at, more = {}) => ({ id, kind: 'message', at: Date.parse(at), state: 'local', label: { survey: 's', message: id }, ...more });

test('what waits here stands among what the commune has, in the order of time', () => {
  const lines = linesOf(SURVEY, { items: [own('c', '2026-10-23T03:00:00Z')], sent: [own('d', '2026-10-23T05:00:00Z')] });
  assert.deepEqual(lines.map(({ text, state }) => [text, state ?? '']), [['Xem lại', ''], ['c', 'local'], ['Đã xem', ''], ['d', '']]);
});

test('a line that arrived is shown once', () => {
  const lines = linesOf(SURVEY, { items: [own('a', '2026-10-23T02:00:00Z')], sent: [own('b', '2026-10-23T04:00:00Z')] });
  assert.deepEqual(lines.map(({ id }) => id), ['a', 'b']);
});

test('lines of another survey and other work are left out', () => {
  const other = own('x', '2026-10-23T02:00:00Z', { label: { survey: 't', message: 'x' } });
  const visit = own('v', '2026-10-23T02:00:00Z', { kind: 'visit' });
  assert.deepEqual(linesOf({ id: 's' }, { items: [other, visit], sent: [own('n', '2026-10-23T02:00:00Z', { label: null })] }), []);
});
