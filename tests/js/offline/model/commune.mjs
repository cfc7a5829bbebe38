// The commune as the histories meet it: what the real server does with devices, tokens, items, bases and photos, as
// far as a phone can tell. That it is true to the real one is what tests/replay shows with the same histories.
import { CopyServer } from '../copy-world.mjs';
import { bodyOf, communeKey, digest, entry, kitPage, openEnvelope, Server } from '../world.mjs';
import { here } from './surroundings.mjs';

const commune = await communeKey();
const text = bytes => new TextDecoder().decode(bytes);
// What the commune says of an item does not change when it is asked again.
const VERDICTS = ['accepted', 'accepted', 'accepted', 'accepted', 'held', 'rejected'];
const words = code => ({ code, vi: 'Lời của xã', en: 'The word' });

export class Commune extends Server {
  constructor(season) {
    super();
    Object.assign(this, { season, devices: new Map(), rows: new Map(), surveys: new Map(), homes: new Map(), refused: new Set(), rivals: [], wrong: [], version: 1 });
    this.routes = {
      '/login': request => this.#login(request), '/logout': () => { here().browser.cookie = null; return this.json({}); },
      '/sync/device': ({ json }) => this.#device(json), '/sync/kit': request => this.#kit(request), '/sync': request => this.#sync(request),
      '/app/shell.json': () => this.json({ version: `v${this.version}`, files: [] }),
    };
    this.copies = new CopyServer(commune).install(this);
    const answer = globalThis.fetch;
    this.serve = (url, options, fault) => {
      this.faults = fault ? [fault] : [];
      // An item that is too large by itself is refused by that word alone.
      const alone = fault === 413 && url === '/sync' && bodyOf(options)?.items;
      if (alone?.length === 1) this.refused.add(alone[0].id);
      if (!fault && /^\/sync\/(copies|recovery)/.test(url) && !this.#isOwn(options)) return this.json({}, 401);
      return url === '/sync/copies' && options.method === 'GET' ? this.#offers(answer, url, options) : answer(url, options);
    };
  }

  #login({ json }) {
    const person = Object.values(this.season.people).find(({ username }) => username === json.username);
    if (person?.password !== json.password) return this.json({}, 401);
    here().browser.cookie = person;
    return new Response(null, { status: 303 });
  }

