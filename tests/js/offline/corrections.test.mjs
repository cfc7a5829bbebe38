import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { canonical, digest } from '../../../gnbv/static/js/offline/canonical.js';
import { Handover } from '../../../gnbv/static/js/offline/handover.js';
import { finish, freshPhone, serve } from './finished.mjs';
import { openEnvelope } from './world.mjs';

let commune, page;
beforeEach(async () => { ({ commune, page } = await freshPhone()); });
const COMMENTS = { outcome: 'rejected', cause: { code: 'comments_open', vi: 'Còn 1 ý kiến.', en: 'One comment.' } };
const photo = name => ({ ref: name, type: 'image/jpeg', bytes: new TextEncoder().encode(name).buffer });
async function first() {
  const draft = await finish(page, 'h1', { answers: { a: '1' }, addFiles: [photo('one')] });
  page.clock.pass(1000);
  return draft;
}
async function correct(id, changes) {
  const draft = await finish(page, 'h1', { draft: await page.drafts.correctItem(id), ...changes });
  page.clock.pass(1000);
  return draft;
}
const send = async judge => { const server = serve({ judge }); await page.sender.send({ asked: true }); return server; };
const kept = async () => (await page.outbox.list()).map(({ id, state, base }) => ({ id, state, base }));

test('it keeps the order of two corrections that were made without a network', async () => {
  const one = await first();
  const two = await correct(one.id, { answers: { a: '2' } });
  const three = await correct(two.id, { answers: { a: '3' } });
  assert.deepEqual((await kept()).map(({ base }) => base), [null, one.id, two.id]);
  const server = await send(() => ({ outcome: 'accepted' }));
  assert.deepEqual([...server.items.values()].map(({ id, base }) => [id, base]), [[one.id, null], [two.id, one.id], [three.id, two.id]]);
  assert.deepEqual(server.posts().map(({ json }) => json.items.length), [1, 1, 1]);
});

test('it lets a correction take the place of what was refused under it, and sends it', async () => {
  const one = await first();
  const two = await correct(one.id, { answers: { a: '2' }, addFiles: [photo('two')] });
  const server = await send(({ id }) => id === one.id ? COMMENTS : { outcome: 'accepted' });
  const [item] = server.items.values();
  assert.deepEqual([item.id, item.base], [two.id, null]);
  const payload = JSON.parse(Buffer.from(await openEnvelope(commune.pair, item.sealed, item.id)).toString());
  assert.deepEqual(payload.answers, { a: '2' });
  const { kind, subject, base, made_at, utc_offset } = item;
  assert.equal(item.sha256, await digest({ kind, subject, base, made_at, utc_offset, payload }));
  assert.equal(canonical(payload.attachments.map(({ ref }) => ref)), '["one","two"]');
  assert.deepEqual(await kept(), []);
  const files = await page.store.all('files');
  assert.deepEqual(files.map(({ item: of, state }) => [of, state]), [[two.id, 'ready'], [two.id, 'ready']]);
});

test('it finishes a draft that was begun on what was refused meanwhile', async () => {
  const one = await first();
  const two = await page.drafts.correctItem(one.id);
  await two.save({ answers: { a: '2' } });
  await send(() => COMMENTS);
  assert.deepEqual((await kept()).map(({ state }) => state), ['refused']);
  await two.finish();
  assert.deepEqual(await kept(), [{ id: two.id, state: 'local', base: null }]);
  const server = await send(() => ({ outcome: 'accepted' }));
  assert.deepEqual([...server.items.keys()], [two.id]);
});

test('it does so at the next news when the phone was locked at the refusal', async () => {
  const one = await first();
  const two = await correct(one.id, { answers: { a: '2' } });
  page.vault.lock();
  await send(({ id }) => id === one.id ? COMMENTS : { outcome: 'accepted' });
  await page.vault.unlock('123456');
  assert.deepEqual((await kept()).map(({ state }) => state), ['refused', 'local']);
  await page.outbox.applyReceipts();
  assert.deepEqual(await kept(), [{ id: two.id, state: 'local', base: null }]);
});

test('it takes a new id when the office may have the correction in a file', async () => {
  const one = await first();
  const two = await correct(one.id, { answers: { a: '2' } });
  const handover = new Handover(page);
  await handover.given((await handover.make()).ids);
  await send(({ id }) => id === one.id ? COMMENTS : { outcome: 'held' });
  const [sent] = await page.outbox.sent();
  assert.ok(sent.id !== one.id && sent.id !== two.id);
  assert.deepEqual([await kept(), await page.drafts.list()], [[], []]);
});

test('it corrects a second time what took the place of another', async () => {
  const one = await first();
  const two = await correct(one.id, { answers: { a: '2' } });
  await send(() => COMMENTS);
  assert.deepEqual(await kept(), [{ id: two.id, state: 'refused', base: null }]);
  const three = await correct(two.id, { answers: { a: '3' }, replies: [{ comment: 'c', kind: 'fixed', reason: '' }] });
  assert.deepEqual(await kept(), [{ id: three.id, state: 'local', base: null }]);
});
