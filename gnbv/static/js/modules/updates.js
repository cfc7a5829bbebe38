// A new version of the shell: taken by itself at the door, where no form is open; else it says so in words, with one
// button. What another tab took is taken here as soon as nothing is being typed.
import { activate, checkUpdate, formsOpen } from '../offline/update.js';
import { $, $$ } from './dom.js';
import { say } from './words.js';

const LOOK_MS = 3_600_000;

export class Updates {
  #controlled = Boolean(navigator.serviceWorker?.controller);
  #stale = false;
  #looked = -Infinity;
  #lacks = false;

  // `atDoor()`: locked and not touched yet; `inForm()`: a form is on the screen.
  constructor({ phone, news, toast, atDoor, inForm, reload = () => location.reload() }) {
    Object.assign(this, { phone, news, toast, atDoor, inForm, reload });
    const container = navigator.serviceWorker;
    container?.addEventListener('controllerchange', () => this.#changed());
    document.addEventListener('visibilitychange', () => document.hidden || this.#again());
    setInterval(() => this.#again(), LOOK_MS);
    // The fragments that the new shell needs come with the kit.
    phone.on('kit', () => this.#lacks && this.look());
    // Another tab may have fetched it.
    container?.ready.then(registration => {
      this.#told(registration);
      registration.addEventListener('updatefound', () => registration.installing?.addEventListener('statechange', () => this.#told(registration)));
    });
  }

  async look() {
    this.#looked = performance.now();
    const found = await checkUpdate(this.phone).catch(() => 'later');
    this.#lacks = found === 'fragments';
    if (found === 'waiting') await this.#offer();
  }

  #again() {
    if (performance.now() - this.#looked > LOOK_MS) this.look();
  }

  #told({ waiting, active }) {
    if (waiting && active && this.phone.open) this.#offer();
  }

  async #offer() {
    if (!this.#controlled) return;
    if (this.atDoor() && !await formsOpen() && this.atDoor()) return this.#take();
    this.news.tell('update', { look: 'info', icon: 'refresh-cw', act: () => this.#take() });
  }

  async #take() {
    const app = $('#app');
    app.inert = true;
    if (await activate()) return this.reload();
    app.inert = false;
    if (await formsOpen()) this.toast(say('news.update.form'));
  }

  // The first worker takes over the page that brought it: that is no other version.
  #changed() {
    if (!this.#controlled) { this.#controlled = true; return; }
    this.#stale = true;
    this.settle();
  }

  // Called when a page was left, too.
  settle() {
    const typing = $$('dialog[open]').length > 0 || document.activeElement?.matches('input, textarea') && document.activeElement.value;
    if (this.#stale && !this.inForm() && !typing) this.reload();
  }
}
