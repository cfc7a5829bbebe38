// One household at a time, in letters that a room can read: what is proposed for it, hands for and against, and on to the
// next. Every touch is stored at once.
import { handsOf, mayBlock, needed, presentOf, stops, summary } from '../offline/meetings.js';
import { $, copy, fill, plate } from './dom.js';
import { Hands } from './meeting-hands.js';
import { sayKept } from './meeting-people.js';
import { change, take } from './meeting-words.js';
import { say } from './words.js';

export async function open(root, { id }, services) {
  const taken = await take(services.phone, id);
  const page = new Room(root, taken, services);
  page.show();
  const wake = stayAwake();
  return { close: () => { page.counts.stop(); wake(); return taken.draft.close(); } };
}

// The room reads while nobody touches the phone: its screen stays on where the browser lets it.
function stayAwake() {
  const lock = navigator.wakeLock?.request('screen').catch(() => null);
  return () => lock?.then(held => held?.release());
}

class Room {
  constructor(root, { meeting, draft, village }, { phone, title, go }) {
    Object.assign(this, { root, meeting, draft, village, phone, title, go, present: presentOf(meeting, draft.state.attendance) });
  }

  show() {
    const { root, meeting, draft, phone } = this;
    root.append(copy('t-meeting-room'), copy('t-meeting-room-bar'));
    sayKept(root, draft, phone);
    this.counts = new Hands(root, { present: this.present, percent: meeting.percent, now: () => this.hands, count: hands => this.#count(hands) });
    $('[data-act=next]', root).onclick = () => this.#move(1);
    $('[data-act=back]', root).onclick = () => this.#move(-1);
    $('[data-act=block]', root).onclick = () => this.#together(!draft.state.block);
    $('[data-act=people]', root).href = `/app/meetings/${meeting.id}/people`;
    $('[name=remark]', root).addEventListener('input', ({ target }) => {
      draft.state.remarks_of = { ...draft.state.remarks_of, [this.stop_.items[0].household]: target.value };
      draft.put().catch(() => {});
    });
    this.draw();
  }

  get all() { return stops(this.meeting, this.draft.state); }
  get at() { return Math.min(this.draft.state.at ?? 0, this.all.length - 1); }
  get stop_() { return this.all[this.at]; }
  get hands() { return handsOf(this.stop_, this.draft.state); }

  draw() {
    const { root, meeting, draft: { state }, present, stop_: stop } = this;
    const [item] = stop.items;
    const { left } = summary(meeting, state);
    this.title(say('meet.room_at', { n: this.at + 1, of: this.all.length }), this.village, `/app/meetings/${meeting.id}`);
    plate(root, stop.isBlock ? null : item.number);
    $('.plate', root).hidden = stop.isBlock;
    fill(root, { group: say(`meet.group.${item.group}`), head: stop.isBlock ? say('meet.block_of', { n: stop.items.length }) : item.head, where: stop.isBlock ? '' : item.place,
      present: say('meet.present', { n: present }), need: say('meet.need', { n: needed(present, meeting.percent) }), left: left.length ? say('meet.left', { n: left.length }) : say('meet.none_left'),
      all: say('meet.all_agree', { n: present }), unapproved: item.unapproved && !stop.isBlock ? say('meet.unapproved', { why: item.unapproved }) : '' });
    $('[data-f=changes]', root).replaceChildren(...stop.isBlock ? [] : meeting.standards.map(standard => change(meeting, standard, item)));
    $('[data-f=why]', root).replaceChildren(...stop.isBlock ? [] : meeting.standards.flatMap(({ key }) => item.why?.[key] ?? []).map(text => Object.assign(document.createElement('li'), { textContent: text })));
    $('[data-when=why]', root).hidden = !$('[data-f=why]', root).childElementCount;
    $('[data-f=names]', root).hidden = !stop.isBlock;
    $('[data-f=names]', root).replaceChildren(...stop.isBlock ? stop.items.map(one => this.#name(one)) : []);
    $('[data-when=remark]', root).hidden = stop.isBlock;
    if ($('[name=remark]', root) !== document.activeElement) $('[name=remark]', root).value = state.remarks_of?.[item.household] ?? '';
    $('[data-when=block]', root).hidden = item.group !== 'unchanged' || !mayBlock(meeting);
    fill(root, { block: say(state.block ? 'meet.block_no' : 'meet.block_yes') });
    this.counts.draw();
    $('[data-act=back]', root).disabled = this.at === 0;
    fill(root, { next: say(this.at < this.all.length - 1 ? 'meet.next' : 'meet.to_end') });
  }

  #name({ household, number, head }) {
    const node = fill(copy('t-meeting-name'), { head });
    plate(node, number);
    $('button', node).onclick = () => { this.draft.state.apart.push(household); this.#moved(); };
    return node;
  }

  #together(block) {
    const { state } = this.draft;
    Object.assign(state, { block, apart: [], together: null });
    if (block) for (const { household, group } of this.meeting.items) if (group === 'unchanged') delete state.votes[household];
    this.#moved(state.block ? this.all.length - 1 : this.all.findIndex(({ items: [one] }) => one.group === 'unchanged'));
  }

  #moved(at = this.draft.state.at) {
    this.draft.put({ at }).catch(() => {});
    this.draw();
  }

  #move(by) {
    document.activeElement?.blur?.();
    if (by > 0 && this.at === this.all.length - 1) return this.go(`/app/meetings/${this.meeting.id}/end`);
    this.#moved(Math.max(this.at + by, 0));
    scrollTo(0, 0);
    $('#hall-name', this.root).focus({ preventScroll: true });
  }

  #count(hands) {
    const { draft: { state }, stop_: { isBlock, items: [item] } } = this;
    if (isBlock) state.together = hands; else state.votes[item.household] = hands;
    this.draft.put().catch(() => {});
    const { left } = summary(this.meeting, state);
    fill(this.root, { left: left.length ? say('meet.left', { n: left.length }) : say('meet.none_left') });
  }
}
