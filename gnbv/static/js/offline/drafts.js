// Drafts: one per survey, never sent. A draft has the id of the revision it will become. The tab that holds
// the lock writes; another one reads and is told ('draft:writable') when the lock is free.
import { newId, problem } from './bytes.js';
import { done } from './db.js';
import { libraryKey } from './kit-shelf.js';
import { part } from './late.js';
import { hold } from './locks.js';

export class Drafts {
  #open = new Set();

  constructor({ store, vault, kit, clock, bus }) {
    Object.assign(this, { store, vault, kit, clock, bus });
  }

  async #docs() {
    const records = await this.store.all('drafts');
    return Promise.all(records.map(async ({ id, state, at, sealed }) => ({ ...await this.vault.unseal(`drafts/${id}`, sealed), state, at })));
  }

  async list() {
    return (await this.#docs()).map(({ answers, meta, replies, files, ...light }) => light);
  }

  // Which forms and packs must stay in the library.
  async uses() {
    const docs = await this.#docs();
    const forms = new Set(docs.map(doc => libraryKey('form', doc)));
    return key => forms.has(key) || docs.length > 0 && key.startsWith('pack:');
  }

  async start({ household, round, assignment = null, purpose = 'main', form, version, survey = newId(), base = null,
    answers = {}, meta = {}, label = null, replaces = null, files = [], replies = [] }) {
    // Two tabs that start the same household at once get the same draft.
    const free = await hold(`gnbv-start-${household}`, { wait: true });
    try {
      const twin = (await this.list()).find(draft => draft.state === 'draft' && draft.household === household
        && draft.round === round && draft.purpose === purpose);
      if (twin) return await this.open(twin.id);
      const now = this.clock.now();
      const doc = { id: newId(now), survey, household, round, assignment, purpose, form, version, base, answers, replies, files, label, replaces,
        meta: { today: this.clock.today(), started_at: new Date(now).toISOString(), renderer: 1, ...meta }, at: now };
      const draft = await this.#take(doc);
      await draft.save({});
      if (files.length) await (await part(() => import('./file-box.js'))).lend(this.store, draft);
      return draft;
    } finally {
      free?.();
    }
  }

  // A new draft on what the server has: returned, or corrected after sending.
  correct({ survey, label, form, version, assignment }) {
    const { revision } = survey;
    return this.start({ household: survey.household, round: survey.round, purpose: survey.purpose ?? 'main', assignment,
      form: form ?? revision.form, version: version ?? revision.version, survey: survey.id, base: revision.id,
      answers: revision.answers, meta: { ...revision.meta, finished_at: undefined }, files: revision.attachments ?? [], label });
  }

  // A new draft on a frozen item that is still here. What the commune refused is replaced, not followed.
  async correctItem(id) {
    const item = await this.store.get('outbox', id);
    const kept = await this.store.get('drafts', id);
    if (!item || !kept) throw problem('gone');
    const { id: _, state: __, at: ___, ...doc } = await this.vault.unseal(`drafts/${id}`, kept.sealed);
    const refused = item.state === 'refused';
    return this.start({ ...doc, base: refused ? item.wire.base : id, replaces: refused ? id : null });
  }

  async open(id) {
    const kept = await this.store.get('drafts', id);
    if (!kept) throw problem('gone');
    const draft = await this.#take({ id });
    // Read after the lock was taken: what the other tab wrote last is in it.
    const record = await this.store.get('drafts', id);
    draft.doc = await this.vault.unseal(`drafts/${id}`, record.sealed);
    if (record.state !== 'draft') Object.assign(draft, { state: record.state, readonly: true });
    return draft;
  }

  async #take(doc) {
    const { Draft } = await part(() => import('./draft.js'));
    const name = `gnbv-draft-${doc.id}`;
    const stop = new AbortController();
    let release = await hold(name);
    const readonly = !release;
    if (readonly) {
      // Only tells: the reader has to open again, since what it shows may be old.
      hold(name, { wait: true, signal: stop.signal }).then(free => { free?.(); if (free) this.bus.emit('draft:writable', { id: doc.id }); });
    }
    const draft = new Draft(this, doc, { readonly, release: () => { stop.abort(); release?.(); release = null; this.#open.delete(draft); this.bus.emit('draft:closed', { id: doc.id }); } });
    this.#open.add(draft);
    return draft;
  }

  // Waits for what is being written; then the locks are free and the key may go.
  async closeAll() {
    await Promise.all([...this.#open].map(draft => draft.close()));
  }

  async discard(id) {
    const release = await hold(`gnbv-draft-${id}`);
    if (!release) throw problem('readonly');
    try {
      await this.store.run(['drafts', 'files'], 'readwrite', async (drafts, files) => {
        if ((await done(drafts.get(id)))?.state !== 'draft') throw problem('readonly');
        drafts.delete(id);
        for (const file of await done(files.getAll())) if (file.draft === id && file.state === 'draft') files.delete(file.key);
      });
    } finally {
      release();
    }
    this.bus.tell('drafts', { id });
  }
}
