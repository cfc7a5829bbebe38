// What happens while a page is still opening must reach it.
import assert from 'node:assert/strict';
import { test } from 'node:test';

class Element { className = ''; replaceChildren() {} }

globalThis.history = { scrollRestoration: '', pushState() {}, replaceState() {} };
globalThis.location = { pathname: '/app' };
globalThis.scrollY = 0;
globalThis.scrollTo = () => {};
globalThis.addEventListener = () => {};
globalThis.document = { addEventListener() {}, createElement: () => new Element(), querySelector: () => null };

const { Router } = await import('../../../gnbv/static/js/modules/router.js');

test('news that come while a page opens are told to it once it stands, the newest of each kind', async () => {
  const heard = [];
  let finish;
  const page = { refresh: (event, detail) => heard.push([event, detail]) };
  const open = () => new Promise(done => { finish = () => done(page); });
  const router = new Router(new Element(), {}, { load: async () => ({ open }), failed: (_room, error) => { throw error; } });
  const opened = router.resume();
  while (!finish) await new Promise(setImmediate);
  router.refresh('kit', 1);
  router.refresh('kit', 2);
  assert.deepEqual(heard, []);
  finish();
  await opened;
  assert.deepEqual(heard, [['kit', 2]]);
  router.refresh('outbox', 3);
  assert.deepEqual(heard, [['kit', 2], ['outbox', 3]]);
});
