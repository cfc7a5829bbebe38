// The second copy of this store on the server: drafts, outbox and photos as they lie here, sealed. A locked phone copies
// too. Sending goes first; then, at most once a minute while somebody types, what changed is listed and handed in.
import { LONGEST_MS, wait } from './backoff.js';
import { sha256, utf8 } from './bytes.js';
import { copyStanding, forget, look } from './copy-list.js';
import { CopySender } from './copy-send.js';
import { hold } from './locks.js';

export const EVERY_MS = 60_000;
const [SOON_MS, LEAST_MS] = [3_000, 5_000];
const SURE_MS = 3_600_000;
const OFFLINE = ['network', 'timeout', 'captive', 'busy', 'other_tab'];

export class Copies {
  #tries = 0;
  #notBefore = 0;
  #last = -Infinity;
  #timer = null;
  #live = false;
  #stop = new AbortController();

  constructor({ store, owner, clock, bus }) {
    Object.assign(this, { store, clock, bus, busy: false });
    this.sender = new CopySender({ store, owner, yields: () => this.busy });
  }

  start() {
    const { signal } = this.#stop;
    this.#live = true;
    this.bus.on('sync', ({ running, cause }) => {
      const rested = this.busy && !running;
      this.busy = running;
      if (rested && !OFFLINE.includes(cause)) this.soon();
    }, { signal });
    this.bus.on('drafts', () => this.soon(EVERY_MS), { signal });
    // Who leaves a sheet or the page types no more: the minute is not waited for.
    this.bus.on('draft:closed', () => this.soon(SOON_MS, LEAST_MS), { signal });
    globalThis.document?.addEventListener('visibilitychange', () => globalThis.document.hidden && this.soon(0, LEAST_MS), { signal });
  }

  stop() {
    this.#stop.abort();
    this.#stop = new AbortController();
    clearTimeout(this.#timer);
    this.#timer = null;
    this.#live = false;
  }

  // After `ms`, or when an earlier wish is due sooner. What is typed meanwhile joins the round.
  soon(ms = SOON_MS, least = EVERY_MS) {
    const at = Math.max(this.clock.now() + ms, this.#notBefore, this.#last + least);
    if (!this.#live || this.#timer && this.due <= at) return;
    clearTimeout(this.#timer);
    this.due = at;
    this.#timer = setTimeout(() => {
      this.#timer = null;
      this.round({ least }).catch(error => this.bus.emit('problem', { error }));
    }, at - this.clock.now());
    this.#timer.unref?.();
  }

  standing() { return copyStanding(this.store); }

  // Resolves with {cause}: null when the server has everything for which it has room.
  async round({ asked = false, least = EVERY_MS } = {}) {
    const now = this.clock.now();
    if (!asked && (this.busy || now < this.#notBefore || now < this.#last + least && now >= this.#last)) return { cause: 'waiting' };
    const release = await hold(`gnbv-copies-${this.store.name}`);
    if (!release) return { cause: 'other_tab' };
    try {
      return await this.#copy();
    } catch (error) {
      if (typeof error.code !== 'string') throw error;
      if (error.code === 'waiting') return { cause: 'waiting' };
      this.#notBefore = this.clock.now() + Math.min(wait(++this.#tries), LONGEST_MS);
      if (error.code !== 'ended') this.soon();
      return { cause: error.code };
    } finally {
      release();
    }
  }

  async #copy() {
    const records = await look(this.store, this.clock);
    const now = this.clock.now();
    const names = await sha256(utf8(records.map(({ key, sha256: hash }) => `${key} ${hash}`).join('\n')));
    const last = await this.store.get('copies', 'state');
    if (last?.names === names && last.whole && now - last.at < SURE_MS && now >= last.at) return { cause: null };
    let said = await this.sender.list(records);
    if (!said.vault) {
      if (!await this.sender.vault()) return { cause: 'no_recovery' };
      said = await this.sender.list(records);
    }
    const wanted = new Set(said.want.map(({ kind, id }) => `${kind}/${id}`));
    let left = said.left;
    for (const record of records) {
      if (wanted.has(record.key)) {
        if (await this.sender.hand(record)) await this.#kept(record);
        else left++;
      } else if (!said.left) await this.#kept(record);
    }
    this.#tries = this.#notBefore = 0;
    await forget(this.store, records);
    await this.store.put('copies', { key: 'state', names, at: this.clock.now(), left, whole: !left, taken: said.taken_at ?? null });
    this.#last = this.clock.now();
    this.bus.tell('copies', { left });
    return { cause: null };
  }

  #kept(record) { return record.kept || this.store.put('copies', { ...record, kept: true }); }
}
