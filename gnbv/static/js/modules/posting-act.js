// One act on a posted list, in the village: put up, read out, taken down, nobody complained. Stored at once, then handed in.
import { actPayload, actWrong, placesOf } from '../offline/postings.js';
import { instantOf } from '../offline/meetings.js';
import { VillageDraft } from '../offline/village-drafts.js';
import { $, $$, copy, fill } from './dom.js';
import { sayKept } from './meeting-people.js';
import { photoField } from './village-photo.js';
import { nameOf, readPosting } from './village-read.js';
import { say, sayError } from './words.js';

const WITH_PLACE = ['up', 'down'];
const OTHER = 'other';

export async function open(root, { id, step: act }, services) {
  const { phone } = services;
  const { posting, acts } = await readPosting(phone, id);
  const draft = await VillageDraft.open(phone, `posting/${id}/${act}`, id, { act, place: '', other: '', by: phone.user?.name ?? '', note: '' });
  const page = new Act(root, { posting, acts, draft, act, ...services });
  await page.show();
  return { close: () => draft.close() };
}

class Act {
  constructor(root, parts) {
    Object.assign(this, { root, ...parts });
  }

  async show() {
    const { root, posting, acts, draft, act, phone } = this;
    const { state } = draft;
    this.title(say(`post.act.${act}`), nameOf(phone, posting.village), `/app/postings/${posting.id}`);
    root.append(copy('t-posting-act'), copy('t-posting-act-bar'));
    sayKept(root, draft, phone);
    const places = placesOf(posting, acts).filter(({ isUp, isDown }) => (act === 'up' ? !isUp : isUp && !isDown));
    fill(root, { ask: say(`post.ask.${act}`), go: say(`post.go.${act}`) });
    const list = $('[data-f=choices]', root);
    list.replaceChildren(...places.map(({ code, name }) => this.#choice(code, name)), ...act === 'up' ? [this.#choice(OTHER, say('post.place_other'))] : []);
    if (!state.place && places.length) state.place = places[0].code;
    $('[data-when=place]', root).hidden = !WITH_PLACE.includes(act);
    $('[data-when=by]', root).hidden = act !== 'broadcast';
    $('[data-when=photo]', root).hidden = !WITH_PLACE.includes(act);
    for (const field of $$('input[name], textarea[name]', root)) {
      if (field.type === 'radio') field.checked = field.value === state.place;
      else field.value = state[field.name] ?? '';
      field.addEventListener('input', () => { draft.put({ [field.name]: field.value }).catch(() => {}); this.#other(); });
    }
    this.#other();
    await photoField($('[data-photo-of=posting]', root), draft, `posting_${act}`);
    $('[data-act=do]', root).onclick = () => this.finish();
  }

  #choice(value, words) {
    const node = fill(copy('t-posting-choice'), { words });
    $('input', node).value = value;
    return node;
  }

  #other() { $('[data-when=other]', this.root).hidden = this.draft.state.place !== OTHER; }

  async finish() {
    const { root, posting, draft, act, phone, go } = this;
    const { state } = draft;
    const place = WITH_PLACE.includes(act) ? state.place === OTHER ? state.other : state.place : '';
    const code = actWrong({ act, place });
    fill(root, { error: code && say(`post.wrong.${code}`) });
    if (code || this.done) return;
    this.done = true;
    // What the commune refused of the same act is told anew by this one.
    const before = this.acts.find(one => one.state === 'refused' && one.act === act && one.place === place);
    try {
      await draft.put({ replaces: before?.id ?? null });
      const at = instantOf(phone.today(), phone.clock.now());
      await draft.finish({ kind: 'posting_act', payload: actPayload({ ...state, act, place, at, by: act === 'broadcast' ? state.by : '' }),
        label: { text: say('post.label', { what: say(`post.act.${act}`), village: nameOf(phone, posting.village) }), act, place } });
      go(`/app/postings/${posting.id}`, { replace: true });
    } catch (error) {
      this.done = false;
      fill(root, { error: sayError(error) });
    }
  }
}
