// One open draft. Every save seals the whole document and commits it, with the photos of that answer in the
// same transaction, before it resolves. While one write is under way later ones join the next.
import { problem, sha256 } from './bytes.js';
import { done } from './db.js';
import { boxed, fileKey, openFile, travelling } from './file-box.js';
import { makeRecord } from './items.js';

export class Draft {
  #drafts;
  #release;
  #finishing = null;
  #waiting = null;
  #writing = Promise.resolve();

  constructor(drafts, doc, { readonly, release }) {
    Object.assign(this, { doc, readonly, state: 'draft' });
    this.#drafts = drafts;
    this.#release = release;
  }

  get id() { return this.doc.id; }
  get survey() { return this.doc.survey; }

  // `beside`: [shelf, record] of drafts and outbox that are committed with it, or not at all.
  save({ addFiles = [], removeFiles = [], beside = [], ...changes }) {
    if (this.readonly) return Promise.reject(problem('readonly'));
    Object.assign(this.doc, structuredClone(changes));
    this.#waiting ??= { add: [], remove: [], beside: [] };
    this.#waiting.add.push(...addFiles);
    this.#waiting.remove.push(...removeFiles);
    this.#waiting.beside.push(...beside);
    // Joins the write that waits behind the one in flight; a failed write does not stop the next.
    return this.#waiting.promise ??= this.#writing = this.#writing.catch(() => {}).then(() => this.#write());
  }

  async #write() {
    const { add, remove, beside } = this.#waiting;
    this.#waiting = null;
    const { vault, store, clock, bus } = this.#drafts;
    const files = await Promise.all(add.map(async ({ ref, type, bytes }) => {
      const file = { ref, sha256: await sha256(bytes), size: bytes.byteLength, type };
      const key = fileKey(this.survey, file);
      return { file, record: { key, survey: this.survey, file, state: 'draft', draft: this.id, ...await boxed(vault, key, bytes) } };
    }));
    const gone = remove.map(file => fileKey(this.survey, file));
    const fresh = new Set(files.map(({ record }) => record.key));
    const kept = (this.doc.files ?? []).filter(file => !gone.includes(fileKey(this.survey, file)) && !fresh.has(fileKey(this.survey, file)));
    this.doc.files = kept.concat(files.map(({ file }) => file));
    this.doc.at = clock.now();
    const record = { id: this.id, state: 'draft', at: this.doc.at, sealed: await vault.seal(`drafts/${this.id}`, this.doc) };
    await store.run(['drafts', 'files', ...beside.length ? ['outbox'] : []], 'readwrite', async (drafts, shelf, outbox) => {
      const before = await done(drafts.get(this.id));
      if (before && before.state !== 'draft') throw problem('readonly');
      drafts.put(record);
      for (const [name, other] of beside) ({ drafts, outbox })[name].put(other);
      // A photo that an earlier, finished revision still has to send is not this draft's to replace or delete.
      const isDraft = async key => (await done(shelf.get(key)) ?? { state: 'draft' }).state === 'draft';
      for (const { record: photo } of files) if (await isDraft(photo.key)) shelf.put(photo);
      for (const key of gone) if (await isDraft(key)) shelf.delete(key);
    });
    bus.tell('drafts', { id: this.id });
    return { at: record.at };
  }

  async file(ref, hash) {
    const key = fileKey(this.survey, { ref, sha256: hash });
    // What is being written is waited for: an answer may be drawn before its picture is stored.
    await this.#writing.catch(() => {});
    const record = await this.#drafts.store.get('files', key);
    return record && openFile(this.#drafts.vault, record);
  }

  // Freezes the draft into an outbox item of the same id, sealed to the commune, in one commit. No answer may
  // slip in between: the draft is read-only from here on, and opens again if freezing fails.
  finish({ results = [] } = {}) {
    return this.#finishing ??= this.#freeze(results).catch(error => {
      this.#finishing = null;
      if (error.code !== 'readonly') this.readonly = false;
      throw error;
    });
  }

  async #freeze(results) {
    const saved = this.save({});
    this.readonly = true;
    await saved;
    const { store, vault, kit, clock, bus } = this.#drafts;
    const { id, survey, household, round, assignment, purpose, form, version, answers, meta, replies, files, label } = this.doc;
    // What this stands on may have been refused meanwhile: then it takes its place.
    const under = this.doc.base && await store.get('outbox', this.doc.base);
    const [base, replaces] = under?.state === 'refused' ? [under.wire.base, under.id] : [this.doc.base, this.doc.replaces];
    const stamp = clock.stamp();
    const payload = { ...label?.home && { made_here: true }, round, household, assignment, purpose, form, version, answers, results, replies,
      meta: { ...meta, finished_at: stamp.made_at }, attachments: files };
    const record = await makeRecord(vault, kit.key(), { id, kind: 'survey', subject: survey, base, payload, label, stamp, replaces });
    const photos = await travelling(this.#drafts, survey, files);
    await store.run(['drafts', 'outbox', 'files'], 'readwrite', async (drafts, outbox, shelf) => {
      const before = await done(drafts.get(id));
      if (!before || before.state !== 'draft') throw problem('readonly');
      drafts.put({ ...before, state: 'finished' });
      // A home made on this phone goes with the first sheet that is finished, and before every sheet of its own.
      const homes = (await done(outbox.getAll())).filter(({ kind }) => kind === 'household');
      for (const home of homes) if (home.state === 'waits' && home.drafts.includes(id)) outbox.put({ ...home, state: 'local' });
      outbox.put({ ...record, ...homes.some(({ wire }) => wire.subject === household) && { after: household } });
      for (const photo of photos) {
        const now = await done(shelf.get(photo.key));
        const { state, item } = now ?? {};
        // What an earlier revision still sends stays with that one.
        if (state === 'draft' || now && item === replaces) shelf.put({ ...photo, state: 'finished', item: id, draft: id });
      }
      if (!replaces) return;
      outbox.delete(replaces);
      drafts.delete(replaces);
      // Taken out while correcting what was refused.
      for (const key of await done(shelf.index('item').getAllKeys(replaces))) shelf.delete(key);
    });
    this.state = 'finished';
    bus.tell('outbox', { id, fresh: true });
    bus.tell('drafts', { id });
    return id;
  }

  async close() {
    await this.#writing.catch(() => {});
    this.readonly = true;
    this.#release();
  }
}
