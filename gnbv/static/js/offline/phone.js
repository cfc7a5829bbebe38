// The phone as one object: who it belongs to, open or locked, and the parts that work when it is open.
// Events: opened, locked, outbox, kit, drafts, sync, storage, problem.
import { newId, problem } from './bytes.js';
import { part } from './late.js';
import { Lockable } from './lockable.js';
import { forgetNext, keepNext, takeNext } from './next-password.js';
import { hasVault } from './owners.js';
import { offers, signIn, signOut } from './session.js';

export class Phone extends Lockable {
  newId() { return newId(this.clock.now()); }
  today() { return this.clock.today(); }
  get user() { return this.kit?.me(); }

  async start() {
    const last = await this.owners.last();
    return last?.owner ? { ...await this.use(last.owner), name: last.name } : { state: 'empty', unsent: await this.owners.waits() };
  }

  async choose(username) {
    const owner = await this.owners.find(username);
    return owner ? this.use(owner) : { state: 'empty' };
  }

  async signIn(username, password) {
    const known = await this.owners.find(username);
    // A device belongs to one vault: where there is none any more the server gives another.
    const before = known && await hasVault(known.store) ? known.device : undefined;
    const { user, device, deposit, wrap } = await signIn(username, password, before);
    const owner = await this.owners.remember(user, { device, deposit });
    this.temporary = Boolean(user.temporary);
    const pending = { password, recovery: wrap?.recovery ?? null };
    const moved = before && before !== device && pending.recovery;
    if (this.open && this.store.name === owner.store) {
      // Only the session had run out: work goes on where it is. A password that was changed meanwhile is
      // wrapped anew at the next PIN.
      Object.assign(this.owner, owner);
      this.pending = await this.vault.unlockWithPassword(password).then(() => null, () => pending);
      await (this.pending ? keepNext(this, password) : forgetNext(this));
      this.emit('opened', {});
      this.sync.now();
      return { state: 'open', user };
    }
    const { state } = await this.use(owner);
    await forgetNext(this);
    this.pending = pending;
    if (state === 'new') {
      this.offers = offers(device).catch(() => []);
      return { state, user };
    }
    try {
      await this.unlockWithPassword(password);
      if (moved) await this.#move(password, pending.recovery);
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
    if (this.pending) {
      await this.vault.renew();
      await this.vault.change({ password: this.pending.password }, { pin });
      await forgetNext(this);
    } else {
      await this.vault.unlock(pin);
      await this.#catchUp({ pin });
    }
    await this.opened();
  }

  async unlockWithPassword(password) {
    await this.vault.unlockWithPassword(password);
    await this.#catchUp({ password });
    await this.opened();
  }

  // Not taken, the phone is open all the same.
  #catchUp(proof) { return takeNext(this, proof).catch(error => this.emit('problem', { error })); }

  // The server has forgotten this phone (it was set up anew): the second copy begins again under the new name.
  async #move(password, key) {
    await this.vault.change({ password, recovery: { key, device: this.owner.device } }, { password });
    await this.store.run('copies', 'readwrite', copies => { copies.clear(); });
  }

  // The PIN is forgotten and the password was reset: after signing in the server's recovery key opens this phone.
  async reopen(pin) {
    if (!this.pending) throw problem('sign_in');
    const { releasedKey } = await part(() => import('./release.js'));
    await this.copies.vault();
    await this.vault.reopen(await releasedKey(this.owner, this.owner.device), { pin, password: this.pending.password });
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
