import assert from 'node:assert/strict';
import { test } from 'node:test';
import { actPayload, actWrong, complaintsOf, open, payloadOf, placesOf, standing, wrong } from '../../../gnbv/static/js/offline/postings.js';

const TODAY = '2026-10-23';
const POSTING = { id: 'p', state: 'prepared', may_down: null, quiet: false, places: [{ code: 'culture_house', name: 'nhà văn hoá', up_at: null, down_at: null }, { code: 'commune_office', name: 'trụ sở', up_at: null, down_at: null }] };
const up = { ...POSTING, state: 'up', may_down: '2026-10-23', places: POSTING.places.map(place => ({ ...place, up_at: '2026-10-19T02:00:00Z' })) };
const act = (name, place, more = {}) => ({ act: name, place, state: 'local', ...more });

test('what can be done follows the commune and what was done here since', () => {
  const can = (posting, acts = []) => Object.entries(open(posting, acts, TODAY)).filter(([, may]) => may).map(([name]) => name).join();
  assert.equal(can(POSTING), 'up');
  assert.equal(can(POSTING, [act('up', 'culture_house')]), 'up,broadcast,complaint');
  assert.equal(can(POSTING, [act('up', 'culture_house', { state: 'refused' })]), 'up');
  assert.equal(can(up), 'up,broadcast,down,complaint');
  assert.equal(can({ ...up, may_down: '2026-10-24' }), 'up,broadcast,complaint');
  const down = [act('down', 'culture_house'), act('down', 'commune_office')];
  assert.equal(can(up, down), 'quiet,complaint');
  assert.equal(can(up, [...down, act('quiet', '')]), 'complaint');
  assert.equal(can({ ...up, state: 'down', quiet: true, places: up.places.map(place => ({ ...place, down_at: '2026-10-23T02:00:00Z' })) }), 'complaint');
});

test('a place says what the commune knows, and what waits on this phone', () => {
  assert.deepEqual(placesOf(POSTING, [act('up', 'culture_house'), act('up', 'Quán bà Lan')]).map(({ code, isUp, waits }) => [code, isUp, waits]),
    [['culture_house', true, 'local'], ['commune_office', false, null], ['Quán bà Lan', true, 'local']]);
  assert.equal(placesOf(up, [act('up', 'culture_house', { state: 'received' })])[0].waits, null);
});

test('acts are those of this list, sent or waiting', () => {
  const row = more => ({ id: 'i', kind: 'posting_act', subject: 'p', at: 1, label: { act: 'up', place: 'x' }, ...more });
  const found = standing(POSTING, { items: [row({ state: 'local' }), row({ subject: 'other' })], sent: [row({ outcome: 'held' })] });
  assert.deepEqual(found.map(({ act: name, state, isHere }) => [name, state, isHere]), [['up', 'held', false], ['up', 'local', true]]);
});

test('an act travels with its place, without spaces', () => {
  assert.equal(actWrong({ act: 'up', place: ' ' }), 'place');
  assert.equal(actWrong({ act: 'broadcast', place: '' }), '');
  assert.deepEqual(actPayload({ act: 'up', at: 'T', place: ' Quán  bà Lan ', by: '', note: ' x ' }), { act: 'up', at: 'T', place: 'Quán bà Lan', by: '', note: 'x' });
});

test('a complaint that says too little is told what it lacks', () => {
  const given = more => ({ posting: 'p', household: '', about: ' Hộ  Cũ', complainant: ' Lò  Thử ', contact: '', text: ' Nhà có xe ', received_on: TODAY, ...more });
  for (const [more, code] of [[{}, ''], [{ complainant: ' ' }, 'complainant'], [{ text: '' }, 'text'], [{ received_on: null }, 'day'], [{ received_on: '2026-10-24' }, 'day_ahead']]) assert.equal(wrong(given(more), TODAY), code);
  assert.deepEqual(payloadOf(given()), { posting: 'p', household: null, about: 'Hộ Cũ', complainant: 'Lò Thử', contact: '', text: 'Nhà có xe', received_on: TODAY });
});

test('a complaint waits here, then with the commune, then has its number', () => {
  const own = more => ({ id: 'i', kind: 'complaint', subject: 'c', at: 5, state: 'local', label: { complaint: { complainant: 'Thử', received_on: TODAY } }, ...more });
  const state = (entries, found) => complaintsOf(entries, { items: [], sent: [], ...found }).map(({ state: now, paper, complainant }) => [now, paper, complainant]);
  assert.deepEqual(state([], { items: [own()] }), [['local', null, 'Thử']]);
  assert.deepEqual(state([], { sent: [own({ outcome: 'accepted' })] }), [['received', null, 'Thử']]);
  assert.deepEqual(state([{ id: 'c', number: '2/2026', received_on: TODAY, complainant: 'Thử', state: 'checking' }], { sent: [own({ outcome: 'accepted' })] }), [['checking', '2/2026', 'Thử']]);
});
