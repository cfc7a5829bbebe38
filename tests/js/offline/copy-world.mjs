// The server's side of the second copy, as far as a phone can see it, and phones that hand theirs in.
import { base64url, sha256 } from '../../../gnbv/static/js/offline/bytes.js';
import { Copies } from '../../../gnbv/static/js/offline/copies.js';
import { Store } from '../../../gnbv/static/js/offline/db.js';
import { Restore } from '../../../gnbv/static/js/offline/restore.js';
import { seal } from '../../../gnbv/static/js/offline/seal.js';
import { Vault } from '../../../gnbv/static/js/offline/vault.js';
import { communeKey, openEnvelope, ROUNDS, Server, tab, TestClock } from './world.mjs';

const gunzip = async body => new Response(new Response(body).body.pipeThrough(new DecompressionStream('gzip'))).text();

export class CopyServer {
  constructor(recovery) {
    Object.assign(this, { recovery, vaults: new Map(), records: new Map(), releases: 0, taken: [], asked: [], room: Infinity, fresh: true });
  }

  // `faults` of the whole server come first: refuse, drop, a status …, one a request.
  install(server) {
    this.server = server.install();
    const others = globalThis.fetch;
    globalThis.fetch = async (url, options) => {
      if (!/^\/sync\/(copies|recovery)/.test(url)) return others(url, options);
      this.asked.push(`${options.method ?? 'GET'} ${url.split('/').slice(0, 4).join('/')}`);
      const fault = this.server.faults.shift();
      if (fault === 'refuse') throw new TypeError('fetch failed');
      if (typeof fault === 'number') return this.#json({}, fault);
      if (fault === 'html') return new Response('<html>Wi-Fi', { headers: { 'Content-Type': 'text/html' } });
      const answer = await this.#route(new URL(url, 'http://phone.test').pathname, options, new Headers(options.headers));
      if (fault === 'drop') throw new TypeError('connection closed');
      return answer;
    };
    return this;
  }

  #json(body, status = 200) {
    return new Response(JSON.stringify({ app: 'gnbv', ...body }), { status, headers: { 'X-Gnbv': '1', 'Content-Type': 'application/json' } });
  }

  #empty(status, at) {
    return new Response(null, { status, headers: { 'X-Gnbv': '1', 'Upload-Offset': String(at) } });
  }

  of(device) { return [...this.records.values()].filter(record => record.device === device && record.body && !record.gone); }

  async #route(path, options, headers) {
    const json = typeof options.body === 'string' ? JSON.parse(options.body)
      : headers.get('Content-Encoding') === 'gzip' ? JSON.parse(await gunzip(options.body)) : null;
    const device = json?.device ?? headers.get('X-Gnbv-Device');
    const bySession = options.credentials !== 'omit';
    if (bySession ? !this.server.sessions : (json?.deposit ?? headers.get('X-Gnbv-Deposit')) !== 'token') return this.#json({}, 401);
    const [, , area, ...rest] = path.split('/').map(decodeURIComponent);
    if (area === 'recovery') return this.#recovery(rest, json);
    if (!rest.length && (options.method ?? 'GET') === 'GET') return this.#json({ copies: this.#offers(device) });
    if (!rest.length) return this.#list(device, json.records);
    if (rest[0] === 'vault') { this.vaults.set(device, json.recovery); return this.#json({ vault: true }); }
    if (rest[0] === 'taken') { this.taken.push(json.device); for (const record of this.of(json.device)) record.gone = true; return this.#json({}); }
    return this.#record(options, headers, this.records.get(`${device}|${rest[0]}|${rest.slice(1).join('/')}`));
  }

  #offers(device) {
    return [...this.vaults.keys()].filter(other => other !== device && this.of(other).length).map(other => {
      const ids = kind => this.of(other).filter(record => record.kind === kind).map(({ id }) => id);
      const items = ids('outbox');
      return { device: other, label: 'phone', at: '2026-10-23T02:00:00.000Z', drafts: ids('draft').filter(id => !items.includes(id)).length, items: items.length, files: ids('file').length };
    });
  }

  #list(device, records) {
    if (!this.vaults.has(device)) return this.#json({ vault: false, want: [], kept: 0, left: 0 });
    const want = [], named = new Set();
    let kept = 0, left = 0, used = 0;
    for (const { kind, id, sha256: hash, size } of records) {
      const key = `${device}|${kind}|${id}`;
      named.add(key);
      if ((used += size) > this.room) { used -= size; left++; continue; }
      const record = this.records.get(key) ?? { device, kind, id, part: new Uint8Array() };
      this.records.set(key, Object.assign(record, { gone: false, size }));
      if (record.hash === hash && record.body) kept++;
      else {
        if (record.wish !== hash) Object.assign(record, { wish: hash, part: new Uint8Array() });
        want.push({ kind, id });
      }
    }
    for (const [key, record] of this.records) if (record.device === device && !named.has(key)) record.gone = true;
    return this.#json({ vault: true, want, kept, left });
  }

  async #record({ method, body }, headers, record) {
    if (!record) return this.#empty(404, 0);
    if (method === 'HEAD') return this.#empty(200, record.part.length);
    const [, from] = /bytes (\d+)-(\d+)\/(\d+)/.exec(headers.get('Content-Range')).map(Number);
    if (from > record.part.length) return this.#empty(409, record.part.length);
    record.part = Buffer.concat([record.part.subarray(0, from), Buffer.from(body)]);
    if (record.part.length < record.size) return this.#empty(204, record.part.length);
    if (await sha256(record.part) !== record.wish) return this.#empty(422, 0);
    Object.assign(record, { body: record.part, hash: record.wish, part: new Uint8Array() });
    return this.#empty(201, record.size);
  }

  async #recovery([device, kind, ...name], json) {
    if (device) {
      if (!kind) return this.#json({ records: this.of(device).map(({ kind, id, hash, size }) => ({ kind, id, sha256: hash, size })) });
      const record = this.records.get(`${device}|${kind}|${name.join('/')}`);
      return record?.body ? new Response(record.body, { headers: { 'X-Gnbv': '1', 'Content-Type': 'application/octet-stream' } }) : this.#json({}, 404);
    }
    if (!this.fresh) return this.#json({ error: { code: 'fresh_sign_in', vi: 'Cần nhập lại mật khẩu', en: 'Password again' } }, 403);
    this.releases++;
    const raw = await openEnvelope(this.recovery.pair, this.vaults.get(json.device), json.device, 'gnbv recovery v1');
    return this.#json({ device: json.device, key: await seal({ kid: 'x', jwk: json.to }, raw, json.device, { info: 'gnbv recovery answer v1' }) });
  }
}

// One unlocked phone of the person, with the parts that copy and restore.
export async function copying(recovery, device, { clock = new TestClock(), key = null } = {}) {
  const store = new Store(`gnbv-${device}`);
  const vault = new Vault(store, { now: clock.now, rounds: ROUNDS });
  if (!await vault.exists()) await vault.create({ pin: '123456', password: 'mat-khau', recovery: recovery.entry, device });
  await store.close();
  const parts = await tab({ name: `gnbv-${device}`, clock, key });
  parts.owner.device = device;
  return { ...parts, copies: new Copies(parts), restore: new Restore(parts), device };
}

export const photo = (ref = 'anh', size = 300_000) => ({ ref, type: 'image/jpeg', bytes: crypto.getRandomValues(new Uint8Array(Math.min(size, 65_536))).buffer });
export { base64url, communeKey, Server };
