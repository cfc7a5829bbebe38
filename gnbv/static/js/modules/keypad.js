// Six digits by thumb or by keyboard. `take(pin)` answers words for what was wrong, or nothing.
import { $, $$, fill } from './dom.js';
import { say } from './words.js';

const LENGTH = 6;

export class Keypad {
  #pin = '';
  #busy = false;
  #stop = new AbortController();

  constructor(root, take) {
    Object.assign(this, { root, take });
    const { signal } = this.#stop;
    root.addEventListener('click', ({ target }) => {
      const key = target.closest('[data-key]')?.dataset.key;
      if (key) this.#press(key);
    }, { signal });
    document.addEventListener('keydown', event => {
      if (event.target.matches('input, textarea') || event.ctrlKey || event.metaKey || event.altKey) return;
      if (/^\d$/.test(event.key)) this.#press(event.key);
      if (event.key === 'Backspace') this.#press('back');
    }, { signal });
    this.#draw();
  }

  close() { this.#stop.abort(); }

  ask(words) {
    fill(this.root, { ask: words });
    this.#pin = '';
    this.#draw();
  }

  async #press(key) {
    if (this.#busy) return;
    this.#pin = key === 'back' ? this.#pin.slice(0, -1) : this.#pin + key;
    if (this.#pin.length === 1 && key !== 'back') fill(this.root, { error: '' });
    this.#draw();
    if (this.#pin.length < LENGTH) return;
    this.#busy = true;
    fill(this.root, { status: say('pin.checking') });
    try {
      const wrong = await this.take(this.#pin);
      fill(this.root, { error: wrong ?? '' });
    } finally {
      fill(this.root, { status: '' });
      this.#pin = '';
      this.#busy = false;
      this.#draw();
    }
  }

  #draw() {
    const dots = $('.dots', this.root);
    $$('i', dots).forEach((dot, i) => dot.classList.toggle('on', i < this.#pin.length));
    dots.setAttribute('aria-label', say('pin.dots', { n: this.#pin.length }));
  }
}
