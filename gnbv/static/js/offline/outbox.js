// What is finished and not yet with the commune. States: local, refused, conflict ('sending' is only said by
// the sender). An item leaves by settle() alone, on the server's accepted, duplicate or held.
import { newId, problem, utf8 } from './bytes.js';
import { canonical } from './canonical.js';
import { done } from './db.js';
import { makeRecord } from './items.js';
import { part } from './late.js';
import { OutboxLists, QUIET } from './outbox-lists.js';
import { seal } from './seal.js';

const KEEP_SENT_MS = 30 * 86_400_000;
const ASK_AGAIN_MS = 86_400_000;

export class Outbox extends OutboxLists {
  async add(kind, subject, payload, label = null) {
    const record = await makeRecord(this.vault, this.kit.key(), { id: newId(), kind, subject, payload, label, stamp: this.clock.stamp() });
    await this.store.run('outbox', 'readwrite', async outbox => {
      // Of progress only the newest matters.
      if (kind === 'progress') {
        for (const old of await done(outbox.getAll())) if (old.kind === kind && old.wire.subject === subject) outbox.delete(old.id);
      }
      outbox.put(record);
    });
    this.bus.tell('outbox', { id: record.id, fresh: true });
    return record.id;
  }

  async item(id) {
    // Of a conflict that was settled the person's own copy stays readable for the 30 days of its line.
    const record = await this.store.get('outbox', id) ?? await this.store.get('sent', id);
    return record?.content ? this.vault.unseal(`outbox/${id}`, record.content) : undefined;
  }

  retry(id) {
    return this.#amend(id, record => ({ ...record, state: record.state === 'conflict' ? 'conflict' : 'local', nextAt: 0 }));
  }

  // The commune could not open the envelope: the same content, sealed anew to the key that the kit has now.
  async renew(id) {
    const [record, key] = [await this.store.get('outbox', id), this.kit.key()];
    if (!record?.wire.sealed || !key) return this.retry(id);
    const sealed = await seal(key, utf8(canonical(await this.vault.unseal(`outbox/${id}`, record.content))), id);
    await this.#amend(id, now => ({ ...now, wire: { ...now.wire, sealed } }));
    return this.retry(id);
  }

  // Only what the commune refused, and only because a person asked.
  async remove(id) {
    await this.store.run(['outbox', 'drafts', 'files'], 'readwrite', async (outbox, drafts, shelf) => {
      if ((await done(outbox.get(id)))?.state !== 'refused') throw problem('not_refused');
      outbox.delete(id);
      drafts.delete(id);
      // A correction that was begun meanwhile keeps the photos it stands on.
      for (const { item, ...file } of await done(shelf.index('item').getAll(id))) {
        if (file.draft !== id && await done(drafts.get(file.draft ?? ''))) shelf.put({ ...file, state: 'draft' }); else shelf.delete(file.key);
      }
    });
    this.bus.tell('outbox', { id });
  }

  async #amend(id, change) {
    await this.store.run('outbox', 'readwrite', async outbox => {
      const record = await done(outbox.get(id));
      if (record) outbox.put(change(record));
    });
    this.bus.tell('outbox', { id });
  }

  // The server's word on one item. `what` is 'delete', 'refused', 'conflict' or 'keep' (outcomes.js).
  async settle(id, what, { outcome, cause = null, nextAt = 0 } = {}) {
    if (what !== 'delete') {
      const words = cause?.vi && this.vault.open ? await this.vault.seal(`outbox/${id}/cause`, cause) : null;
      await this.#amend(id, record => ({ ...record, state: what === 'keep' ? record.state : what, cause: cause?.code ?? null, words, nextAt }));
      // The commune has the copy and looks at it: with its photos.
      if (what === 'conflict') await this.store.run('files', 'readwrite', async shelf => { for (const file of await done(shelf.index('item').getAll(id))) if (file.state === 'finished') shelf.put({ ...file, state: 'ready' }); });
      return what === 'refused' ? this.#takePlaces() : null;
    }
    // The answer told the time: what is kept 30 days is not measured by a wrong clock.
    const at = this.clock.right();
    await this.store.run(['outbox', 'drafts', 'files', 'sent'], 'readwrite', async (outbox, drafts, shelf, sent) => {
      const record = await done(outbox.get(id));
      if (!record) return;
      outbox.delete(id);
      drafts.delete(id);
      for (const file of await done(shelf.index('item').getAll(id))) shelf.put({ ...file, state: 'ready' });
      if (QUIET.includes(record.kind)) return;
      sent.put({ id, kind: record.kind, subject: record.wire.subject, outcome, at, label: record.label, ...record.state === 'conflict' && { content: record.content } });
      for (const old of await done(sent.getAll())) if (old.at < at - KEEP_SENT_MS) sent.delete(old.id);
    });
    this.bus.tell('outbox', { id });
  }

  // After a kit: a conflict that a person has settled. The commune keeps both copies then; only what it refuses
  // stays here, with the cause.
  async applyReceipts() {
    const receipts = this.kit.receipts();
    for (const { item, outcome, cause, settled } of receipts) {
      const record = await this.store.get('outbox', item);
      if (record?.state !== 'conflict') continue;
      if (outcome === 'rejected') await this.settle(item, 'refused', { cause });
      else if (settled || outcome === 'accepted' || outcome === 'duplicate') await this.settle(item, 'delete', { outcome });
    }
    await this.#askAgain(new Set(receipts.map(({ item }) => item)));
    // What was refused while the phone was locked.
    await this.#takePlaces();
  }

  async #takePlaces() {
    if (!(await this.store.all('outbox')).some(({ state }) => state === 'refused')) return;
    const { takePlaces } = await part(() => import('./corrections.js'));
    await takePlaces(this);
  }

  // The commune says for 30 days how a conflict ended. A phone that was away for longer hears no word of it any more:
  // it hands the item in once more, and the answer tells.
  async #askAgain(told) {
    for (const { id, state, lastAt } of await this.store.all('outbox')) {
      if (state === 'conflict' && !told.has(id) && this.clock.now() - lastAt > ASK_AGAIN_MS) await this.#amend(id, record => ({ ...record, state: 'local', nextAt: 0 }));
    }
  }
}
