// A correction finished on something that the commune then refused would wait for a base that never comes. It says
// everything that the other said, so it takes its place: on the same base, with the photos they share.
import { newId } from './bytes.js';
import { done } from './db.js';
import { fileKey } from './file-box.js';
import { makeRecord } from './items.js';

export async function takePlaces({ store, vault, kit, bus }) {
  if (!vault.open) return;
  const all = await store.all('outbox');
  for (const record of all) {
    const before = all.find(({ id, state }) => id === record.wire.base && state === 'refused');
    if (before && record.state === 'local') await takePlace({ store, vault, kit, bus }, record, before);
  }
}

async function takePlace({ store, vault, kit, bus }, record, before) {
  const { id: was, kind, at, wire: { subject, made_at, utc_offset } } = record;
  // The office may have the other content under the old id, in a file that was handed over.
  const id = record.handed ? newId() : was;
  const payload = await vault.unseal(`outbox/${was}`, record.content);
  const label = await vault.unseal(`outbox/${was}/label`, record.label);
  const fresh = await makeRecord(vault, kit.key(), { id, kind, subject, base: before.wire.base, payload, label, stamp: { made_at, utc_offset }, replaces: before.id });
  const kept = await store.get('drafts', was);
  const draft = kept && { ...kept, id, sealed: await vault.seal(`drafts/${id}`, { ...await vault.unseal(`drafts/${was}`, kept.sealed), id, base: before.wire.base }) };
  const promised = new Set((payload.attachments ?? []).map(file => fileKey(subject, file)));
  await store.run(['outbox', 'drafts', 'files'], 'readwrite', async (outbox, drafts, shelf) => {
    const [now, other] = [await done(outbox.get(was)), await done(outbox.get(before.id))];
    if (now?.state !== 'local' || now.wire.base !== before.id || other?.state !== 'refused') return;
    for (const gone of [was, before.id]) {
      outbox.delete(gone);
      drafts.delete(gone);
      for (const file of await done(shelf.index('item').getAll(gone))) {
        if (promised.has(file.key)) shelf.put({ ...file, item: id, state: 'finished' });
        else shelf.delete(file.key);
      }
    }
    outbox.put({ ...fresh, at });
    if (draft) drafts.put(draft);
  });
  bus.tell('outbox', { id, fresh: true });
}
