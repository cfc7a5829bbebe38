// What lies in this store and in its second copy, by mark and hash. Works on a locked phone.
import { sha256 } from './bytes.js';
import { COPIED, packRecord } from './copy-record.js';
import { done } from './db.js';
import { shown } from './outbox-lists.js';

// Everything that is copied, the most important first. Photos are read only while nothing is known of them: a record
// that changed has another mark.
export async function look(store, clock) {
  const copies = new Map((await store.all('copies')).map(copy => [copy.key, copy]));
  const found = [];
  for (const [kind, { shelf, mark, of }] of Object.entries(COPIED)) {
    for (const name of await store.run(shelf, 'readonly', all => done(all.getAllKeys()))) {
      const key = `${kind}/${name}`;
      const known = copies.get(key);
      const record = known?.mark === 'box' ? null : await store.get(shelf, name);
      if (known && (!record || known.mark === mark(record))) found.push(known);
      else if (record && record.kind !== 'progress') {
        const bytes = packRecord(of(record));
        const entry = { key, kind, id: name, mark: mark(record), sha256: await sha256(bytes), size: bytes.length, at: record.at ?? clock.now(), kept: false };
        await store.put('copies', entry);
        found.push(entry);
      }
    }
  }
  return found;
}

export async function forget(store, records) {
  const here = new Set(records.map(({ key }) => key));
  const known = await store.run('copies', 'readonly', copies => done(copies.getAllKeys()));
  await store.delete('copies', ...known.filter(key => key.includes('/') && !here.has(key)));
}

// {at: when the copy was last whole or null, only: drafts and items that nobody else has, items: those of them that are
// finished, left: records without room, some: whether anything waits here at all}
export async function copyStanding(store) {
  const [drafts, outbox, files, copies] = await store.run(['drafts', 'outbox', 'files', 'copies'], 'readonly', (...shelves) =>
    Promise.all(shelves.map((shelf, at) => done(at === 2 ? shelf.getAllKeys() : shelf.getAll()))));
  const known = Object.fromEntries(copies.map(copy => [copy.key, copy]));
  const isKept = (kind, record) => {
    const copy = known[`${kind}/${record.id}`];
    return copy?.kept && copy.mark === COPIED[kind].mark(record);
  };
  const items = outbox.filter(shown);
  const only = new Set();
  for (const item of items) if (item.state !== 'conflict' && !isKept('outbox', item)) only.add(item.id);
  for (const draft of drafts) if (draft.state === 'draft' && !isKept('draft', draft)) only.add(draft.id);
  // A survey whose photo is here alone is here alone. `survey` stands first in a photo's name.
  for (const key of files) {
    if (known[`file/${key}`]?.kept) continue;
    const photo = await store.get('files', key);
    const whose = photo && (photo.item ?? photo.draft);
    if (whose && photo.state !== 'ready') only.add(whose);
  }
  const { at = null, left = 0 } = known.state ?? {};
  return { at, only: only.size, items: items.filter(({ id }) => only.has(id)).length, left, some: items.length > 0 || drafts.some(({ state }) => state === 'draft') };
}
