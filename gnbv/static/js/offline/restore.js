// Work from another phone of the same person, out of its second copy: listed, fetched, sealed anew for this phone, one
// strict transaction a record. Cut anywhere it goes on; what is newer here, or was sent from here, stays.
import { problem, sha256 } from './bytes.js';
import { ask } from './connection.js';
import { unpackRecord } from './copy-record.js';
import { lift } from './file-box.js';
import { hold } from './locks.js';
import { releasedKey } from './release.js';
import { RestoreRecords } from './restore-records.js';
import { offers } from './session.js';
import { Vault } from './vault.js';
import { aesKey } from './wrap.js';

const ORDER = ['outbox', 'draft', 'file'];
const LONG_MS = 300_000;

export class Restore {
  constructor({ store, vault, owner, kit, clock, bus }) {
    Object.assign(this, { store, vault, owner, kit, clock, bus });
  }

  // The other phones whose copy holds something: [{device, label, at, drafts, items, files, begun}].
  async offers() {
    return Promise.all((await offers(this.owner.device)).map(async offer => ({ ...offer, begun: Boolean(await this.store.get('meta', `restore/${offer.device}`)) })));
  }

  // Brings everything of `device` here. Resolves with counts {drafts, items, files, here, unreadable, lacking, forms};
  // throws the codes of ask(), and fresh_sign_in when the password must be given again.
  async take(device, onprogress = () => {}) {
    const release = await hold(`gnbv-restore-${this.store.name}`);
    if (!release) throw problem('busy');
    try {
      return await this.#take(device, onprogress);
    } finally {
      release();
    }
  }

  async #take(device, onprogress) {
    const old = await this.#oldVault(device);
    const { records } = await this.#json(`/sync/recovery/${device}`);
    records.sort((a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind));
    const shelf = new RestoreRecords(this, old, records);
    const count = { drafts: 0, items: 0, files: 0, frozen: 0, here: 0, unreadable: 0, lacking: 0, forms: 0 };
    for (const [at, record] of records.entries()) {
      onprogress({ done: at, of: records.length });
      count[await this.#one(shelf, device, record)]++;
    }
    count.lacking = await shelf.lacking();
    count.forms = await this.#forms(shelf.forms);
    onprogress({ done: records.length, of: records.length });
    // What could not be read stays offered: another day, or another phone, may do better.
    if (!count.unreadable) {
      await this.#json('/sync/copies/taken', { method: 'POST', json: { device } });
      await this.store.delete('meta', `restore/${device}`);
    }
    await lift(this);
    for (const name of ['drafts', 'outbox']) this.bus.tell(name, { fresh: true });
    return count;
  }

  // The counter of {count} that this record belongs to. What cannot be read is counted, and does not stop the others.
  async #one(shelf, device, { kind, id, sha256: hash }) {
    if (await shelf.has(kind, id)) return 'here';
    const path = `/sync/recovery/${device}/${kind}/${id.split('/').map(encodeURIComponent).join('/')}`;
    const bytes = await this.#bytes(path, hash) ?? await this.#bytes(path, hash);
    if (!bytes) return 'unreadable';
    try {
      return await shelf.put(kind, id, unpackRecord(bytes));
    } catch (error) {
      if (['quota', 'locked', 'store_closed'].includes(error.code)) throw error;
      return 'unreadable';
    }
  }

  // The content, or null when it is gone or not what was listed.
  async #bytes(path, hash) {
    const { status, bytes } = await this.#ours(path, { bytes: true, limit: LONG_MS });
    return status === 200 && bytes && await sha256(bytes) === hash ? bytes : null;
  }

  // The other phone's data key. It is asked for once and then lies here sealed, until everything was brought: a cut does
  // not need the password, or one of the day's tries, again.
  async #oldVault(device) {
    const place = `restore/${device}`;
    const kept = await this.store.get('meta', place);
    const raw = kept ? await this.vault.openBytes(place, kept.sealed) : await releasedKey(this.owner, device);
    if (!kept) await this.store.put('meta', { key: place, sealed: await this.vault.sealBytes(place, raw) });
    const old = new Vault(null);
    old.adopt(await aesKey(raw));
    return old;
  }

  // Sheets that a draft was begun on and that the kit does not carry any more. Answers how many could not be had.
  async #forms(forms) {
    let lacking = 0;
    for (const { form, version } of forms) {
      await this.kit.ensureForm(form, version, this.owner).catch(() => { lacking++; });
    }
    return lacking;
  }

  async #json(path, options) {
    const { status, marked, body } = await this.#ours(path, options);
    if (!marked) throw problem('captive');
    if (status !== 200) throw problem(body?.error?.code ?? 'server', { cause: body?.error });
    return body;
  }

  // By the session of this person alone. Throws what means that nothing more will come through now.
  async #ours(path, options = {}) {
    const answer = await ask(path, { ...options, headers: { 'X-Gnbv-Device': this.owner.device } });
    if (!answer.header) throw problem('captive');
    if (answer.status === 401) throw problem('sign_in');
    if (answer.status === 429 || answer.status >= 500) throw problem('server');
    return answer;
  }
}
