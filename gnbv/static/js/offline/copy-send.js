// Handing the second copy in: by the session, else by the deposit token, so that a locked phone does it too.
import { problem, sha256 } from './bytes.js';
import { ask } from './connection.js';
import { COPIED, packRecord } from './copy-record.js';

const PART = 131_072;
const MOST_TURNS = 1_000;
const MOST_RECORDS = 3_000;

export class CopySender {
  // `yields()` says whether something more important wants the line.
  constructor({ store, owner, yields = () => false }) {
    Object.assign(this, { store, owner, yields });
  }

  async list(records) {
    const list = records.slice(0, MOST_RECORDS).map(({ kind, id, sha256: hash, size, at }) => ({ kind, id, sha256: hash, size, at: new Date(at).toISOString() }));
    const answer = await this.#body('/sync/copies', 'POST', { records: list });
    if (answer.status !== 200) throw problem('server');
    const { left } = answer.body;
    return { ...answer.body, left: left + Math.max(0, records.length - MOST_RECORDS) };
  }

  // The data key, sealed for the server when the vault was made. Without it no copy could ever be opened.
  async vault() {
    const vault = await this.store.get('meta', 'vault');
    if (!vault?.recovery) return false;
    const answer = await this.#body('/sync/copies/vault', 'PUT', { recovery: vault.recovery });
    return answer.status === 200;
  }

  // True when the server has it whole. What changed since it was listed is for the next round.
  async hand({ kind, id, sha256: hash }) {
    const { shelf, of } = COPIED[kind];
    const record = await this.store.get(shelf, id);
    const bytes = record && packRecord(of(record));
    if (!bytes || await sha256(bytes) !== hash) return true;
    const path = `/sync/copies/${kind}/${id.split('/').map(encodeURIComponent).join('/')}`;
    let at = 0;
    if (bytes.length > PART) at = Number((await this.#record(path, { method: 'HEAD' })).headers.get('Upload-Offset') ?? 0);
    for (let turns = 0, damaged = 0; turns < MOST_TURNS; turns++) {
      // Sending goes first: what is finished meanwhile does not wait for photos.
      if (this.yields()) throw problem('waiting');
      const body = kind === 'file' ? bytes.slice(at, at + PART) : bytes;
      const range = `bytes ${at}-${at + body.length - 1}/${bytes.length}`;
      const answer = body.length ? await this.#record(path, { method: 'PUT', body, headers: { 'Content-Range': range } }) : { status: 201 };
      if (answer.status === 201) return true;
      const goesOn = answer.status === 204 || answer.status === 409 && kind === 'file' || answer.status === 422 && !damaged++;
      if (!goesOn) return false;
      at = Number(answer.headers.get('Upload-Offset') ?? 0);
    }
    return false;
  }

  #body(path, method, content) {
    const { device, deposit } = this.owner;
    const json = { device, ...content };
    return this.#ours(cookies => ask(path, { method, packed: true, cookies, json: cookies ? json : { ...json, deposit } }));
  }

  #record(path, options) {
    const { device, deposit } = this.owner;
    return this.#ours(cookies => ask(path, { ...options, cookies, headers: { ...options.headers, 'X-Gnbv-Device': device, ...!cookies && { 'X-Gnbv-Deposit': deposit } } }));
  }

  // By the session, else by the deposit token. Throws what means that nothing more will come through now.
  async #ours(send) {
    let answer = await send(true);
    if (answer.header && answer.status === 401 && this.owner.deposit) answer = await send(false);
    const { status, header } = answer;
    const code = !header ? 'captive' : status === 401 ? 'sign_in' : status === 403 ? 'ended' : status === 429 || status >= 500 ? 'server' : null;
    if (code) throw problem(code);
    return answer;
  }
}
