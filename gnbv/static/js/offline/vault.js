// The key of one owner's store. A random data key seals everything; it is wrapped
//   pin       HKDF over HMAC(device secret, PBKDF2(PIN, 600k)): opens on this phone only, the secret cannot be exported
//   password  PBKDF2(password, 600k): for a forgotten PIN without a network
//   recovery  the server's recovery key (seal.js): for another phone
// The data key itself is held in memory only, as a CryptoKey that cannot be exported.
import { problem, random, text, utf8 } from './bytes.js';
import { done } from './db.js';
import { seal } from './seal.js';
import { aesKey, unwrap, wrap } from './wrap.js';

export const ROUNDS = 600_000;
export const TRIES_BEFORE_WAIT = 5;
export const TRIES_BEFORE_PASSWORD = 8;
const FIRST_WAIT_MS = 30_000;
const NO_TRIES = { count: 0, at: 0 };

export class Vault {
  #key = null;

  constructor(store, { now = () => Date.now(), rounds = ROUNDS } = {}) {
    Object.assign(this, { store, now, rounds });
  }

  get open() { return this.#key !== null; }
  get key() { return this.#key; }
  adopt(key) { this.#key = key; }
  lock() { this.#key = null; }

  exists() { return this.#record().then(Boolean); }
  #record() { return this.store.get('meta', 'vault'); }

  async create({ pin, password, recovery = null, device = '' }) {
    if (await this.exists()) throw problem('vault_exists');
    const raw = random(32);
    const secret = await crypto.subtle.generateKey({ name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
    const record = { key: 'vault', secret, rounds: this.rounds, tries: { pin: NO_TRIES, password: NO_TRIES } };
    record.pin = await wrap(record, 'pin', pin, raw);
    record.password = await wrap(record, 'password', password, raw);
    if (recovery) record.recovery = await seal(recovery, raw, device, { info: 'gnbv recovery v1' });
    // Another tab may have made the vault meanwhile: a second data key would orphan what the first has sealed.
    await this.store.run('meta', 'readwrite', async meta => {
      if (await done(meta.get('vault'))) throw problem('vault_exists');
      meta.put(record);
    });
    this.#key = await aesKey(raw);
  }

  unlock(pin) { return this.#enter('pin', pin); }
  unlockWithPassword(password) { return this.#enter('password', password); }

  // Give a new `pin`, a new `password`, or both, proven by the old `{pin}` or `{password}`.
  async change(next, proof) {
    const raw = await this.#prove(...Object.entries(proof)[0]);
    const record = await this.#record();
    const wraps = {};
    for (const [kind, secret] of Object.entries(next)) wraps[kind] = await wrap(record, kind, secret, raw);
    await this.#amend(meta => Object.assign(meta, wraps, { tries: { pin: NO_TRIES, password: NO_TRIES } }));
    this.#key = await aesKey(raw);
  }

  async #enter(kind, secret) {
    this.#key = await aesKey(await this.#prove(kind, secret));
  }

  // The try is counted before it is made: killing the page must not give it back.
  async #prove(kind, secret) {
    const now = this.now();
    const record = await this.#amend(record => {
      const tries = record.tries[kind];
      if (kind === 'pin' && tries.count >= TRIES_BEFORE_PASSWORD) throw problem('password_needed');
      const pause = tries.count < TRIES_BEFORE_WAIT ? 0 : FIRST_WAIT_MS * 2 ** Math.min(tries.count - TRIES_BEFORE_WAIT, 5);
      // A clock set back must not lengthen the wait beyond its own measure.
      const passed = now - tries.at;
      if (passed < pause && passed >= 0) throw problem('wait', { until: tries.at + pause });
      record.tries = { ...record.tries, [kind]: { count: tries.count + 1, at: now } };
    });
    const raw = await unwrap(record, kind, secret);
    if (!raw) {
      const { count } = record.tries[kind];
      if (kind === 'pin' && count >= TRIES_BEFORE_PASSWORD) throw problem('password_needed');
      throw problem(`wrong_${kind}`, { left: Math.max(0, TRIES_BEFORE_WAIT - count) });
    }
    await this.#amend(record => { record.tries = { pin: NO_TRIES, password: NO_TRIES }; });
    return raw;
  }

  #amend(change) {
    return this.store.run('meta', 'readwrite', async meta => {
      const record = await done(meta.get('vault'));
      if (!record) throw problem('no_vault');
      change(record);
      meta.put(record);
      return record;
    });
  }

  // `place` ("drafts/<id>") is bound in, so that no record can be put in another's place.
  async sealBytes(place, bytes) {
    if (!this.#key) throw problem('locked');
    const iv = random(12);
    return { iv, ct: await crypto.subtle.encrypt({ name: 'AES-GCM', iv, additionalData: utf8(place) }, this.#key, bytes) };
  }

  async openBytes(place, { iv, ct }) {
    if (!this.#key) throw problem('locked');
    return crypto.subtle.decrypt({ name: 'AES-GCM', iv, additionalData: utf8(place) }, this.#key, ct)
      .catch(() => { throw problem('record_damaged', { place }); });
  }

  seal(place, value) { return this.sealBytes(place, utf8(JSON.stringify(value))); }
  async unseal(place, sealed) { return JSON.parse(text(await this.openBytes(place, sealed))); }
}
