import assert from 'node:assert/strict';
import { test } from 'node:test';
import { badgeOf } from '../../../gnbv/static/js/modules/badge.js';

const rest = { sending: [], progress: null, signIn: false, cause: null };
const said = (counts, sync = {}) => {
  const { words, values } = badgeOf(counts, { ...rest, ...sync });
  return values ? [words, values] : [words];
};

test('it says that everything is sent only when nothing is here alone', () => {
  assert.deepEqual(said({}), ['done']);
  assert.deepEqual(said({ files: 2 }), ['photos', { n: 2 }]);
  assert.deepEqual(said({ drafts: 1 }), ['drafts', { n: 1 }]);
  assert.deepEqual(said({ waiting: 3, files: 2, drafts: 1 }), ['unsent', { n: 3 }]);
  assert.equal(badgeOf({}, rest).safe, true);
  assert.equal(badgeOf({ files: 2 }, rest).safe, false);
});

test('it does not call unsent what the commune has twice', () => {
  assert.deepEqual(said({ conflict: 1 }), ['conflict', { n: 1 }]);
  assert.deepEqual(said({ waiting: 2, conflict: 1 }), ['unsent', { n: 2 }]);
});

test('it says that there is no network when nothing waits, draft or not', () => {
  assert.deepEqual(said({}, { cause: 'network' }), ['offline']);
  assert.deepEqual(said({ drafts: 1 }, { cause: 'timeout' }), ['offline']);
  assert.deepEqual(said({ waiting: 1 }, { cause: 'network' }), ['unsent', { n: 1 }]);
});

test('it counts what is being sent', () => {
  assert.deepEqual(said({ waiting: 3 }, { sending: ['a', 'b'] }), ['sending_of', { n: 2, of: 3 }]);
  assert.deepEqual(said({ waiting: 1 }, { sending: ['a'] }), ['sending']);
  assert.deepEqual(said({ files: 3 }, { progress: { done: 0, of: 3 } }), ['sending_of', { n: 1, of: 3 }]);
  assert.deepEqual(said({ files: 3 }, { progress: { done: 3, of: 3 } }), ['sending_of', { n: 3, of: 3 }]);
});

test('an ended session is said whatever waits', () => {
  assert.deepEqual(said({}, { signIn: true, cause: 'sign_in' }), ['signin']);
  assert.deepEqual(said({ waiting: 2 }, { signIn: true }), ['signin']);
});
