// A phone that was last opened by older code: its store is lifted, and nothing of it is lost. There is one file for
// each released version, written by the code of that day (stores/write.mjs); every test here runs for each of them.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { afterEach, beforeEach, test } from 'node:test';
import { Uploader } from '../../../gnbv/static/js/offline/attachments.js';
import { Store } from '../../../gnbv/static/js/offline/db.js';
import { Phone } from '../../../gnbv/static/js/offline/phone.js';
import { freshDisk, freshLocks, openEnvelope, Server, TestClock } from './world.mjs';
import { dump, load, shape } from './stores/disk.mjs';
import { worker } from './worker-world.mjs';

const FOLDER = new URL('./stores/', import.meta.url);
const FILES = readdirSync(FOLDER).filter(name => /^v\d+\.json$/.test(name));
const STEPS = new Store('s').steps;
const CURVE = { name: 'ECDH', namedCurve: 'P-256' };
const phones = [];

beforeEach(() => { freshDisk(); freshLocks(); });
afterEach(() => { for (const phone of phones.splice(0)) { phone.sync?.stop(); phone.share?.close(); phone.close(); } });

const nameOf = disk => disk.find(({ name }) => name !== 'gnbv').name;
const read = file => JSON.parse(readFileSync(new URL(file, FOLDER)));
const bytesOf = photo => Buffer.from(photo.bytes, 'base64');

async function opened(disk) {
  await load(disk);
  const server = new Server({ faults: Array(500).fill('refuse') }).install();
  const phone = new Phone({ clock: new TestClock() });
  phones.push(phone);
  assert.equal((await phone.start()).state, 'locked');
  await phone.unlock('123456');
  return { phone, server };
}

test('there is a file for every version before the newest', () => {
  assert.deepEqual(FILES.map(read).map(({ version }) => version).sort((a, b) => a - b), STEPS.slice(0, -1).map((_, at) => at + 1));
});

for (const file of FILES) {
  test(`it lifts ${file} to what a fresh store is`, async () => {
    const { disk } = read(file);
    await load(disk);
    const lifted = new Store(nameOf(disk));
    await lifted.all('meta');
    await lifted.close();
    const fresh = new Store('fresh');
    await fresh.all('meta');
    await fresh.close();
    assert.deepEqual(await shape(nameOf(disk)), await shape('fresh'));
  });

  test(`it opens ${file} by PIN, with every draft, answer, photo and item bit for bit`, async () => {
    const { disk, expected } = read(file);
    const { phone } = await opened(disk);
    assert.deepEqual(phone.user, expected.user);
    for (const { id, finished, doc } of expected.drafts) {
      const draft = await phone.drafts.open(id);
      const { at, ...kept } = doc;
      assert.deepEqual({ ...draft.doc, at }, { ...kept, at });
      assert.equal(draft.readonly, finished);
      for (const photo of expected.photos.filter(({ survey }) => survey === doc.survey)) {
        assert.ok(Buffer.from(await draft.file(photo.ref, photo.sha256)).equals(bytesOf(photo)));
      }
      await draft.close();
    }
    for (const { id, content } of expected.items) assert.deepEqual(await phone.outbox.item(id), content);
    assert.deepEqual((await phone.outbox.sent()).map(({ id }) => id), expected.sent);
    assert.equal((await phone.store.all('files')).length, expected.photos.length);
  });

  test(`it still sends all that was finished in ${file}, and its photos`, async () => {
    const { disk, expected } = read(file);
    const { phone, server } = await opened(disk);
    const key = await crypto.subtle.importKey('jwk', expected.key, CURVE, false, ['deriveBits']);
    await phone.sync.now().catch(() => {});
    server.faults = [];
    server.commune = { privateKey: key };
    await phone.sender.send({ asked: true });
    assert.deepEqual([...server.items.keys()].sort(), expected.items.map(({ id }) => id).sort());
    for (const { id, content } of expected.items) {
      const plain = await openEnvelope({ privateKey: key }, server.items.get(id).sealed, id);
      assert.deepEqual(JSON.parse(Buffer.from(plain)), content);
    }
    await new Uploader(phone).send({ asked: true });
    const finished = new Set(expected.items.map(({ id }) => id).concat(expected.sent));
    const left = await phone.store.all('files');
    assert.deepEqual(left.filter(({ item }) => finished.has(item)), []);
    assert.equal(left.length + server.files.size, expected.photos.length);
  });

  test(`the worker sends the items of ${file} before any page was opened, and lifts nothing`, async () => {
    const { disk, expected } = read(file);
    await load(disk);
    const server = new Server().install();
    await worker().fire('sync', { tag: 'gnbv-send' });
    assert.deepEqual([...server.items.keys()].sort(), expected.items.map(({ id }) => id).sort());
    assert.equal((await shape(nameOf(disk))).version, read(file).version);
  });
}

test('it says that a store is of newer code than itself, and touches nothing', async () => {
  const { disk } = read(FILES[0]);
  await load(disk);
  const next = new Store(nameOf(disk), { steps: [...STEPS, db => db.createObjectStore('later', { keyPath: 'key' })] });
  await next.all('later');
  await next.close();
  const before = await dump();
  const phone = new Phone({ clock: new TestClock() });
  phones.push(phone);
  await assert.rejects(phone.start(), { code: 'store_newer' });
  assert.deepEqual(await dump(), before);
});
