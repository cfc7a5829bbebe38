// The key of one owner's store. A random data key seals everything; it is wrapped
//   pin       HKDF over HMAC(device secret, PBKDF2(PIN, 600k)): opens on this phone only, the secret cannot be exported
//   password  PBKDF2(password, 600k): for a forgotten PIN without a network
//   recovery  the server's recovery key (seal.js): for another phone
// The data key itself is held in memory only, as a CryptoKey that cannot be exported. `proof` in the record is when the
// person was last proven by a password or by the server's session: 45 days later the PIN alone is not enough.
import { problem, random } from './bytes.js';
import { DataKey } from './data-key.js';
import { done } from './db.js';
import { seal } from './seal.js';
import { count, noTries, opened, proofAt, wrong } from './tries.js';
import { aesKey, unwrap, wrap } from './wrap.js';

export const ROUNDS = 600_000;
const PROOF_AGAIN_MS = 3_600_000;

export class Vault extends DataKey {
  // `now` is the phone's clock, `right` the right time as far as it is known, `passed` what has surely passed of it.
  constructor(store, { now = () => Date.now(), right = now, passed = () => -Infinity, rounds = ROUNDS } = {}) {
    super();
    Object.assign(this, { store, now, right, passed, rounds, proven: -Infinity });
  }

  exists() { return this.#record().then(Boolean); }
  #record() { return this.store.get('meta', 'vault'); }

  async create({ pin, password, recovery = null, device = '' }) {
    if (await this.exists()) throw problem('vault_exists');
    const raw = random(32);
    const secret = await crypto.subtle.generateKey({ name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
    const record = { key: 'vault', secret, rounds: this.rounds, tries: noTries(), proof: proofAt(this.right()) };
    record.pin = await wrap(record, 'pin', pin, raw);
    record.password = await wrap(record, 'password', password, raw);
    if (recovery) record.recovery = await seal(recovery, raw, device, { info: 'gnbv recovery v1' });
    // Another tab may have made the vault meanwhile: a second data key would orphan what the first has sealed.
    await this.store.run('meta', 'readwrite', async meta => {
      if (await done(meta.get('vault'))) throw problem('vault_exists');
      meta.put(record);
    });
    this.adopt(await aesKey(raw));
  }

  unlock(pin) { return this.#enter('pin', pin); }
  unlockWithPassword(password) { return this.#enter('password', password); }

  // Give a new `pin`, a new `password`, or both, proven by the old `{pin}` or `{password}`.
  async change(next, proof) {
    await this.#rewrap(await this.#prove(...Object.entries(proof)[0]), next);
  }

  // The same with the raw key itself, which the server's recovery key opened: PIN and password are both lost.
  async reopen(raw, next) {
    const key = await aesKey(raw);
    const [draft] = await this.store.run('drafts', 'readonly', drafts => done(drafts.getAll(null, 1)));
    const [item] = await this.store.run('outbox', 'readonly', outbox => done(outbox.getAll(null, 1)));
    // Never a new PIN on a key that does not open what lies here.
    const probe = new DataKey();
    probe.adopt(key);
    if (draft) await probe.openBytes(`drafts/${draft.id}`, draft.sealed);
    if (item) await probe.openBytes(`outbox/${item.id}`, item.content);
    await this.#rewrap(raw, next);
  }

  // `next` may have `pin`, `password`, and `recovery` {key, device}: the server's key, for a device it did not know.
  async #rewrap(raw, { recovery, ...next }) {
    const record = await this.#record();
    const wraps = {};
    for (const [kind, secret] of Object.entries(next)) wraps[kind] = await wrap(record, kind, secret, raw);
    if (recovery) wraps.recovery = await seal(recovery.key, raw, recovery.device, { info: 'gnbv recovery v1' });
    await this.#amend(meta => Object.assign(meta, wraps, { tries: noTries() }));
    this.adopt(await aesKey(raw));
  }

  async #enter(kind, secret) {
    this.adopt(await aesKey(await this.#prove(kind, secret)));
  }

  // Signed in, or the server answered to the session: the PIN is enough for another 45 days.
  async renew() {
    const now = this.right();
    if (Math.abs(now - this.proven) < PROOF_AGAIN_MS || !await this.exists()) return;
    await this.#amend(record => { record.proof = proofAt(now); });
    this.proven = now;
  }

  // The try is counted before it is made: killing the page must not give it back.
  async #prove(kind, secret) {
    let until = 0;
    const record = await this.#amend(record => { until = count(record, kind, { now: this.now(), right: this.right() }); });
    if (until) throw problem('wait', { until });
    const raw = await unwrap(record, kind, secret);
    if (!raw) throw wrong(record, kind);
    await this.#amend(record => opened(record, kind, { right: this.right(), passed: this.passed() }));
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
}
