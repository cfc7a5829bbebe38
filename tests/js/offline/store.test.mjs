import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { Clock, JUMP_MS } from '../../../gnbv/static/js/offline/clock.js';
import { Store } from '../../../gnbv/static/js/offline/db.js';
import { newId } from '../../../gnbv/static/js/offline/bytes.js';
import { checkStorage, RESERVE_BYTES } from '../../../gnbv/static/js/offline/storage.js';
import { freshDisk } from './world.mjs';

beforeEach(freshDisk);

test('it asks for strict durability on every write', async () => {
  const store = new Store('s');
  await store.put('meta', { key: 'a' });
  const asked = [];
  const real = IDBDatabase.prototype.transaction;
  IDBDatabase.prototype.transaction = function (names, mode, options) { asked.push(options.durability); return real.call(this, names, mode, options); };
  try { await store.put('meta', { key: 'b' }); } finally { IDBDatabase.prototype.transaction = real; }
  assert.deepEqual(asked, ['strict']);
});

test('it commits all of a step or nothing of it', async () => {
  const store = new Store('s');
  await assert.rejects(store.run(['meta', 'kit'], 'readwrite', (meta, kit) => {
    meta.put({ key: 'a' });
    kit.put({ key: 'b' });
    throw new Error('killed');
  }), /killed/);
  assert.deepEqual([await store.all('meta'), await store.all('kit')], [[], []]);
});

test('it opens again when the system closed the database', async () => {
  const problems = [];
  const store = new Store('s', { onproblem: code => problems.push(code) });
  await store.put('meta', { key: 'a' });
  let db;
  const real = IDBDatabase.prototype.transaction;
  IDBDatabase.prototype.transaction = function (...args) { db = this; return real.apply(this, args); };
  try { await store.get('meta', 'a'); } finally { IDBDatabase.prototype.transaction = real; }
  db.close();
  assert.deepEqual(await store.get('meta', 'a'), { key: 'a' });
  db.onclose();
  assert.deepEqual([await store.get('meta', 'a'), problems], [{ key: 'a' }, ['store_closed']]);
});

test('it repeats a first write that the system cut off in its middle, and says then when the disk is full', async () => {
  const real = IDBDatabase.prototype.transaction;
  const torn = acts => { IDBDatabase.prototype.transaction = function (...args) {
    const tx = real.apply(this, args);
    if (args[1] === 'readwrite' && acts-- > 0) queueMicrotask(() => { tx.abort(); this.close(); this.onclose(); });
    return tx;
  }; };
  try {
    torn(1);
    await new Store('s').put('meta', { key: 'a' });
    assert.deepEqual(await new Store('s').get('meta', 'a'), { key: 'a' });
    torn(1);
    let tries = 0;
    await assert.rejects(new Store('s').run('meta', 'readwrite', meta => {
      if (tries++) throw new DOMException('full', 'QuotaExceededError');
      meta.put({ key: 'b' });
    }), { code: 'quota' });
  } finally {
    IDBDatabase.prototype.transaction = real;
  }
});

test('it gives way to a newer tab that lifts the schema, and says when an older one blocks', async () => {
  const old = new Store('s');
  await old.put('meta', { key: 'a' });
  const newer = new Store('s', { steps: [...old.steps, db => db.createObjectStore('more', { keyPath: 'key' })] });
  await newer.put('more', { key: 'b' });
  assert.deepEqual(await newer.get('meta', 'a'), { key: 'a' });
  await assert.rejects(old.get('meta', 'a'), { code: 'store_newer' });

  freshDisk();
  const stubborn = await new Promise(resolve => { const request = indexedDB.open('s', 1); request.onsuccess = () => resolve(request.result); });
  const two = new Store('s', { steps: [() => {}, () => {}] });
  await assert.rejects(two.get('meta', 'a'), { code: 'store_blocked' });
  stubborn.close();
});

test('it waits for another tab that still writes while the schema is lifted', async () => {
  const [first] = new Store('s').steps;
  const busy = await new Promise(resolve => {
    const request = indexedDB.open('s', 1);
    request.onupgradeneeded = () => first(request.result);
    request.onsuccess = () => resolve(request.result);
  });
  busy.onversionchange = () => setTimeout(() => busy.close(), 50);
  await new Store('s').put('copies', { key: 'a' });
});

