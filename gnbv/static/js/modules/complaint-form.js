// A complaint about a posted result, taken in at the door: every word is kept on the phone when it is given; the receipt
// comes next.
import { payloadOf, wrong } from '../offline/postings.js';
import { VillageDraft } from '../offline/village-drafts.js';
import { readDate, setDate } from './date-fields.js';
import { $, copy, fill } from './dom.js';
import { sayKept } from './meeting-people.js';
import { photoField } from './village-photo.js';
import { nameOf, readPosting } from './village-read.js';
import { say, sayError } from './words.js';

const TEXTS = ['complainant', 'contact', 'about', 'text'];

// `id`: of the posting; what was begun for it before is gone on with.
export async function open(root, { id }, services) {
  const { phone } = services;
  const { posting } = await readPosting(phone, id);
  const begun = await VillageDraft.look(phone, `complaint/${id}`);
  const subject = begun?.id ?? phone.newId();
  const draft = await VillageDraft.open(phone, `complaint/${id}`, subject, { id: subject, posting: id, household: '', complainant: '', contact: '', about: '', text: '', received_on: phone.today() });
  const page = new Form(root, { posting, draft, ...services });
  await page.show();
  return { close: () => draft.close() };
}

class Form {
  constructor(root, parts) {
    Object.assign(this, { root, ...parts });
  }

  async show() {
    const { root, posting, draft, phone } = this;
    const { state } = draft;
    this.title(say('comp.new'), nameOf(phone, posting.village), `/app/postings/${posting.id}`);
    root.append(copy('t-complaint'), copy('t-complaint-bar'));
    sayKept(root, draft, phone);
    const chooser = $('[name=household]', root);
    chooser.append(...posting.rows.map(({ household, name, number }) => new Option(`${number}. ${name}`, household)));
    chooser.value = state.household;
    for (const name of TEXTS) $(`[name=${name}]`, root).value = state[name] ?? '';
    setDate(root, 'received_on', state.received_on || phone.today());
    root.addEventListener('input', ({ target }) => {
      if (target.name) state[target.name] = target.value;
      state.received_on = readDate(root, 'received_on');
      draft.put().catch(() => {});
      this.#other();
    });
    this.#other();
    await photoField($('[data-photo-of=complaint_paper]', root), draft, 'complaint_paper');
    $('[data-act=take]', root).onclick = () => this.finish();
    $('[data-act=drop]', root).onclick = () => draft.drop().then(() => this.go(`/app/postings/${posting.id}`, { replace: true }));
  }

  #other() { $('[data-when=about]', this.root).hidden = Boolean(this.draft.state.household); }

  async finish() {
    const { root, posting, draft, phone, go } = this;
    const { state } = draft;
    const code = wrong(state, phone.today());
    fill(root, { error: code && say(`comp.wrong.${code}`) });
    if (code) return $(`[data-at~=${code}] :is(input, textarea)`, root)?.focus();
    if (this.done) return;
    this.done = true;
    const about = state.household ? posting.rows.find(({ household }) => household === state.household)?.name ?? '' : state.about;
    try {
      await draft.put();
      await draft.finish({ kind: 'complaint', payload: payloadOf({ ...state, about }),
        label: { text: say('comp.label', { name: state.complainant }), complaint: { posting: posting.id, household: state.household || null, complainant: state.complainant, about, received_on: state.received_on } } });
      go(`/app/complaints/${state.id}`, { replace: true });
    } catch (error) {
      this.done = false;
      fill(root, { error: sayError(error) });
    }
  }
}