  #device({ device }) {
    const person = here().browser.cookie;
    if (!person) return this.json({}, 401);
    if (this.devices.get(device) !== person) this.devices.set(device = `device-${this.devices.size}`, person);
    const { id, username, name } = person;
    return this.json({ device, deposit: `token-${device}`, user: { id, username, name }, wrap: { recovery: commune.entry } });
  }

  #sender(request, device, deposit) {
    const person = this.devices.get(device);
    return (request.cookies && here().browser.cookie === person || deposit === `token-${device}`) && person;
  }

  // On a shared phone one person's session gives nothing to another's page.
  #isOwn({ headers, credentials }) {
    const named = new Headers(headers).get('X-Gnbv-Device');
    return credentials === 'omit' || !named || this.devices.get(named) === here().browser.cookie;
  }

  // Only the person's own phones.
  async #offers(answer, url, options) {
    const said = await answer(url, options);
    if (said.status !== 200) return said;
    const { copies } = await said.json();
    return this.json({ copies: copies.filter(({ device }) => this.devices.get(device) === here().browser.cookie) });
  }

  // Whether the second copies hold a record of that person.
  hasCopy(person, kind, id) {
    return [...this.copies.records.values()].some(record => record.kind === kind && record.id === id && record.body && !record.gone && this.devices.get(record.device)?.id === person.id);
  }

  // A file of "giao phiếu" that came to the office.
  async takeFile(text) {
    const lines = text.split('\n').filter(Boolean).map(line => JSON.parse(line));
    const person = this.devices.get(lines[0].device);
    for (const { item, file } of lines) {
      if (item) await this.#take(item, person);
      if (file) await this.#carry(file);
    }
  }

  async #carry({ survey, ref, sha256, sealed, bytes, size }) {
    const path = `/sync/attachments/${survey}/${encodeURIComponent(ref)}/${sha256}`;
    const { box, ...wire } = sealed;
    const key = `${survey}/${ref}/${sha256}`;
    const raw = await openEnvelope(commune.pair, wire, key, 'gnbv file v1');
    const aes = await crypto.subtle.importKey('raw', raw, 'AES-GCM', false, ['decrypt']);
    const whole = Buffer.from(await crypto.subtle.decrypt({ name: 'AES-GCM', iv: Buffer.from(box, 'base64url'), additionalData: new TextEncoder().encode(key) }, aes, Buffer.from(bytes, 'base64url')));
    this.files.set(path, { parts: [new Uint8Array(size + 16)], whole });
  }

  async #kit(request) {
    const person = this.#sender(request, request.headers.get('X-Gnbv-Device'));
    if (!person) return this.json({}, 401);
    const mine = [...this.rows.values()].filter(row => row.person === person);
    const surveys = [...this.surveys].filter(([, { owner }]) => owner === person).map(([id, { current }]) => {
      const { payload } = this.rows.get(current);
      const { form, version, answers, meta, attachments } = payload;
      return entry('survey', id, { id, household: payload.household, round: payload.round, status: 'received', comments: [], decided: null,
        revision: { id: current, number: 1, form, version, answers, meta, attachments } });
    });
    const receipts = mine.filter(({ outcome }) => outcome === 'conflict')
      .map(({ id, settled }) => entry('receipt', id, { item: id, outcome: 'conflict', cause: words('other_base'), settled: settled ?? null }));
    const homes = person.households.map((id, at) => entry('household', id, { id, number: `00${at}`, head: `${person.plant} hộ`, village: 'v' }));
    const { id, username, name } = person;
    const entries = await Promise.all([entry('me', id, { id, username, name }), entry('key', commune.entry.kid, commune.entry), ...homes, ...surveys, ...receipts]);
    return this.json(await kitPage(entries, { today: null }));
  }

  async #sync(request) {
    const { json } = request;
    const person = this.#sender(request, json.device, json.deposit);
    if (!person) return this.json({}, 401);
    const ids = new Set(json.items.map(({ id }) => id));
    for (const { id, base } of json.items) if (ids.has(base)) this.wrong.push(`${id} came beside its base`);
    const outcomes = [];
    for (const item of json.items) outcomes.push({ id: item.id, ...await this.#take(item, person) });
    return this.json({ outcomes });
  }

  async #take({ sealed, ...item }, person) {
    const known = this.rows.get(item.id);
    if (known) {
      if (known.sha256 !== item.sha256) {
        this.rivals.push(JSON.parse(text(await openEnvelope(commune.pair, sealed, item.id))));
        return { outcome: 'conflict', cause: words('same_id') };
      }
      return known.outcome === 'conflict' && !known.settled ? { outcome: 'conflict', cause: words('other_base') } : { outcome: 'duplicate' };
    }
    const payload = sealed ? JSON.parse(text(await openEnvelope(commune.pair, sealed, item.id))) : item.payload;
    const { id, sha256, ...content } = { ...item, payload };
    if (await digest(content) !== sha256) this.wrong.push(`${id} does not fit its hash`);
    if (!JSON.stringify(payload).includes(person.plant)) this.wrong.push(`${id} came under another name`);
    let outcome = VERDICTS[parseInt(id.slice(-4), 16) % VERDICTS.length];
    if (outcome === 'rejected') this.refused.add(id);
    if (outcome === 'rejected') return { outcome, cause: words('answers_invalid') };
    if (item.kind === 'survey') outcome = this.#revise(item, payload, person) ?? outcome;
    if (item.kind !== 'progress') this.rows.set(id, { ...item, payload, person, outcome, number: this.rows.size });
    return { outcome, cause: outcome === 'accepted' ? null : words(outcome) };
  }

  // The base decides, never the time.
  #revise({ id, subject, base }, { household }, person) {
    const survey = this.surveys.get(subject);
    if (!survey) {
      if (base) { this.wrong.push(`${id} came before its base ${base}`); return 'held'; }
      const rival = this.homes.has(household);
      if (!rival) this.homes.set(household, subject);
      this.surveys.set(subject, { current: id, owner: person, rival });
      return rival ? 'conflict' : null;
    }
    if (base && !this.rows.has(base)) this.wrong.push(`${id} came before its base ${base}`);
    if (survey.current !== base) return 'conflict';
    survey.current = id;
    return survey.rival ? 'conflict' : null;
  }

  // id -> {sha256} of everything that stands here.
  async kept() { return this.rows; }

  // A supervisor has looked at every conflict.
  settleConflicts() {
    for (const row of this.rows.values()) if (row.outcome === 'conflict') row.settled = '2026-10-23T03:00:00.000Z';
  }

  // The bytes of a photo that is here whole, else null.
  async photo(survey, { ref, sha256 }) {
    return this.files.get(`/sync/attachments/${survey}/${encodeURIComponent(ref)}/${sha256}`)?.whole ?? null;
  }
}
