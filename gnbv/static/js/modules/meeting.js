// One village meeting: when and where, the list to be discussed, and the one thing to do next.
import { summary, stateOf } from '../offline/meetings.js';
import { VillageDraft } from '../offline/village-drafts.js';
import { day } from './dates.js';
import { $, copy, fill, plate, tag } from './dom.js';
import { verdictTag } from './meeting-hands.js';
import { change } from './meeting-words.js';
import { why } from './outbox-row.js';
import { lookOf, nameOf, readMeeting } from './village-read.js';
import { say } from './words.js';

export async function open(root, { id }, services) {
  const page = new MeetingPage(root, id, services);
  await page.draw();
  return { refresh: event => event === 'kit' || event === 'outbox' || event === 'sync' ? page.draw() : null };
}

class MeetingPage {
  constructor(root, id, services) {
    Object.assign(this, { root, id, ...services });
  }

  async draw() {
    const { phone, root } = this;
    const { meeting, draft, now } = await readMeeting(phone, this.id);
    this.title(say('meet.title', { n: meeting.number }), nameOf(phone, meeting.village), '/app/village');
    if (!$('main', root)) root.append(copy('t-meeting'), copy('t-meeting-bar'));
    const held = draft ?? (meeting.held && stateOf(meeting.held));
    const { passed, again, left } = held ? summary(meeting, held) : {};
    const isOpen = ['planned', 'draft'].includes(now.state);
    const full = iso => day(iso, '');
    fill(root, {
      when: say('meet.when', { day: full(meeting.planned_on) }), place: meeting.place, homes: say('meet.homes', { n: meeting.items.length }), standards: meeting.standards.map(({ name }) => name).join(', '),
      so_far: held ? say('meet.so_far', { passed: passed.length, again: again.length, left: left.length }) : '',
      told: say(`meet.told.${now.state}`, { day: meeting.held && full(meeting.held.held_on) }, ''), cause: ['refused', 'conflict'].includes(now.state) ? why(now.item, now.state) : '',
      go: say(now.state === 'draft' ? 'meet.go_on' : now.state === 'planned' ? 'meet.begin' : now.state === 'refused' ? 'meet.mend' : 'meet.minutes'),
    });
    $('[data-f=state]', root).replaceChildren(tag(lookOf(now.state)));
    this.#ask(now.state === 'received');
    $('[data-when=illustrative]', root).hidden = !meeting.illustrative;
    $('[data-when=bad]', root).hidden = !['refused', 'conflict'].includes(now.state);
    const go = $('[data-act=go]', root);
    go.hidden = !isOpen && !meeting.held && !['local', 'sending', 'refused', 'conflict'].includes(now.state);
    $('footer', root).hidden = go.hidden;
    go.onclick = () => (now.state === 'refused' ? this.mend(now.item) : this.go(this.#next(now.state, draft)));
    this.#list(meeting, held);
  }

  // The commune has it: how it stands there is asked for at once.
  #ask(isWaiting) {
    if (!isWaiting || this.asked) return;
    this.asked = true;
    this.phone.sync.now().catch(error => { if (!error.code) throw error; });
  }

  #next(state, draft) {
    const to = state === 'planned' ? 'people' : state === 'draft' ? draft.at_room ? 'room' : 'people' : 'minutes';
    return `/app/meetings/${this.id}/${to}`;
  }

  #list(meeting, held) {
    const said = new Map(held ? summary(meeting, held).all.map(one => [one.item.household, one]) : []);
    const parts = [];
    let group = '';
    for (const item of meeting.items) {
      if (item.group !== group) {
        group = item.group;
        parts.push(fill(copy('t-meeting-group'), { group: say(`meet.group.${group}`), n: String(meeting.items.filter(one => one.group === group).length) }));
      }
      $('ul', parts.at(-1)).append(this.#row(meeting, item, said.get(item.household)));
    }
    $('[data-f=list]', this.root).replaceChildren(...parts);
  }

  #row(meeting, item, said) {
    const node = fill(copy('t-meeting-row'), { head: item.head, place: item.place, unapproved: item.unapproved ? say('meet.unapproved', { why: item.unapproved }) : '' });
    plate(node, item.number, Boolean(said?.hands));
    $('[data-f=changes]', node).append(...meeting.standards.map(standard => change(meeting, standard, item)));
    $('[data-f=why]', node).append(...meeting.standards.flatMap(({ key }) => item.why?.[key] ?? []).map(text => Object.assign(document.createElement('li'), { textContent: text })));
    $('details', node).hidden = !$('[data-f=why]', node).childElementCount;
    if (said?.hands) $('[data-f=hands]', node).append(verdictTag(said.verdict, said.hands));
    return node;
  }

  // What the commune refused is taken up again from what was said: nothing is counted twice.
  async mend({ id: item }) {
    const told = await this.phone.outbox.item(item);
    const draft = await VillageDraft.open(this.phone, `meeting/${this.id}`, this.id);
    Object.assign(draft.state, stateOf(told), { at_room: true, files: told.attachments ?? [], replaces: item });
    await draft.put();
    await draft.close();
    this.go(`/app/meetings/${this.id}/end`);
  }
}
