import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { EVERY_MS } from '../../../gnbv/static/js/offline/copies.js';
import { copyStanding } from '../../../gnbv/static/js/offline/copy-list.js';
import { packRecord, unpackRecord } from '../../../gnbv/static/js/offline/copy-record.js';
import { communeKey, copying, CopyServer, photo, Server } from './copy-world.mjs';
import { freshDisk, freshLocks, TestClock } from './world.mjs';

let server, copies, recovery, commune, clock, phone;

beforeEach(async () => {
  freshDisk();
  freshLocks();
  clock = new TestClock();
  recovery = await communeKey();
  commune = await communeKey();
  server = new Server({ commune: commune.pair });
  copies = new CopyServer(recovery).install(server);
  phone = await copying(recovery, 'd1', { clock, key: commune.entry });
});
afterEach(async () => { phone.copies.stop(); await phone.close(); });

const draft = async (household = 'h1') => {
  const made = await phone.drafts.start({ household, round: 'r', form: 'f', version: '1', label: { head: 'X' } });
  await made.save({ answers: { a: '1' }, addFiles: [photo()] });
  return made;
};
const standing = async () => { const { some, items, ...rest } = await copyStanding(phone.store); return rest; };
const again = async () => { clock.pass(EVERY_MS); return phone.copies.round(); };

test('it takes a record apart and puts it together bit for bit', () => {
  const bytes = crypto.getRandomValues(new Uint8Array(700));
  const record = { id: 'x\n{"$bytes":1}', sealed: { iv: bytes.subarray(3, 15), ct: bytes.buffer }, at: 7, words: null, list: [bytes.slice(0, 0)] };
  const packed = packRecord(record);
  const back = unpackRecord(packed.buffer);
  assert.deepEqual([back.id, back.at, back.words, [...new Uint8Array(back.sealed.iv)], [...new Uint8Array(back.sealed.ct)], back.list[0].byteLength],
    [record.id, 7, null, [...bytes.subarray(3, 15)], [...bytes], 0]);
  assert.deepEqual(packRecord(back), packed);
  assert.throws(() => unpackRecord(packed.slice(0, -1).buffer));
});

test('it copies drafts, photos and finished work, sealed, and only what changed', async () => {
  const one = await draft();
  assert.deepEqual(await standing(), { at: null, only: 1, left: 0 });
  assert.deepEqual(await phone.copies.round({ asked: true }), { cause: null });
  assert.deepEqual(copies.of('d1').map(({ kind }) => kind).sort(), ['draft', 'file']);
  assert.deepEqual([(await standing()).only, (await standing()).at], [0, clock.now()]);
  assert.ok(!copies.of('d1').some(({ body }) => body.includes('"answers"') || body.includes('head')), 'a copy is sealed');
  const asked = copies.asked.length;
  await again();
  assert.equal(copies.asked.length, asked, 'nothing changed: nothing is asked');
  await one.save({ answers: { a: '2' } });
  assert.equal((await standing()).only, 1);
  await again();
  assert.deepEqual(copies.asked.slice(asked), ['POST /sync/copies', 'PUT /sync/copies/draft']);
  await one.finish();
  await again();
  assert.deepEqual(copies.of('d1').map(({ kind }) => kind).sort(), ['draft', 'file', 'outbox']);
  assert.equal(copies.asked.filter(name => name === 'PUT /sync/copies/file').length, 1, 'a photo goes once');
  await phone.sender.send();
  await again();
  assert.deepEqual(copies.of('d1').map(({ kind }) => kind), ['file'], 'what the commune has is let go');
});

test('it copies from a locked phone by the deposit token, and asks nobody without one', async () => {
  const one = await draft();
  await one.close();
  phone.vault.lock();
  server.sessions = false;
  assert.deepEqual(await phone.copies.round({ asked: true }), { cause: null });
  assert.equal(copies.of('d1').length, 2);
  phone.owner.deposit = null;
  await phone.store.delete('copies', 'state');
  assert.deepEqual(await phone.copies.round({ asked: true }), { cause: 'sign_in' });
});

