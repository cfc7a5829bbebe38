// The kit: what a phone carries. Sealed blocks of about 100 entries per type with a sealed head each (kit-index.js);
// forms and packs apart, sealed one by one, kept while a draft uses them.
import { sha256, utf8 } from './bytes.js';
import { KitIndex } from './kit-index.js';
import { KitShelf, libraryKey } from './kit-shelf.js';
import { part } from './late.js';
import { plain, search } from './search.js';

const SMALL = ['me', 'key', 'settings', 'unit', 'round', 'assignment', 'task', 'receipt'];

export class Kit {
  #index = new KitIndex();
  #small = {};
  #shelf;

  constructor(store, vault) {
    Object.assign(this, { store, vault, id: crypto.randomUUID() });
    this.#shelf = new KitShelf(store, vault);
  }

  async load() {
    this.#index = await KitIndex.read(this.store, this.vault);
    await this.#loadSmall(SMALL);
  }

  async #loadSmall(types) {
    const small = await Promise.all(types.map(async type => [type, await this.list(type)]));
    this.#small = { ...this.#small, ...Object.fromEntries(small) };
  }

  forget() {
    this.#index = new KitIndex();
    this.#small = {};
  }

  get at() { return this.#index.about.at; }
  get cursor() { return this.#index.about.cursor; }
  get today() { return this.#index.about.today; }
  get seen() { return this.#index.about.seen; }
  get run() { return this.#index.about.run; }
  get complete() { return this.#index.about.complete; }
  me() { return this.#small.me?.[0]; }
  key() { return this.#small.key?.at(-1); }
  settings() { return this.#small.settings?.[0] ?? {}; }
  units() { return this.#small.unit ?? []; }
  rounds() { return this.#small.round ?? []; }
  assignments() { return this.#small.assignment ?? []; }
  tasks() { return this.#small.task ?? []; }
  receipts() { return this.#small.receipt ?? []; }
  rows() { return this.#index.rows('household').map(plain); }
  surveys() { return this.#index.rows('survey'); }
  unread() { return this.#index.rows('inbox').filter(row => row && !row.read).length; }
  search(query, options) { return search(this.#index.rows('household'), query, options); }
  hashOf(type, id) { return this.#index.hashOf(type, id); }
  ids() { return this.#index.names().map(split); }
  olderThan(run) { return this.#index.olderThan(run).map(split); }

  // How many of each type are here, and one hash over all their names: what the commune says of the whole.
  async whole() {
    const names = this.#index.names().sort();
    const counts = {};
    for (const name of names) counts[split(name).type] = (counts[split(name).type] ?? 0) + 1;
    return { counts, sha256: await sha256(utf8(names.join('\n'))) };
  }

  async info() {
    const { at, today, complete, sizes } = this.#index.about;
    const bytes = Object.values(sizes).reduce((sum, size) => sum + size, 0);
    return { at, today, complete, count: this.#index.names().length, bytes };
  }

  // Of a home that was made on this phone the kit knows nothing before the commune does.
  async household(id) { return await this.get('household', id) ?? (await part(() => import('./homes.js'))).homeOf(this, id); }
  survey(id) { return this.get('survey', id); }

  async surveyOf(household, round) {
    const row = this.surveys().find(survey => survey.household === household && survey.round === round);
    return row ? this.survey(row.id) : null;
  }

  async get(type, id) {
    const place = this.#index.at(type, id);
    return place && (await this.#block(place.block))[id];
  }

  async list(type) {
    return (await Promise.all(this.#index.blocks(type).map(block => this.#block(block)))).flatMap(Object.values);
  }

  form(form, version) { return this.#shelf.get(libraryKey('form', { form, version })); }

  // A version that the kit does not carry, for a draft that came from another phone; asks the commune.
  async ensureForm(form, version, { device = '' } = {}) {
    const here = await this.form(form, version);
    if (here) return here;
    const { fetchForm } = await part(() => import('./fetch-kit.js'));
    return this.#shelf.put('form', await fetchForm(form, version, device));
  }

  async pack(pack, version) {
    return this.#shelf.get(version ? libraryKey('pack', { pack, version }) : await this.#shelf.newest(`pack:${pack}@`, this.#index.about.library));
  }

  async #block(block) {
    const record = await this.store.get('kit', block);
    const data = record && await this.vault.unseal(`kit/${block}`, record.sealed).catch(gone);
    if (!data) this.#index.forget(block);
    return data ?? {};
  }

  // Applies checked entries and removals in one commit. `progress` is merged into the index: {cursor, today, at,
  // complete, seen, run}; `used(key)` says whether a draft still needs a form or pack.
  async apply(entries, removed, progress, used = () => false) {
    const { applyTo } = await part(() => import('./kit-apply.js'));
    await applyTo({ store: this.store, vault: this.vault, index: this.#index, block: name => this.#block(name) }, entries, removed, progress, used);
    const touched = new Set([...entries, ...removed].map(({ type }) => type));
    await this.#loadSmall(SMALL.filter(type => touched.has(type)));
  }
}

const split = name => ({ type: name.slice(0, name.indexOf('/')), id: name.slice(name.indexOf('/') + 1) });

function gone(error) {
  if (error.code !== 'record_damaged') throw error;
}
