// Who came to the meeting: how many in each capacity, names where they matter, and who signs. Stored with every touch.
import { presentOf, thereOf } from '../offline/meetings.js';
import { timeOf } from './dates.js';
import { readDate, setDate } from './date-fields.js';
import { $, $$, copy, fill } from './dom.js';
import { take } from './meeting-words.js';
import { say, sayError } from './words.js';

const MOST = 5000;
const SIGNERS = 2;
const TEXTS = ['place', 'chair', 'secretary'];

export async function open(root, { id }, services) {
  const taken = await take(services.phone, id);
  const page = new People(root, taken, services);
  page.show();
  return { close: () => taken.draft.close() };
}

// Says under the page whether what was touched is on the disk.
export function sayKept(root, draft, phone) {
  draft.say = (how, error) => {
    const place = $('.saved', root);
    if (place) place.dataset.s = how;
    if (how !== 'wait') fill(root, { saved: error ? sayError(error) : say('meet.saved', { time: timeOf(phone.clock.now()) }) });
  };
}

class People {
  constructor(root, { meeting, draft, village }, { phone, title, go }) {
    Object.assign(this, { root, meeting, draft, village, phone, title, go });
  }

  show() {
    const { root, meeting, draft, village, phone } = this;
    const { state } = draft;
    this.title(say('meet.people'), village, `/app/meetings/${meeting.id}`);
    root.append(copy('t-meeting-people'), copy('t-meeting-people-bar'));
    sayKept(root, draft, phone);
    $('[data-f=capacities]', root).append(...meeting.capacities.map(one => this.#capacity(one)));
    for (const name of TEXTS) $(`[name=${name}]`, root).value = state[name] ?? '';
    setDate(root, 'held_on', state.held_on);
    this.#signers();
    root.addEventListener('input', event => this.#typed(event));
    $('[data-act=signer]', root).onclick = () => { state.representatives.push(''); this.#signers(); $$('[name=representative]', root).at(-1).focus(); };
    $('[data-act=room]', root).onclick = () => this.#on();
    this.#count();
  }

  #capacity({ key, name, votes }) {
    const node = fill(copy('t-meeting-capacity'), { capacity: name, silent: votes ? '' : say('meet.no_vote') });
    const { count = 0, names = '' } = this.draft.state.attendance[key] ?? {};
    const [field, who] = [$('[name=count]', node), $('[name=names]', node)];
    Object.assign(field, { id: `count-${key}`, value: count });
    Object.assign(who, { id: `names-${key}`, value: names });
    $('[data-for=count]', node).htmlFor = field.id;
    $('[data-for=names]', node).htmlFor = who.id;
    node.dataset.capacity = key;
    for (const button of $$('[data-by]', node)) {
      button.setAttribute('aria-label', say(Number(button.dataset.by) > 0 ? 'meet.more' : 'meet.fewer', { capacity: name }));
      button.onclick = () => {
        field.value = Math.min(Math.max((Number(field.value) || 0) + Number(button.dataset.by), 0), MOST);
        this.#keep(key, node);
      };
    }
    return node;
  }

  #keep(key, node) {
    const count = Math.min(Math.max(Math.trunc(Number($('[name=count]', node).value)) || 0, 0), MOST);
    this.draft.state.attendance[key] = { count, names: $('[name=names]', node).value };
    this.draft.put().catch(() => {});
    this.#count();
  }

  #signers() {
    const { root, draft: { state } } = this;
    while (state.representatives.length < SIGNERS) state.representatives.push('');
    $('[data-f=representatives]', root).replaceChildren(...state.representatives.map((name, at) => {
      const node = fill(copy('t-meeting-signer'), { label: say('meet.signer', { n: at + 1 }) });
      const field = $('input', node);
      Object.assign(field, { id: `signer-${at}`, value: name });
      field.dataset.at = at;
      $('label', node).htmlFor = field.id;
      return node;
    }));
  }

  #typed({ target }) {
    const { draft, root } = this;
    const capacity = target.closest('[data-capacity]');
    if (capacity) return this.#keep(capacity.dataset.capacity, capacity);
    if (target.dataset.at) draft.state.representatives[Number(target.dataset.at)] = target.value;
    else if (target.dataset.part) {
      const on = readDate(root, 'held_on');
      // The hours stay, the day is another one.
      if (on) Object.assign(draft.state, { held_on: on, started_at: new Date(`${on}T${timeOf(draft.state.started_at)}:00+07:00`).toISOString() });
    } else draft.state[target.name] = target.value;
    draft.put().catch(() => {});
  }

  #count() {
    const { meeting, draft: { state }, root } = this;
    const [present, there] = [presentOf(meeting, state.attendance), thereOf(meeting, state.attendance)];
    fill(root, { present: say('meet.present', { n: present }), there: present === there ? '' : say('meet.there', { n: there }), error: '' });
  }

  async #on() {
    const { draft, meeting, root } = this;
    const nobody = presentOf(meeting, draft.state.attendance) <= 2;
    if (nobody) return fill(root, { error: say('meet.wrong.nobody') });
    await draft.put({ at_room: true });
    this.go(`/app/meetings/${meeting.id}/${draft.state.to_end ? 'end' : 'room'}`);
  }
}
