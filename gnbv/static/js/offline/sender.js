// Empties the outbox: one sender over all tabs and the service worker, batches in the order of making, a
// revision never beside its base. Works on a locked phone: it needs the envelopes and the deposit token only.
import { isOver, LONGEST_MS, wait } from './backoff.js';
import { BatchSize } from './batch-size.js';
import { ask } from './connection.js';
import { hold } from './locks.js';
import { inOrder } from './outbox-lists.js';
import { batch, outcome } from './outcomes.js';

// What a batch as a whole is answered with by one who cannot read gzip.
const UNREAD = [400, 415, 422];
const LINE = ['network', 'timeout'];

export class Sender {
  #size = new BatchSize();
  #tries = 0;
  #packs = true;

  // `owner` is {device, deposit}; `say(detail)` hears {sending, signIn, cause, nextAt}.
  constructor({ outbox, owner, clock, say = () => {} }) {
    Object.assign(this, { outbox, owner, clock, say });
    this.notBefore = 0;
  }

  // Resolves with {cause, moved}: no cause when all that could be sent was sent; whether any batch was answered. `asked`: a
  // person waits, so no waiting time counts.
  async send({ asked = false } = {}) {
    if (isOver(this.notBefore, this.clock.now())) this.notBefore = 0;
    else if (!asked) return { cause: 'waiting' };
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
    let failures = 0, moved = false;
    const tried = new Set();
    for (;;) {
      const items = await this.#next(asked, tried);
      if (!items.length) return { cause: failures ? 'server' : null, moved };
      const ids = items.map(({ id }) => id);
      this.say({ sending: ids });
      const bytes = items.reduce((sum, { size }) => sum + size, 0);
      const began = this.clock.steady();
      const verdict = await this.#post(items);
      const took = this.clock.steady() - began;
      if (verdict.go === 'ok') {
        moved = true;
        for (const id of ids) tried.add(id);
        await this.#settle(items, verdict.outcomes);
        this.#size.grow(bytes, took);
        this.#tries = this.notBefore = 0;
      } else if (verdict.go === 'split') {
        this.#size.limit(Math.ceil(ids.length / 2));
      } else {
        // One poisoned item must not hold up the rest: a failing batch shrinks to one, and a single one that
        // fails waits by itself. The second failure in a row means the server, not the item.
        const alone = verdict.cause === 'server' && ids.length === 1 && !failures++;
        if (verdict.go === 'halve') this.#size.limit(Math.floor(ids.length / 2));
        if (LINE.includes(verdict.cause)) this.#size.shrink(bytes);
        const nextAt = this.clock.now() + Math.max(wait(++this.#tries), Math.min(verdict.after || 0, LONGEST_MS));
        for (const { id } of items) { tried.add(id); await this.outbox.settle(id, 'keep', { cause: { code: verdict.cause }, nextAt: alone ? nextAt : 0 }); }
        if (alone) continue;
        this.notBefore = verdict.go === 'sign_in' ? 0 : nextAt;
        return { cause: verdict.cause, nextAt: this.notBefore, moved };
      }
    }
  }

  async #next(asked, tried) {
    const now = this.clock.now();
    const all = inOrder(await this.outbox.store.all('outbox'));
    // A home that was made here goes before all that is about it.
    const here = new Set(all.flatMap(({ id, kind, state, wire }) => kind === 'household' && state !== 'conflict' ? [id, wire.subject] : [id]));
    const ready = all.filter(({ id, kind, state, nextAt, wire, after }) => state === 'local' && !tried.has(id) && (asked || isOver(nextAt, now))
      && !here.has(wire.base) && !here.has(after) && (kind === 'household' || !here.has(wire.subject)) && (wire.sealed || this.outbox.vault.open));
    return this.#size.take(ready);
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
    const body = { device, clock: { jumps: this.clock.jumps }, items: wires };
    let verdict = await this.#try(body, true, ids);
    if (verdict.go === 'sign_in' && deposit) verdict = await this.#try({ ...body, deposit }, false, ids);
    this.say({ signIn: verdict.go === 'sign_in', cause: verdict.cause ?? null });
    return verdict;
  }

  async #try(json, cookies, ids) {
    try {
      const post = packed => ask('/sync', { method: 'POST', json: { ...json, sent_at: new Date(this.clock.now()).toISOString() }, cookies, packed });
      let answer = await post(this.#packs);
      if (answer.packed && UNREAD.includes(answer.status)) {
        answer = await post(false);
        this.#packs = answer.status !== 200;
      }
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
