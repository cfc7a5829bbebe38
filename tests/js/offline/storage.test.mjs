import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { Owners } from '../../../gnbv/static/js/offline/owners.js';
import { forget, isLow, probe, remember, RESERVE_BYTES, room, wasEvicted } from '../../../gnbv/static/js/offline/storage.js';
import { Store } from '../../../gnbv/static/js/offline/db.js';
import { Reserve } from '../../../gnbv/static/js/offline/reserve.js';
import { freshDisk } from './world.mjs';

const USER = { id: 'u1', username: 'rasoat', name: 'Lò Văn An' };
const ROOM = { persisted: async () => true, estimate: async () => ({ quota: 10 ** 12, usage: 5 }) };

class Shelf {
  kept = {};
  getItem(key) { return this.kept[key] ?? null; }
  setItem(key, value) { this.kept[key] = String(value); }
  removeItem(key) { delete this.kept[key]; }
}

beforeEach(freshDisk);

test('it notices that the browser emptied a store that was there', async () => {
  const [owners, mark] = [new Owners(), new Shelf()];
  assert.equal(await wasEvicted(owners.store, mark), false);
  await owners.remember(USER, { device: 'd', deposit: 't' });
  remember(mark);
  assert.equal(await wasEvicted(owners.store, mark), false);
  freshDisk();
  assert.equal(await wasEvicted(new Owners().store, mark), true);
  forget(mark);
  assert.equal(await wasEvicted(new Owners().store, mark), false);
});

test('it takes a store whose owner signed out for no emptied one', async () => {
  const [owners, mark] = [new Owners(), new Shelf()];
  await owners.remember(USER, { device: 'd', deposit: 't' });
  remember(mark);
  await owners.forgetLast();
  assert.equal(await wasEvicted(owners.store, mark), false);
});

test('it says nothing where even the mark is blocked', async () => {
  const blocked = { getItem() { throw new Error('blocked'); }, setItem() { throw new Error('blocked'); }, removeItem() { throw new Error('blocked'); } };
  remember(blocked);
  forget(blocked);
  assert.equal(await wasEvicted(new Owners().store, blocked), false);
});

test('it proves the directory before anybody signs in', async () => {
  const { store } = new Owners();
  await probe(store, 'owners');
  const real = globalThis.indexedDB;
  globalThis.indexedDB = { open() { throw new DOMException('', 'SecurityError'); } };
  await assert.rejects(probe(new Owners().store, 'owners'), { code: 'store_unusable' });
  globalThis.indexedDB = real;
});

test('it takes the probe of another tab for a proof, and something else for none', async () => {
  const { store } = new Owners();
  await Promise.all([probe(store, 'owners'), probe(new Owners().store, 'owners'), probe(store, 'owners')]);
  const forgetful = { put: async () => {}, get: async () => ({ probe: 'another' }) };
  await assert.rejects(probe(forgetful, 'owners'), { code: 'store_unusable' });
  await assert.rejects(probe({ put: async () => {}, get: async () => undefined }, 'owners'), { code: 'store_unusable' });
});

test('it keeps the last 50 MB for answers, and takes a browser that does not tell for roomy', async () => {
  const manager = left => ({ estimate: async () => ({ quota: 10 ** 9, usage: 10 ** 9 - left }) });
  assert.equal(await isLow(null, manager(RESERVE_BYTES - 1)), true);
  assert.equal(await isLow(null, manager(RESERVE_BYTES)), false);
  assert.equal(await isLow(null, {}), false);
  assert.equal(await isLow(null, undefined), false);
});

test('it knows a private window by the folder that it is refused', async () => {
  const refused = { ...ROOM, getDirectory: async () => { throw new DOMException('', 'SecurityError'); } };
  assert.equal((await room(refused)).private, true);
  assert.equal((await room({ ...ROOM, getDirectory: async () => ({}) })).private, false);
  assert.equal((await room(ROOM)).private, null);
  assert.equal((await room(undefined)).private, null);
});

test('it asks for lasting storage only when it may', async () => {
  let asked = 0;
  const manager = { persisted: async () => false, persist: async () => { asked++; return true; } };
  assert.deepEqual([(await room(manager, { ask: false })).persisted, asked], [false, 0]);
  assert.deepEqual([(await room(manager)).persisted, asked], [true, 1]);
});

test('it covers the name at the door, and still reads one from before', async () => {
  const owners = new Owners();
  await owners.remember(USER, { device: 'd', deposit: 't' });
  assert.equal((await owners.last()).name, USER.name);
  const kept = await owners.store.get('owners', 'last');
  assert.ok(!JSON.stringify(kept).includes('Lò'));
  assert.ok(!Buffer.from(kept.name).includes(Buffer.from(USER.name)));
  await owners.store.put('owners', { key: 'last', owner: kept.owner, name: 'Vàng Thị Bé' });
  assert.equal((await owners.last()).name, 'Vàng Thị Bé');
});

// A disk on which nothing more fits while the parts of the reserve lie there, or ever, when `forever`.
function fullDisk({ forever = false } = {}) {
  const real = IDBObjectStore.prototype.put;
  const state = { full: true, forever, put(...record) {
    if (state.full && (state.forever || state.kept)) throw new DOMException('', 'QuotaExceededError');
    return real.apply(this, record);
  } };
  IDBObjectStore.prototype.put = state.put;
  const drop = indexedDB.deleteDatabase.bind(indexedDB);
  indexedDB.deleteDatabase = name => { state.kept = false; return drop(name); };
  return Object.assign(state, { kept: true, end: () => { IDBObjectStore.prototype.put = real; } });
}

test('it gives the room that was held back to an answer, and takes it again when there is room', async () => {
  const reserve = new Reserve({ parts: 3, size: 100 });
  assert.equal(await reserve.keep(), true);
  const store = new Store('s', { onfull: () => reserve.release() });
  await store.get('meta', 'a');
  const disk = fullDisk();
  try {
    await store.put('meta', { key: 'a', text: 'answer' });
    assert.equal(disk.kept, false);
    assert.equal((await store.get('meta', 'a')).text, 'answer');
    disk.forever = true;
    assert.equal(await isLow(reserve, {}), true);
    // Nothing is held back any more: now the failure is told.
    await assert.rejects(store.put('meta', { key: 'b' }), { code: 'quota' });
    disk.full = false;
    assert.equal(await isLow(reserve, {}), false);
    assert.equal(await reserve.release(), true);
  } finally { disk.end(); }
});

test('it lays aside nothing on a disk where it does not fit', async () => {
  const reserve = new Reserve({ parts: 3, size: 100 });
  await new Store('s').get('meta', 'a');
  const disk = fullDisk({ forever: true });
  try {
    assert.equal(await reserve.keep(), false);
    assert.equal(reserve.spent, true);
  } finally { disk.end(); }
});
