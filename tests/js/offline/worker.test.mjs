import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { beforeEach, test } from 'node:test';
import * as outcomes from '../../../gnbv/static/js/offline/outcomes.js';
import { Owners } from '../../../gnbv/static/js/offline/owners.js';
import { sha256, utf8 } from '../../../gnbv/static/js/offline/bytes.js';
import { communeKey, freshDisk, freshLocks, Server, tab } from './world.mjs';
import { worker } from './worker-world.mjs';

const VECTORS = JSON.parse(readFileSync(new URL('../../parity/vectors/outcomes.json', import.meta.url)));

const page = (path, mode = 'no-cors', method = 'GET') => ({ request: { url: `http://phone.test${path}`, mode, method } });

async function site({ version = 'v1', files = { '/static/app.js': 'let a;' }, damage = () => null } = {}) {
  const list = [{ url: '/app', sha256: null }];
  for (const [url, body] of Object.entries(files)) list.push({ url, sha256: await sha256(utf8(body)) });
  const server = new Server().install();
  const marked = body => new Response(body, { headers: { 'X-Gnbv': '1' } });
  server.routes['/app/shell.json'] = () => server.json({ version, files: list });
  server.routes['/app'] = () => damage('/app') ?? marked(`<html>${version}`);
  for (const [url, body] of Object.entries(files)) server.routes[url] = () => damage(url) ?? new Response(body);
  return server;
}

beforeEach(() => { freshDisk(); freshLocks(); });

test('both senders read an answer alike', () => {
  const { judge } = worker();
  const plain = value => JSON.parse(JSON.stringify(value));
  for (const { name, answer, ids, go, cause, outcomes: said } of VECTORS.batches) {
    for (const read of [judge, outcomes.batch]) {
      const verdict = plain(read(answer, ids));
      assert.equal(verdict.go, go, name);
      assert.equal(verdict.cause, cause, name);
      assert.deepEqual(verdict.outcomes, said, name);
    }
  }
  for (const [word, what] of Object.entries(VECTORS.outcomes)) assert.equal(outcomes.outcome(word), what);
});

test('it answers every address of the field document from the shell, without a network', async () => {
  await site();
  const sw = worker();
  await sw.fire('install', {});
  new Server({ faults: ['refuse', 'refuse', 'refuse'] }).install();
  for (const path of ['/app', '/app/household/0199', '/app?from=home']) {
    assert.equal(await (await sw.fire('fetch', page(path, 'navigate'))).text(), '<html>v1');
  }
  assert.equal(await (await sw.fire('fetch', page('/static/app.js'))).text(), 'let a;');
});

test('it leaves posts, other pages, the kit and other origins alone', async () => {
  await site();
  const sw = worker();
  await sw.fire('install', {});
  for (const event of [page('/sync', 'cors', 'POST'), page('/app', 'navigate', 'POST'), page('/surveys', 'navigate'), page('/application', 'navigate'),
    page('/sync/kit'), page('/ping'), { request: { url: 'http://other.test/app', mode: 'navigate', method: 'GET' } }]) {
    assert.equal(await sw.fire('fetch', event), undefined, event.request.url);
  }
});

for (const [what, damage] of [
  ['a file is missing', url => url === '/static/app.js' ? new Response('', { status: 404 }) : null],
  ['a file was changed on the way', url => url === '/static/app.js' ? new Response('let b;') : null],
  ['a captive portal answers for the document', url => url === '/app' ? new Response('<html>Wi-Fi') : null],
]) {
  test(`it does not install when ${what}, and keeps the shell before`, async () => {
    await site();
    const before = worker('v1');
    await before.fire('install', {});
    await site({ version: 'v2', damage });
    await assert.rejects(worker('v2', before.caches).fire('install', {}));
    assert.deepEqual(await before.caches.keys(), ['gnbv-shell-v1']);
    assert.equal(await (await before.fire('fetch', page('/app', 'navigate'))).text(), '<html>v1');
  });
}

test('it does not install under a version that the server no longer has', async () => {
  await site({ version: 'v2' });
  await assert.rejects(worker('v1').fire('install', {}), /shell_changed/);
});

test('it waits until the page asks, then drops old shells and nothing else', async () => {
  await site();
  const old = worker('v1');
  await old.fire('install', {});
  await site({ version: 'v2' });
  const sw = worker('v2', old.caches);
  await sw.fire('install', {});
  await sw.fire('message', { data: { type: 'other' } });
  assert.equal(sw.skipped, 0);
  assert.equal(await (await old.fire('fetch', page('/app', 'navigate'))).text(), '<html>v1');
  await sw.fire('message', { data: { type: 'activate' } });
  assert.equal(sw.skipped, 1);
  await old.caches.open('something-else');
  await sw.fire('activate', {});
  assert.deepEqual((await sw.caches.keys()).sort(), ['gnbv-shell-v2', 'something-else']);
  // The page that brought the first worker has it from now on.
  assert.equal(sw.claimed, 1);
});

