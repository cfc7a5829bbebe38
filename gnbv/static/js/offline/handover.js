// "Giao phiếu": everything finished as one file, for a phone that finds no network. Built from the records alone, so
// a locked phone can make it; one record at a time, so that a season's photos need not fit into memory. Nothing
// leaves the outbox for it. Lines of JSON; the last one proves that all of them are here and whose they are.
// Twin: gnbv/services/handover_file.py. The format: docs/sync-protocol.md.
import { base64url, hex, problem, sha256, utf8 } from './bytes.js';
import { canonical } from './canonical.js';
import { done } from './db.js';
import { lift } from './file-box.js';
import { QUIET } from './outbox-lists.js';
import { seal } from './seal.js';

const DAY_OFFSET_MS = 7 * 3_600_000;

// giao-phieu-20261023-0942.gnbv: the time in Viet Nam.
export function nameOf(at) {
  const digits = new Date(at + DAY_OFFSET_MS).toISOString().replace(/\D/g, '');
  return `giao-phieu-${digits.slice(0, 8)}-${digits.slice(8, 12)}.gnbv`;
}

export async function proofOf(hashes, deposit) {
  const all = await sha256(utf8(hashes.join('')));
  // The commune knows only this hash of the token: it is the key that both sides have.
  const raw = utf8(await sha256(utf8(deposit)));
  const key = await crypto.subtle.importKey('raw', raw, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
  return { sha256: all, mac: hex(await crypto.subtle.sign('HMAC', key, utf8(all))) };
}

export class Handover {
  constructor({ store, vault, kit, owner, clock, bus }) {
    Object.assign(this, { store, vault, kit, owner, clock, bus });
  }

  // {file, name, ids, items, files, left}: `left` counts what could not go, because this phone had no key of the
  // commune yet. Throws nothing_to_give, and sign_in when there is no token to prove whose it is.
  async make() {
    if (!this.owner.deposit) throw problem('sign_in');
    if (this.vault.open) await lift(this);
    const [items, files] = [{ lines: [], left: 0 }, { lines: [], left: 0 }];
    const ids = [];
    for (const record of await this.#items()) {
      const item = await this.#sealed(record);
      if (!item) { items.left++; continue; }
      items.lines.push(await line({ item }));
      if (!QUIET.includes(record.kind)) ids.push(record.id);
    }
    for (const key of await this.store.run('files', 'readonly', shelf => done(shelf.getAllKeys()))) {
      const record = await this.store.get('files', key);
      if (!record || record.state === 'draft') continue;
      if (record.wire) files.lines.push(await line({ file: carried(record) }));
      else files.left++;
    }
    if (!ids.length && !files.lines.length) throw problem('nothing_to_give', { left: items.left + files.left });
    const { made_at: at } = this.clock.stamp();
    const head = await line({ app: 'gnbv', handover: 1, device: this.owner.device, made_at: at, items: items.lines.length, files: files.lines.length });
    const lines = [head, ...items.lines, ...files.lines];
    const end = await line({ end: await proofOf(lines.map(({ hash }) => hash), this.owner.deposit) });
    const parts = [...lines, end].flatMap(({ blob }) => [blob, '\n']);
    return { file: new Blob(parts, { type: 'application/octet-stream' }), name: nameOf(Date.parse(at)), ids, items: ids.length, files: files.lines.length, left: items.left + files.left };
  }

  // A person has the file now: said beside each record. It stays until the commune answers.
  async given(ids) {
    const handed = this.clock.now();
    await this.store.run('outbox', 'readwrite', async outbox => {
      for (const id of ids) {
        const record = await done(outbox.get(id));
        if (record) outbox.put({ ...record, handed });
      }
    });
    this.bus.tell('outbox', {});
  }

  // What the commune keeps already (a conflict) need not be carried there; a home that waits for its sheets is no finished work.
  async #items() {
    const all = await this.store.all('outbox');
    return inLine(all.filter(({ state }) => state !== 'conflict' && state !== 'waits').sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1)));
  }

  // As it travels; what was finished before there was a key of the commune is sealed now, if this phone is open.
  async #sealed({ id, wire, content }) {
    if (wire.sealed) return wire;
    const key = this.kit.key();
    if (!key || !this.vault.open) return null;
    return { ...wire, sealed: await seal(key, utf8(canonical(await this.vault.unseal(`outbox/${id}`, content))), id) };
  }
}

// The office takes one line after the other: what something stands on comes before it, also when the clock was set back
// between the two. A home made here comes before all that is about it.
function inLine(items) {
  const [rest, ordered] = [new Map(items.map(item => [item.id, item])), []];
  const homes = new Map(items.filter(({ kind }) => kind === 'household').map(({ id, wire }) => [wire.subject, id]));
  const put = item => {
    if (!item || !rest.delete(item.id)) return;
    for (const before of [homes.get(item.wire.subject), item.wire.base, item.after]) put(rest.get(before));
    ordered.push(item);
  };
  items.forEach(put);
  return ordered;
}

// The text goes into a Blob at once: the browser may keep it on the disk.
async function line(value) {
  const text = JSON.stringify(value);
  return { hash: await sha256(utf8(text)), blob: new Blob([text]) };
}

const carried = ({ survey, file: { ref, sha256: hash, size, type }, wire: { kid, epk, iv, ct }, box }) => ({ survey, ref, sha256: hash, size, type,
  sealed: { kid, epk, iv, ct, box: base64url(box.iv) }, bytes: base64url(box.ct) });
