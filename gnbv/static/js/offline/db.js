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
];
const LOST = ['InvalidStateError', 'UnknownError'];
const DIRECTORY = [db => db.createObjectStore('owners', { keyPath: 'key' })];

export const done = request => new Promise((resolve, reject) => {
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});

function open(name, steps, version = steps.length) {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(name, version);
    request.onupgradeneeded = ({ oldVersion }) => {
      for (let step = oldVersion; step < version; step++) steps[step](request.result, request.transaction);
    };
    let late = false;
    request.onblocked = () => { late = true; reject(problem('store_blocked')); };
    request.onerror = () => reject(problem('store_unusable', { cause: request.error?.name }));
    // Nobody waits for it any more: it must not block the next one.
    request.onsuccess = () => late ? request.result.close() : resolve(request.result);
  });
}

export class Store {
  #db = null;

  constructor(name, { steps = STEPS, onproblem = () => {} } = {}) {
    Object.assign(this, { name, steps, onproblem });
  }

  static directory() {
    return new Store('gnbv', { steps: DIRECTORY });
  }

  async #connect() {
    this.#db ??= open(this.name, this.steps).then(db => {
      // A newer tab wants to upgrade, or the system (iOS) took the connection: give way, reopen when asked.
      db.onversionchange = () => { db.close(); this.#db = null; };
      db.onclose = () => { this.#db = null; this.onproblem('store_closed'); };
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
    const before = this.#db;
    try {
      return await this.#attempt(names, mode, work);
    } catch (error) {
      const lost = LOST.includes(error.name) || error.name === 'AbortError' && before !== this.#db;
      if (lost) {
        this.#db = null;
        return this.#attempt(names, mode, work);
      }
      if (error.name !== 'QuotaExceededError') throw error;
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
