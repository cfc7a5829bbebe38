// A phone's surroundings in Node: a fresh IndexedDB, Web Locks, a clock that is set, and a server that can
// lose answers, be replaced by a captive portal, or refuse. Tests drive the real modules through it.
import { gunzipSync } from 'node:zlib';
import { IDBFactory } from 'fake-indexeddb';
import 'fake-indexeddb/auto';
import { canonical, digest } from '../../../gnbv/static/js/offline/canonical.js';
import { Clock } from '../../../gnbv/static/js/offline/clock.js';
import { Store } from '../../../gnbv/static/js/offline/db.js';
import { Drafts } from '../../../gnbv/static/js/offline/drafts.js';
import { Bus } from '../../../gnbv/static/js/offline/events.js';
import { Kit } from '../../../gnbv/static/js/offline/kit.js';
import { Outbox } from '../../../gnbv/static/js/offline/outbox.js';
import { Sender } from '../../../gnbv/static/js/offline/sender.js';
import { Vault } from '../../../gnbv/static/js/offline/vault.js';
import { sha256, utf8 } from '../../../gnbv/static/js/offline/bytes.js';

export const ROUNDS = 1000; // the real 600,000 are proven once, in vault.test.mjs

// A JSON body as the server reads it, compressed or not; null for bytes.
export function bodyOf({ body, headers }) {
  if (typeof body === 'string') return JSON.parse(body);
  return new Headers(headers).get('Content-Encoding') === 'gzip' ? JSON.parse(gunzipSync(Buffer.from(body))) : null;
}

export function freshDisk() {
  globalThis.indexedDB = new IDBFactory();
}

// Web Locks as the standard has them, as far as these modules use them.
class Locks {
  #queues = new Map();

  request(name, options, work) {
    const queue = this.#queues.get(name) ?? [];
    this.#queues.set(name, queue);
    if (options.ifAvailable && queue.length) return Promise.resolve(work(null));
    return new Promise((resolve, reject) => {
      const entry = { start: async () => {
        try { resolve(await work({ name })); } catch (error) { reject(error); }
        queue.shift();
        queue[0]?.start();
      } };
      options.signal?.addEventListener('abort', () => {
        const at = queue.indexOf(entry);
        if (at > 0) { queue.splice(at, 1); reject(new DOMException('', 'AbortError')); }
      });
      queue.push(entry);
      if (queue.length === 1) entry.start();
    });
  }
}

export function freshLocks() {
  Object.defineProperty(globalThis, 'navigator', { value: { locks: new Locks() }, configurable: true, writable: true });
}

export class TestClock extends Clock {
  constructor(at = Date.parse('2026-10-23T02:00:00Z')) {
    const time = { at };
    super({ now: () => time.at, steady: () => time.at });
    this.pass = ms => { time.at += ms; };
  }
}

let lastCommune = null;

export async function communeKey() {
  const pair = lastCommune = await crypto.subtle.generateKey({ name: 'ECDH', namedCurve: 'P-256' }, true, ['deriveBits']);
  return { pair, entry: { kid: 'k1', jwk: await crypto.subtle.exportKey('jwk', pair.publicKey) } };
}

export async function openEnvelope(pair, sealed, aad, info = 'gnbv item v1') {
  const bytes = value => Buffer.from(value, 'base64url');
  const epk = await crypto.subtle.importKey('raw', bytes(sealed.epk), { name: 'ECDH', namedCurve: 'P-256' }, false, []);
  const shared = await crypto.subtle.deriveBits({ name: 'ECDH', public: epk }, pair.privateKey, 256);
  const ikm = await crypto.subtle.importKey('raw', shared, 'HKDF', false, ['deriveKey']);
  const aes = await crypto.subtle.deriveKey({ name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(), info: utf8(info) },
    ikm, { name: 'AES-GCM', length: 256 }, false, ['decrypt']);
  return new Uint8Array(await crypto.subtle.decrypt({ name: 'AES-GCM', iv: bytes(sealed.iv), additionalData: utf8(aad) }, aes, bytes(sealed.ct)));
}

export const kitPage = async (entries, more = {}) => ({ app: 'gnbv', protocol: 1, cursor: 'c1', mode: 'full', page: 1, pages: 1,
  count: entries.length, sha256: await digest(entries), today: null, entries, removed: [], ...more });
export const entry = async (type, id, data) => ({ type, id, hash: await digest(data), data });

// The parts of one unlocked tab over one store, without Phone around them.
export async function tab({ name = 'gnbv-test', clock = new TestClock(), pin = '123456', key = null } = {}) {
  const store = new Store(name);
  const vault = new Vault(store, { now: clock.now, rounds: ROUNDS });
  if (await vault.exists()) await vault.unlock(pin);
  else await vault.create({ pin, password: 'mat-khau' });
  const bus = new Bus(`test-${crypto.randomUUID()}`);
  const parts = { store, vault, clock, bus, owner: { device: 'd1', deposit: 'token' } };
  parts.kit = new Kit(store, vault);
  if (key) await parts.kit.apply([await entry('key', key.kid, key)], [], {});
  else await parts.kit.load();
  parts.drafts = new Drafts(parts);
  parts.outbox = new Outbox(parts);
  parts.sender = new Sender(parts);
  return { ...parts, close: async () => { await parts.drafts.closeAll(); bus.close(); await store.close(); } };
}

