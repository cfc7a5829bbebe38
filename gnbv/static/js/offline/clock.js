// Time on the phone. Civil days are Vietnam's (UTC+7, no summer time); the kit's `today` replaces the day.
// The phone's clock is never trusted silently: its distance to the server (`skew`, ms ahead) and its jumps are kept,
// and the day is the right one as far as it is known. No order ever comes from it.

const DAY_MS = 86_400_000;
const DAY_OFFSET_MS = 7 * 3_600_000;
export const JUMP_MS = 5 * 60_000;
// The steady clock stands still while some phones sleep: a wall clock that ran ahead may only have slept on.
const LONGEST_SLEEP_MS = 30 * DAY_MS;

const dayAt = instant => new Date(instant + DAY_OFFSET_MS).toISOString().slice(0, 10);

export class Clock {
  #wall;
  #steady;
  #seen = -Infinity;
  #seenAt = 0;

  constructor({ now = () => Date.now(), steady = () => performance.now() } = {}) {
    Object.assign(this, { now, steady, kitToday: null, skew: null, jumps: 0 });
    this.#wall = now();
    this.#steady = steady();
  }

  today() {
    this.look();
    return this.kitToday ?? dayAt(this.right());
  }

  // What is written beside work is the phone's own time: the server knows the distance and shows both.
  stamp() {
    this.look();
    return { made_at: new Date(this.now()).toISOString(), utc_offset: -new Date(this.now()).getTimezoneOffset() || 0 };
  }

  right() { return this.now() - (this.wrong ? this.skew : 0); }

  get wrong() { return Math.abs(this.skew ?? 0) > JUMP_MS; }
  get wrongDay() { return this.wrong && dayAt(this.now()) !== dayAt(this.right()); }

  // The latest time that has surely passed: a word of the server, and the steady time since, in this page and in those
  // before. What only the phone's clock says is not in it, so that a jump ahead is forgotten when it is put right.
  passed() { return this.#seen + this.steady() - this.#seenAt; }

  #saw(instant) {
    this.#seen = instant;
    this.#seenAt = this.steady();
  }

  // A wall clock that went back, or ahead by more than a sleep, was set by a person or the system.
  look() {
    const drift = this.now() - this.#wall - (this.steady() - this.#steady);
    this.#wall = this.now();
    this.#steady = this.steady();
    const mended = this.wrong && Math.abs(this.skew + drift) <= JUMP_MS;
    if (Math.abs(drift) <= JUMP_MS || drift > 0 && drift <= LONGEST_SLEEP_MS && !mended) return;
    this.jumps++;
    // Set back to a time that is possible: it had been ahead unseen (while the page was closed, or as if it slept).
    if (drift < 0 && this.#seen > -Infinity && this.now() - (this.skew ?? 0) >= this.passed() - JUMP_MS) return;
    this.skew = (this.skew ?? 0) + drift;
  }

  // The server's Date header has whole seconds: half a second of doubt does not matter here.
  hear(date) {
    const server = Date.parse(date);
    if (!server) return;
    this.look();
    this.skew = this.now() - server;
    this.#saw(server);
  }

  // A person set the clock and says so; the server's next answer will tell.
  trust(store) {
    this.skew = null;
    this.#seen = -Infinity;
    return store.delete('meta', 'clock');
  }

  // What is known outlives the page in the owner's store, as {skew, seen}: `seen` is a time that has surely passed.
  async keep(store) {
    if (this.skew === null || this.#seen === -Infinity) return;
    await store.put('meta', { key: 'clock', skew: this.skew, seen: this.passed() });
  }

  async recall(store) {
    const kept = await store.get('meta', 'clock');
    if (!kept || this.skew !== null) return;
    this.#saw(kept.seen);
    if (this.now() - kept.skew >= kept.seen - JUMP_MS) this.skew = kept.skew;
    // It was set while nobody looked. Before a time that has passed it is surely behind, by so much at least.
    else if (this.now() < kept.seen - JUMP_MS) this.skew = this.now() - kept.seen;
  }
}