test('it says when the disk is full, and the write before stays', async () => {
  const problems = [];
  const store = new Store('s', { onproblem: code => problems.push(code) });
  await store.put('meta', { key: 'a', n: 1 });
  await assert.rejects(store.run('meta', 'readwrite', meta => {
    meta.put({ key: 'a', n: 2 });
    throw new DOMException('full', 'QuotaExceededError');
  }), { code: 'quota' });
  assert.deepEqual([(await store.get('meta', 'a')).n, problems], [1, ['quota']]);
});

test('it asks to keep what is stored, and warns before the disk is full', async () => {
  const manager = (left, persisted) => ({ persisted: async () => false, persist: async () => persisted, estimate: async () => ({ quota: 10 * RESERVE_BYTES, usage: 10 * RESERVE_BYTES - left }) });
  const store = new Store('s');
  const roomy = await checkStorage(store, manager(RESERVE_BYTES, true));
  assert.deepEqual([roomy.persisted, roomy.low, roomy.left], [true, false, RESERVE_BYTES]);
  assert.deepEqual((await checkStorage(store, manager(RESERVE_BYTES - 1, false))).low, true);
  assert.deepEqual((await checkStorage(store, {})).low, false);
});

test('it refuses a store that cannot be opened or does not read back', async () => {
  const store = new Store('s');
  store.get = async () => undefined;
  await assert.rejects(checkStorage(store, {}), { code: 'store_unusable' });
  globalThis.indexedDB = { open() { throw new DOMException('no', 'SecurityError'); } };
  await assert.rejects(checkStorage(new Store('t'), {}), { code: 'store_unusable' });
});

test('its day is Vietnam\'s, whatever the phone\'s zone, and the kit\'s day replaces it', () => {
  const at = text => new Clock({ now: () => Date.parse(text), steady: () => 0 });
  assert.equal(at('2026-10-23T16:59:59Z').today(), '2026-10-23');
  assert.equal(at('2026-10-23T17:00:00Z').today(), '2026-10-24');
  const clock = at('2026-12-31T20:00:00Z');
  assert.equal(clock.today(), '2027-01-01');
  clock.kitToday = '2026-10-23';
  assert.equal(clock.today(), '2026-10-23');
  assert.equal(clock.stamp().made_at, '2026-12-31T20:00:00.000Z');
});

test('it notices a clock that was set, and its distance to the server', () => {
  const time = { wall: Date.parse('2026-10-23T02:00:00Z'), steady: 0 };
  const clock = new Clock({ now: () => time.wall, steady: () => time.steady });
  const pass = (wall, steady = wall) => { time.wall += wall; time.steady += steady; clock.look(); };
  pass(3_600_000);
  assert.equal(clock.jumps, 0);
  pass(-86_400_000, 1_000);
  pass(86_400_000, 1_000);
  assert.equal(clock.jumps, 2);
  clock.hear(new Date(time.wall - 86_400_000).toUTCString());
  assert.deepEqual([clock.wrong, Math.abs(clock.skew) > JUMP_MS], [true, true]);
  clock.hear(new Date(time.wall).toUTCString());
  assert.equal(clock.wrong, false);
  clock.hear(null);
  assert.equal(clock.wrong, false);
});

test('it makes UUIDs of version 7 that never repeat', () => {
  const ids = new Set(Array.from({ length: 1000 }, () => newId()));
  assert.equal(ids.size, 1000);
  for (const id of ids) assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  assert.equal(parseInt(newId(Date.parse('2026-10-23')).replace('-', '').slice(0, 12), 16), Date.parse('2026-10-23'));
});

test('it does a write again when the system took the connection in the middle of it', async () => {
  const store = new Store('s');
  await store.put('meta', { key: 'a' });
  let times = 0;
  await store.run('meta', 'readwrite', meta => {
    meta.put({ key: 'b' });
    if (!times++) throw new DOMException('Connection to Indexed Database server lost', 'UnknownError');
  });
  assert.deepEqual([times, (await store.all('meta')).length], [2, 2]);
  await assert.rejects(store.run('meta', 'readwrite', () => { throw new DOMException('lost for good', 'UnknownError'); }), { name: 'UnknownError' });
});
