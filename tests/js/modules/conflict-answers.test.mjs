import assert from 'node:assert/strict';
import test from 'node:test';
import { cells, differences, samePersons } from '../../../gnbv/static/js/modules/conflict-answers.js';

const node = (i, name, kind, parent) => ({ i, name, key: name, kind, parent });
const NODES = [node(0, 'house', 'group', -1), node(1, 'roof', 'question', 0), node(2, 'people', 'group', -1), node(3, 'member', 'repeat', 2),
  node(4, 'full_name', 'question', 3), node(5, 'person_id', 'hidden', 3)];
const member = (id, name, person) => ({ _id: id, full_name: name, ...person && { person_id: person } });
const sheet = (roof, ...members) => ({ house: { roof }, people: { member: members } });

test('it reads answers in the order of the form, a person as one cell', () => {
  assert.deepEqual(cells(NODES, sheet('tile', member('a', 'An', 'p1'))), [['roof', 'tile'], ['member@a', '1'], ['full_name@a', 'An']]);
});

test('it knows a person again under another id', () => {
  const [mine, theirs] = [sheet('tile', member('a', 'An', 'p1')), sheet('tile', member('x', 'Ân', 'p1'))];
  assert.deepEqual([...samePersons(mine, theirs)], [['x', 'a']]);
  assert.deepEqual(differences(NODES, mine, theirs).map(({ ref, theirRef, mine: here, theirs: there }) => [ref, theirRef, here, there]),
    [['full_name@a', 'full_name@x', 'An', 'Ân']]);
});

test('it makes one line of a person that one side alone has', () => {
  const found = differences(NODES, sheet('tile', member('a', 'An')), sheet('leaf', member('b', 'Bé')));
  assert.deepEqual(found.map(({ ref, person, mine, theirs }) => [ref, person, mine, theirs]),
    [['roof', false, 'tile', 'leaf'], ['member@a', true, '1', ''], ['member@b', true, '', '1']]);
});

test('it lays out a whole copy with every answer of every person', () => {
  assert.deepEqual(differences(NODES, sheet('tile', member('a', 'An')), {}, true).map(({ ref }) => ref), ['roof', 'member@a', 'full_name@a']);
});
