// What is written down in the village's procedure before it is finished: a meeting, an act of a posting, a complaint.
// Sealed on this phone with every touch, its photos beside it; finishing makes it an item of the outbox in one commit.
import { newId, problem, sha256 } from './bytes.js';
import { done } from './db.js';
import { boxed, fileKey, openFile, travelling } from './file-box.js';
import { makeRecord } from './items.js';
import { hold } from './locks.js';

const START = 'village/';
// A page that is being left in this tab lets go of its draft in a moment; another tab does not.
const PATIENCE_MS = 1500;

export class VillageDraft {
  #writing = Promise.resolve();
  #next = null;

  constructor(parts) { Object.assign(this, { say: () => {}, ...parts }); }

  // `name`: 'meeting/<id>' …; `subject`: what its item will be about, and its photos. Throws taken while another tab has it.
  static async open(phone, name, subject, fresh = {}) {
    const key = START + name;
    const stop = new AbortController(), timer = setTimeout(() => stop.abort(), PATIENCE_MS);
    const release = await hold(`gnbv-${key}`, { wait: true, signal: stop.signal });
    clearTimeout(timer);
    if (!release) throw problem('taken');
    const state = await read(phone, key).catch(error => { release(); throw error; });
    return new VillageDraft({ phone, key, subject, release, state: state ?? fresh });
  }

  // What is written now, without taking it. Nothing when it was not begun.
  static look(phone, name) { return read(phone, START + name); }

  static async list(phone, start) {
    const records = await phone.store.all('meta', IDBKeyRange.bound(START + start, `${START}${start}\uffff`));
    return (await Promise.all(records.map(async ({ key }) => ({ name: key.slice(START.length), state: await read(phone, key) })))).filter(({ state }) => state);
  }

  // While one write is under way later ones join the next. `say` hears wait, ok (committed) or fix.
  put(more = {}) {
    Object.assign(this.state, more);
    this.say('wait');
    return this.#next ??= this.#writing = this.#writing.catch(() => {}).then(() => {
      this.#next = null;
      return this.#write();
    }).then(() => this.say('ok'), error => { this.say('fix', error); throw error; });
  }

  async #write(add = [], gone = []) {
    const { phone: { store, vault }, key, state } = this;
    const record = { key, sealed: await vault.seal(key, structuredClone(state)) };
    await store.run(['meta', 'files'], 'readwrite', async (meta, shelf) => {
      meta.put(record);
      for (const photo of add) shelf.put(photo);
      for (const old of gone) if ((await done(shelf.get(old)))?.state === 'draft') shelf.delete(old);
    });
  }

  // One picture of each name: it and what says that it is there are one commit. Throws low, quota.
  async photo(ref, bytes) {
    const { phone, subject, state, key: draft } = this;
    if (await phone.storage.isLow()) throw problem('low');
    await this.settled();
    const file = { ref, sha256: await sha256(bytes), size: bytes.byteLength, type: 'image/jpeg' };
    const key = fileKey(subject, file);
    const before = state.files ?? [];
    const gone = before.filter(one => one.ref === ref && one.sha256 !== file.sha256).map(one => fileKey(subject, one));
    state.files = [...before.filter(one => one.ref !== ref), file];
    const photo = { key, survey: subject, file, state: 'draft', draft, ...await boxed(phone.vault, key, bytes) };
    return this.#writing = this.#write([photo], gone).catch(error => { state.files = before; throw error; });
  }

  file(ref) { return this.state.files?.find(one => one.ref === ref) ?? null; }

  async picture(ref) {
    const record = this.file(ref) && await this.phone.store.get('files', fileKey(this.subject, this.file(ref)));
    return record && openFile(this.phone.vault, record);
  }

  // Draft, item and photos change in one commit. A second finishing finds no draft. What the commune refused before
  // (`state.replaces`) goes with it. Resolves with the item's id.
  async finish({ kind, payload, label }) {
    await this.settled();
    const { phone: { store, vault, kit, clock, bus }, key, subject, state: { files = [], replaces = null } } = this;
    const id = newId(clock.now());
    const record = await makeRecord(vault, kit.key(), { id, kind, subject, payload: { ...payload, attachments: files }, label, stamp: clock.stamp(), replaces });
    const photos = await travelling({ store, vault, kit }, subject, files);
    await store.run(['meta', 'outbox', 'files'], 'readwrite', async (meta, outbox, shelf) => {
      if (!await done(meta.get(key))) throw problem('gone');
      outbox.put(record);
      for (const photo of photos) if (await done(shelf.get(photo.key))) shelf.put({ ...photo, state: 'finished', item: id, draft: id });
      meta.delete(key);
      if (!replaces) return;
      outbox.delete(replaces);
      for (const old of await done(shelf.index('item').getAllKeys(replaces))) shelf.delete(old);
    });
    bus.tell('outbox', { id, fresh: true });
    return id;
  }

  // Everything that was written here goes, the pictures too.
  async drop() {
    await this.settled();
    const { phone: { store }, key } = this;
    await store.run(['meta', 'files'], 'readwrite', async (meta, shelf) => {
      meta.delete(key);
      for (const file of await done(shelf.index('state').getAll('draft'))) if (file.draft === key) shelf.delete(file.key);
    });
  }

  settled() { return this.#writing.catch(() => {}); }
  close() { return this.settled().then(this.release); }
}

// One that cannot be read any more is begun anew; nothing stands on it.
async function read({ store, vault }, key) {
  const record = await store.get('meta', key);
  return record && vault.unseal(key, record.sealed).catch(error => {
    if (error.code !== 'record_damaged') throw error;
  });
}