test('it goes on after every cut, a portal, a drop and a busy server', async () => {
  await draft();
  const faults = ['refuse', 'html', 'drop', 429, 503, null, 'refuse', null, null, 'drop', null, null, 'refuse', null, null, null, 'drop'];
  server.faults = [...faults];
  let rounds = 0;
  while ((await phone.copies.round({ asked: true })).cause) assert.ok(++rounds < 20);
  assert.ok(rounds >= 5);
  assert.deepEqual(copies.of('d1').map(({ kind }) => kind).sort(), ['draft', 'file']);
  assert.equal((await standing()).only, 0);
});

test('it waits a minute between rounds while somebody types, and for sending to be through', async () => {
  phone.copies.start();
  const one = await draft();
  await phone.copies.round();
  const asked = copies.asked.length;
  await one.save({ answers: { a: '2' } });
  assert.deepEqual(await phone.copies.round(), { cause: 'waiting' });
  clock.pass(EVERY_MS);
  phone.bus.emit('sync', { running: true });
  assert.deepEqual(await phone.copies.round(), { cause: 'waiting' });
  phone.bus.emit('sync', { running: false, cause: null });
  await phone.copies.round();
  assert.deepEqual(copies.asked.slice(asked), ['POST /sync/copies', 'PUT /sync/copies/draft']);
});

test('it says what has no room, and copies the draft before its photo', async () => {
  copies.room = 10_000;
  await draft();
  await phone.copies.round({ asked: true });
  assert.deepEqual(copies.of('d1').map(({ kind }) => kind), ['draft']);
  assert.deepEqual(await standing(), { at: clock.now(), only: 1, left: 1 });
});

test('it hands in what the server lost', async () => {
  await draft();
  await phone.copies.round({ asked: true });
  copies.records.clear();
  copies.vaults.clear();
  clock.pass(24 * 3_600_000);
  assert.deepEqual(await phone.copies.round(), { cause: null });
  assert.deepEqual([copies.vaults.size, copies.of('d1').length], [1, 2]);
});

test('it hands in its key before there is any work', async () => {
  assert.deepEqual(await phone.copies.round({ asked: true }), { cause: null });
  assert.deepEqual([copies.vaults.size, copies.asked], [1, ['POST /sync/copies', 'PUT /sync/copies/vault', 'POST /sync/copies']]);
});

test('it does not wait for the minute when somebody leaves the sheet', async t => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  phone.copies.start();
  const one = await draft();
  await phone.copies.round();
  const asked = copies.asked.length;
  await one.save({ answers: { a: '2' } });
  await one.close();
  clock.pass(5_000);
  t.mock.timers.tick(5_000);
  t.mock.timers.reset();
  while (copies.asked.length < asked + 2) await new Promise(resolve => setImmediate(resolve));
  assert.deepEqual(copies.asked.slice(asked), ['POST /sync/copies', 'PUT /sync/copies/draft']);
});

test('it counts what is here alone apart from what is only not sent', async () => {
  const counts = async () => { const { only, items, some } = await copyStanding(phone.store); return { only, items, some }; };
  assert.deepEqual(await counts(), { only: 0, items: 0, some: false });
  const one = await draft();
  await one.finish();
  await phone.copies.round({ asked: true });
  await draft('h2');
  assert.deepEqual(await counts(), { only: 1, items: 0, some: true });
  await phone.outbox.add('visit', 'h1', { outcome: 'nobody_home' });
  await phone.outbox.add('progress', 'h1', { section: 1 });
  assert.deepEqual(await counts(), { only: 2, items: 1, some: true });
  assert.deepEqual([await phone.outbox.drafting(), (await phone.outbox.counts()).waiting], [1, 2]);
  // Of a conflict the commune has both copies.
  const visit = (await phone.store.all('outbox')).find(({ kind }) => kind === 'visit');
  await phone.store.put('outbox', { ...visit, state: 'conflict' });
  assert.deepEqual(await counts(), { only: 1, items: 0, some: true });
  const { waiting, conflict, surveys } = await phone.outbox.counts();
  assert.deepEqual({ waiting, conflict, surveys }, { waiting: 1, conflict: 1, surveys: true });
});
