// One petition being written at the door. Every answer is kept on the phone when it is given; the paper to photograph
// comes next.
import { PetitionDrafts } from '../offline/petition-drafts.js';
import { knownOf, payloadOf, wrong } from '../offline/petitions.js';
import { readDate, setDate } from './date-fields.js';
import { timeOf } from './dates.js';
import { $, $$, copy, fill, plate, sheet } from './dom.js';
import { readPetitions } from './petition.js';
import { say, sayError } from './words.js';

const TEXTS = ['applicant', 'place', 'village', 'note', 'screening_note'];

// `household`: of a household of the kit, or of a petition that was begun before.
export async function open(root, { household: key }, { phone, title, go }) {
  const drafts = new PetitionDrafts(phone);
  const draft = key && await drafts.get(key);
  const id = draft ? draft.household : key;
  const home = id ? await phone.kit.household(id) ?? (draft && { id, head: draft.head, number: draft.number }) : null;
  if (id && !home) throw Object.assign(new Error('gone'), { code: 'gone' });
  root.append(copy('t-petition'), copy('t-petition-actions'));
  const page = new PetitionForm(root, phone, home, { drafts, draft, key, go });
  title(say('petition.new'), home?.head ?? say('petition.no_home'), '/app/petitions');
  await page.start();
  return { close: () => page.kept };
}

class PetitionForm {
  kept = Promise.resolve();

  constructor(root, phone, home, parts) {
    Object.assign(this, { root, phone, home, form: $('form', root), ...parts });
  }

  async start() {
    const { root, phone, home, form, draft } = this;
    this.#place();
    const petitions = await readPetitions(phone);
    // It left this phone and only the note of it stayed: the next one begins empty.
    const isOver = draft && petitions.some(({ id }) => id === draft.id);
    const given = this.given = draft && !isOver ? draft : { id: phone.newId(), household: home?.id ?? null, head: home?.head, number: home?.number,
      applicant: home?.head ?? '', place: '', received_on: phone.today() };
    this.key ??= given.id;
    for (const name of TEXTS) if (form.elements[name]) form.elements[name].value = given[name] ?? form.elements[name].value;
    for (const name of ['kind', 'screening']) for (const box of $$(`[name=${name}]`, form)) box.checked = box.value === (given[name] ?? '');
    setDate(form, 'received_on', given.received_on || phone.today());
    if (home) this.#known(knownOf(home, petitions.filter(({ id }) => id !== given.id)));
    form.addEventListener('input', () => this.#keep());
    form.addEventListener('submit', event => { event.preventDefault(); this.finish(); });
    this.#read();
    $('[data-act=take]', root).onclick = () => this.finish();
    $('[data-act=drop]', root).onclick = () => this.drop();
  }

  #place() {
    const { root, home, phone, form } = this;
    $('[data-when=home]', root).hidden = !home;
    $('[data-when=new]', root).hidden = Boolean(home);
    if (home) {
      plate(root, home.number);
      fill(root, { head: home.head, where: [home.place, phone.kit.units().find(({ id }) => id === home.village)?.name].filter(Boolean).join(', ') });
    }
    const villages = phone.kit.units().filter(({ kind }) => kind === 'village');
    form.elements.village.replaceChildren(...villages.map(({ id, name }) => Object.assign(document.createElement('option'), { value: id, textContent: name })));
  }

  #known({ listed, reason, asked }) {
    const { root } = this;
    $('[data-when=listed]', root).hidden = !listed;
    fill(root, { listed_why: say(reason ? `petition.reason.${reason}` : 'petition.listed', {}, 'petition.listed') });
    $('[data-when=asked]', root).hidden = asked === null;
    fill(root, { asked: asked === null ? '' : say(asked ? 'petition.asked' : 'petition.asked_here', { n: asked }) });
  }

  #read() {
    const { form, given } = this;
    const typed = Object.fromEntries(new FormData(form));
    Object.assign(given, { kind: null, screening: null, ...typed, received_on: readDate(form, 'received_on') });
    $('[data-when=paper_a]', form).hidden = given.kind !== 'poor';
    return given;
  }

  #keep() {
    this.kept = this.drafts.keep(this.key, { ...this.#read() });
    this.kept.then(() => fill(this.root, { saved: say('petition.saved', { time: timeOf(Date.now()) }) }), () => fill(this.root, { saved: say('error.quota') }));
  }

  async finish() {
    const { phone, home, given, form, root } = this;
    const code = wrong({ ...this.#read(), village: home?.village ?? given.village }, phone.today());
    fill(root, { error: code && say(`petition.wrong.${code}`) });
    if (code) return $(`[data-at~=${code}] :is(input, select)`, form)?.focus();
    // A second touch finds nothing to write.
    if (this.done) return;
    this.done = true;
    // What could not leave stays in its draft, and the button works again.
    await this.#take(phone, home, given).catch(error => { this.done = false; fill(root, { error: sayError(error) }); });
  }

  async #take(phone, home, given) {
    await this.kept;
    const place = home?.pending ? { isNew: true, village: home.village, place: home.place } : {};
    const { id, applicant, kind, received_on, replaces } = given;
    await phone.outbox.add('petition', id, payloadOf({ ...given, ...place }),
      { household: home?.id ?? null, number: home?.number ?? null, head: home?.head ?? applicant, petition: { applicant, kind, received_on } });
    await this.drafts.drop(this.key);
    if (replaces) await phone.outbox.remove(replaces).catch(error => { if (error.code !== 'not_refused') throw error; });
    this.go(`/app/petitions/${id}`, { replace: true });
  }

  async drop() {
    if (!await sheet('t-petition-drop')) return;
    await this.drafts.drop(this.key);
    this.go('/app/petitions', { replace: true });
  }
}
