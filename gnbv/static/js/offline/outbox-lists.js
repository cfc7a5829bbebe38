// What the outbox shows: counts (also of a locked store), its rows, and what has left in the last 30 days.
import { done } from './db.js';

// The phone's own notes: nobody waits for them, and no list shows them.
export const QUIET = ['progress', 'access', 'reading'];
// A home made here that waits for its first finished sheet is a draft: counted and shown as its sheet is.
// In the order of making; what nobody waits for leaves a weak line to the work.
export const inOrder = items => items.sort((a, b) => QUIET.includes(a.kind) - QUIET.includes(b.kind) || a.at - b.at || (a.id < b.id ? -1 : 1));
export const shown = ({ kind, state }) => !QUIET.includes(kind) && state !== 'waits';

export class OutboxLists {
  constructor({ store, vault, kit, clock, bus }) {
    Object.assign(this, { store, vault, kit, clock, bus });
  }

  photos(id) { return this.store.run('files', 'readonly', shelf => done(shelf.index('item').count(id))); }

  async counts() {
    const [items, all, drafted] = await this.store.run(['outbox', 'files'], 'readonly', (outbox, shelf) =>
      Promise.all([outbox.getAll(), shelf.count(), shelf.index('state').count('draft')].map(done)));
    const seen = items.filter(shown);
    const count = state => seen.filter(item => item.state === state).length;
    const due = Math.min(...items.filter(({ state }) => state === 'local').map(({ nextAt }) => nextAt));
    // Of a conflict the commune has both copies: nothing of it waits.
    const waiting = seen.filter(({ state }) => state !== 'conflict');
    return { due, waiting: waiting.length, surveys: waiting.every(({ kind }) => kind === 'survey'), unsent: seen.length, refused: count('refused'), conflict: count('conflict'), files: all - drafted };
  }

  // Drafts are never sent, so they are counted apart.
  async drafting() {
    return (await this.store.all('drafts')).filter(({ state }) => state === 'draft').length;
  }

  async list() {
    const items = await this.store.all('outbox');
    const rows = await Promise.all(items.map(async ({ id, kind, state, at, wire, label, cause, words, tries, lastAt, nextAt, after, handed = null }) => ({
      id, kind, state, after, at, tries, lastAt, nextAt, handed, subject: wire.subject, base: wire.base,
      label: await this.vault.unseal(`outbox/${id}/label`, label),
      cause: words ? await this.vault.unseal(`outbox/${id}/cause`, words) : cause && { code: cause },
      files: await this.photos(id),
    })));
    return rows.sort((a, b) => a.at - b.at);
  }

  async sent() {
    const items = await this.store.all('sent');
    const refused = await this.store.run('files', 'readonly', shelf => done(shelf.index('state').getAll('refused')));
    const receipts = Object.fromEntries(this.kit.receipts().map(receipt => [receipt.item, receipt]));
    const rows = await Promise.all(items.map(async ({ id, kind, subject, outcome, at, label, content }) => ({
      id, kind, subject, at, outcome: receipts[id]?.outcome ?? outcome, cause: receipts[id]?.cause ?? null, settled: Boolean(receipts[id]?.settled && receipts[id].cause), copy: Boolean(content),
      label: await this.vault.unseal(`outbox/${id}/label`, label), files: await this.photos(id),
      refusedFiles: refused.filter(({ item }) => item === id).length,
    })));
    return rows.sort((a, b) => a.at - b.at);
  }
}
