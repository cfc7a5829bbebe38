// One IndexedDB per owner, behind promises. `run` is the only door: it opens one strict transaction,
// resolves after the commit and reopens when the system or another tab closed the connection.
// Never await anything but the transaction's own requests inside `work`: it would commit early.
import { problem } from './bytes.js';

// Each step lifts the store by one version. A released step is never edited.
const STEPS = [
  db => {
    for (const [name, keyPath] of [['meta', 'key'], ['kit', 'key'], ['library', 'key'], ['drafts', 'id'],
      ['files', 'key'], ['outbox', 'id'], ['sent', 'id']]) db.createObjectStore(name, { keyPath });
  },
  (db, tx) => {
    // What the second copy on the server has of this store, and photos by what waits for them.
    db.createObjectStore('copies', { keyPath: 'key' });
    for (const name of ['state', 'item']) tx.objectStore('files').createIndex(name, name);
  },
];
// How long another tab may take to end what it writes and let the schema be lifted.
const BLOCKED_MS = 3_000;
const LOST = ['InvalidStateError', 'UnknownError'];
const DIRECTORY = [db => db.createObjectStore('owners', { keyPath: 'key' })];

export const done = request => new Promise((resolve, reject) => {
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});

function open(name, steps, version = steps.length) {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(name, version);
    request.onupgradeneeded = ({ oldVersion }) => steps.slice(oldVersion).forEach(step => step(request.result, request.transaction));
    let late = false, timer;
    request.onblocked = () => { timer = setTimeout(() => { late = true; reject(problem('store_blocked')); }, BLOCKED_MS); };
    // A store that newer code has lifted is whole, only not for this code: nothing of it is touched.
    request.onerror = ({ target: { error } }) => reject(problem(error.name === 'VersionError' ? 'store_newer' : 'store_unusable', { cause: error.name }));
    request.onsuccess = () => {
      clearTimeout(timer);
      // Nobody waits for it any more: it must not block the next one.
      if (late) request.result.close(); else resolve(request.result);
    };
  });
}

export class Store {
  #db = null;
  #taken = 0;

  constructor(name, { steps = STEPS, onproblem = () => {}, onfull = async () => false } = {}) {
    Object.assign(this, { name, steps, onproblem, onfull });
  }

  static directory() {
    return new Store('gnbv', { steps: DIRECTORY });
  }

  async #connect() {
    this.#db ??= open(this.name, this.steps).then(db => {
      // A newer tab wants to upgrade, or the system (iOS) took the connection: give way, reopen when asked.
      db.onversionchange = () => { db.close(); this.#db = null; };
      db.onclose = () => { this.#db = null; this.#taken++; this.onproblem('store_closed'); };
      return db;
    });
    try {
      return await this.#db;
    } catch (error) {
      this.#db = null;
      throw error;
    }
  }

  // The system (iOS above all) may take the connection away between or within transactions. `work` only puts and
  // deletes what was prepared, so it is done once more on a new connection.
  async run(names, mode, work) {
    const taken = this.#taken;
    try {
      return await this.#attempt(names, mode, work).catch(error => {
        const lost = LOST.includes(error.name) || error.name === 'AbortError' && taken !== this.#taken;
        if (!lost) throw error;
        this.#db = null;
        return this.#attempt(names, mode, work);
      });
    } catch (error) {
      if (error.name !== 'QuotaExceededError') throw error;
      // What was held back for such a moment is given to this write.
      const again = await this.onfull() && await this.#attempt(names, mode, work).then(result => ({ result }), () => null);
      if (again) return again.result;
      this.onproblem('quota');
      throw problem('quota');
    }
  }

  async #attempt(names, mode, work) {
    const tx = (await this.#connect()).transaction(names, mode, { durability: 'strict' });
    const finished = new Promise((resolve, reject) => {
      tx.oncomplete = resolve;
      tx.onabort = () => reject(tx.error ?? new DOMException('', 'AbortError'));
    });
    const [result] = await Promise.all([this.#work(tx, names, work), finished]);
    return result;
  }

  async #work(tx, names, work) {
    try {
      return await work(...[names].flat().map(name => tx.objectStore(name)));
    } catch (error) {
      try { tx.abort(); } catch { /* it had ended already */ }
      throw error;
    }
  }

  get(name, key) { return this.run(name, 'readonly', store => done(store.get(key))); }
  all(name, range) { return this.run(name, 'readonly', store => done(store.getAll(range))); }
  put(name, ...records) { return this.run(name, 'readwrite', store => { for (const record of records) store.put(record); }); }
  delete(name, ...keys) { return this.run(name, 'readwrite', store => { for (const key of keys) store.delete(key); }); }

  async close() {
    const db = await this.#db?.catch(() => null);
    this.#db = null;
    db?.close();
  }
}
