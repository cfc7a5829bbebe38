// The promise, under random histories: what a person finished exists exactly once on the server or is still on
// the phone, bit for bit; and an answer that was called saved is there after any death of the page.
// A failing history is printed by fast-check with its seed; GNBV_RUNS sets how many are tried.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Owners } from '../../../gnbv/static/js/offline/owners.js';
import { communeKey, digest, freshDisk, freshLocks, openEnvelope, Server, tab, TestClock } from './world.mjs';
import { worker } from './worker-world.mjs';

const RUNS = Number(process.env.GNBV_RUNS ?? 60);
const FAULTS = ['refuse', 'drop', 'captive', 'html', 'cut', 500, 503, 429, 413, 401, null, null, null];
const PINS = { an: '111111', be: '222222' };
const commune = await communeKey();

// What the commune says of an item does not change when it is asked again.
const judge = ({ id }) => ({ outcome: ['accepted', 'accepted', 'accepted', 'held', 'rejected', 'conflict'][parseInt(id.slice(-4), 16) % 6],
  cause: { code: 'said', vi: 'Lời của xã', en: 'The word' } });

class World {
  constructor() {
    freshDisk();
    freshLocks();
    this.clock = new TestClock();
    this.server = new Server({ judge }).install();
    this.fetch = globalThis.fetch;
    this.finished = new Map(); // id -> digest of what was finished
    this.saved = new Map(); // draft -> the last answer called saved, and those begun after it
    this.pages = {};
  }

  async page(user) {
    if (!this.pages[user]) {
      const owner = await new Owners().remember({ id: user, username: user, name: user }, { device: user, deposit: 'token' });
      const page = this.pages[user] = await tab({ name: owner.store, clock: this.clock, pin: PINS[user], key: commune.entry });
      // A dead page begins nothing more and hears nothing more.
      const run = page.store.run.bind(page.store);
      const alive = value => page.dead ? new Promise(() => {}) : value;
      page.store.run = async (...args) => alive(await (await alive(run))(...args));
    }
    return this.pages[user];
  }

  kill() {
    for (const page of Object.values(this.pages)) { page.dead = true; page.bus.close(); }
    this.pages = {};
    freshLocks();
  }

  // Runs `act`; with `dies`, the page is killed somewhere in the middle of it.
  async during(dies, act) {
    const acting = act().catch(error => { if (!error.detail) throw error; });
    if (!dies) return acting;
    await Promise.race([acting, new Promise(resolve => setTimeout(resolve, dies / 3))]);
    this.kill();
  }

  async act({ what, user, house, value, dies, faults, ms }) {
    const page = await this.page(user);
    if (what === 'kill') return this.kill();
    if (what === 'clock') return this.clock.pass(ms);
    if (what === 'worker') {
      this.server.faults = [...faults];
      return worker().fire('sync', { tag: 'gnbv-send' }).catch(error => { if (error instanceof ReferenceError) throw error; });
    }
    if (what === 'send') {
      this.server.faults = [...faults];
      return this.during(dies, () => page.sender.send({ asked: value % 2 === 0 }));
    }
    return this.during(dies, () => this.#work(page, what, `h${house}`, String(value)));
  }

  async #work(page, what, household, value) {
    if (what === 'tick') {
      const payload = { note: value };
      const id = await page.outbox.add('visit', household, payload);
      return this.finished.set(id, await digest(payload));
    }
    if (what === 'correct') {
      const [item] = (await page.outbox.list()).filter(({ kind, state }) => kind === 'survey' && state !== 'conflict');
      if (item) await (await page.drafts.correctItem(item.id)).close();
      return;
    }
    const draft = await page.drafts.start({ household, round: 'r', form: 'f', version: '1' });
    try {
      if (draft.readonly) return;
      this.saved.get(draft.id)?.push(value);
      await draft.save({ answers: { value } });
      this.saved.set(draft.id, [value]);
      if (what !== 'finish') return;
      const { replaces } = draft.doc;
      // What is about to be replaced may be gone, and what is about to be finished may be there, if the page dies now.
      if (replaces) this.finished.delete(replaces);
      const id = await draft.finish();
      assert.ok(await page.outbox.item(id), `${id} was called finished and is not in the outbox`);
      this.finished.set(id, await digest(await page.outbox.item(id)));
      this.saved.delete(id);
    } finally {
      await draft.close();
    }
  }

  async check() {
    const [seen, drafts] = [new Set(), new Set()];
    for (const { id, sealed } of this.server.items.values()) {
      const plain = JSON.parse(Buffer.from(await openEnvelope(commune.pair, sealed, id)));
      if (this.finished.has(id)) assert.equal(await digest(plain), this.finished.get(id), `${id} differs on the server`);
      seen.add(id);
    }
    for (const user of Object.keys(PINS)) {
      const page = await this.page(user);
      for (const { id } of await page.outbox.list()) {
        if (this.finished.has(id)) assert.equal(await digest(await page.outbox.item(id)), this.finished.get(id), `${id} differs on the phone`);
        seen.add(id);
      }
      for (const { id } of await page.drafts.list()) {
        const draft = await page.drafts.open(id);
        if (draft.state === 'draft' && this.saved.has(id)) assert.ok(this.saved.get(id).includes(draft.doc.answers.value), `${id} lost its answer`);
        await draft.close();
        drafts.add(id);
      }
    }
    for (const id of this.finished.keys()) assert.ok(seen.has(id), `${id} was finished and is nowhere`);
    for (const id of this.saved.keys()) assert.ok(drafts.has(id) || seen.has(id), `${id} was saved and is nowhere`);
  }

  // With a network at last, everything the commune takes is there, and what is left here is what it would not take.
  async settle() {
    this.kill();
    this.server.faults = [];
    for (const user of Object.keys(PINS)) {
      const page = await this.page(user);
      for (let i = 0; i < 12; i++) { this.clock.pass(300_001); await page.sender.send({ asked: true }); }
      const rows = await page.outbox.list();
      const waiting = new Set(rows.map(({ id }) => id));
      for (const { id, state, base } of rows) assert.ok(state !== 'local' || waiting.has(base), `${id} still waits`);
    }
    await this.check();
  }
}

const action = fc.record({
  what: fc.constantFrom('save', 'save', 'finish', 'finish', 'tick', 'correct', 'send', 'send', 'worker', 'kill', 'clock'),
  user: fc.constantFrom('an', 'be'),
  house: fc.nat(2),
  value: fc.nat(99),
  dies: fc.option(fc.nat(30), { nil: 0, freq: 4 }),
  faults: fc.array(fc.constantFrom(...FAULTS), { maxLength: 4 }),
  ms: fc.constantFrom(1, 60_000, 300_001, 86_400_000, -86_400_000),
});

test(`it keeps its promise in ${RUNS} random histories`, { timeout: 600_000 }, async () => {
  // The core's own timers let a process end; a slow machine may have nothing else under way for a moment.
  const alive = setInterval(() => {}, 1_000);
  await fc.assert(fc.asyncProperty(fc.array(action, { minLength: 5, maxLength: 25 }), async history => {
    const world = new World();
    for (const step of history) await world.act(step);
    await world.check();
    await world.settle();
  }), { numRuns: RUNS, verbose: 1 }).finally(() => clearInterval(alive));
});
