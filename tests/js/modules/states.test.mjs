import assert from 'node:assert/strict';
import test from 'node:test';
import { LEFT, ORDER, groupOf, standing } from '../../../gnbv/static/js/modules/states.js';

const HOME = 'home-1';
const ROUND = 'round-1';
const nothing = { drafts: [], items: [], sent: [], surveys: [] };
const label = { household: HOME, number: '7', head: 'Lê Thị Mẫu' };
const item = (state, at = 10) => ({ id: 'rev-1', kind: 'survey', state, at, label });
const draft = { household: HOME, round: ROUND, state: 'draft', at: 5, section: 2, sections: 7 };
const survey = (status, more = {}) => ({ household: HOME, round: ROUND, status, revision: { id: 'rev-1' }, comments: [], decided: null, ...more });
const state = found => standing(HOME, ROUND, { ...nothing, ...found }).state;

test('it is left to do when nothing is known of it', () => assert.equal(state({}), 'todo'));

test('it does not take another household\'s item for its own', () => {
  assert.equal(state({ items: [{ ...item('local'), label: { household: 'home-2' } }] }), 'todo');
  assert.equal(state({ items: [{ ...item('local'), kind: 'visit' }] }), 'todo');
});

test('it shows what the phone has before what the commune said', () => {
  assert.equal(state({ drafts: [draft], surveys: [survey('returned')] }), 'draft');
  assert.equal(state({ items: [item('local')], surveys: [survey('returned')] }), 'local');
});

test('it says sending only of what is under way', () => {
  assert.equal(state({ items: [item('local')], sending: ['rev-1'] }), 'sending');
  assert.equal(state({ items: [item('local')], sending: ['rev-2'] }), 'local');
});

test('it puts a refusal before a new draft, so that nobody overlooks it', () => {
  assert.equal(state({ items: [item('refused')], drafts: [draft] }), 'refused');
  assert.equal(state({ items: [item('conflict')] }), 'conflict');
});

test('it counts what was just taken as received before the next kit says so', () => {
  const sent = [{ id: 'rev-2', kind: 'survey', outcome: 'accepted', at: 2_000, label }];
  assert.equal(state({ sent }), 'received');
  assert.equal(state({ sent: [{ ...sent[0], outcome: 'held' }] }), 'held');
  const returned = survey('returned', { comments: [{ at: '1970-01-01T00:00:01Z' }] });
  assert.equal(state({ sent, surveys: [returned] }), 'received');
});

test('it is returned again when the commune spoke after the last sending', () => {
  const sent = [{ id: 'rev-2', kind: 'survey', outcome: 'accepted', at: 2_000, label }];
  const byComment = survey('returned', { comments: [{ at: '1970-01-01T00:00:03Z' }] });
  const bySameRevision = survey('returned', { revision: { id: 'rev-2' } });
  assert.equal(state({ sent, surveys: [byComment] }), 'returned');
  assert.equal(state({ sent, surveys: [bySameRevision] }), 'returned');
});

test('it counts the comments that wait for an answer', () => {
  const found = { ...nothing, surveys: [survey('returned', { comments: [{ at: 1, reply: null }, { at: 1, reply: { kind: 'fixed' } }] })] };
  assert.equal(standing(HOME, ROUND, found).comments, 1);
});

test('it forgets a withdrawn survey', () => assert.equal(state({ surveys: [survey('withdrawn')] }), 'todo'));

test('it has a group for every state, and knows which groups are left to do', () => {
  for (const one of ['todo', 'draft', 'local', 'sending', 'refused', 'conflict', 'received', 'held', 'returned', 'approved', 'recognised']) {
    assert.ok(ORDER.includes(groupOf(one)), one);
  }
  assert.ok(LEFT.every(group => ORDER.includes(group)));
});

test('a survey that the commune has is not all there while a photo of it is still here', () => {
  const one = (id, files) => ({ id, kind: 'survey', label: { household: 'h' }, at: Date.now(), outcome: 'accepted', files });
  const found = { drafts: [], items: [], sent: [one('a', 1), one('b', 2)], surveys: [] };
  const now = standing('h', 'r', found);
  assert.deepEqual([now.state, now.files], ['received', 3]);
  assert.equal('files' in standing('h', 'r', { ...found, sent: [one('a', 0)] }), false);
});
