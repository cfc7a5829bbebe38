// When to send and to fetch: start, network back, page visible, something finished, sign-in, a button, the waiting
// time over, Background Sync where there is one. Never one trigger alone.
import { wait } from './backoff.js';
import { hurry } from './connection.js';
import { fetchKit } from './fetch-kit.js';
import { hold } from './locks.js';

const [KIT_AGE_MS, LOOK_AGAIN_MS] = [60_000, 600_000];
export const TAG = 'gnbv-send';

export class Sync {
  #state = { running: false, sending: [], progress: null, cause: null, signIn: false, nextAt: 0, okAt: null };
  #running = null;
  #again = null;
  #wish = false;
  #live = true;
  #failures = 0;
  #timer;
  #stop = new AbortController();

  constructor({ sender, uploader, outbox, kit, drafts, vault, clock, bus, owner }) {
    Object.assign(this, { sender, uploader, outbox, kit, drafts, vault, clock, bus, owner, kitAsked: 0 });
    sender.say = uploader.say = detail => this.say(detail);
  }

  state() { return this.#state; }

  say(detail) {
    this.#state = { ...this.#state, ...detail };
    this.bus.emit('sync', this.#state);
  }

  start() {
    const { signal } = this.#stop;
    const soon = () => this.now({ asked: false }).catch(error => this.bus.emit('problem', { error }));
    this.#live = true;
    globalThis.addEventListener?.('online', () => { this.sender.notBefore = 0; soon(); }, { signal });
    globalThis.document?.addEventListener('visibilitychange', () => globalThis.document.hidden || soon(), { signal });
    this.bus.on('outbox', ({ fresh }) => fresh && soon(), { signal });
    this.bus.on('kit', ({ by }) => by !== this.kit.id && this.vault.open && this.kit.load(), { signal });
    return soon();
  }

  stop() {
    this.#stop.abort();
    this.#stop = new AbortController();
    this.#live = false;
    clearTimeout(this.#timer);
  }

  // One run at a time; asked during a run, one more follows it. A button's wish is not lost in a running one.
  now({ asked = true } = {}) {
    if (this.#running) {
      this.#wish ||= asked;
      if (asked) hurry();
      return this.#again ??= this.#running.then(() => {
        const wish = this.#wish;
        this.#again = null;
        this.#wish = false;
        return this.now({ asked: wish });
      });
    }
    return this.#running = this.#run(asked).finally(() => { this.#running = null; });
  }

  async #run(asked) {
    clearTimeout(this.#timer);
    this.say({ running: true });
    let cause = null;
    try {
      ({ cause } = await this.sender.send({ asked }));
      if (!cause) ({ cause } = await this.uploader.send({ asked }));
      if (!cause) await this.#refresh(asked);
    } catch (error) {
      // A DOMException has a number of its own there.
      cause = typeof error.code === 'string' ? error.code : 'unexpected';
      if (cause === 'unexpected') this.bus.emit('problem', { error });
    }
    const known = cause === 'waiting' || cause === 'other_tab';
    if (!known) this.#failures = cause ? this.#failures + 1 : 0;
    const nextAt = await this.#wakeLater(cause);
    this.say({ running: false, sending: [], progress: null, nextAt, ...!known && { cause, signIn: cause === 'sign_in' },
      ...!cause && { okAt: this.clock.now() } });
    return { cause };
  }

  async #refresh(asked) {
    const now = this.clock.now();
    if (!this.vault.open || !asked && now - this.kitAsked < KIT_AGE_MS) return;
    const release = await hold(`gnbv-kit-${this.kit.store.name}`);
    if (!release) return;
    try {
      // Another tab may have applied a page since this one looked.
      await this.kit.load();
      const { changed } = await fetchKit(this.kit, { device: this.owner.device, used: () => this.drafts.uses(), now: this.clock.now });
      this.kitAsked = now;
      this.clock.kitToday = this.kit.today;
      await this.outbox.applyReceipts();
      this.bus.tell('kit', { at: now, changed, by: this.kit.id });
    } finally {
      release();
    }
  }

  // Sooner while something waits to leave; otherwise now and then, for what the commune has to say.
  async #wakeLater(cause) {
    if (!this.#live) return 0;
    const now = this.clock.now();
    const { unsent, files, due } = await this.outbox.counts();
    const waits = unsent + files > 0 && cause !== 'sign_in';
    const soonest = !waits ? now + LOOK_AGAIN_MS
      : cause ? Math.max(this.sender.notBefore, now + wait(this.#failures || 1))
      : Math.min(Math.max(due, now + 1_000), now + LOOK_AGAIN_MS);
    this.#timer = setTimeout(() => this.now({ asked: false }), soonest - now);
    this.#timer.unref?.();
    if (waits) {
      const worker = await globalThis.navigator?.serviceWorker?.getRegistration?.();
      await worker?.sync?.register(TAG).catch(() => { /* not allowed here: the other triggers remain */ });
    }
    return waits && cause ? soonest : 0;
  }
}
