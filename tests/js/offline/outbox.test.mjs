import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { finish, freshPhone, left as leftOn, serve } from './finished.mjs';
import { communeKey, freshDisk, openEnvelope, tab } from './world.mjs';

let page;
beforeEach(async () => { ({ page } = await freshPhone()); });
const finished = (household, at = page) => finish(at, household);
const left = () => leftOn(page);

test('it sends, then deletes: item and draft go, a line of what was sent stays', async () => {
  const server = serve();
  const { id } = await finished();
  assert.equal((await page.sender.send()).cause, null);
  assert.deepEqual([...server.items.keys()], [id]);
  assert.deepEqual([await left(), await page.drafts.list()], [[], []]);
  assert.deepEqual((await page.outbox.sent()).map(({ outcome, label }) => [outcome, label.number]), [['accepted', 'h1']]);
});

test('it sends no draft', async () => {
  const server = serve();
  await page.drafts.start({ household: 'h1', round: 'r1', form: 'f', version: '1' });
  await page.sender.send({ asked: true });
  assert.equal(server.posts().length, 0);
});

test('it sends from a locked phone', async () => {
  const server = serve({ sessions: false });
  const { id } = await finished();
  page.vault.lock();
  assert.equal((await page.sender.send()).cause, null);
  assert.ok(server.items.has(id));
});

test('it keeps what is rejected, with the words of the commune, and sends the good ones', async () => {
  const cause = { code: 'no_head', vi: 'Phiếu chưa có chủ hộ.', en: 'No head.' };
  const bad = await finished('h1');
  const good = await finished('h2');
  const server = serve({ judge: ({ id }) => id === bad.id ? { outcome: 'rejected', cause } : { outcome: 'accepted' } });
  await page.sender.send();
  const [row] = await page.outbox.list();
  assert.deepEqual([row.id, row.state, row.cause], [bad.id, 'refused', cause]);
  assert.deepEqual([...server.items.keys()], [good.id]);
  await page.sender.send({ asked: true });
  assert.equal(server.posts().length, 1);
  await page.outbox.retry(bad.id);
  await page.sender.send({ asked: true });
  assert.equal(server.posts().length, 2);
});

test('it keeps a conflict until a receipt settles it', async () => {
  const one = await finished('h1');
  const two = await finished('h2');
  serve({ judge: () => ({ outcome: 'conflict' }) });
  await page.sender.send();
  assert.deepEqual((await left()).map(({ state }) => state), ['conflict', 'conflict']);
  page.kit.receipts = () => [one, two].map(({ id }) => ({ item: id, outcome: 'conflict', cause: null, settled: false }));
  await page.outbox.applyReceipts();
  assert.equal((await left()).length, 2);
  page.kit.receipts = () => [{ item: one.id, outcome: 'conflict', settled: true }, { item: two.id, outcome: 'rejected', cause: { code: 'superseded', vi: 'x', en: 'y' } }];
  await page.outbox.applyReceipts();
  assert.deepEqual(await left(), [{ id: two.id, state: 'refused', code: 'superseded' }]);
});

test('it lets go of what is held, and says so', async () => {
  await finished();
  serve({ judge: () => ({ outcome: 'held', cause: { code: 'unknown_assignment', vi: 'x', en: 'y' } }) });
  await page.sender.send();
  assert.deepEqual(await left(), []);
  assert.equal((await page.outbox.sent())[0].outcome, 'held');
});

test('it keeps an item that the answer forgets, or answers with a word it does not know', async () => {
  await finished('h1');
  await finished('h2');
  const server = serve({ judge: () => ({ outcome: 'perhaps' }) });
  await page.sender.send();
  assert.deepEqual((await left()).map(({ state }) => state), ['local', 'local']);
  server.routes['/sync'] = (request, self) => self.json({ outcomes: [null] });
  page.clock.pass(300_000);
  await page.sender.send();
  assert.equal((await left()).length, 2);
});

test('it never sends a revision beside or before its base', async () => {
  const first = await finished();
  const follow = await page.drafts.correctItem(first.id);
  await follow.save({ answers: { a: '2' } });
  page.clock.pass(1000);
  await follow.finish();
  await follow.close();
  const server = serve({ faults: ['refuse'] });
  await page.sender.send();
  page.clock.pass(300_000);
  await page.sender.send();
  assert.deepEqual(server.posts().slice(1).map(({ json }) => json.items.map(({ id }) => id)), [[first.id], [follow.id]]);
  assert.deepEqual(await left(), []);
});

test('it keeps only the newest progress of a household and never counts it as unsent work', async () => {
  const server = serve();
  await page.outbox.add('progress', 'h1', { section: 1, sections: 7 });
  await page.outbox.add('progress', 'h1', { section: 2, sections: 7 });
  await page.outbox.add('progress', 'h2', { section: 1, sections: 7 });
  assert.equal((await page.outbox.counts()).unsent, 0);
  await page.sender.send();
  assert.equal(server.items.size, 2);
  assert.deepEqual(await page.outbox.sent(), []);
});

test('it removes only what was refused', async () => {
  const { id } = await finished();
  await assert.rejects(page.outbox.remove(id), { code: 'not_refused' });
  await page.outbox.settle(id, 'refused', { cause: { code: 'x', vi: 'x', en: 'x' } });
  await page.outbox.remove(id);
  assert.deepEqual([await left(), await page.drafts.list()], [[], []]);
});

test('it sends the content itself when the kit has no key of the commune, and only while open', async () => {
  await page.close();
  freshDisk();
  page = await tab({ name: 'gnbv-nokey' });
  const { id } = await finished();
  const server = serve();
  page.vault.lock();
  await page.sender.send();
  assert.equal(server.items.size, 0);
  await page.vault.unlock('123456');
  await page.sender.send();
  assert.equal(server.items.get(id).payload.answers.household, 'h1');
});

test('it seals anew to the key of the newest kit what the commune could not open', async () => {
  const { id } = await finished('h1');
  serve({ judge: () => ({ outcome: 'rejected', cause: { code: 'unknown_key', vi: 'x', en: 'y' } }) });
  await page.sender.send();
  const { wire: before } = await page.store.get('outbox', id);
  const fresh = await communeKey();
  page.kit.key = () => ({ ...fresh.entry, kid: 'k2' });
  await page.outbox.renew(id);
  const { state, wire: { sealed, ...open } } = await page.store.get('outbox', id);
  assert.deepEqual([state, sealed.kid, open], ['local', 'k2', (({ sealed: _, ...rest }) => rest)(before)]);
  assert.deepEqual(JSON.parse(Buffer.from(await openEnvelope(fresh.pair, sealed, id)).toString()), await page.outbox.item(id));
  const server = serve();
  await page.sender.send();
  assert.deepEqual([[...server.items.keys()], await left()], [[id], []]);
});
