// What the kit knows of its entries without opening them. One small sealed record `index` says how far the kit is;
// beside every block of entries lies its sealed head: who is in it, with the hash and the row that lists show. So one
// change rewrites one block and its head, whatever the size of the kit. Heads are opened at unlock, blocks when asked.
import { done } from './db.js';
import { light } from './search.js';

// Raised when the rows of the heads change: the heads of an older one are made anew from the blocks.
const VERSION = 2;
const HEAD = 'head:';
export const LIBRARY = ['form', 'pack'];
export const headOf = block => HEAD + block;
const fresh = () => ({ v: VERSION, cursor: null, at: null, today: null, complete: false, seen: null, run: 0, library: {}, sizes: {} });

export class KitIndex {
  #rows = {};

  constructor(about = fresh(), heads = {}, library = {}) {
    this.about = { ...about, library };
    this.heads = heads;
    this.unsaved = new Set();
    this.places = new Map();
    for (const block of Object.keys(heads)) this.#place(block);
  }

  #place(block) {
    const type = block.slice(0, block.indexOf(':'));
    for (const id of Object.keys(this.heads[block])) this.places.set(`${type}/${id}`, block);
  }

  at(type, id) {
    const block = this.places.get(`${type}/${id}`);
    return block && { ...this.heads[block][id], block };
  }

  blocks(type) { return Object.keys(this.heads).filter(block => block.startsWith(`${type}:`)); }
  rows(type) { return this.#rows[type] ??= this.blocks(type).flatMap(block => Object.values(this.heads[block]).map(({ row }) => row)); }
  hashOf(type, id) { return (LIBRARY.includes(type) ? this.about.library[`${type}/${id}`] : this.at(type, id))?.hash; }
  names() { return [...Object.keys(this.about.library), ...this.places.keys()]; }

  // Names that a whole download of number `run` has not brought again.
  olderThan(run) {
    const shelf = Object.entries(this.about.library).filter(([, book]) => book.run !== run).map(([name]) => name);
    return shelf.concat([...this.places].filter(([name, block]) => this.heads[block][name.slice(name.indexOf('/') + 1)].run !== run).map(([name]) => name));
  }

  // After the commit of a change: what it wrote takes the place of what was here.
  take({ about, heads, gone }) {
    this.about = about;
    for (const name of gone) this.places.delete(name);
    for (const [block, head] of Object.entries(heads)) {
      if (head) this.heads[block] = head;
      else delete this.heads[block];
      this.unsaved.delete(block);
      if (head) this.#place(block);
    }
    this.#rows = {};
  }

  // A block that cannot be read is not here: the next refresh notices that its entries lack, and brings them.
  forget(block) {
    const type = block.slice(0, block.indexOf(':'));
    for (const id of Object.keys(this.heads[block] ?? {})) this.places.delete(`${type}/${id}`);
    delete this.heads[block];
    this.#rows = {};
  }

  static async read(store, vault) {
    const [record, keys, kept, books] = await store.run(['kit', 'library'], 'readonly', (kit, shelf) => Promise.all([
      done(kit.get('index')), done(kit.getAllKeys()), done(kit.getAll(IDBKeyRange.bound(HEAD, `${HEAD}\uffff`))), done(shelf.getAllKeys())]));
    const about = record && await opened(vault, record);
    if (!about) return new KitIndex();
    const there = new Set([...keys, ...books]);
    const library = Object.fromEntries(Object.entries(about.library).filter(([, { key }]) => there.has(key)));
    if (about.v !== VERSION) return older(store, vault, about, library);
    const heads = {};
    await Promise.all(kept.filter(({ key }) => there.has(key.slice(HEAD.length))).map(async head => {
      const value = await opened(vault, head);
      if (value) heads[head.key.slice(HEAD.length)] = value;
    }));
    return new KitIndex(about, heads, library);
  }
}

async function opened(vault, { key, sealed }) {
  try {
    return await vault.unseal(`kit/${key}`, sealed);
  } catch (error) {
    if (error.code === 'record_damaged') return null;
    throw error;
  }
}

// The first releases kept hashes, places and rows of everything in `index`.
async function older(store, vault, { types = {}, cursor, at, today, complete }, library) {
  const heads = {};
  for (const [type, ids] of Object.entries(types)) {
    for (const [id, { hash, block }] of Object.entries(ids)) (heads[block] ??= {})[id] = { hash, run: 0, type };
  }
  await Promise.all(Object.entries(heads).map(async ([block, head]) => {
    const record = await store.get('kit', block);
    const data = record && await opened(vault, record);
    for (const [id, { type, ...entry }] of Object.entries(head)) {
      if (data?.[id]) head[id] = { ...entry, row: light(type, data[id]) };
      else delete head[id];
    }
  }));
  const index = new KitIndex({ ...fresh(), cursor, at, today, complete }, heads, library);
  index.unsaved = new Set(Object.keys(heads));
  return index;
}
