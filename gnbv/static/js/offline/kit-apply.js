// Writes into the kit: which entry lies in which sealed block, what its head says of it, and which forms and packs
// may go. All of one page in one commit.
import { done } from './db.js';
import { headOf, LIBRARY } from './kit-index.js';
import { bookPlace, libraryKey } from './kit-shelf.js';
import { light } from './search.js';

const BLOCK = { survey: 10 };
const BLOCK_OF_OTHERS = 100;

export async function applyTo({ store, vault, index, block }, entries, removed, progress, used) {
  const change = new Change(index, block, progress);
  for (const entry of removed) await change.remove(entry);
  for (const entry of entries) await change.put(entry);
  const { about, heads, blocks } = change.finish();
  const sealed = async (key, value) => ({ key, sealed: await vault.seal(`kit/${key}`, value) });
  const records = await Promise.all(Object.entries(blocks).map(([key, value]) => sealed(key, value)));
  for (const { key, sealed: { ct } } of records) about.sizes[key] = ct.byteLength;
  const kept = Object.entries(heads).filter(([, head]) => head);
  records.push(...await Promise.all([...kept.map(([block_, head]) => sealed(headOf(block_), head)), sealed('index', about)]));
  const books = await Promise.all(change.books.map(async ({ key, hash, data }) => ({ key, hash, sealed: await vault.seal(bookPlace(key), data) })));
  const blocksLeft = Object.entries({ ...index.heads, ...heads }).filter(([, head]) => head);
  const known = new Set(['index', ...blocksLeft.flatMap(([name]) => [name, headOf(name)])]);
  const current = new Set(Object.values(about.library).map(({ key }) => key));
  await store.run(['kit', 'library'], 'readwrite', async (kit, shelf) => {
    for (const record of records) kit.put(record);
    for (const book of books) shelf.put(book);
    for (const key of await done(kit.getAllKeys())) if (!known.has(key)) kit.delete(key);
    for (const key of await done(shelf.getAllKeys())) if (!current.has(key) && !used(key)) shelf.delete(key);
  });
  index.take({ about, heads, gone: change.gone });
}

// The index in memory changes only when the commit has succeeded: what is touched is copied.
class Change {
  heads = {};
  blocks = {};
  books = [];
  gone = new Set();
  #rooms = {};
  #fresh = new Map();

  constructor(index, read, progress) {
    Object.assign(this, { index, read });
    this.about = { ...index.about, library: { ...index.about.library }, sizes: { ...index.about.sizes }, ...progress };
    for (const block of index.unsaved) this.#head(block);
  }

  #head(block) { return this.heads[block] ??= { ...this.index.heads[block] }; }

  async #block(block) {
    if (this.blocks[block]) return this.blocks[block];
    const data = this.blocks[block] = { ...await this.read(block) };
    // A block that could not be read takes its neighbours along: the head must not promise them.
    const head = this.#head(block);
    for (const id of Object.keys(head)) {
      if (id in data) continue;
      delete head[id];
      this.gone.add(`${block.slice(0, block.indexOf(':'))}/${id}`);
    }
    return data;
  }

  async put({ type, id, hash, data }) {
    const { run } = this.about;
    if (LIBRARY.includes(type)) {
      const key = libraryKey(type, data);
      if (this.about.library[`${type}/${id}`]?.hash !== hash) this.books.push({ key, hash, data });
      this.about.library[`${type}/${id}`] = { hash, key, run };
      return;
    }
    const name = `${type}/${id}`;
    const block = this.#fresh.get(name) ?? (this.gone.has(name) ? null : this.index.places.get(name)) ?? this.#room(type, name);
    const head = this.#head(block);
    // What is here already is not sealed again: a whole kit after a restored server costs the phone little.
    if (head[id]?.hash === hash) return void (head[id] = { ...head[id], run });
    (await this.#block(block))[id] = data;
    head[id] = { hash, run, row: light(type, data) };
    this.gone.delete(name);
  }

  async remove({ type, id }) {
    if (LIBRARY.includes(type)) {
      delete this.about.library[`${type}/${id}`];
      return;
    }
    const block = this.index.places.get(`${type}/${id}`);
    if (!block) return;
    delete (await this.#block(block))[id];
    delete this.#head(block)[id];
    this.gone.add(`${type}/${id}`);
  }

  // The newest block of a type while it has room. Emptied places are not refilled: a block goes when it is empty.
  #room(type, name) {
    const room = this.#rooms[type] ??= this.#newest(type);
    if (room.count >= (BLOCK[type] ?? BLOCK_OF_OTHERS)) Object.assign(room, { number: room.number + 1, count: 0 });
    room.count++;
    const block = `${type}:${room.number}`;
    this.#fresh.set(name, block);
    return block;
  }

  #newest(type) {
    const number = Math.max(0, ...this.index.blocks(type).map(block => Number(block.slice(type.length + 1))));
    return { number, count: Object.keys(this.#head(`${type}:${number}`)).length };
  }

  finish() {
    for (const [block, head] of Object.entries(this.heads)) {
      if (Object.keys(head).length) continue;
      this.heads[block] = null;
      delete this.blocks[block];
      delete this.about.sizes[block];
    }
    return this;
  }
}
