// Between the door and the rooms: what is on the screen when the phone is locked, signed out or signed in anew.
import { Entry } from './entry.js';
import { $, $$ } from './dom.js';

export class Door {
  #leaving = false;
  #whose = null;

  constructor({ app, view, phone, bar, router }) {
    Object.assign(this, { app, phone, bar, router, entry: new Entry(view, phone), onopen: () => {} });
    this.entry.finish = () => this.onopen();
  }

  get #name() { return this.phone.user?.name ?? this.entry.name; }

  show(at, given = null) {
    this.#whose ??= this.phone.store?.name;
    this.app.classList.add('bare');
    this.app.classList.remove('in-form');
    $('.appbar', this.app).hidden = true;
    this.entry.show(at, given);
  }

  // The phone is open. True when the entry has one more question first (a new PIN after a forgotten one).
  passThrough() {
    const { then } = this.entry;
    this.entry.then = null;
    if (then) {
      then();
      return true;
    }
    this.entry.name = this.#name;
    this.entry.close();
    // Where the one before was is nothing to the next one.
    if (this.#whose && this.#whose !== this.phone.store.name) history.replaceState(null, '', '/app');
    this.#whose = this.phone.store.name;
    this.app.classList.remove('bare');
    $('.appbar', this.app).hidden = false;
    return false;
  }

  async locked() {
    this.bar.hush();
    for (const dialog of $$('dialog[open]')) dialog.close();
    await this.router.pause();
    const { unsent } = await this.phone.outbox.counts();
    // Signing in anew locks and opens: by now the phone may be open again.
    if (!this.#leaving && !this.phone.open) this.show({ state: 'locked', name: this.entry.name, unsent: unsent > 0 });
  }

  // Signed in anew while open: the server forgot this session, or the password is another one now.
  async signInAgain(password) {
    const { username, name } = this.phone.user;
    await this.router.pause();
    try {
      const { state } = await this.phone.signIn(username, password);
      if (state !== 'open') this.show({ state: 'locked', name, changed: true });
    } catch (error) {
      await this.router.resume();
      throw error;
    }
  }

  async signOut() {
    this.#leaving = true;
    try {
      await this.phone.signOut();
    } finally {
      this.#leaving = false;
    }
    history.replaceState(null, '', '/app');
    this.show({ state: 'empty' });
  }
}
