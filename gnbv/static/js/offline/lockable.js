// One owner's store on this document: taken, opened, locked, left. Locking is for all tabs of that owner.
import { Clock } from './clock.js';
import { Bus } from './events.js';
import { IdleLock } from './idle-lock.js';
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
    this.pending = null;
    Object.assign(this, workspace(owner, { clock: this.clock, rounds: this.rounds, bus: this }));
    if (!await this.vault.exists()) return { state: 'new' };
    if (await this.share.ask()) {
      await this.opened();
      return { state: 'open' };
    }
    // A locked phone sends too: the envelopes need no PIN.
    this.sync.start();
    return { state: 'locked', unsent: (await this.outbox.counts()).unsent > 0 };
  }

  async opened() {
    this.pending = null;
    await this.kit.load();
    this.clock.kitToday = this.kit.today;
    this.touch();
    this.idle.start();
    this.emit('opened', {});
    this.sync.stop();
    this.sync.start();
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
    this.share.close();
    await this.#shut();
    await this.store.close();
    this.store = null;
  }
}
