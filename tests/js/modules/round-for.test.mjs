import assert from 'node:assert/strict';
import { test } from 'node:test';
import { roundFor } from '../../../gnbv/static/js/modules/states.js';

const phone = (rounds, ...drafts) => ({
  kit: { rounds: () => rounds.map(id => ({ id })) },
  drafts: { list: async () => drafts.map(([household, round, state = 'draft']) => ({ household, round, state })) },
});

test('a household is worked on in the round it is given in', async () => {
  assert.equal(await roundFor(phone(['now']), 'home', 'now'), 'now');
  assert.equal(await roundFor(phone(['now'], ['home', 'now']), 'home', 'now'), 'now');
});

test('a draft of a round that is over comes first, whatever is open since', async () => {
  assert.equal(await roundFor(phone(['now'], ['home', 'before']), 'home', 'now'), 'before');
  assert.equal(await roundFor(phone([], ['home', 'before']), 'home', undefined), 'before');
});

test('what was finished, and drafts of other households, do not', async () => {
  assert.equal(await roundFor(phone(['now'], ['home', 'before', 'finished'], ['other', 'before']), 'home', 'now'), 'now');
});
