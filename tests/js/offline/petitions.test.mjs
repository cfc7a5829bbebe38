import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { answerBy, codeOf, knownOf, payloadOf, petitionsOf, wrong } from '../../../gnbv/static/js/offline/petitions.js';

const TODAY = '2026-10-23';
const given = more => ({ household: 'h', kind: 'poor', applicant: ' Lò  Văn Thử ', received_on: TODAY, note: '', screening: '', screening_note: '', ...more });
const own = (subject, more = {}) => ({ id: `item-${subject}`, kind: 'petition', subject, at: 5, state: 'local', label: { household: 'h', number: 17, head: 'Thử', petition: { applicant: 'Thử', kind: 'poor', received_on: TODAY } }, ...more });
const entry = more => ({ id: 'a', household: 'h', applicant: 'Thử', kind: 'poor', number: '3/2026', received_on: TODAY, answer_by: '2026-11-29', inferred: false, state: 'received', answered_on: null, ...more });

test('a paper that says too little is told what it lacks, one thing at a time', () => {
  const cases = [[{}, ''], [{ household: null }, 'village'], [{ household: null, village: 'v' }, ''], [{ kind: null }, 'kind'], [{ applicant: '  ' }, 'applicant'], [{ received_on: '' }, 'day'], [{ received_on: null }, 'day'],
    [{ received_on: '2026-10-24' }, 'day_ahead'], [{ received_on: '2025-10-22' }, ''], [{ received_on: '2025-10-21' }, 'day_old']];
  for (const [more, code] of cases) assert.equal(wrong(given(more), TODAY), code, JSON.stringify(more));
});

test('what travels is what was said, without spaces; Phiếu A goes with the request to be poor alone', () => {
  assert.deepEqual(payloadOf(given({ screening: 'passed', screening_note: ' 12 điểm ' })),
    { household: 'h', kind: 'poor', applicant: 'Lò Văn Thử', received_on: TODAY, note: '', paper_a: { screening: 'passed', note: '12 điểm' } });
  assert.equal(payloadOf(given({ screening: '' })).paper_a, null);
  assert.equal(payloadOf(given({ kind: 'average', screening: 'passed' })).paper_a, null);
  assert.deepEqual(payloadOf(given({ household: null, village: 'v', place: ' Xóm  1 ' })).place, 'Xóm 1');
  const made = payloadOf(given({ isNew: true, village: 'v', place: 'Xóm 2' }));
  assert.deepEqual([made.household, made.village, made.place], ['h', 'v', 'Xóm 2']);
});

test('a petition waits here, then with the commune, then has its number', () => {
  const state = (entries, found) => petitionsOf(entries, { items: [], sent: [], ...found }).map(({ id, state: now, paper, applicant }) => [id, now, paper, applicant]);
  assert.deepEqual(state([], { items: [own('a')] }), [['a', 'local', null, 'Thử']]);
  assert.deepEqual(petitionsOf([], { items: [own('a')], sent: [] }, ['item-a'])[0].state, 'sending');
  assert.deepEqual(state([], { items: [own('a', { state: 'refused', cause: { code: 'petition_incomplete' } })] }), [['a', 'refused', null, 'Thử']]);
  assert.deepEqual(state([], { sent: [own('a', { outcome: 'accepted' })] }), [['a', 'received', null, 'Thử']]);
  assert.deepEqual(state([], { sent: [own('a', { outcome: 'held' })] }), [['a', 'held', null, 'Thử']]);
  assert.deepEqual(state([], { sent: [own('a', { outcome: 'held', settled: true })] }), [['a', 'settled', null, 'Thử']]);
  assert.deepEqual(state([entry()], { sent: [own('a', { outcome: 'accepted' })] }), [['a', 'received', '3/2026', 'Thử']]);
  assert.deepEqual(state([entry({ state: 'listed' })], {}), [['a', 'listed', '3/2026', 'Thử']]);
});

test('the newest stands first and other work is left out', () => {
  const visit = own('v', { kind: 'visit' });
  assert.deepEqual(petitionsOf([], { items: [own('a', { at: 1 }), own('b', { at: 9 }), visit], sent: [own('c', { at: 4 })] }).map(({ id }) => id), ['b', 'c', 'a']);
});

test('who writes another one is told of the list and of a petition that waits', () => {
  const mine = petitionsOf([], { items: [own('a')], sent: [] });
  assert.deepEqual(knownOf({ id: 'h' }, []), { listed: false, reason: null, asked: null });
  assert.deepEqual(knownOf({ id: 'h', reason: 'poor' }, []), { listed: true, reason: 'poor', asked: null });
  assert.deepEqual(knownOf({ id: 'h', reason: null, listed: true, asked: '4/2026' }, mine), { listed: true, reason: null, asked: '4/2026' });
  assert.equal(knownOf({ id: 'h' }, mine).asked, '');
  assert.equal(knownOf({ id: 'other' }, mine).asked, null);
  assert.equal(knownOf({ id: 'h' }, petitionsOf([entry({ state: 'answered' })], { items: [], sent: [] })).asked, null);
});

test('a family has a code to read out before there is a number', () => {
  assert.equal(codeOf('0198f2c4-0000-7000-8000-0000003f9a2c'), '3F9A2C');
});

test('the day of answer is told at the door, as the commune counts it', () => {
  for (const { rule, on, by } of JSON.parse(readFileSync(new URL('../../parity/vectors/petition-days.json', import.meta.url)))) {
    assert.deepEqual(answerBy(rule, on), { by, inferred: false }, `${rule} ${on}`);
  }
  assert.equal(answerBy('15 15 inferred', '2026-10-20').inferred, true);
  assert.equal(answerBy(undefined, '2026-10-20'), null);
});
