// Between the door and the rooms: what is on the screen when the phone is locked, signed out or signed in anew.
import { problem } from '../offline/bytes.js';
import { Entry } from './entry.js';
import { $, $$ } from './dom.js';

export class Door {
  #leaving = false;
  #whose = null;

  constructor({ app, view, phone, bar, router }) {
    Object.assign(this, { app, view, phone, bar, router, entry: new Entry(view, phone), onopen: () => {} });
    this.entry.finish = () => this.onopen();
    // A locked phone sends, too: what the door says of it follows.
    phone.on('outbox', () => this.#waits().then(waits => waits !== null && this.#say(waits), error => { if (phone.store) throw error; }));
  }

  get #name() { return this.phone.user?.name ?? this.entry.name; }

  // Whether work or photos are here alone; null while no store is at the door.
  async #waits() {
    const { store, outbox, open } = this.phone;
    if (!store || open) return null;
    const { waiting, files } = await outbox.counts();
    return waiting + files > 0;
  }

  #say(waits) {
    const note = $('[data-when=unsent]', this.view);
    if (note) note.hidden = !waits;
  }

  show(at, given = null) {
    this.#whose ??= this.phone.store?.name;
    this.app.classList.add('bare');
    this.app.classList.remove('in-form');
    $('.appbar', this.app).hidden = true;
    this.entry.show(at, given);
    if (at.state === 'empty') this.#say(at.unsent);
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
    const unsent = await this.#waits();
    // Signing in anew locks and opens: by now the phone may be open again.
    if (!this.#leaving && !this.phone.open) this.show({ state: 'locked', name: this.entry.name, unsent });
  }

  // Signed in anew while open: the server forgot this session, or the password is another one now.
  // `typed` is the name where this phone, signed out since, has none; nobody else's work opens by it.
  async signInAgain(password, typed = '') {
    const { username = typed.trim(), name = username } = this.phone.user ?? {};
    if ((await this.phone.owners.find(username))?.store !== this.phone.store.name) throw problem('wrong_password');
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
    const { waiting, files } = await this.phone.outbox.counts();
    const drafts = await this.phone.outbox.drafting();
    try {
      await this.phone.signOut();
    } finally {
      this.#leaving = false;
    }
    history.replaceState(null, '', '/app');
    this.show({ state: 'empty', unsent: waiting + files + drafts > 0 });
  }
}
