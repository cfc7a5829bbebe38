// The same histories against the real server: every request goes over the wire, through a proxy that does to it what the
// history says (header X-Fault). What stands on the server is read past it, from its database and its files.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { here, real } from './surroundings.mjs';

const WIRE = { refuse: 'refuse', drop: 'drop', cut: 'cut', captive: 'portal', html: 'portal' };
const dashed = id => id.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');

export class RealServer {
  // `folder` is the instance; `url` the proxy.
  constructor({ url, folder }) {
    Object.assign(this, { url, folder, isReal: true, version: 1, wrong: [], refused: new Set(), outcomes: {} });
    this.serve = (path, options, fault) => this.#serve(path, options, fault);
  }

  async #serve(path, { credentials, headers, ...options }, fault) {
    const { browser } = here();
    if (typeof fault === 'number') return new Response('{"app":"gnbv"}', { status: fault, headers: { 'X-Gnbv': '1', 'Content-Type': 'application/json' } });
    const answer = await real.fetch(new URL(path, this.url), { ...options, headers: { ...headers, ...credentials !== 'omit' && browser.cookie && { Cookie: browser.cookie },
      ...WIRE[fault] && { 'X-Fault': WIRE[fault] } } });
    if (credentials !== 'omit') for (const cookie of answer.headers.getSetCookie()) browser.cookie = cookie.split(';')[0];
    if (path === '/sync') this.#hear(await answer.clone().json().catch(() => ({})));
    return answer;
  }

  #hear({ outcomes = [] }) {
    for (const { id, outcome, cause } of outcomes) {
      const word = `${outcome}${cause ? `/${cause.code}` : ''}`;
      this.outcomes[word] = (this.outcomes[word] ?? 0) + 1;
      if (outcome === 'rejected') this.refused.add(id);
    }
  }

  #rows(query, ...values) {
    const db = new DatabaseSync(join(this.folder, 'gnbv.sqlite3'), { readOnly: true });
    try { return db.prepare(query).all(...values); } finally { db.close(); }
  }

  async kept() { return new Map(this.#rows('SELECT id, sha256 FROM sync_item').map(({ id, sha256 }) => [dashed(id), { sha256 }])); }

  async photo(survey, { ref, sha256 }) {
    const [row] = this.#rows('SELECT state FROM attachment WHERE survey_id = ? AND question = ? AND sha256 = ?', survey.replaceAll('-', ''), ref, sha256);
    return row?.state === 'stored' ? readFileSync(join(this.folder, 'attachments', '1', sha256.slice(0, 2), sha256)) : null;
  }
}
