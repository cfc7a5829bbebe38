import assert from 'node:assert/strict';
import { test } from 'node:test';

// Words and dialogs belong to the page; what is tried here touches neither.
globalThis.document = { querySelectorAll: () => [] };
globalThis.location = { search: '', pathname: '/app' };
const { birthOf, members, wrongWith } = await import('../../../gnbv/static/js/modules/new-home-read.js');
const { workRows } = await import('../../../gnbv/static/js/modules/work-rows.js');
const { byHousehold } = await import('../../../gnbv/static/js/modules/states.js');

const TODAY = '2026-10-23';
const FAMILY = [{ id: 'a', person: 'p1', name: 'Lò Văn Cả', sex: 'male', relation: 'head' }, { id: 'b', person: 'p2', name: 'Lò Văn Con', sex: 'male', relation: 'child' }];
const NEW = { id: 'n', isNew: true, name: 'Hà Thị Dâu', sex: 'female', birth: '2004' };
const place = { old: { id: 'h' }, people: FAMILY };
const whole = { people: [FAMILY[1], NEW], head: 'b', relations: { n: 'spouse' }, village: 'v', where: '', on: '2026-10-01', evidence: 'Trưởng thôn' };
const why = (change, at = place) => wrongWith({ ...whole, ...change }, at, TODAY)?.why;

test('it asks for what is missing, one thing at a time', () => {
  assert.equal(why({}), undefined);
  assert.equal(why({ people: [] }), 'nobody');
  assert.equal(why({ people: FAMILY }), 'all');
  assert.equal(why({ people: [FAMILY[1], { ...NEW, sex: '' }] }), 'person');
  assert.equal(why({ people: [FAMILY[1], { ...NEW, birth: null }] }), 'person');
  assert.equal(why({ people: [{ ...FAMILY[1], person: '', sex: '' }] }), 'sex');
  assert.equal(why({ head: 'a' }), 'head');
  assert.equal(why({ relations: {} }), 'relation');
  assert.equal(why({ village: '' }), 'village');
  for (const on of ['', null, '2026-10-24']) assert.equal(why({ on }), 'day');
  assert.equal(why({ evidence: '' }), 'evidence');
});

test('whoever had left before does not count as staying', () => {
  assert.equal(why({ people: [FAMILY[1]], relations: {} }, { old: place.old, people: [{ ...FAMILY[0], left: true }, FAMILY[1]] }), 'all');
});

test('a home on no register needs at least one person', () => {
  assert.equal(why({ people: [] }, { people: [] }), 'empty');
  assert.equal(why({ people: [NEW], head: 'n', relations: {} }, { people: [] }), undefined);
});

test('it keeps the id of whom the register knows and gives the others one, exactly one of them the head', () => {
  assert.deepEqual(members(whole, () => 'fresh').map(({ person, isNew, relation, was }) => [person, isNew, relation, was]),
    [['p2', false, 'head', 'child'], ['fresh', true, 'spouse', undefined]]);
});

test('it reads a birth by its year alone, and no day that does not exist', () => {
  assert.equal(birthOf({ y: ' 1961 ' }), '1961');
  assert.equal(birthOf({ d: '5', m: '3', y: '1961' }), '1961-03-05');
  assert.equal(birthOf({}), '');
  for (const odd of [{ y: '61' }, { d: '30', m: '2', y: '1961' }, { d: '5', y: '1961' }]) assert.equal(birthOf(odd), null);
});

const home = { id: 'new', round: 'r', head: 'Lò Văn Con', place: 'Xóm 2', members: [{ name: 'Lò Văn Con' }], pending: true, why: 'split', last: null };
const rowsWith = (found, kit = {}) => workRows({ rows: () => [], assignments: () => [], at: 100, ...kit }, byHousehold({ drafts: [], items: [], sent: [], surveys: [], ...found }), TODAY);
const item = (more = {}) => ({ id: 'i', kind: 'household', state: 'waits', at: 50, label: { household: 'new', home }, ...more });

test('it stands in the list of work until the commune hands it out itself', () => {
  const draft = { id: 'd', state: 'draft', household: 'new', round: 'r', at: 60, label: { household: 'new', home } };
  const [row] = rowsWith({ items: [item()], drafts: [draft] });
  assert.deepEqual([row.id, row.pending, row.now.state, row.people], ['new', true, 'draft', 1]);
  assert.equal(rowsWith({ sent: [item({ at: 101, outcome: 'accepted' })] }).length, 1);
  assert.deepEqual(rowsWith({ sent: [item({ outcome: 'accepted' })] }), []);
  assert.deepEqual(rowsWith({ items: [item()] }, { rows: () => [{ id: 'new' }] }), []);
});

test('it says for as long as its line is kept that the commune did not confirm it', () => {
  const [row] = rowsWith({ sent: [item({ outcome: 'held', cause: { code: 'household_refused' } })] });
  assert.equal(row.refused, true);
});
