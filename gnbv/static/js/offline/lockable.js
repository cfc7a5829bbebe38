// One owner's store on this document: taken, opened, locked, left. Locking is for all tabs of that owner.
import { Clock } from './clock.js';
import { Bus } from './events.js';
import { IdleLock } from './idle-lock.js';
import { part } from './late.js';
import { Owners } from './owners.js';
import { workspace } from './workspace.js';

export class Lockable extends Bus {
  constructor({ clock = new Clock(), owners = new Owners(), rounds } = {}) {
    super();
    Object.assign(this, { clock, owners, rounds, idle: new IdleLock(clock, () => this.lock()) });
    // Another tab asked to lock, or was touched.
    this.on('lock', ({ store }) => store === this.store?.name && this.#lockHere());
    this.on('touch', ({ store }) => store === this.store?.name && this.idle.touch());
  }

  get open() { return this.vault?.open ?? false; }

  async use(owner) {
    await this.leave();
    this.pending = this.offers = null;
    Object.assign(this, workspace(owner, { clock: this.clock, rounds: this.rounds, bus: this }));
    await this.clock.recall(this.store);
    if (!await this.vault.exists()) return { state: 'new' };
    if (await this.share.ask()) {
      await this.opened();
      return { state: 'open' };
    }
    this.copies.start();
    // A locked phone sends too: the envelopes need no PIN.
    this.sync.start();
    const { waiting, files } = await this.outbox.counts();
    return { state: 'locked', unsent: waiting + files > 0 };
  }

  async opened() {
    this.pending = null;
    await this.kit.load();
    this.clock.kitToday = this.kit.today;
    this.touch();
    this.idle.start();
    this.emit('opened', {});
    for (const worker of [this.copies, this.sync]) worker.stop();
    this.copies.start();
    this.sync.start();
    // Locked again or left before its end: the next opening goes on.
    part(() => import('./file-box.js')).then(({ lift }) => lift(this))
      .catch(error => ['locked', 'store_closed', 'network'].includes(error.code) || this.emit('problem', { error }));
  }

  touch() { this.tell('touch', { store: this.store?.name }); }

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
    this.idle.stop();
    await this.drafts.closeAll();
    this.vault.lock();
    this.kit.forget();
  }

  async leave() {
    if (!this.store) return;
    this.sync.stop();
    this.copies.stop();
    this.share.close();
    await this.#shut();
    await this.store.close();
    this.store = null;
  }
}
