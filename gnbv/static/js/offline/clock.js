// Time on the phone. Civil days are Vietnam's (UTC+7, no summer time); the kit's `today` replaces the day.
// The phone's clock is never trusted silently: its distance to the server and its jumps are kept.

const DAY_OFFSET_MS = 7 * 3_600_000;
export const JUMP_MS = 5 * 60_000;

export class Clock {
  #wall;
  #steady;

  constructor({ now = () => Date.now(), steady = () => performance.now() } = {}) {
    Object.assign(this, { now, steady, kitToday: null, skew: null, jumps: 0 });
    this.#wall = now();
    this.#steady = steady();
  }

  today() {
    return this.kitToday ?? new Date(this.now() + DAY_OFFSET_MS).toISOString().slice(0, 10);
  }

  stamp() {
    this.look();
    return { made_at: new Date(this.now()).toISOString(), utc_offset: -new Date(this.now()).getTimezoneOffset() || 0 };
  }

  // A wall clock that moved otherwise than the steady one was set by a person or the system.
  look() {
    const drift = this.now() - this.#wall - (this.steady() - this.#steady);
    if (Math.abs(drift) > JUMP_MS) this.jumps++;
    this.#wall = this.now();
    this.#steady = this.steady();
  }

  // The server's Date header has whole seconds: half a second of doubt does not matter here.
  hear(date) {
    const server = Date.parse(date);
    if (server) this.skew = this.now() - server;
  }

  get wrong() {
    return Math.abs(this.skew ?? 0) > JUMP_MS;
  }
}
