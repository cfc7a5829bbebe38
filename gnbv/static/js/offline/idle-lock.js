// Locks when nobody touched the phone for ten minutes, however many tabs are open. Two clocks count: the wall clock
// goes on while the phone sleeps, the steady one cannot be set back.

export const LOCK_AFTER_MS = 10 * 60_000;
const LOOK_EVERY_MS = 15_000;

export class IdleLock {
  #wall = 0;
  #steady = 0;
  #timer = null;
  #stop = null;

  constructor(clock, lock) {
    Object.assign(this, { clock, lock });
  }

  // A page that slept wakes by a touch: that does not bring back the minutes that have passed.
  touch() {
    if (this.#timer && this.#isOver()) return this.lock();
    this.#wall = this.clock.now();
    this.#steady = this.clock.steady();
  }

  start() {
    if (this.#timer) return;
    this.#timer = setInterval(() => this.#look(), LOOK_EVERY_MS);
    this.#timer.unref?.();
    this.#stop = new AbortController();
    globalThis.document?.addEventListener('visibilitychange', () => this.#look(), { signal: this.#stop.signal });
  }

  stop() {
    clearInterval(this.#timer);
    this.#timer = null;
    this.#stop?.abort();
  }

  #look() { return this.#isOver() && this.lock(); }

  #isOver() {
    return Math.max(this.clock.now() - this.#wall, this.clock.steady() - this.#steady) > LOCK_AFTER_MS;
  }
}