async function phoneWithWork() {
  const commune = await communeKey();
  const owners = new Owners();
  const { store: name } = await owners.remember({ id: 'u1', username: 'rasoat', name: 'Ai' }, { device: 'd1', deposit: 'token' });
  const at = await tab({ name, key: commune.entry });
  const draft = await at.drafts.start({ household: 'h1', round: 'r1', form: 'f', version: '1' });
  await draft.save({ addFiles: [{ ref: 'p', type: 'image/jpeg', bytes: new Uint8Array([1]).buffer }] });
  await draft.finish();
  await draft.close();
  return { at, draft };
}

test('it sends sealed items of a locked phone by the deposit token, without a cookie', async () => {
  const { at, draft } = await phoneWithWork();
  at.vault.lock();
  const server = new Server().install();
  await worker().fire('sync', { tag: 'gnbv-send' });
  assert.ok(server.items.has(draft.id));
  assert.ok(server.posts().every(({ cookies, json }) => !cookies && json.deposit === 'token' && json.device === 'd1'));
  assert.deepEqual([await at.store.all('outbox'), await at.store.all('drafts')], [[], []]);
  assert.deepEqual([server.files.size, await at.store.all('files')], [1, []]);
  await at.vault.unlock('123456');
  assert.equal((await at.outbox.sent())[0].outcome, 'accepted');
});

for (const fault of ['refuse', 'drop', 'captive', 'cut', 500, 429]) {
  test(`it keeps the item after ${fault}, asks the browser to come again, and has it there once`, async () => {
    const { at, draft } = await phoneWithWork();
    const server = new Server({ faults: [fault] }).install();
    const sw = worker();
    await assert.rejects(sw.fire('sync', { tag: 'gnbv-send' }));
    assert.equal((await at.store.all('outbox')).length, 1);
    await sw.fire('sync', { tag: 'gnbv-send' });
    assert.deepEqual([[...server.items.keys()], await at.store.all('outbox')], [[draft.id], []]);
  });
}

test('it sends a home made on the phone before all that is about it', async () => {
  const { at } = await phoneWithWork();
  const id = await at.outbox.add('household', 'h2', {});
  await at.outbox.add('visit', 'h2', { at: 'x' });
  await at.store.run('outbox', 'readwrite', async shelf => { shelf.put({ ...(await new Promise(done => { const asked = shelf.get(id); asked.onsuccess = () => done(asked.result); })), state: 'waits' }); });
  const server = new Server().install();
  await worker().fire('sync', { tag: 'gnbv-send' });
  const left = async () => (await at.store.all('outbox')).map(({ kind }) => kind).sort();
  assert.deepEqual(await left(), ['household', 'visit']);
  await at.outbox.retry(id);
  await worker().fire('sync', { tag: 'gnbv-send' });
  assert.deepEqual(await left(), []);
  assert.deepEqual(server.posts().map(({ json }) => json.items.map(({ kind }) => kind)), [['survey'], ['household'], ['visit']]);
});

test('it leaves refusals, conflicts and a refused token to the page', async () => {
  const { at, draft } = await phoneWithWork();
  for (const options of [{ judge: () => ({ outcome: 'rejected', cause: {} }) }, { judge: () => ({ outcome: 'conflict' }) }, { deposit: 'other' }]) {
    new Server(options).install();
    await worker().fire('sync', { tag: 'gnbv-send' });
    assert.deepEqual((await at.store.all('outbox')).map(({ id, state }) => [id, state]), [[draft.id, 'local']]);
  }
});

test('it stays silent while a page sends, and makes no store where there is none', async () => {
  const server = new Server().install();
  await worker().fire('sync', { tag: 'gnbv-send' });
  assert.deepEqual(await indexedDB.databases(), []);
  await phoneWithWork();
  let free;
  navigator.locks.request('gnbv-send', {}, () => new Promise(resolve => { free = resolve; }));
  await worker().fire('sync', { tag: 'gnbv-send' });
  assert.equal(server.posts().length, 0);
  free();
});

test('it is not put off by a wait that a clock of the future wrote, and tells the time of the phone', async () => {
  const page = await tab({ name: 'gnbv-s', key: (await communeKey()).entry });
  await new Owners().store.put('owners', { key: 'owner:x', store: 'gnbv-s', device: 'd1', deposit: 'token' });
  const ids = [await page.outbox.add('visit', 'h1', { note: 'x' }), await page.outbox.add('visit', 'h2', { note: 'x' })];
  const [year, soon] = [Date.now() + 365 * 86_400_000, Date.now() + 60_000];
  for (const [id, nextAt] of [[ids[0], year], [ids[1], soon]]) await page.store.put('outbox', { ...await page.store.get('outbox', id), nextAt });
  await page.close();
  const server = new Server().install();
  await worker().fire('sync', { tag: 'gnbv-send' });
  assert.deepEqual([...server.items.keys()], [ids[0]]);
  assert.ok(Math.abs(Date.parse(server.posts()[0].json.sent_at) - Date.now()) < 60_000);
});
