// When to send and to fetch. Triggers: start, network back, page visible, something finished, sign-in, a
// button, the waiting time over, Background Sync where there is one. Never one alone.
import { fetchKit } from './fetch-kit.js';
import { hold } from './locks.js';

const KIT_AGE_MS = 60_000;
export const TAG = 'gnbv-send';

export class Sync {
  #state = { running: false, sending: [], progress: null, cause: null, signIn: false, nextAt: 0, okAt: null };
  #running = null;
  #again = null;
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
    const soon = () => this.now({ asked: false });
    globalThis.addEventListener?.('online', () => { this.sender.notBefore = 0; soon(); }, { signal });
    globalThis.document?.addEventListener('visibilitychange', () => globalThis.document.hidden || soon(), { signal });
    this.bus.on('outbox', ({ fresh }) => fresh && soon(), { signal });
    this.bus.on('kit', ({ by }) => by !== this.kit.id && this.vault.open && this.kit.load(), { signal });
    return soon();
  }

  stop() {
    this.#stop.abort();
    this.#stop = new AbortController();
    clearTimeout(this.#timer);
  }

  // One run at a time; asked during a run, one more follows it. A button's wish is not lost in a running one.
  now({ asked = true } = {}) {
    if (this.#running) {
      return this.#again ??= this.#running.then(() => { this.#again = null; return this.now({ asked }); });
    }
    return this.#running = this.#run(asked).finally(() => { this.#running = null; });
  }

  async #run(asked) {
    clearTimeout(this.#timer);
    this.say({ running: true });
    let cause = null;
    try {
      ({ cause } = await this.sender.send({ asked }));
      if (!cause) ({ cause } = await this.uploader.send());
      if (!cause) cause = await this.#refresh(asked);
    } catch (error) {
      cause = error.code ?? 'unexpected';
      if (!error.code) this.bus.emit('problem', { error });
    }
    const known = cause === 'waiting' || cause === 'other_tab';
    const nextAt = this.sender.notBefore;
    this.say({ running: false, sending: [], progress: null, nextAt, ...!known && { cause, signIn: cause === 'sign_in' },
      ...!cause && { okAt: this.clock.now() } });
    await this.#wakeLater(cause, nextAt);
    return { cause };
  }

  async #refresh(asked) {
    const now = this.clock.now();
    if (!this.vault.open || !asked && now - this.kitAsked < KIT_AGE_MS) return null;
    const release = await hold(`gnbv-kit-${this.kit.store.name}`);
    if (!release) return null;
    try {
      // Another tab may have applied a page since this one looked.
      await this.kit.load();
      const { changed } = await fetchKit(this.kit, { device: this.owner.device, used: () => this.drafts.uses(), now: this.clock.now });
      this.kitAsked = now;
      this.clock.kitToday = this.kit.today;
      await this.outbox.applyReceipts();
      this.bus.tell('kit', { at: now, changed, by: this.kit.id });
      return null;
    } catch (error) {
      if (!error.code) throw error;
      return error.code;
    } finally {
      release();
    }
  }

  async #wakeLater(cause, nextAt) {
    const { unsent } = await this.outbox.counts();
    if (!unsent) return;
    if (cause && cause !== 'sign_in') {
      this.#timer = setTimeout(() => this.now({ asked: false }), Math.max(1_000, nextAt - this.clock.now()));
      this.#timer.unref?.();
    }
    const worker = await globalThis.navigator?.serviceWorker?.getRegistration?.();
    await worker?.sync?.register(TAG).catch(() => { /* not allowed here: the other triggers remain */ });
  }
}
