// The promise: what a person finished exists exactly once on the server or is still on the phone, bit for bit; what was
// called saved is there; and nobody reads another's work, nor a stranger anybody's.
import assert from 'node:assert/strict';
import { Store } from '../../../../gnbv/static/js/offline/db.js';
import { openFile } from '../../../../gnbv/static/js/offline/file-box.js';
import { Restore } from '../../../../gnbv/static/js/offline/restore.js';
import { storeName } from '../../../../gnbv/static/js/offline/owners.js';
import { sha256 } from '../../../../gnbv/static/js/offline/bytes.js';
import { Vault } from '../../../../gnbv/static/js/offline/vault.js';
import { digest } from '../world.mjs';
import { inside, Page } from './surroundings.mjs';
import { patiently } from './world.mjs';

// What a saved draft is known by.
export const state = ({ meta, files }) => JSON.stringify([meta.notes?.q ?? null, (files ?? []).map(({ ref, sha256 }) => `${ref}/${sha256}`).sort()]);

// What lies on one phone for one person, opened with their password, past the modules that work with it.
export async function shelf(world, browser, user) {
  const person = world.season.people[user];
  const name = await storeName(person.id);
  if (!(await browser.disk.databases()).some(database => database.name === name)) return null;
  return inside(new Page(browser), async () => {
    const store = new Store(name);
    const vault = new Vault(store, { now: world.clock.now, rounds: 1 });
    try {
      if (!await vault.exists()) return null;
      await vault.unlockWithPassword(person.password);
      const [drafts, outbox, files] = await Promise.all(['drafts', 'outbox', 'files'].map(what => store.all(what)));
      const found = { drafts: new Map(), items: new Map(), photos: new Map() };
      for (const { id, state: how, sealed } of drafts) if (how === 'draft') found.drafts.set(id, await vault.unseal(`drafts/${id}`, sealed));
      for (const record of outbox) {
        const { id, wire, kind, label } = record;
        const payload = await vault.unseal(`outbox/${id}`, record.content);
        const { id: _, sha256: hash, sealed, ...content } = wire;
        assert.equal(await digest({ ...content, payload }), hash, `${id} differs on the phone`);
        const of = await vault.unseal(`outbox/${id}/label`, label);
        assert.ok(!of || of.head === person.plant, `${user} sees the label ${of?.head}`);
        found.items.set(id, { record, payload, kind });
      }
      for (const record of files) {
        const bytes = new Uint8Array(await openFile(vault, record));
        const hash = await sha256(bytes);
        assert.equal(hash, record.file.sha256, `photo ${record.key} differs on the phone`);
        found.photos.set(`${record.survey}/${record.file.ref}/${hash}`, record.state);
      }
      return found;
    } finally {
      await store.close();
    }
  });
}

// Looks at everything one person was promised (or all of them).
export async function check(world, user = null) {
  assert.deepEqual(world.server.wrong, []);
  const rows = await world.server.kept();
  for (const one of user ? [user] : Object.keys(world.season.people)) {
    const shelves = (await Promise.all(world.browsers.map(browser => shelf(world, browser, one)))).filter(Boolean);
    const [items, drafts, photos] = ['items', 'drafts', 'photos'].map(what => new Map(shelves.flatMap(shelf => [...shelf[what]])));
    // A page that died while finishing may have finished: that is owed from here on.
    for (const [id, { record, payload, kind }] of items) {
      if (kind !== 'progress') await world.owe(one, record, payload);
      world.saved.delete(id);
    }
    const contents = new Set(await Promise.all([...items.values(), ...rows.values()].filter(({ payload }) => payload).map(({ payload }) => digest(payload))));
    for (const payload of world.server.rivals ?? []) contents.add(await digest(payload));
    for (const owed of world.finished.values()) if (owed.person === one) await keeps(world, owed, { rows, items, photos, contents });
    for (const [id, promise] of world.saved) {
      if (promise.person !== one) continue;
      const doc = drafts.get(id);
      if (rows.has(id)) { world.saved.delete(id); continue; }
      assert.ok(doc || promise.states.includes(null), `draft ${id} was saved and is nowhere`);
      if (!doc) continue;
      assert.ok(promise.states.includes(null) || promise.states.includes(state(doc)), `draft ${id} has ${state(doc)}, saved was ${promise.states}`);
      for (const file of doc.files ?? []) await photo(world, one, doc.survey, file, photos);
    }
  }
  // One content, one row: nothing is handed in twice under two ids.
  const contents = [...rows.values()].map(row => row.sha256);
  assert.equal(new Set(contents).size, contents.length, 'a content stands on the server twice');
}

