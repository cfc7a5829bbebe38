// The service worker is a classic script: it runs here in a context of its own over the same fake disk.
import { readFileSync } from 'node:fs';
import vm from 'node:vm';

const SOURCE = readFileSync(new URL('../../../gnbv/static/sw.js', import.meta.url), 'utf8');

class Caches {
  #all = new Map();
  async keys() { return [...this.#all.keys()]; }
  async delete(name) { return this.#all.delete(name); }
  async open(name) {
    if (!this.#all.has(name)) this.#all.set(name, new Map());
    const kept = this.#all.get(name);
    const key = request => typeof request === 'string' ? request : new URL(request.url).pathname;
    return { match: async request => kept.get(key(request))?.clone(), put: async (request, response) => { kept.set(key(request), response); } };
  }
}

export function worker(version = 'v1', caches = new Caches()) {
  const heard = {};
  const state = { caches, skipped: 0, claimed: 0 };
  const self = { location: { href: `http://phone.test/sw.js?v=${version}`, origin: 'http://phone.test' },
    addEventListener: (name, work) => { heard[name] = work; }, skipWaiting: async () => { state.skipped++; }, clients: { claim: async () => { state.claimed++; } } };
  const context = vm.createContext({ self, caches, crypto, URL, Date, btoa, indexedDB, navigator, fetch: (...args) => globalThis.fetch(...args), AbortSignal,
    BroadcastChannel: class { postMessage() {} } });
  vm.runInContext(`${SOURCE}\nself.judge = judge;`, context);
  const fire = async (name, event) => {
    let work, response;
    heard[name]({ waitUntil: promise => { work = promise; }, respondWith: promise => { response = promise; }, ...event });
    await work;
    return response;
  };
  return Object.assign(state, { fire, judge: self.judge });
}
