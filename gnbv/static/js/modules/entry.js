// The door: sign-in by name and password, a PIN made twice, unlocking, another user of the same phone.
// It ends with the phone's own event `opened`; what was typed is held no longer than one call needs it.
import { $, fill } from './dom.js';
import { askPin, choosePin } from './entry-pin.js';
import { timeOf } from './dates.js';
import { say, sayError } from './words.js';

export class Entry {
  #pad = null;

  constructor(root, phone) {
    Object.assign(this, { root, phone });
  }

  close() {
    this.#pad = this.#pad?.close();
    $('#news').hidden = false;
    this.root.replaceChildren();
  }

  #view(id) {
    this.close();
    this.root.append(document.getElementById(id).content.cloneNode(true));
    $('#title').hidden = true;
    // Notes would push the keys below the fold: they are there again when it is open.
    $('#news').hidden = id === 't-pin';
    return this.root;
  }

  #words(error) {
    if (error.code === 'wait' && error.detail?.until) return say('pin.wait', { time: timeOf(error.detail.until) });
    return error.code ? sayError(error) : say('error.other');
  }

  // `at` is the answer of phone.start() or phone.choose().
  show(at, given = null) {
    if (given) return this.signIn({ given });
    return at.state === 'locked' ? this.unlock(at) : this.signIn();
  }

  signIn({ given = null, other = false } = {}) {
    const root = this.#view('t-sign-in');
    const form = $('form', root);
    const fields = form.elements;
    $('[data-act=pin]', root).hidden = !other;
    $('[data-act=eye]', root).onclick = ({ currentTarget }) => {
      const shown = fields.password.type === 'text';
      fields.password.type = shown ? 'password' : 'text';
      currentTarget.setAttribute('aria-pressed', String(!shown));
    };
    $('[data-act=pin]', root).onclick = async () => {
      const at = await this.phone.choose(fields.username.value);
      if (at.state === 'locked') return this.unlock({ ...at, name: fields.username.value.trim() });
      fill(form, { error: say('signin.unknown') });
    };
    form.onsubmit = event => {
      event.preventDefault();
      this.#enter(form, fields.username.value.trim(), fields.password.value);
    };
    fields.username.focus();
    if (!given) return;
    Object.assign(fields.username, { value: given.username });
    this.#enter(form, given.username, given.password);
  }

  async #enter(form, username, password) {
    if (!username || !password) return fill(form, { error: say('signin.empty') });
    fill(form, { error: '', status: say('signin.busy') });
    try {
      const { state, user } = await this.phone.signIn(username, password);
      Object.assign(this, { name: user.name, username });
      if (state === 'new') this.createPin(say('pin.first'), pin => this.phone.createPin(pin));
      if (state === 'pin') this.unlock({ name: username, changed: true });
    } catch (error) {
      // Without a network the password still opens what this phone has.
      const words = ['network', 'timeout', 'captive'].includes(error.code)
        ? await this.#openHere(username, password, error) : this.#words(error);
      fill(form, { status: '', error: words ?? '' });
    }
  }

  async #openHere(username, password, error) {
    const at = await this.phone.choose(username);
    if (at.state !== 'locked') return this.#words(error);
    return this.phone.unlockWithPassword(password).then(() => null, other => this.#words(other));
  }

  createPin(ask, keep) {
    this.#pad = choosePin(this.#view('t-pin'), ask, keep, error => this.#words(error));
  }

  unlock({ name, unsent = false, changed = false }) {
    this.name = name;
    const root = this.#view('t-pin');
    $('[data-act=other]', root).onclick = () => this.signIn({ other: true });
    // The password was reset and the PIN is forgotten too: just signed in, the server's recovery key opens this phone.
    const anew = () => this.createPin(say('pin.new'), pin => this.phone.reopen(pin));
    $('[data-act=forgot]', root).onclick = () => changed ? anew() : this.password({ name, unsent });
    this.#pad = askPin(root, {
      name, unsent, changed, unlock: pin => this.phone.unlock(pin), words: error => this.#words(error),
      spent: why => changed ? anew() : this.password({ name, unsent, why, words: say(why ? 'pin.days' : 'pin.spent') }),
    });
  }

  // The password opens here too, without a network; then a new PIN is made. After 45 days (`why`) the old one stays.
  password({ name, unsent, why = '', words = '' }) {
    const root = this.#view('t-password');
    const form = $('form', root);
    fill(root, { name, error: words, hint: say(why ? 'pin.same' : 'pin.then_new') });
    $('[data-act=back]', root).onclick = () => this.unlock({ name, unsent });
    $('[data-act=again]', root).onclick = () => this.signIn({ other: true });
    form.onsubmit = async event => {
      event.preventDefault();
      const password = form.elements.password.value;
      fill(form, { error: '', status: say('signin.busy') });
      try {
        this.then = why ? null : () => this.createPin(say('pin.new'), pin => this.phone.changePin(pin, { password }).then(this.finish));
        await this.phone.unlockWithPassword(password);
      } catch (error) {
        this.then = null;
        fill(form, { status: '', error: error.code === 'wrong_password' ? say('pin.password') : this.#words(error) });
      }
    };
    form.elements.password.focus();
  }
}
