// Photos follow their survey, one by one, in parts that a cut line can lose one of; a locked phone sends them too.
// The server's ledger (201, or HEAD with the whole size) is the only reason to delete one here.
import { ask } from './connection.js';
import { done } from './db.js';
import { openFile, sealedHeader } from './file-box.js';
import { hold } from './locks.js';

// A part should take a few seconds: most get through a line of 64 kbit/s that breaks every half minute.
export const FIRST_PART = 16_384;
const LEAST_PART = 8_192;
const MOST_PART = 262_144;
const QUICK_MS = 3_000;
const SLOW_MS = 8_000;
// Answers in a row that bring a photo no further: then it waits for the next time.
const MOST_STUCK = 4;

export class Uploader {
  #last = new Set();
  #moved = false;
  constructor({ store, vault, owner, bus, say = () => {} }) {
    Object.assign(this, { store, vault, owner, bus, say, part: FIRST_PART });
  }

  // Resolves with {cause, moved}: no cause when nothing is left to upload; whether any part arrived. What was refused goes
  // again when a person asks.
  async send({ asked = false } = {}) {
    const release = await hold('gnbv-upload');
    if (!release) return { cause: 'other_tab' };
    this.#moved = false;
    try {
      return { ...await this.#drain(asked ? ['ready', 'refused'] : ['ready']), moved: this.#moved };
    } finally {
      this.say({ progress: null });
      release();
    }
  }

  async #drain(states) {
    // Names first, one photo at a time: a season's photos need not fit into the memory of a small phone.
    const keys = await this.store.run('files', 'readonly', shelf => Promise.all(states.map(state => done(shelf.index('state').getAllKeys(state)))));
    const [many, sent] = [{}, {}];
    // One photo that harms the server must not hold up the others: it is the last of the next round.
    for (const key of keys.flat().sort((a, b) => this.#last.has(a) - this.#last.has(b))) {
      const record = await this.store.get('files', key);
      const { item } = record ?? {};
      many[item] ??= await this.store.run('files', 'readonly', shelf => done(shelf.index('item').count(item ?? '')));
      this.say({ progress: { item, done: sent[item] ??= 0, of: many[item] } });
      // Sealed for this phone alone (an old store, no key of the commune): it waits for the PIN.
      if (!record || !states.includes(record.state) || !record.wire && !this.vault.open) continue;
      const cause = await this.#upload(record);
      if (cause === 'server') this.#last.add(key);
      if (cause && cause !== 'refused') return { cause };
      await this.#settle(key, cause);
      this.bus?.tell('outbox', { id: item });
      sent[item]++;
    }
    return { cause: null };
  }

  // A refused photo stays, and its survey's words stand as they are.
  #settle(key, cause) {
    return this.store.run('files', 'readwrite', async shelf => {
      const record = await done(shelf.get(key));
      if (!cause) shelf.delete(key); else if (record) shelf.put({ ...record, state: 'refused' });
    });
  }

  // null when the server has it whole, 'refused' when it will not have it, else why to try later.
  async #upload(record) {
    const plain = async () => ({ bytes: await openFile(this.vault, record), headers: {} });
    try {
      if (!record.wire) return await this.#hand(record, await plain());
      const cause = await this.#hand(record, { bytes: record.box.ct, headers: { 'X-Gnbv-Sealed': sealedHeader(record) } });
      // A commune that cannot open the envelope (its key is gone) still takes the photo itself.
      return cause === 'refused' && this.vault.open ? await this.#hand(record, await plain()) : cause;
    } catch (error) {
      return error.code ?? 'server';
    }
  }

  async #hand({ survey, file: { ref, sha256, type } }, { bytes, headers }) {
    const path = `/sync/attachments/${survey}/${encodeURIComponent(ref)}/${sha256}`;
    const size = bytes.byteLength;
    let answer = await this.#ask(path, { method: 'HEAD', headers });
    let damaged = 0, reached = -1;
    for (let stuck = 0, first = true; stuck < MOST_STUCK; first = false) {
      const { status, header, headers: said } = answer;
      if (!header) return 'captive';
      if (status === 401 || status === 403) return 'sign_in';
      if (status === 429 || status >= 500) return 'server';
      // HEAD's 404 means that nothing is there yet; 409 says where to go on; a damaged file begins anew, once.
      const goesOn = status < 300 || status === 409 || status === 404 && first || status === 422 && said.has('Upload-Offset') && !damaged++;
      if (!goesOn) return 'refused';
      const at = Number(said.get('Upload-Offset') ?? 0);
      if (status === 201 || status === 200 && at === size) return null;
      stuck = at > reached ? 0 : stuck + 1;
      reached = at;
      answer = await this.#put(path, bytes, at, { ...headers, 'Content-Type': type });
    }
    return 'server';
  }

  async #put(path, bytes, at, headers) {
    const body = bytes.slice(at, at + this.part);
    const range = `bytes ${at}-${at + body.byteLength - 1}/${bytes.byteLength}`;
    const began = performance.now();
    try {
      const answer = await this.#ask(path, { method: 'PUT', body, headers: { ...headers, 'Content-Range': range } });
      const took = performance.now() - began;
      this.#moved ||= answer.header && answer.status < 300;
      if (took < QUICK_MS && body.byteLength === this.part) this.part = Math.min(this.part * 2, MOST_PART);
      else if (took > SLOW_MS) this.part = Math.max(this.part / 2, LEAST_PART);
      return answer;
    } catch (error) {
      this.part = Math.max(this.part / 2, LEAST_PART);
      throw error;
    }
  }

  async #ask(path, options) {
    const { device, deposit } = this.owner;
    const headers = { ...options.headers, 'X-Gnbv-Device': device };
    const answer = await ask(path, { ...options, headers });
    if (answer.status !== 401 || !deposit) return answer;
    return ask(path, { ...options, cookies: false, headers: { ...headers, 'X-Gnbv-Deposit': deposit } });
  }
}
