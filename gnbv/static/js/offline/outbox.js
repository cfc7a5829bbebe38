// What is finished and not yet with the commune. States: local, refused, conflict ('sending' is only said by
// the sender). An item leaves by settle() alone, on the server's accepted, duplicate or held.
import { newId, problem } from './bytes.js';
import { done } from './db.js';
import { makeRecord } from './items.js';

const KEEP_SENT_MS = 30 * 86_400_000;

export class Outbox {
  constructor({ store, vault, kit, clock, bus }) {
    Object.assign(this, { store, vault, kit, clock, bus });
  }

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

  async counts() {
    const [items, files] = await this.store.run(['outbox', 'files'], 'readonly',
      async (outbox, shelf) => [await done(outbox.getAll()), await done(shelf.getAll())]);
    const shown = items.filter(({ kind }) => kind !== 'progress' && kind !== 'access');
    const count = state => shown.filter(item => item.state === state).length;
    const due = Math.min(...items.filter(({ state }) => state === 'local').map(({ nextAt }) => nextAt));
    return { due, unsent: shown.length, refused: count('refused'), conflict: count('conflict'), files: files.filter(({ state }) => state !== 'draft').length };
  }

  async list() {
    const [items, files] = [await this.store.all('outbox'), await this.store.all('files')];
    const rows = await Promise.all(items.map(async ({ id, kind, state, at, wire, label, cause, words, tries, lastAt, nextAt }) => ({
      id, kind, state, at, tries, lastAt, nextAt, subject: wire.subject, base: wire.base,
      label: await this.vault.unseal(`outbox/${id}/label`, label),
      cause: words ? await this.vault.unseal(`outbox/${id}/cause`, words) : cause && { code: cause },
      files: files.filter(file => file.item === id).length,
    })));
    return rows.sort((a, b) => a.at - b.at);
  }

  async sent() {
    const [items, files] = [await this.store.all('sent'), await this.store.all('files')];
    const receipts = Object.fromEntries(this.kit.receipts().map(receipt => [receipt.item, receipt]));
    const rows = await Promise.all(items.map(async ({ id, kind, subject, outcome, at, label }) => ({
      id, kind, subject, at, outcome: receipts[id]?.outcome ?? outcome, cause: receipts[id]?.cause ?? null,
      label: await this.vault.unseal(`outbox/${id}/label`, label), files: files.filter(file => file.item === id).length,
    })));
    return rows.sort((a, b) => a.at - b.at);
  }

  async item(id) {
    const record = await this.store.get('outbox', id);
    return record && this.vault.unseal(`outbox/${id}`, record.content);
  }

  retry(id) {
    return this.#amend(id, record => ({ ...record, state: record.state === 'conflict' ? 'conflict' : 'local', nextAt: 0 }));
  }

  // Only what the commune refused, and only because a person asked.
  async remove(id) {
    await this.store.run(['outbox', 'drafts', 'files'], 'readwrite', async (outbox, drafts, shelf) => {
      if ((await done(outbox.get(id)))?.state !== 'refused') throw problem('not_refused');
      outbox.delete(id);
      drafts.delete(id);
      for (const file of await done(shelf.getAll())) if (file.item === id) shelf.delete(file.key);
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
      return this.#amend(id, record => ({ ...record, state: what === 'keep' ? record.state : what, cause: cause?.code ?? null, words, nextAt }));
    }
    const at = this.clock.now();
    await this.store.run(['outbox', 'drafts', 'files', 'sent'], 'readwrite', async (outbox, drafts, shelf, sent) => {
      const record = await done(outbox.get(id));
      if (!record) return;
      outbox.delete(id);
      drafts.delete(id);
      for (const file of await done(shelf.getAll())) if (file.item === id) shelf.put({ ...file, state: 'ready' });
      if (record.kind === 'progress' || record.kind === 'access') return;
      sent.put({ id, kind: record.kind, subject: record.wire.subject, outcome, at, label: record.label });
      for (const old of await done(sent.getAll())) if (old.at < at - KEEP_SENT_MS) sent.delete(old.id);
    });
    this.bus.tell('outbox', { id });
  }

  // After a kit: a conflict that a person has settled. The commune keeps both copies then; only what it refuses
  // stays here, with the cause.
  async applyReceipts() {
    for (const { item, outcome, cause, settled } of this.kit.receipts()) {
      const record = await this.store.get('outbox', item);
      if (record?.state !== 'conflict') continue;
      if (outcome === 'rejected') await this.settle(item, 'refused', { cause });
      else if (settled || outcome === 'accepted' || outcome === 'duplicate') await this.settle(item, 'delete', { outcome });
    }
  }
}
