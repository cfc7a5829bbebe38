// When to send and to fetch: start, network back, page visible, something finished, sign-in, a button, the waiting
// time over, Background Sync where there is one. Never one trigger alone.
import { wait } from './backoff.js';
import { hurry, listeners } from './connection.js';
import { KitRound } from './kit-round.js';

const [HALF_KIT_MS, LOOK_AGAIN_MS] = [15_000, 600_000];
const PROVING = /^\/sync(\/kit)?(\?|$)/;
export const TAG = 'gnbv-send';

export class Sync {
  #state = { running: false, sending: [], progress: null, cause: null, signIn: false, nextAt: 0, okAt: null, kit: null };
  #running = null;
  #again = null;
  #wish = false;
  #live = true;
  #failures = 0;
  #timer;
  #stop = new AbortController();

  constructor({ sender, uploader, outbox, kit, drafts, vault, clock, bus, owner }) {
    Object.assign(this, { sender, uploader, outbox, kit, vault, clock, bus });
    sender.say = uploader.say = detail => this.say(detail);
    this.round = new KitRound({ kit, vault, owner, drafts, outbox, clock, bus }, sender.say);
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
    listeners.add(this.#hear);
    signal.addEventListener('abort', () => listeners.delete(this.#hear));
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

  // Each answer tells the time; one to the session of this very device proves the person, also while it is locked.
  #hear = ({ path, cookies, status, date }) => {
    this.clock.hear(date);
    if (cookies && status === 200 && PROVING.test(path)) this.vault.renew().catch(error => error.code || this.bus.emit('problem', { error }));
  };

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
    let cause = null, moved = false;
    try {
      ({ cause, moved = false } = await this.sender.send({ asked }));
      if (!cause) {
        const photos = await this.uploader.send({ asked });
        cause = photos.cause;
        moved ||= Boolean(photos.moved);
      }
      if (!cause) await this.round.bring(asked);
    } catch (error) {
      // A DOMException has a number of its own there.
      cause = typeof error.code === 'string' ? error.code : 'unexpected';
      if (cause === 'unexpected') this.bus.emit('problem', { error });
    }
    const known = cause === 'waiting' || cause === 'other_tab';
    // A line that breaks again and again, but carries something in between, is tried again soon.
    if (!known) this.#failures = !cause ? 0 : moved ? 1 : this.#failures + 1;
    await this.clock.keep(this.kit.store);
    const nextAt = await this.#wakeLater(cause);
    this.say({ running: false, sending: [], progress: null, nextAt, ...!known && { cause, signIn: cause === 'sign_in' },
      ...!cause && { okAt: this.clock.now() } });
    return { cause, moved };
  }

  // Sooner while something waits to leave; otherwise now and then, for what the commune has to say.
  async #wakeLater(cause) {
    if (!this.#live) return 0;
    const now = this.clock.now();
    const { unsent, files, due } = await this.outbox.counts();
    const waits = unsent + files > 0 && cause !== 'sign_in';
    // A kit that is not whole goes on by itself, too; another tab may be bringing it.
    const half = this.vault.open && !this.kit.complete && cause !== 'sign_in';
    const soonest = cause && (waits || half) ? Math.max(this.sender.notBefore, now + wait(this.#failures || 1))
      : !waits ? now + (half ? HALF_KIT_MS : LOOK_AGAIN_MS)
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