// A server that stores items by id as the real one does. `faults` is a list of names, one per request:
// 'refuse' 'drop' (commits, then loses the answer) 'captive' 'html' 'cut' or a number (that status, marked).
export class Server {
  constructor({ faults = [], judge = () => ({ outcome: 'accepted' }), sessions = true, deposit = 'token', commune = lastCommune } = {}) {
    Object.assign(this, { faults, judge, sessions, deposit, commune, items: new Map(), requests: [], files: new Map(), routes: {} });
  }

  install() {
    globalThis.fetch = (url, options) => this.#answer(new URL(url, 'http://phone.test'), options);
    return this;
  }

  async #answer(url, options) {
    const request = { path: url.pathname, search: url.search, method: options.method, cookies: options.credentials !== 'omit',
      headers: new Headers(options.headers), json: bodyOf(options), body: options.body };
    this.requests.push(request);
    const fault = this.faults.shift();
    if (fault === 'refuse') throw new TypeError('fetch failed');
    if (fault === 'hang') return new Promise((_, reject) => options.signal.addEventListener('abort', () => reject(new DOMException('', 'AbortError'))));
    if (fault === 'captive') return new Response('{"outcomes":[]}', { status: 200, headers: { 'Content-Type': 'application/json' } });
    if (fault === 'html') return new Response('<html>Wi-Fi', { status: 200, headers: { 'Content-Type': 'text/html' } });
    if (typeof fault === 'number') return this.json({ cause: { code: `http_${fault}`, vi: 'Xã chưa nhận', en: 'Not received' } }, fault);
    const answer = await this.#route(request);
    if (fault === 'drop') throw new TypeError('connection closed');
    if (fault === 'cut') return new Response('{"app":"gnbv","outc', { status: 200, headers: { 'X-Gnbv': '1', 'Content-Type': 'application/json' } });
    return answer;
  }

  json(body, status = 200, headers = {}) {
    return new Response(JSON.stringify({ app: 'gnbv', protocol: 1, ...body }), { status, headers: { 'X-Gnbv': '1', 'Content-Type': 'application/json', ...headers } });
  }

  async #route(request) {
    const { path, json } = request;
    if (this.routes[path]) return this.routes[path](request, this);
    if (path === '/sync') {
      if (request.cookies ? !this.sessions : json.deposit !== this.deposit) return this.json({}, 401);
      return this.json({ outcomes: json.items.map(item => this.#take(item)) });
    }
    if (path.startsWith('/sync/attachments/')) return this.#file(request);
    return this.json({}, 404);
  }

  #take(item) {
    const kept = this.items.get(item.id);
    if (kept) return { id: item.id, outcome: kept.sha256 === item.sha256 ? 'duplicate' : 'conflict' };
    const verdict = this.judge(item);
    if (['accepted', 'held', 'conflict'].includes(verdict.outcome)) this.items.set(item.id, item);
    return { id: item.id, ...verdict };
  }

  async #file({ path, method, headers, body }) {
    const file = this.files.get(path) ?? { parts: [], size: null };
    const at = () => file.parts.reduce((sum, part) => sum + part.byteLength, 0);
    const answer = status => new Response(null, { status, headers: { 'X-Gnbv': '1', 'Upload-Offset': String(at()) } });
    if (method === 'HEAD') return this.files.has(path) ? answer(200) : new Response(null, { status: 404, headers: { 'X-Gnbv': '1' } });
    const sealed = headers.get('X-Gnbv-Sealed');
    const [, from, , size] = /bytes (\d+)-(\d+)\/(\d+)/.exec(headers.get('Content-Range')).map(Number);
    if (from !== at()) return answer(409);
    file.parts.push(body);
    this.files.set(path, file);
    if (at() < size) return answer(204);
    file.whole = await this.#unboxed(path, Buffer.concat(file.parts.map(part => Buffer.from(part))), sealed);
    if (file.whole && await sha256(file.whole) === path.split('/').at(-1)) return answer(201);
    file.parts = [];
    return answer(422);
  }

  // A sealed photo is opened as the commune opens it: `commune` holds the private key.
  async #unboxed(path, bytes, header) {
    if (!header) return bytes;
    const { box, ...wire } = JSON.parse(Buffer.from(header, 'base64url'));
    const key = decodeURIComponent(path.slice('/sync/attachments/'.length));
    const additionalData = utf8(key);
    try {
      const raw = await openEnvelope(this.commune, wire, key, 'gnbv file v1');
      const aes = await crypto.subtle.importKey('raw', raw, 'AES-GCM', false, ['decrypt']);
      return Buffer.from(await crypto.subtle.decrypt({ name: 'AES-GCM', iv: Buffer.from(box, 'base64url'), additionalData }, aes, bytes));
    } catch {
      return null;
    }
  }

  posts() { return this.requests.filter(({ path }) => path === '/sync'); }
}

export { canonical, digest };