async function keeps(world, owed, { rows, items, photos, contents }) {
  const { id, person, content } = owed;
  const owner = world.season.people[person];
  // The real server's contents are compared by tests/replay.
  const here = contents.has(content) || world.server.isReal && rows.has(id);
  const copied = world.inCopy.has(id) && world.server.hasCopy(owner, 'outbox', id);
  const replaced = () => world.replacedBy(id).some(other => rows.has(other) || items.has(other) || world.inCopy.has(other));
  assert.ok(here || copied || replaced(), `${id} was finished and is nowhere`);
  for (const file of here ? owed.files : []) await photo(world, person, owed.survey, file, photos);
}

// On the server, on the phone, or in the second copy of a phone that is gone.
async function photo(world, person, survey, file, photos) {
  const key = `${survey}/${file.ref}/${file.sha256}`;
  if (world.lost.has(key) || world.server.hasCopy?.(world.season.people[person], 'file', key)) return;
  const there = await world.server.photo(survey, file);
  if (there && await sha256(there) === file.sha256) return;
  assert.ok(photos.has(key), `photo ${file.ref} of ${survey} is nowhere`);
}

// Nothing of anybody stands in the clear on a phone: not in its databases, not in what it sends to be cached.
export async function readDisks(world) {
  const plants = Object.values(world.season.people).map(({ plant }) => Buffer.from(plant));
  for (const { disk } of world.browsers) {
    for (const { name } of await disk.databases()) {
      const db = await new Promise((resolve, reject) => { const asked = disk.open(name); asked.onsuccess = () => resolve(asked.result); asked.onerror = reject; });
      for (const store of db.objectStoreNames) {
        const records = await new Promise(resolve => { const asked = db.transaction(store).objectStore(store).getAll(); asked.onsuccess = () => resolve(asked.result); });
        const bytes = Buffer.concat(records.flatMap(leaves));
        for (const plant of plants) assert.ok(!bytes.includes(plant), `${plant} stands in the clear in ${name}/${store}`);
      }
      db.close();
    }
  }
}

function leaves(value) {
  if (typeof value === 'string') return [Buffer.from(value), Buffer.from(value, 'base64url')];
  if (value instanceof ArrayBuffer) return [Buffer.from(value)];
  if (ArrayBuffer.isView(value)) return [Buffer.from(value.buffer)];
  return value && typeof value === 'object' ? Object.entries(value).flatMap(([key, part]) => [Buffer.from(key), ...leaves(part)]) : [];
}

// With a network at last everything leaves, except what the commune would not take.
export async function settle(world) {
  world.killAll();
  for (const [at, browser] of world.browsers.entries()) {
    for (const user of Object.keys(world.season.people)) {
      if (!(await browser.disk.databases()).some(({ name }) => name.startsWith('gnbv-'))) continue;
      const { username, password } = world.season.people[user];
      const page = await world.tab({ phone: at, user, tab: 9 });
      await inside(page, () => settleOne(world, page.phone, username, password));
    }
  }
  world.killAll();
  await check(world);
  await readDisks(world);
}

async function settleOne(world, phone, username, password) {
  await patiently(() => phone.signIn(username, password));
  if (world.inCopy.size) {
    const restore = new Restore(phone);
    for (const { device } of await restore.offers()) await restore.take(device);
  }
  for (let round = 0; round < 8; round++) {
    world.time += 300_001;
    await phone.sync.now({ asked: true });
    const { unsent, files, refused, conflict } = await phone.outbox.counts();
    if (unsent === refused + conflict && !files) break;
  }
  const rows = await phone.outbox.list();
  const here = new Set(rows.map(({ id }) => id));
  for (const { id, state: how, base } of rows) assert.ok(how !== 'local' || here.has(base), `${id} still waits`);
  for (const { key, state: how, item } of await phone.store.all('files')) assert.ok(how === 'draft' || here.has(item), `photo ${key} still waits (${how})`);
}
