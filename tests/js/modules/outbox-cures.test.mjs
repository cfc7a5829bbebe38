import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cureOf } from '../../../gnbv/static/js/modules/outbox-cures.js';

const said = code => ({ code, vi: 'Xã nói.', en: 'The commune says.' });

test('it has nothing to do for what waits, and one button for what a person can mend', () => {
  assert.equal(cureOf({ state: 'local', cause: null }), 'wait');
  for (const code of ['network', 'timeout', 'captive', 'server', 'busy']) assert.equal(cureOf({ state: 'local', cause: { code } }), 'wait');
  assert.equal(cureOf({ state: 'local', cause: { code: 'sign_in' } }), 'sign_in');
  assert.equal(cureOf({ state: 'local', cause: { code: 'quota' } }), 'space');
});

test('it leads a refusal to its own cure', () => {
  for (const [code, cure] of [['comments_open', 'fix'], ['unknown_key', 'renew'], ['hash_differs', 'again'], ['done_on_in_future', 'task'], ['not_permitted', 'officer']]) {
    assert.equal(cureOf({ state: 'refused', cause: said(code) }), cure, code);
  }
  assert.equal(cureOf({ state: 'refused', cause: said('of a version to come') }), 'officer');
});

test('it asks again for words that a locked phone did not keep', () => {
  assert.equal(cureOf({ state: 'refused', cause: { code: 'comments_open' } }), 'again');
  assert.equal(cureOf({ state: 'refused', cause: null }), 'again');
});

test('it shows both copies of a conflict', () => {
  assert.equal(cureOf({ state: 'conflict', cause: said('rival_survey') }), 'compare');
  assert.equal(cureOf({ state: 'conflict', cause: null }), 'compare');
  assert.equal(cureOf({ state: 'conflict', cause: said('same_id') }), 'compare');
});
