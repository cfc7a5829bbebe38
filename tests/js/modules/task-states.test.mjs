import assert from 'node:assert/strict';
import test from 'node:test';
import { turns } from '../../../gnbv/static/js/modules/task-states.js';

const TODAY = '2026-10-23';
const turn = (due, more = {}) => ({ id: `turn-${due}`, due, status: 'open', completion: null, ...more });
const task = (...occurrences) => ({ id: 'task', text: 'Họp thôn', occurrences });
const groups = rows => rows.map(({ group }) => group);
const said = (id, at, undo = false) => ({ kind: 'completion', subject: id, at, state: 'local', label: { undo, done_on: '2026-10-22' } });

test('it orders turns by their day and puts each in its group', () => {
  const rows = turns([task(turn('2026-12-31'), turn(null), turn('2026-10-22'), turn('2026-10-23'), turn('2026-10-30'), turn('2026-10-31'))], [], [], TODAY);
  assert.deepEqual(groups(rows), ['late', 'week', 'week', 'later', 'later', 'undated']);
});

test('it shows a tick of this phone at once, and takes it back the same way', () => {
  const open = turn('2026-10-22');
  const [done] = turns([task(open)], [said(open.id, 2)], [], TODAY);
  assert.equal(done.group, 'done');
  assert.equal(done.doneOn, '2026-10-22');
  const [undone] = turns([task(open)], [said(open.id, 2), said(open.id, 3, true)], [], TODAY);
  assert.equal(undone.group, 'late');
});

test('it keeps a sent tick until the kit knows of it', () => {
  const open = turn('2026-10-22');
  const sent = [{ ...said(open.id, 2), state: undefined, outcome: 'accepted' }];
  assert.deepEqual(groups(turns([task(open)], [], sent, TODAY)), ['done']);
  const known = { ...open, status: 'done', completion: { at: '2026-10-22T03:00:00Z', note: '' } };
  const [row] = turns([task(known)], [], sent, TODAY);
  assert.equal(row.group, 'done');
  assert.equal(row.word, null);
});

test('it never calls a turn of an ended plan late', () => {
  assert.deepEqual(groups(turns([task(turn('2021-12-31', { status: 'ended' }))], [], [], TODAY)), ['ended']);
});
