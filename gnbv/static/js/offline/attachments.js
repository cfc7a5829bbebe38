// Photos follow their survey, one by one, in parts that a cut line can lose one of. The server's ledger
// (201, or HEAD with the whole size) is the only reason to delete one here.
import { ask } from './connection.js';
import { hold } from './locks.js';

export const PART_BYTES = 65_536;
const MOST_REQUESTS = 400;

export class Uploader {
  constructor({ store, vault, owner, say = () => {} }) {
    Object.assign(this, { store, vault, owner, say });
  }

  // Resolves with {cause}: null when nothing is left to upload. What was refused goes again when a person asks.
  async send({ asked = false } = {}) {
    if (!this.vault.open) return { cause: null };
    const release = await hold('gnbv-upload');
    if (!release) return { cause: 'other_tab' };
    try {
      return await this.#drain(asked ? ['ready', 'refused'] : ['ready']);
    } finally {
      this.say({ progress: null });
      release();
    }
  }

  async #drain(states) {
    const ready = (await this.store.all('files')).filter(({ state }) => states.includes(state));
    const [many, done] = [{}, {}];
    for (const { item } of ready) many[item] = (many[item] ?? 0) + 1;
    for (const record of ready) {
      const { item, key } = record;
      this.say({ progress: { item, done: done[item] ??= 0, of: many[item] } });
      const cause = await this.#upload(record);
      if (cause === 'refused') await this.store.put('files', { ...record, state: 'refused' });
      else if (cause) return { cause };
      else await this.store.delete('files', key);
      done[item]++;
    }
    return { cause: null };
  }

  // null when the server has it whole, 'refused' when it will not have it, else why to try later.
  async #upload({ key, survey, file: { ref, sha256, size, type }, sealed }) {
    const path = `/sync/attachments/${survey}/${encodeURIComponent(ref)}/${sha256}`;
    try {
      let answer = await this.#ask(path, { method: 'HEAD' });
      let bytes = null, damaged = 0;
      for (let request = 0; request < MOST_REQUESTS; request++) {
        const { status, header, headers } = answer;
        if (!header) return 'captive';
        if (status === 401 || status === 403) return 'sign_in';
        if (status === 429 || status >= 500) return 'server';
        // HEAD's 404 means that nothing is there yet; 409 says where to go on; a damaged file begins anew, once.
        const goesOn = status < 300 || status === 409 || status === 404 && !request || status === 422 && !damaged++;
        if (!goesOn) return 'refused';
        const at = Number(headers.get('Upload-Offset') ?? 0);
        if (status === 201 || status === 200 && at === size) return null;
        bytes ??= await this.vault.openBytes(`files/${key}`, sealed);
        const part = bytes.slice(at, at + PART_BYTES);
        const range = `bytes ${at}-${at + part.byteLength - 1}/${size}`;
        answer = await this.#ask(path, { method: 'PUT', body: part, headers: { 'Content-Range': range, 'Content-Type': type } });
      }
      return 'server';
    } catch (error) {
      return error.code ?? 'server';
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
