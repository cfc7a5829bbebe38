// A sheet tried out in the office, in a frame as wide as a phone: the phone's own modules over a draft in memory.
// Nothing is stored and nothing is sent.
import { $, fill } from './modules/dom.js';
import { Binder } from './modules/binder.js';
import { attach } from './modules/roster.js';
import { progress } from './modules/section-progress.js';
import { Session } from './modules/section-session.js';
import { newId, sha256 } from './offline/bytes.js';
import { Clock } from './offline/clock.js';
import { prepare } from './rules/form.js';

const data = JSON.parse($('#sheet').textContent);
const main = $('#main');
const chooser = $('select', main);
let binder;

// The place of a draft's document and of its photos, gone when the page is closed.
class Memory {
  #files = new Map();
  constructor() { this.doc = { answers: data.answers, meta: { today: data.today }, replies: [], files: [] }; }
  async save({ addFiles = [], removeFiles = [], ...changes }) {
    Object.assign(this.doc, structuredClone(changes));
    for (const { ref, bytes } of addFiles) this.#files.set(`${ref}/${await sha256(bytes)}`, bytes);
    return { at: Date.now() };
  }
  async file(ref, hash) { return this.#files.get(`${ref}/${hash}`); }
  close() {}
}

const phone = { newId: () => newId(), today: () => data.today, clock: new Clock(), kit: { pack: async key => data.standards[key] } };

async function start() {
  await prepare(data.compiled);
  const form = { form: data.compiled.form, version: data.compiled.version, compiled: data.compiled, order: data.order };
  const session = new Session({ phone, draft: new Memory(), form, household: { id: '', last: null, members: [] }, survey: null, round: { standards: Object.keys(data.standards) } });
  session.addEventListener('changed', ({ detail }) => changed(session, detail));
  chooser.onchange = () => show(session, chooser.value);
  for (const button of main.querySelectorAll('[data-step]')) button.onclick = () => step(session, Number(button.dataset.step));
  list(session);
  await show(session, chooser.value);
}

function list(session) {
  const chosen = chooser.value;
  const rows = progress(session);
  chooser.replaceChildren(...rows.map(({ key, number, title }) => new Option(`${number}. ${title}`, key, false, key === chosen)));
}

async function show(session, key) {
  const place = $('[data-questions]', main);
  const made = [...document.querySelectorAll('template[data-section]')].find(({ dataset }) => dataset.section === key);
  if (!made) return;
  const group = made.content.firstElementChild.cloneNode(true);
  binder = new Binder(group, session);
  await attach(group, binder, session);
  binder.adopt(group);
  const result = $('[data-result]', group);
  if (result) (await import('./modules/result.js')).draw(result, session);
  place.replaceChildren(group);
  const at = chooser.selectedIndex;
  for (const button of main.querySelectorAll('[data-step]')) button.hidden = !chooser.options[at + Number(button.dataset.step)];
  fill(main, { place: `${at + 1}/${chooser.options.length}` });
}

function step(session, by) {
  session.ask(chooser.value);
  chooser.selectedIndex += by;
  show(session, chooser.value);
  scrollTo(0, 0);
}

function changed(session, refs) {
  binder.changed(refs);
  if ([...refs].some(ref => data.order.includes(ref))) list(session);
}

start();
