import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import * as meetings from '../../../gnbv/static/js/offline/meetings.js';

const { endOf, instantOf, mayBlock, needed, outcome, payloadOf, presentOf, standing, stateOf, step, stops, summary, verdict, wrong } = meetings;
const VECTORS = JSON.parse(readFileSync(new URL('../../parity/vectors/meeting.json', import.meta.url), 'utf8'));
const item = (household, group, more = {}) => ({ household, number: 1, head: household, group, classes: { a: 'poor' }, before: {}, unapproved: '', ...more });
const MEETING = { id: 'm', round: 'r', village: 'v', revision: 2, percent: 50, state: 'planned', capacities: [{ key: 'chair', votes: true }, { key: 'other', votes: true }, { key: 'front', votes: false }],
  items: [item('n', 'new'), item('e', 'escaping'), item('u1', 'unchanged'), item('u2', 'unchanged'), item('u3', 'unchanged')] };
const state = (more = {}) => ({ revision: 1, held_on: '2026-10-20', started_at: '2026-10-20T12:00:00.000Z', ended_at: '2026-10-20T13:00:00.000Z', place: 'Nhà văn hoá', attendance: { chair: { count: 1, names: '' }, other: { count: 39, names: '' }, front: { count: 2, names: '' } },
  chair: ' Lê  Văn Chủ ', secretary: 'Hà Thị Ký', representatives: ['Lò Văn Một', ''], votes: {}, block: false, together: null, apart: [], ...more });

test('hands decide as they do at the commune', () => {
  for (const { agree, disagree, present, percent, needed: least, verdict: said } of VECTORS.verdicts) {
    assert.equal(needed(present, percent), least);
    assert.equal(verdict(agree === null ? null : { agree, disagree }, present, percent), said);
  }
});

test('only those count who may raise a hand', () => assert.equal(presentOf(MEETING, state().attendance), 40));

test('nobody has two hands: with all counted, one more here is one less there, and none is below nothing', () => {
  assert.deepEqual(step(null, 'agree', 1, 40), { agree: 1, disagree: 0 });
  assert.deepEqual(step({ agree: 40, disagree: 0 }, 'disagree', 1, 40), { agree: 39, disagree: 1 });
  assert.deepEqual(step({ agree: 40, disagree: 0 }, 'agree', 1, 40), { agree: 40, disagree: 0 });
  assert.deepEqual(step({ agree: 0, disagree: 3 }, 'agree', -1, 40), { agree: 0, disagree: 3 });
  let hands = null;
  // A pseudo-random walk: whatever is pressed, the hands fit those present.
  for (let at = 1, seed = 7; at < 3000; at++) {
    seed = (seed * 48271) % 2147483647;
    hands = step(hands, seed % 2 ? 'agree' : 'disagree', [1, -1, 10, -3][seed % 4], 25);
    assert.ok(meetings.fits(hands, 25), JSON.stringify(hands));
  }
});

test('only unchanged households are voted on together, and each of them may be taken out', () => {
  assert.ok(mayBlock(MEETING));
  assert.deepEqual(stops(MEETING, state()).map(({ items }) => items.length), [1, 1, 1, 1, 1]);
  const together = stops(MEETING, state({ block: true, apart: ['u2'] }));
  assert.deepEqual(together.map(({ isBlock, items }) => [isBlock, items.map(({ household }) => household).join()]), [[false, 'n'], [false, 'e'], [false, 'u2'], [true, 'u1,u3']]);
  assert.ok(!mayBlock({ items: [item('u', 'unchanged'), item('n', 'new')] }));
});

test('at the end it is said what passed, what is surveyed again and what is left', () => {
  const now = state({ votes: { n: { agree: 20, disagree: 20 }, e: { agree: 19, disagree: 21 } }, block: true, together: { agree: 40, disagree: 0 } });
  const { passed, again, left } = summary(MEETING, now);
  assert.deepEqual([passed.length, again.map(({ item: one }) => one.household), left.length], [4, ['e'], 0]);
  assert.equal(summary(MEETING, state({ votes: { n: { agree: 41, disagree: 0 } } })).tooMany.length, 1);
  assert.equal(outcome(MEETING, now).filter(({ isBlock }) => isBlock).length, 3);
});

test('what is missing is said, one thing at a time', () => {
  const votes = { n: { agree: 40, disagree: 0 } };
  const cases = [[{ held_on: null }, 'day'], [{ held_on: '2026-10-24' }, 'day_ahead'], [{ place: ' ' }, 'place'], [{ attendance: {} }, 'nobody'], [{ chair: ' ' }, 'chair'], [{ secretary: '' }, 'secretary'],
    [{ votes: { n: { agree: 41, disagree: 0 } } }, 'too_many'], [{}, 'nothing'], [{ votes }, 'left'], [{ votes, left_why: 'Hết giờ', representatives: ['', ' '] }, 'representatives'], [{ votes, left_why: 'Hết giờ' }, '']];
  for (const [more, code] of cases) assert.equal(wrong(MEETING, state(more), '2026-10-23'), code, JSON.stringify(more));
});

test('what travels is what was counted, on the revision that was before it, and comes back as the same draft', () => {
  const told = payloadOf(MEETING, state({ votes: { n: { agree: 30, disagree: 9 } }, block: true, together: { agree: 40, disagree: 0 }, apart: ['u2'], left_why: 'Hết giờ', remarks_of: { n: ' Có  xe mới ' } }));
  assert.deepEqual([told.revision, told.people.chair.name, told.people.representatives, told.attendance.length], [1, 'Lê Văn Chủ', [{ name: 'Lò Văn Một', post: '' }], 3]);
  assert.deepEqual(told.votes, [
    { household: 'n', agree: 30, disagree: 9, is_block: false, remark: 'Có xe mới' }, { household: 'e', agree: null, disagree: null, is_block: false, remark: 'Hết giờ' },
    { household: 'u2', agree: null, disagree: null, is_block: false, remark: 'Hết giờ' }, { household: 'u1', agree: 40, disagree: 0, is_block: true, remark: '' }, { household: 'u3', agree: 40, disagree: 0, is_block: true, remark: '' }]);
  assert.deepEqual(payloadOf(MEETING, stateOf(told)).votes, told.votes);
});

test('a meeting ends after it began, at the hours of the clock on its own day', () => {
  const began = instantOf('2026-10-20', Date.parse('2026-11-30T12:30:40Z'));
  assert.equal(began, '2026-10-20T12:30:00.000Z');
  assert.equal(endOf(began, began), '2026-10-20T12:31:00.000Z');
  assert.equal(endOf(began, '2026-10-20T14:00:00.000Z'), '2026-10-20T14:00:00.000Z');
});

test('how a meeting stands: what is written here first, then what waits, then the word of the commune', () => {
  const of = (meeting, found) => standing({ ...MEETING, ...meeting }, { draft: null, items: [], sent: [], ...found }).state;
  const own = more => ({ id: 'i', kind: 'meeting', subject: 'm', state: 'local', ...more });
  assert.deepEqual([of({}, {}), of({}, { draft: {} }), of({}, { items: [own()] }), of({}, { items: [own({ state: 'conflict' })] }), of({}, { sent: [own({ outcome: 'accepted' })] }), of({}, { sent: [own({ outcome: 'held' })] }), of({ state: 'held' }, {})],
    ['planned', 'draft', 'local', 'conflict', 'received', 'held_back', 'held']);
  assert.equal(standing(MEETING, { items: [own()], sent: [] }, ['i']).state, 'sending');
});
