// Keeps what is typed: a moment after each key, at once when a field is left, one request after another.
import { $, $$, fill } from './dom.js';
import { taken } from './paper-turns.js';

const PAUSE_MS = 900;
const LONGEST_WAIT_MS = 30_000;

export class PaperSaving {
  #form; #data; #timer; #running; #base;
  #touched = new Set();
  #tries = 0;
  #left = false;

  constructor(form, data) {
    this.#form = form;
    this.#data = data;
    this.#base = this.#rows();
    this.seen = Number(form.elements.seen.value);
    addEventListener('beforeunload', event => {
      if (this.isOpen && !this.#left) event.preventDefault();
    });
    // A tab that is closed or put away still hands over its last words.
    addEventListener('visibilitychange', () => {
      if (document.visibilityState === 'hidden' && this.isOpen && !this.#left) this.flush({ keepalive: true });
    });
  }

  get isOpen() {
    return this.#touched.size > 0 || Boolean(this.#running);
  }

  touch({ name }) {
    if (!name || name === 'act') return;
    this.#touched.add(name);
    this.soon(PAUSE_MS);
  }

  soon(wait) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.flush(), wait);
  }

  leave() {
    this.#left = true;
    clearTimeout(this.#timer);
  }

  async flush(options = {}) {
    clearTimeout(this.#timer);
    if (this.#running) await this.#running;
    if (!this.#touched.size || this.#left) return;
    const names = [...this.#touched];
    this.#touched.clear();
    this.#running = this.#send(names, options).finally(() => { this.#running = null; });
    await this.#running;
  }

  async #send(names, options) {
    const { words } = this.#data;
    this.#say('wait', words.saving);
    const sent = this.#body(names);
    const answer = await this.#post(this.#data.draft, sent, options).catch(() => null);
    const body = await answer?.json().catch(() => null);
    if (answer?.ok && body) {
      this.#tries = 0;
      this.seen = body.seen;
      this.#base = sent.rows;
      $('#paper-said').replaceChildren();
      this.#say('ok', words.saved.replace('{at}', body.saved));
      return;
    }
    for (const name of names) this.#touched.add(name);
    if (answer?.status === 409) return this.#say('fix', taken(body.error, words.take, () => this.#takeOver()));
    const own = answer?.status === 422 && body?.error?.[document.documentElement.lang === 'en' ? 'en' : 'vi'];
    const told = answer?.status === 401 ? words.sign_in : own || words.lost;
    this.#say('fix', told);
    this.#tries += 1;
    this.soon(Math.min(LONGEST_WAIT_MS, 2000 * 2 ** this.#tries));
  }

  async #takeOver() {
    const answer = await this.#post(this.#data.turn, {}).catch(() => null);
    if (!answer?.ok) return this.#say('fix', this.#data.words.lost);
    this.seen = (await answer.json()).seen;
    await this.flush();
    if (!this.isOpen) location.reload();
  }

  #post(url, body, options = {}) {
    const token = $('meta[name="csrf-token"]').content;
    return fetch(url, {
      method: 'POST', body: JSON.stringify(body), ...options,
      headers: { 'Content-Type': 'application/json', 'X-CSRFToken': token },
    });
  }

  #body(names) {
    // Rows as they stand and as this page last knew them: those of somebody who typed meanwhile stay.
    const values = new FormData(this.#form);
    const body = { turn: values.get('turn'), seen: this.seen, fields: {}, rows: this.#rows(values), base: this.#base, paper: {}, replies: {} };
    for (const name of names) {
      const [kind, ...rest] = name.split(':');
      const value = values.get(name) ?? '';
      if (kind === 'f') body.fields[rest.join(':')] = value;
      else if (kind === 'paper') body.paper[rest[0]] = value;
      else if (kind === 'reply') (body.replies[rest[0]] ??= {})[rest[1]] = value;
    }
    return body;
  }

  #rows(values = new FormData(this.#form)) {
    return Object.fromEntries($$('[data-table]', this.#form).map(({ dataset: { table } }) => [table, values.getAll(`row:${table}`)]));
  }

  #say(state, text) {
    const place = $('#saved');
    place.dataset.s = state;
    fill(place, { text });
  }
}
