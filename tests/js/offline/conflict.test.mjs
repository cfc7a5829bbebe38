import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { communeKey, freshDisk, freshLocks, Server, tab } from './world.mjs';

let commune, page;
beforeEach(async () => {
  freshDisk();
  freshLocks();
  commune = await communeKey();
  page = await tab({ key: commune.entry });
});
const CAUSE = { code: 'other_base', vi: 'Ở xã đã có một bản sửa khác.', en: 'x' };

async function met() {
  const draft = await page.drafts.start({ household: 'h1', round: 'r1', form: 'f', version: '1', label: { number: 1 } });
  await draft.save({ answers: { roof: 'tile' }, addFiles: [{ ref: 'b1', type: 'image/jpeg', bytes: new Uint8Array([1, 2, 3]).buffer }] });
  await draft.finish();
  await draft.close();
  new Server({ judge: () => ({ outcome: 'conflict', cause: CAUSE }) }).install();
  await page.sender.send();
  return draft.id;
}

test('it lets the photos of a copy go to the person who decides, and keeps the copy', async () => {
  const id = await met();
  const [row] = await page.outbox.list();
  assert.deepEqual([row.state, row.cause, row.files], ['conflict', CAUSE, 1]);
  assert.deepEqual((await page.store.all('files')).map(({ state, item }) => [state, item]), [['ready', id]]);
  assert.equal((await page.outbox.item(id)).answers.roof, 'tile');
});

test('it shows how it ended, and the own copy stays readable', async () => {
  const id = await met();
  const cause = { code: 'kept_here', vi: 'Xã giữ bản ngày 23/10/2026, lý do: đã hỏi.', en: 'x', by: 'Người Duyệt' };
  page.kit.receipts = () => [{ item: id, outcome: 'conflict', cause, settled: true }];
  await page.outbox.applyReceipts();
  assert.deepEqual(await page.outbox.list(), []);
  const [row] = await page.outbox.sent();
  assert.deepEqual([row.settled, row.copy, row.cause.vi], [true, true, cause.vi]);
  assert.equal((await page.outbox.item(id)).answers.roof, 'tile');
});

test('it keeps no copy of what was simply taken', async () => {
  const draft = await page.drafts.start({ household: 'h1', round: 'r1', form: 'f', version: '1' });
  await draft.finish();
  await draft.close();
  new Server({}).install();
  await page.sender.send();
  const [row] = await page.outbox.sent();
  assert.deepEqual([row.settled, row.copy], [false, false]);
  assert.equal(await page.outbox.item(draft.id), undefined);
});

test('it asks again about a conflict of which the commune has no word any more', async () => {
  const id = await met();
  page.kit.receipts = () => [];
  await page.outbox.applyReceipts();
  assert.deepEqual((await page.outbox.list()).map(({ state }) => state), ['conflict']);
  const now = page.clock.now();
  page.clock.now = () => now + 31 * 86_400_000;
  page.kit.receipts = () => [{ item: id, outcome: 'conflict', cause: CAUSE, settled: false }];
  await page.outbox.applyReceipts();
  assert.deepEqual((await page.outbox.list()).map(({ state }) => state), ['conflict']);
  page.kit.receipts = () => [];
  await page.outbox.applyReceipts();
  assert.deepEqual((await page.outbox.list()).map(({ state }) => state), ['local']);
  new Server({ judge: () => ({ outcome: 'duplicate' }) }).install();
  await page.sender.send({ asked: true });
  assert.deepEqual([await page.outbox.list(), (await page.outbox.sent()).map(({ outcome }) => outcome)], [[], ['duplicate']]);
});
