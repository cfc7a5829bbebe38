// A commune that hands out kits as gnbv/services/kit.py does: full in pages, differences by a change log, a manifest
// when the scope changed, the whole by count and hash on every page. `restore` sets it back to an older day.
import { sha256, utf8 } from '../../../gnbv/static/js/offline/bytes.js';
import { entry, kitPage } from './world.mjs';

const ORDER = ['me', 'key', 'settings', 'unit', 'round', 'form', 'pack', 'assignment', 'household', 'survey', 'task', 'receipt'];
const name = ({ type, id }) => `${type}/${id}`;

export class Commune {
  constructor(size) {
    Object.assign(this, { size, scope: 1, log: [], entries: new Map(), forms: new Map(), hide: new Set() });
  }

  async put(type, id, data, { silent = false } = {}) {
    const made = await entry(type, id, data);
    this.entries.set(name(made), made);
    if (!silent) this.log.push(name(made));
  }

  remove(type, id) {
    this.entries.delete(`${type}/${id}`);
    this.log.push(`${type}/${id}`);
  }

  saved() { return { log: [...this.log], entries: new Map(this.entries) }; }
  restore({ log, entries }) { Object.assign(this, { log: [...log], entries: new Map(entries) }); }

  names() {
    const place = key => String(ORDER.indexOf(key.split('/')[0])).padStart(2, '0') + key;
    return [...this.entries.keys()].sort((a, b) => place(a) < place(b) ? -1 : 1);
  }

  async whole() {
    const counts = {};
    for (const { type } of this.entries.values()) counts[type] = (counts[type] ?? 0) + 1;
    return { counts, sha256: await sha256(utf8([...this.entries.keys()].sort().join('\n'))) };
  }

  install(server) {
    server.routes['/sync/kit'] = async ({ method, search, json }) => server.json(method === 'POST' ? await this.wanted(json.want) : await this.page(new URLSearchParams(search)));
    return this;
  }

  async wanted(want) {
    const found = want.map(one => this.entries.get(name(one)) ?? this.forms.get(name(one))).filter(Boolean);
    return kitPage(found, { mode: 'delta', cursor: 'ignored' });
  }

  async page(asked) {
    const at = asked.get('cursor') ? JSON.parse(asked.get('cursor')) : null;
    const upto = this.log.length;
    const begun = at?.page && at.scope === this.scope ? at
      : asked.get('manifest') ? { mode: 'manifest', since: 0, upto }
      : !at || at.page || at.since > upto ? { mode: 'full', since: 0, upto }
      : at.scope !== this.scope ? { mode: 'manifest', since: 0, upto } : { mode: 'delta', since: at.since, upto };
    const { mode, since } = begun;
    const refs = mode === 'delta' ? [...new Set(this.log.slice(since, begun.upto))] : this.names();
    const size = mode === 'manifest' ? this.size * 10 : this.size;
    const page = (begun.page ?? 0) + 1, pages = begun.pages ?? Math.max(1, Math.ceil(refs.length / size));
    const mine = refs.slice((page - 1) * size, page === pages ? undefined : page * size);
    const entries = mine.map(key => this.entries.get(key)).filter(one => one && !this.hide.has(name(one)));
    const removed = mode === 'delta' ? mine.filter(key => !this.entries.has(key)).map(key => ({ type: key.split('/')[0], id: key.split('/')[1] })) : [];
    const cursor = JSON.stringify(page === pages ? { scope: this.scope, since: begun.upto } : { scope: this.scope, since, mode, upto: begun.upto, page, pages });
    const shown = mode === 'manifest' ? entries.map(({ type, id, hash }) => ({ type, id, hash })) : entries;
    return kitPage(shown, { mode, cursor, page, pages, removed, whole: await this.whole() });
  }
}

export const household = (n, more = {}) => ({ id: `h${n}`, number: n, code: `XH${n}`, head: `Chủ hộ ${n}`, village: `v${n % 3}`,
  place: null, reason: null, assignment: `a${n}`, last: { year: 2025, class: 'poor', facts: {} }, members: [{ name: `Người ${n}` }], ...more });

export const form = version => ({ form: 'phieu', version, hash: version, compiled: {}, renderer: 1, fragments: {}, order: [] });
