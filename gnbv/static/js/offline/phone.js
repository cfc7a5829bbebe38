// The phone as one object: who it belongs to, open or locked, and the parts that work when it is open.
// API in docs/offline-modules.md. Events: opened, locked, outbox, kit, drafts, sync, storage, problem.
import { Uploader } from './attachments.js';
import { newId, problem } from './bytes.js';
import { Clock } from './clock.js';
import { ask, SOON_MS } from './connection.js';
import { Store } from './db.js';
import { Drafts } from './drafts.js';
import { Bus } from './events.js';
import { Kit } from './kit.js';
import { Outbox } from './outbox.js';
import { Owners } from './owners.js';
import { Sender } from './sender.js';
import { checkStorage } from './storage.js';
import { Sync } from './sync.js';
import { KeyShare } from './key-share.js';
import { Vault } from './vault.js';

export const LOCK_AFTER_MS = 10 * 60_000;

export class Phone extends Bus {
  #pending = null;
  #touched = 0;
  #watch;

  constructor({ clock = new Clock(), owners = new Owners(), rounds } = {}) {
    super();
    Object.assign(this, { clock, owners, rounds });
    // Another tab asked to lock, or was touched.
    this.on('lock', ({ store }) => store === this.store?.name && this.#lockHere());
    this.on('touch', ({ store }) => { if (store === this.store?.name) this.#touched = this.clock.now(); });
  }

  newId() { return newId(this.clock.now()); }
  today() { return this.clock.today(); }
  get open() { return this.vault?.open ?? false; }
  get user() { return this.kit?.me(); }

  async start() {
    const last = await this.owners.last();
    return last?.owner ? { ...await this.#use(last.owner), name: last.name } : { state: 'empty' };
  }

  async choose(username) {
    const owner = await this.owners.find(username);
    return owner ? this.#use(owner) : { state: 'empty' };
  }

  async #use(owner) {
    await this.#leave();
    const store = new Store(owner.store, { onproblem: code => this.emit('storage', { code }) });
    const vault = new Vault(store, { now: this.clock.now, rounds: this.rounds });
    const parts = { store, vault, clock: this.clock, bus: this, owner };
    parts.kit = new Kit(store, vault);
    parts.drafts = new Drafts(parts);
    parts.outbox = new Outbox(parts);
    parts.sender = new Sender(parts);
    parts.sync = new Sync({ ...parts, uploader: new Uploader(parts) });
    this.#pending = null;
    Object.assign(this, parts, { share: new KeyShare(store.name, vault) });
    this.storage = { check: () => checkStorage(store) };
    if (!await vault.exists()) return { state: 'new' };
    if (await this.share.ask()) {
      await this.#opened();
      return { state: 'open' };
    }
    // A locked phone sends too: the envelopes need no PIN.
    this.sync.start();
    return { state: 'locked', unsent: (await this.outbox.counts()).unsent > 0 };
  }

  async signIn(username, password) {
    const answer = await ask('/login', { method: 'POST', json: { username, password }, limit: SOON_MS * 5 });
    const cause = answer.body?.cause ?? answer.body?.error;
    if (answer.status === 401 && answer.header) throw problem('wrong_password', { cause });
    if (answer.status === 429 && answer.header) throw problem('wait', { cause });
    // The yes of /login is a redirect, which shows no marker: the device's own answer is the proof.
    if (!answer.header && answer.type !== 'opaqueredirect' && answer.status !== 303) throw problem('captive');
    const known = await this.owners.find(username);
    const made = await ask('/sync/device', { method: 'POST', json: { label: 'phone', device: known?.device } });
    if (!made.marked) throw problem('captive');
    if (made.status !== 200) throw problem(made.status === 401 ? 'wrong_password' : 'server', { cause: made.body.cause ?? made.body.error });
    const { user, device, deposit, wrap } = made.body;
    const owner = await this.owners.remember(user, { device, deposit });
    const pending = { password, recovery: wrap?.recovery ?? null };
    if (this.open && this.store.name === owner.store) {
      // Only the session had run out: work goes on where it is. A password that was changed meanwhile is
      // wrapped anew at the next PIN.
      Object.assign(this.owner, owner);
      this.#pending = await this.vault.unlockWithPassword(password).then(() => null, () => pending);
      this.emit('opened', {});
      this.sync.now();
      return { state: 'open', user };
    }
    const { state } = await this.#use(owner);
    this.#pending = pending;
    if (state === 'new') return { state, user };
    try {
      await this.unlockWithPassword(password);
      return { state: 'open', user };
    } catch (error) {
      if (error.code !== 'wrong_password') throw error;
      return { state: 'pin', user };
    }
  }

  async createPin(pin) {
    if (!this.#pending) throw problem('sign_in');
    await this.vault.create({ pin, ...this.#pending, device: this.owner.device });
    await this.#opened();
  }

  async unlock(pin) {
    // After a password reset the old wrap opens no more: the PIN proves the person, the new password is taken.
    if (this.#pending) await this.vault.change({ password: this.#pending.password }, { pin });
    else await this.vault.unlock(pin);
    await this.#opened();
  }

  async unlockWithPassword(password) {
    await this.vault.unlockWithPassword(password);
    await this.#opened();
  }

  changePin(pin, proof) { return this.vault.change({ pin }, proof); }

  async #opened() {
    this.#pending = null;
    await this.kit.load();
    this.clock.kitToday = this.kit.today;
    this.touch();
    this.#watch ??= setInterval(() => this.#lockIfLeft(), 15_000);
    this.#watch.unref?.();
    this.emit('opened', {});
    this.sync.stop();
    this.sync.start();
  }

  touch() { this.tell('touch', { store: this.store?.name }); }
  #lockIfLeft() { if (this.clock.now() - this.#touched > LOCK_AFTER_MS) this.lock(); }

  async lock() {
    this.tell('lock', { store: this.store?.name });
    await this.#lockHere();
  }

  async #lockHere() {
    if (!this.open) return;
    await this.#shut();
    this.emit('locked', {});
  }

  // What is being written is written first: the key goes last.
  async #shut() {
    clearInterval(this.#watch);
    this.#watch = null;
    await this.drafts.closeAll();
    this.vault.lock();
    this.kit.forget();
  }

  async signOut() {
    await this.lock();
    await this.store.run('kit', 'readwrite', kit => { kit.clear(); });
    await this.owners.forgetLast();
    await ask('/logout', { method: 'POST', limit: SOON_MS }).catch(() => { /* without a network the session ends by itself */ });
    await this.#leave();
  }

  async #leave() {
    if (!this.store) return;
    this.sync.stop();
    this.share.close();
    await this.#shut();
    await this.store.close();
    this.store = null;
  }
}
