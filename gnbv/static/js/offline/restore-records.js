// Records of another phone's copy, opened with its key and sealed for this store. Nothing here is replaced that a person
// has touched on this phone, has open, or has sent from it.
import { problem, sha256 } from './bytes.js';
import { done } from './db.js';
import { boxed, openFile } from './file-box.js';
import { hold } from './locks.js';

export class RestoreRecords {
  #docs = null;

  // `old` opens the other phone's records; `listed` is everything its copy holds: [{kind, id}].
  constructor({ store, vault }, old, listed) {
    Object.assign(this, { store, vault, old, forms: [] });
    this.items = new Set(listed.filter(({ kind }) => kind === 'outbox').map(({ id }) => id));
    this.drafts = new Set(listed.filter(({ kind }) => kind === 'draft').map(({ id }) => id));
    this.photos = new Set(listed.filter(({ kind }) => kind === 'file').map(({ id }) => id));
  }

  // Here already, so that it need not be fetched. A draft may be newer there: its record says.
  async has(kind, id) {
    if (kind === 'file') return Boolean(await this.store.get('files', id));
    return kind === 'outbox' && Boolean(await this.store.get('outbox', id) ?? await this.store.get('sent', id));
  }

  // 'drafts', 'frozen' (the draft of an item), 'items', 'files', or 'here' when what is on this phone stays. Throws when it cannot be opened.
  put(kind, id, record) {
    if ((record.id ?? record.key) !== id) throw problem('record_damaged');
    return { draft: () => this.#draft(record), outbox: () => this.#item(record), file: () => this.#file(record) }[kind]();
  }

  async #draft({ id, state, at, sealed }) {
    const doc = await this.old.unseal(`drafts/${id}`, sealed);
    // Without its item a finished one could neither leave nor be opened: it is finished anew.
    const finished = this.items.has(id) || state === 'finished' && Boolean(await this.store.get('outbox', id));
    const record = { id, state: finished ? 'finished' : 'draft', at, sealed: await this.vault.seal(`drafts/${id}`, doc), restored: at };
    const release = await hold(`gnbv-draft-${id}`);
    if (!release) return 'here';
    try {
      const taken = await this.store.run(['drafts', 'sent'], 'readwrite', async (drafts, sent) => {
        const here = await done(drafts.get(id));
        // Saving writes a record without `restored`: then it is this phone's.
        if (await done(sent.get(id)) || here && !(here.restored < at && here.state === 'draft')) return false;
        drafts.put(record);
        return true;
      });
      if (!finished) this.forms.push({ form: doc.form, version: doc.version });
      this.#docs = null;
      return !taken ? 'here' : finished ? 'frozen' : 'drafts';
    } finally {
      release();
    }
  }

  async #item(record) {
    const { id } = record;
    const anew = async (place, sealed) => sealed && this.vault.seal(place, await this.old.unseal(place, sealed));
    const kept = { ...record, tries: 0, lastAt: null, nextAt: 0, label: await anew(`outbox/${id}/label`, record.label),
      content: await anew(`outbox/${id}`, record.content), words: await anew(`outbox/${id}/cause`, record.words) };
    const taken = await this.store.run(['outbox', 'sent', 'drafts'], 'readwrite', async (outbox, sent, drafts) => {
      if (await done(outbox.get(id)) || await done(sent.get(id))) return false;
      // Restored before as a draft, and finished on the other phone since: two states of one survey. This one is opened
      // by nobody here, so the finished one counts; one that was touched here stays a draft.
      const draft = await done(drafts.get(id));
      if (draft && draft.restored === undefined) return false;
      outbox.put(kept);
      if (draft) drafts.put({ ...draft, state: 'finished' });
      return true;
    });
    return taken ? 'items' : 'here';
  }

  async #file({ v, sealed, box, lock, ...rest }) {
    const { key, file, survey } = rest;
    const bytes = await openFile(this.old, { ...rest, sealed, box, lock });
    if (await sha256(bytes) !== file.sha256) throw problem('record_damaged');
    const place = `files/${key}/key`;
    const sealing = box ? { v, box, lock: await this.vault.sealBytes(place, await this.old.openBytes(place, lock)), wire: null }
      : await boxed(this.vault, key, bytes);
    const whose = await this.#whose(survey, file);
    return this.store.run(['files', 'outbox', 'drafts'], 'readwrite', async (files, outbox, drafts) => {
      if (await done(files.get(key))) return 'here';
      files.put({ key, survey, file, ...await standing(whose, outbox, drafts), ...sealing });
      return 'files';
    });
  }

  // Whose photo it is: of a finished survey that waits, of a draft, or of one that the commune has already.
  async #whose(survey, { ref, sha256: hash }) {
    const docs = (await this.#all()).filter(doc => doc.survey === survey && doc.files?.some(file => file.ref === ref && file.sha256 === hash));
    const finished = docs.find(({ state }) => state === 'finished');
    const draft = docs.find(({ state }) => state === 'draft');
    if (finished) return { state: 'finished', item: finished.id, draft: (draft ?? finished).id };
    return draft ? { state: 'draft', draft: draft.id } : { state: 'ready' };
  }

  async #all() {
    return this.#docs ??= await Promise.all((await this.store.all('drafts')).map(async ({ id, state, sealed }) =>
      ({ ...await this.vault.unseal(`drafts/${id}`, sealed), id, state })));
  }

  // Photos that a restored survey names and that are neither here nor in the copy, unless the commune has them.
  async lacking() {
    const names = (await this.#all()).filter(({ id, base }) => !base && this.drafts.has(id)).flatMap(({ survey, files = [] }) => files.map(file => `${survey}/${file.ref}/${file.sha256}`));
    const here = await Promise.all(names.map(async key => this.photos.has(key) || Boolean(await this.store.get('files', key))));
    return here.filter(known => !known).length;
  }
}

// What a photo is now whose survey may have been finished, or have left, while the photo was on its way here.
async function standing(whose, outbox, drafts) {
  const { draft } = whose;
  if (whose.state === 'ready' || whose.state === 'draft' && (await done(drafts.get(draft)))?.state === 'draft') return whose;
  const item = whose.item ?? draft;
  return await done(outbox.get(item)) ? { state: 'finished', item, draft } : { state: 'ready', item };
}
