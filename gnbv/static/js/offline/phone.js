// The phone as one object: who it belongs to, open or locked, and the parts that work when it is open.
// Events: opened, locked, outbox, kit, drafts, sync, storage, problem.
import { newId, problem } from './bytes.js';
import { Lockable } from './lockable.js';
import { signIn, signOut } from './session.js';

export class Phone extends Lockable {
  newId() { return newId(this.clock.now()); }
  today() { return this.clock.today(); }
  get user() { return this.kit?.me(); }

  async start() {
    const last = await this.owners.last();
    return last?.owner ? { ...await this.use(last.owner), name: last.name } : { state: 'empty' };
  }

  async choose(username) {
    const owner = await this.owners.find(username);
    return owner ? this.use(owner) : { state: 'empty' };
  }

  async signIn(username, password) {
    const known = await this.owners.find(username);
    const { user, device, deposit, wrap } = await signIn(username, password, known?.device);
    const owner = await this.owners.remember(user, { device, deposit });
    const pending = { password, recovery: wrap?.recovery ?? null };
    if (this.open && this.store.name === owner.store) {
      // Only the session had run out: work goes on where it is. A password that was changed meanwhile is
      // wrapped anew at the next PIN.
      Object.assign(this.owner, owner);
      this.pending = await this.vault.unlockWithPassword(password).then(() => null, () => pending);
      this.emit('opened', {});
      this.sync.now();
      return { state: 'open', user };
    }
    const { state } = await this.use(owner);
    this.pending = pending;
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
    if (!this.pending) throw problem('sign_in');
    await this.vault.create({ pin, ...this.pending, device: this.owner.device });
    await this.opened();
  }

  async unlock(pin) {
    // After a password reset the old wrap opens no more: the PIN proves the person, the new password is taken.
    if (this.pending) await this.vault.change({ password: this.pending.password }, { pin });
    else await this.vault.unlock(pin);
    await this.opened();
  }

  async unlockWithPassword(password) {
    await this.vault.unlockWithPassword(password);
    await this.opened();
  }

  changePin(pin, proof) { return this.vault.change({ pin }, proof); }

  async signOut() {
    await this.lock();
    await this.store.run('kit', 'readwrite', kit => { kit.clear(); });
    await this.owners.forgetLast();
    await signOut();
    await this.leave();
  }
}
