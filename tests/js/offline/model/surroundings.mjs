// Several phones in one Node process. Whoever runs (a tab, a service worker) is told apart by the call itself, so that
// each meets its own disk, locks, channels and cookies, can be killed at any of its crossings (before and after each
// transaction and each request), and what is random comes from the history's seed: a history runs the same way twice.
import { AsyncLocalStorage } from 'node:async_hooks';
import { forceCloseDatabase, IDBDatabase, IDBFactory, IDBObjectStore } from 'fake-indexeddb';
import 'fake-indexeddb/auto';
import { Store } from '../../../../gnbv/static/js/offline/db.js';
import { Sync } from '../../../../gnbv/static/js/offline/sync.js';

const running = new AsyncLocalStorage();
export const here = () => running.getStore();
export const inside = (page, act) => running.run(page, act);
export const outside = act => running.exit(act);
const never = () => new Promise(() => {});
const real = { setTimeout: globalThis.setTimeout, fetch: globalThis.fetch, now: Date.now };

// One browser on one phone.
export class Browser {
  constructor() {
    Object.assign(this, { disk: new IDBFactory(), locks: new Locks(), channels: new Set(), cookie: null, pages: new Map(), caches: undefined });
  }
}

// A tab or a worker. With `fuel`, it dies at that crossing; `disk` is what its next transactions meet.
export class Page {
  constructor(browser) {
    Object.assign(this, { browser, dead: false, fuel: Infinity, disk: null });
    this.death = new Promise(resolve => { this.die = () => {
      if (this.dead) return;
      this.dead = true;
      browser.locks.free(this);
      for (const channel of browser.channels) if (channel.owner === this) channel.close();
      resolve('dead');
    }; });
  }

  // Resolves with what `act` gives, or 'dead'.
  run(act) { return Promise.race([inside(this, act), this.death]); }

  burn() {
    if (!this.dead && --this.fuel <= 0) this.die();
    return this.dead;
  }
}

async function crossing() { if (here()?.burn()) await never(); }

// Web Locks of one browser; what a dead page held is free.
class Locks {
  #queues = new Map();

  request(name, options, work) {
    // What a page still had in hand when it died takes nothing.
    if (here()?.dead) return never();
    const queue = this.#queues.get(name) ?? [];
    this.#queues.set(name, queue);
    if (options.ifAvailable && queue.length) return Promise.resolve(work(null));
    return new Promise((resolve, reject) => {
      const entry = { owner: here(), leave: () => {
        const at = queue.indexOf(entry);
        if (at >= 0) queue.splice(at, 1);
        if (at === 0) queue[0]?.start();
      }, start: async () => {
        try { resolve(await inside(entry.owner, () => work({ name }))); } catch (error) { reject(error); }
        entry.leave();
      } };
      options.signal?.addEventListener('abort', () => { if (queue.indexOf(entry) > 0) { entry.leave(); reject(new DOMException('', 'AbortError')); } });
      queue.push(entry);
      if (queue.length === 1) entry.start();
    });
  }

  free(page) {
    for (const queue of this.#queues.values()) for (const entry of queue.filter(({ owner }) => owner === page).reverse()) entry.leave();
  }
}

class Channel {
  constructor(name) {
    Object.assign(this, { name, owner: here(), browser: here().browser });
    this.browser.channels.add(this);
  }

  postMessage(data) {
    for (const other of this.browser.channels) {
      if (other !== this && other.name === this.name) queueMicrotask(() => inside(other.owner, () => other.owner.dead || other.onmessage?.({ data })));
    }
  }

  close() { this.browser.channels.delete(this); }
  unref() {}
}

function seeded(seed) {
  let a = seed >>> 0;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

// `clock` is the phones' own; `fetch` answers for the network. Timers are only real where the server is.
export function surround({ seed, clock, fetch, timers = false }) {
  const chance = seeded(seed);
  Math.random = chance;
  Date.now = clock.now;
  Object.defineProperty(crypto, 'getRandomValues', { configurable: true, value: bytes => { for (let i = 0; i < bytes.length; i++) bytes[i] = chance() * 256; return bytes; } });
  globalThis.fetch = async (...args) => { await crossing(); const answer = await fetch(...args); await crossing(); return answer; };
  if (timers) return;
  performance.now = clock.now;
  // Nothing of the phone waits for real time here but the short wait for another tab's key.
  globalThis.setTimeout = (act, ms, ...args) => ms >= 1_000 ? { unref() {} } : real.setTimeout(act, ms >= 100 ? 0 : ms, ...args);
  globalThis.setInterval = () => ({ unref() {} });
}

const get = (name, value) => Object.defineProperty(globalThis, name, { get: value, set() {}, configurable: true });
get('indexedDB', () => here()?.browser.disk);
get('navigator', () => here() ? { locks: here().browser.locks } : {});
globalThis.BroadcastChannel = Channel;
// The histories say when it is time to send.
Sync.prototype.start = function start() { this.stop(); };

const { run } = Store.prototype;
Store.prototype.run = async function (...args) { await crossing(); const result = await run.apply(this, args); await crossing(); return result; };

// The worker has no crossings of its own: it dies before a transaction begins. 'closed', 'torn', 'late': the system takes
// the connection before, within or at the end of a transaction; 'full': nothing more can be written.
const { transaction } = IDBDatabase.prototype;
IDBDatabase.prototype.transaction = function (names, mode, ...more) {
  const page = here();
  if (mode !== 'versionchange' && (page?.dead || page?.isWorker && page.burn())) throw new DOMException('', 'AbortError');
  const disk = mode !== 'versionchange' && page?.disk;
  const isMet = disk === 'closed' || disk === 'torn' || disk === 'late' && mode === 'readwrite';
  if (isMet) page.disk = null;
  if (disk === 'closed') forceCloseDatabase(this);
  const tx = transaction.call(this, names, mode, ...more);
  const tear = () => {
    try { tx.abort(); } catch { /* it had ended already */ }
    this.close();
    this.onclose?.();
  };
  if (isMet && disk === 'torn') queueMicrotask(tear);
  // Everything was written, and then it is not committed.
  if (isMet && disk === 'late') tx.late = tear;
  return tx;
};
const { put } = IDBObjectStore.prototype;
IDBObjectStore.prototype.put = function (...args) {
  if (here()?.disk === 'full') throw new DOMException('full', 'QuotaExceededError');
  const request = put.apply(this, args);
  const { late } = this.transaction;
  if (late) request.addEventListener('success', late);
  return request;
};

export { real };
