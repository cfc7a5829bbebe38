// Locks when nobody touched the phone for ten minutes, however many tabs are open.

export const LOCK_AFTER_MS = 10 * 60_000;
const LOOK_EVERY_MS = 15_000;

export class IdleLock {
  #touched = 0;
  #timer = null;

  constructor(clock, lock) {
    Object.assign(this, { clock, lock });
  }

  touch() { this.#touched = this.clock.now(); }

  start() {
    this.#timer ??= setInterval(() => this.clock.now() - this.#touched > LOCK_AFTER_MS && this.lock(), LOOK_EVERY_MS);
    this.#timer.unref?.();
  }

  stop() {
    clearInterval(this.#timer);
    this.#timer = null;
  }
}
