// Empties the outbox: one sender over all tabs and the service worker, batches in the order of making, a
// revision never beside its base. Works on a locked phone: it needs the envelopes and the deposit token only.
import { LONGEST_MS, wait } from './backoff.js';
import { ask } from './connection.js';
import { hold } from './locks.js';
import { batch, outcome } from './outcomes.js';

export const MOST_ITEMS = 50;
export const MOST_BYTES = 1_900_000;

export class Sender {
  #limit = MOST_ITEMS;
  #tries = 0;

  // `owner` is {device, deposit}; `say(detail)` hears {sending, signIn, cause, nextAt}.
  constructor({ outbox, owner, clock, say = () => {} }) {
    Object.assign(this, { outbox, owner, clock, say });
    this.notBefore = 0;
  }

  // Resolves with {cause}: null when all that could be sent was sent. `asked`: a person waits, so no waiting time counts.
  async send({ asked = false } = {}) {
    if (!asked && this.clock.now() < this.notBefore) return { cause: 'waiting' };
    const release = await hold('gnbv-send');
    if (!release) return { cause: 'other_tab' };
    try {
      return await this.#drain(asked);
    } finally {
      this.say({ sending: [] });
      release();
    }
  }

  async #drain(asked) {
    let failures = 0;
    const tried = new Set();
    for (;;) {
      const items = await this.#next(asked, tried);
      if (!items.length) return { cause: failures ? 'server' : null };
      const ids = items.map(({ id }) => id);
      this.say({ sending: ids });
      const verdict = await this.#post(items);
      if (verdict.go === 'ok') {
        for (const id of ids) tried.add(id);
        await this.#settle(items, verdict.outcomes);
        this.#limit = Math.min(MOST_ITEMS, this.#limit * 2);
        this.#tries = this.notBefore = 0;
      } else if (verdict.go === 'split') {
        this.#limit = Math.ceil(ids.length / 2);
      } else {
        // One poisoned item must not hold up the rest: a failing batch shrinks to one, and a single one that
        // fails waits by itself. The second failure in a row means the server, not the item.
        const alone = verdict.cause === 'server' && ids.length === 1 && !failures++;
        if (verdict.go === 'halve') this.#limit = Math.max(1, Math.floor(ids.length / 2));
        const nextAt = this.clock.now() + Math.max(wait(++this.#tries), Math.min(verdict.after || 0, LONGEST_MS));
        for (const { id } of items) { tried.add(id); await this.outbox.settle(id, 'keep', { cause: { code: verdict.cause }, nextAt: alone ? nextAt : 0 }); }
        if (alone) continue;
        this.notBefore = verdict.go === 'sign_in' ? 0 : nextAt;
        return { cause: verdict.cause, nextAt: this.notBefore };
      }
    }
  }

  async #next(asked, tried) {
    const now = this.clock.now();
    const all = (await this.outbox.store.all('outbox')).sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));
    const here = new Set(all.map(({ id }) => id));
    const ready = all.filter(({ id, state, nextAt, wire }) => state === 'local' && !tried.has(id) && (asked || nextAt <= now)
      && !here.has(wire.base) && (wire.sealed || this.outbox.vault.open));
    let bytes = 0;
    return ready.slice(0, this.#limit).filter(({ size }, at) => (bytes += size) <= MOST_BYTES || at === 0);
  }

  async #post(items) {
    const now = this.clock.now();
    // The try is written before the first byte leaves: what may have arrived is frozen.
    await this.outbox.store.run('outbox', 'readwrite', outbox => {
      for (const item of items) outbox.put({ ...item, tries: item.tries + 1, lastAt: now });
    });
    const wires = await Promise.all(items.map(async ({ id, wire }) => wire.sealed ? wire : { ...wire, payload: await this.outbox.item(id) }));
    const ids = items.map(({ id }) => id);
    const { device, deposit } = this.owner;
    let verdict = await this.#try({ device, items: wires }, true, ids);
    if (verdict.go === 'sign_in' && deposit) verdict = await this.#try({ device, deposit, items: wires }, false, ids);
    this.say({ signIn: verdict.go === 'sign_in', cause: verdict.cause ?? null });
    return verdict;
  }

  async #try(json, cookies, ids) {
    try {
      const answer = await ask('/sync', { method: 'POST', json, cookies });
      if (answer.marked) this.clock.hear(answer.headers.get('Date'));
      return { ...batch(answer, ids), after: 1000 * answer.headers.get('Retry-After') };
    } catch (error) {
      return { go: 'wait', cause: error.code };
    }
  }

  async #settle(items, outcomes) {
    const said = Object.fromEntries(outcomes.map(result => [result?.id, result]));
    for (const { id, tries } of items) {
      const result = said[id] ?? { outcome: 'unanswered', cause: { code: 'server' } };
      const what = outcome(result.outcome);
      const nextAt = what === 'keep' ? this.clock.now() + wait(tries + 1) : 0;
      await this.outbox.settle(id, what, { outcome: result.outcome, cause: result.cause, nextAt });
    }
  }
}
