import assert from 'node:assert/strict';
import test from 'node:test';
import { appointment, byAppointment, emptyVisits, visitsOf } from '../../../gnbv/static/js/modules/appointments.js';
import { byHousehold } from '../../../gnbv/static/js/modules/states.js';
import { workRows } from '../../../gnbv/static/js/modules/work-rows.js';

const label = { household: 'h1', outcome: 'absent', note: 'cửa khoá', next: '2026-10-25' };
const mine = { id: 'v2', kind: 'visit', at: Date.parse('2026-10-22T01:00:00Z'), label, state: 'local' };
const theirs = { id: 'v1', at: '2026-10-20T01:00:00Z', outcome: 'later', next: '2026-10-21' };

test('it puts visits of this phone and of others into one line, each once', () => {
  const known = { id: 'v2', at: '2026-10-22T01:00:00Z', outcome: 'absent', next: '2026-10-25' };
  const visits = visitsOf({ id: 'h1', visits: [known, theirs] }, { items: [mine], sent: [] });
  assert.deepEqual(visits.map(({ id, local }) => [id, local]), [['v1', false], ['v2', true]]);
  assert.equal(visits[1].note, 'cửa khoá');
});

test('it takes no visit of another home and nothing else than visits', () => {
  const items = [{ ...mine, label: { ...label, household: 'h2' } }, { ...mine, kind: 'survey' }];
  assert.deepEqual(visitsOf({ id: 'h1' }, { items, sent: [] }), []);
});

test('it keeps the appointment of the newest visit alone', () => {
  const visits = visitsOf({ id: 'h1', visits: [theirs] }, { items: [mine], sent: [] });
  assert.equal(appointment(visits), '2026-10-25');
  assert.equal(appointment([...visits, { next: null }]), null);
  assert.equal(appointment([]), null);
});

test('it does not count a refusal as an empty visit', () => {
  assert.equal(emptyVisits([{ outcome: 'absent' }, { outcome: 'later' }, { outcome: 'refused' }]), 2);
});

test('it puts today first, then what was missed, then the rest, later days last', () => {
  const rows = [['a', null], ['b', '2026-10-30'], ['c', '2026-10-23'], ['d', '2026-10-20'], ['e', null], ['f', '2026-10-25'], ['g', '2026-10-23'], ['h', '2026-10-19']]
    .map(([id, next]) => ({ id, next }));
  assert.equal(byAppointment(rows, '2026-10-23').map(({ id }) => id).join(''), 'cghdaefb');
});

const kit = {
  rows: () => ['h1', 'h2', 'h3'].map(id => ({ id, head: id, ...id === 'h1' && { visits: [theirs] } })),
  assignments: () => [{ household: 'h2', round: 'r', purpose: 'back_check' }, { household: 'h1', round: 'r', purpose: 'main' }, { household: 'gone', round: 'r' }],
};
const found = more => byHousehold({ drafts: [], items: [], sent: [], surveys: [], ...more });

test('it lists what was given with its appointment and its purpose', () => {
  const rows = workRows(kit, found({}), '2026-10-21');
  assert.deepEqual(rows.map(({ id, next, purpose }) => [id, next, purpose]), [['h1', '2026-10-21', 'main'], ['h2', null, 'back_check']]);
});

test('it keeps the draft of a home that was given to somebody else in sight', () => {
  const drafts = [{ household: 'h3', round: 'r', state: 'draft', at: 1 }, { household: 'h2', round: 'r', state: 'draft', at: 1 }, { household: 'h3', round: 'r', state: 'finished', at: 2 }];
  const rows = workRows(kit, found({ drafts }), '2026-10-01');
  assert.deepEqual(rows.map(({ id, outside, now }) => [id, Boolean(outside), now.state]), [['h2', false, 'draft'], ['h3', true, 'draft'], ['h1', false, 'todo']]);
});

test('it forgets the appointment of a home that is done', () => {
  const surveys = [{ household: 'h1', round: 'r', status: 'received' }];
  assert.equal(workRows(kit, found({ surveys }), '2026-10-21').find(({ id }) => id === 'h1').next, null);
});
