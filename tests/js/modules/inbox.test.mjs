import assert from 'node:assert/strict';
import test from 'node:test';

globalThis.document = { querySelectorAll: () => [], documentElement: { lang: 'vi' } };
const { wayOf } = await import('../../../gnbv/static/js/modules/inbox.js');
const homes = new Set(['h1']);

for (const [row, way] of [
  [{ kind: 'returned', about: 'survey', household: 'h1' }, '/app/households/h1/returned'],
  [{ kind: 'message', about: 'survey', household: 'h1' }, '/app/households/h1'],
  [{ kind: 'change_confirmed', about: 'household', household: 'h1' }, '/app/households/h1'],
  [{ kind: 'settled', about: 'survey', household: null }, '/app/outbox'],
  [{ kind: 'petition', about: 'petition', household: null }, '/app/petitions'],
  [{ kind: 'assigned', about: 'round', household: null }, '/app'],
  [{ kind: 'recovered', about: 'device', household: null }, '/account/devices'],
]) test(`news of kind ${row.kind} leads to ${way}`, () => assert.equal(wayOf(row, homes), way));

test('what lies no more on this phone leads nowhere, and is no dead link', () => {
  assert.equal(wayOf({ kind: 'returned', about: 'survey', household: 'h2' }, homes), '');
  assert.equal(wayOf({ kind: 'something_new', about: 'thing', household: null }, homes), '');
});
