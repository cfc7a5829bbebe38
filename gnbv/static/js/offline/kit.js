// The kit: what a phone carries. Sealed blocks of about 100 entries per type, one sealed index opened at
// unlock; forms and packs apart and in the clear (they name nobody), kept while a draft uses them.
import { applyTo, LIBRARY, libraryKey } from './kit-apply.js';
import { search } from './search.js';

const SMALL = ['me', 'key', 'settings', 'unit', 'round', 'assignment', 'task', 'receipt'];
const EMPTY = { cursor: null, at: null, today: null, complete: false, blocks: {}, types: {}, library: {}, seen: null,
  rows: { household: {}, survey: {} } };

export class Kit {
  #index = structuredClone(EMPTY);
  #small = {};

  constructor(store, vault) {
    Object.assign(this, { store, vault, id: crypto.randomUUID() });
  }

  async load() {
    const record = await this.store.get('kit', 'index');
    this.#index = record ? await this.vault.unseal('kit/index', record.sealed) : structuredClone(EMPTY);
    await this.#loadSmall();
  }

  async #loadSmall() {
    this.#small = Object.fromEntries(await Promise.all(SMALL.map(async type => [type, await this.list(type)])));
  }

  forget() {
    this.#index = structuredClone(EMPTY);
    this.#small = {};
  }

  get cursor() { return this.#index.cursor; }
  get today() { return this.#index.today; }
  get seen() { return this.#index.seen; }
  me() { return this.#small.me?.[0]; }
  key() { return this.#small.key?.at(-1); }
  settings() { return this.#small.settings?.[0] ?? {}; }
  units() { return this.#small.unit ?? []; }
  rounds() { return this.#small.round ?? []; }
  assignments() { return this.#small.assignment ?? []; }
  tasks() { return this.#small.task ?? []; }
  receipts() { return this.#small.receipt ?? []; }
  rows() { return Object.values(this.#index.rows.household).map(({ found, members, ...row }) => row); }
  surveys() { return Object.values(this.#index.rows.survey); }
  search(query, options) { return search(Object.values(this.#index.rows.household), query, options); }
  hashOf(type, id) { return (LIBRARY.includes(type) ? this.#index.library[`${type}/${id}`] : this.#index.types[type]?.[id])?.hash; }
  ids() {
    const library = Object.keys(this.#index.library).map(key => ({ type: key.slice(0, 4), id: key.slice(5) }));
    return library.concat(Object.entries(this.#index.types).flatMap(([type, ids]) => Object.keys(ids).map(id => ({ type, id }))));
  }

  async info() {
    const kept = await this.store.all('kit');
    const { at, today, complete } = this.#index;
    return { at, today, complete, count: this.ids().length, bytes: kept.reduce((sum, { sealed }) => sum + sealed.ct.byteLength, 0) };
  }

  household(id) { return this.get('household', id); }
  survey(id) { return this.get('survey', id); }

  async surveyOf(household, round) {
    const row = this.surveys().find(survey => survey.household === household && survey.round === round);
    return row ? this.survey(row.id) : null;
  }

  async get(type, id) {
    const place = this.#index.types[type]?.[id];
    return place && (await this.#block(place.block))[id];
  }

  async list(type) {
    const blocks = [...new Set(Object.values(this.#index.types[type] ?? {}).map(({ block }) => block))];
    return (await Promise.all(blocks.map(block => this.#block(block)))).flatMap(Object.values);
  }

  form(form, version) { return this.#library('form', { form, version }); }

  async pack(pack, version) {
    if (version) return this.#library('pack', { pack, version });
    const mine = ({ key }) => key.startsWith(`pack:${pack}@`);
    const current = Object.values(this.#index.library).find(mine) ?? (await this.store.all('library')).find(mine);
    return current && (await this.store.get('library', current.key))?.data;
  }

  async #library(type, data) { return (await this.store.get('library', libraryKey(type, data)))?.data; }

  async #block(block) {
    const record = await this.store.get('kit', block);
    return record ? this.vault.unseal(`kit/${block}`, record.sealed) : {};
  }

  // Applies checked entries and removals in one commit. `progress` is merged into the index: {cursor, today, at,
  // complete, seen}; `used(key)` says whether a draft still needs a form or pack.
  async apply(entries, removed, progress, used = () => false) {
    // The index in memory changes only when the commit has succeeded.
    const index = structuredClone(this.#index);
    await applyTo({ store: this.store, vault: this.vault, index, block: name => this.#block(name) }, entries, removed, progress, used);
    this.#index = index;
    await this.#loadSmall();
  }
}
