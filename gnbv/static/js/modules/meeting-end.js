// The end of a meeting: what passed, what must be surveyed again, what was not reached; minutes, the photo of the signed
// page, and off it goes.
import { endOf, instantOf, payloadOf, summary, thereOf, wrong } from '../offline/meetings.js';
import { $, copy, fill, plate } from './dom.js';
import { verdictTag } from './meeting-hands.js';
import { sayKept } from './meeting-people.js';
import { take } from './meeting-words.js';
import { photoField } from './village-photo.js';
import { say, sayError } from './words.js';

const GROUPS = [['too_many', 'tooMany'], ['rejected', 'again'], ['not_reached', 'left'], ['agreed', 'passed']];

export async function open(root, { id }, services) {
  const taken = await take(services.phone, id);
  const page = new End(root, taken, services);
  await page.show();
  return { close: () => taken.draft.close() };
}

class End {
  constructor(root, { meeting, draft, village }, { phone, title, go }) {
    Object.assign(this, { root, meeting, draft, village, phone, title, go });
  }

  async show() {
    const { root, meeting, draft, village, phone } = this;
    this.title(say('meet.end'), village, `/app/meetings/${meeting.id}/room`);
    root.append(copy('t-meeting-end'), copy('t-meeting-end-bar'));
    sayKept(root, draft, phone);
    await draft.put({ to_end: true, ended_at: draft.state.ended_at ?? this.#now() });
    const found = summary(meeting, draft.state);
    fill(root, { passed: say('meet.passed', { n: found.passed.length, of: meeting.items.length }), there: say('meet.there_all', { n: thereOf(meeting, draft.state.attendance) }),
      again: found.again.length ? say('meet.again', { n: found.again.length }) : '', left: found.left.length ? say('meet.left_n', { n: found.left.length }) : '' });
    $('[data-f=groups]', root).replaceChildren(...GROUPS.filter(([, key]) => found[key].length).map(([name, key]) => this.#group(name, found[key])));
    $('[data-when=left]', root).hidden = !found.left.length;
    for (const name of ['left_why', 'remarks']) {
      const field = $(`[name=${name}]`, root);
      field.value = draft.state[name] ?? '';
      field.addEventListener('input', () => draft.put({ [name]: field.value }).catch(() => {}));
    }
    $('[data-act=minutes]', root).href = `/app/meetings/${meeting.id}/minutes`;
    $('[data-act=people]', root).href = `/app/meetings/${meeting.id}/people`;
    await photoField($('[data-photo-of=signed_page]', root), draft, 'signed_page', () => this.#page());
    this.#page();
    $('[data-act=finish]', root).onclick = () => this.finish();
  }

  #now() { return instantOf(this.draft.state.held_on, this.phone.clock.now()); }

  #page() {
    const has = Boolean(this.draft.file('signed_page'));
    fill(this.root, { later: has ? '' : say('meet.page_later') });
  }

  #group(name, list) {
    const node = fill(copy('t-meeting-said'), { group: say(`meet.said.${name}`), n: String(list.length) });
    node.open = name !== 'agreed';
    $('ul', node).append(...list.map(({ item, hands, verdict }, at) => {
      const row = fill(copy('t-meeting-said-row'), { head: item.head });
      plate(row, item.number);
      $('[data-f=hands]', row).append(verdictTag(verdict, hands));
      row.dataset.at = at;
      return row;
    }));
    return node;
  }

  async finish() {
    const { draft, meeting, phone, root } = this;
    const state = { ...draft.state, ended_at: endOf(draft.state.started_at, draft.state.ended_at) };
    const code = wrong(meeting, state, phone.today());
    fill(root, { error: code && say(`meet.wrong.${code}`) });
    if (code) return $('.error', root).scrollIntoView({ block: 'center' });
    if (this.done) return;
    this.done = true;
    const { passed } = summary(meeting, state);
    const label = { text: say('meet.label', { village: this.village }), note: say('meet.label_note', { present: thereOf(meeting, state.attendance), passed: passed.length, of: meeting.items.length }) };
    try {
      await draft.finish({ kind: 'meeting', payload: payloadOf(meeting, state), label });
      this.go(`/app/meetings/${meeting.id}`, { replace: true });
    } catch (error) {
      this.done = false;
      fill(root, { error: sayError(error) });
    }
  }
}
