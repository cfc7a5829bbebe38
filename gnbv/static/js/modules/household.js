// One household before the survey: last year, its people, what the commune said, the visits.
import { $, copy, fill, plate } from './dom.js';
import { age, moment } from './dates.js';
import { drawLast } from './last-facts.js';
import { readStates, tagOf } from './standing-tags.js';
import { LEFT, groupOf, roundFor, standing } from './states.js';
import { drawThread } from './thread.js';
import { drawVisits, recordVisit } from './visits.js';
import { knows, say } from './words.js';

// Not decided yet: a correction becomes the next revision of what the commune has.
const SENT = ['received', 'held'];
const HERE = ['local', 'refused'];

export async function open(root, { household, round }, services) {
  const { phone, title } = services;
  const data = await phone.kit.household(household);
  if (!data) throw Object.assign(new Error('gone'), { code: 'gone' });
  const page = new Household(root, services, data, data.round ?? await roundFor(phone, household, round));
  const village = phone.kit.units().find(({ id }) => id === data.village)?.name;
  title(data.head, [data.place, village].filter(Boolean).join(', '), '/app');
  root.append(copy('t-household'));
  page.facts();
  page.members();
  await page.draw();
  $('[data-go=petition]', root).href = `/app/petitions/new/${data.id}`;
  $('[data-act=visit]', root).onclick = () => recordVisit(page);
  $('form[data-f=access]', root).onsubmit = event => page.enter(event);
  return { refresh: event => event === 'sync' || page.draw() };
}

class Household {
  #entered = false;

  constructor(root, services, data, round) {
    Object.assign(this, { root, services, phone: services.phone, data, round, bar: copy('t-household-actions'), label: { household: data.id, number: data.number, head: data.head } });
  }

  facts() {
    const { number, code, last, members } = this.data;
    const isCheck = this.phone.kit.assignments().some(one => one.household === this.data.id && one.round === this.round && one.purpose !== 'main');
    $('[data-when=check]', this.root).hidden = !isCheck;
    fill(this.root, {
      number: number ?? '–',
      verdict: last?.class ? say('house.last', { year: last.year, class: say(`class.${last.class}`) }) : isCheck ? '' : say('house.no_last'),
      code: code && say(members ? 'house.code' : 'house.code_only', { code, n: members?.length }),
    });
    const list = $('.facts', this.root);
    for (const [key, { text, value }] of Object.entries(last?.facts ?? {})) {
      if (knows(`fact.${key}`)) list.append(...fill(copy('t-fact'), { label: say(`fact.${key}`, { year: last.year }), value: say(`fact.${key}.value`, { value: text ?? value }, 'fact.value') }).children);
    }
    list.hidden = !list.childElementCount;
    $('[data-when=last]', this.root).ontoggle = () => this.#last();
    $('[data-when=last]', this.root).hidden = !Object.keys(last?.facts ?? {}).length;
    fill(this.root, { last_title: say(last?.year ? 'house.facts' : 'house.facts_before', { year: last?.year }) });
  }

  // Written when somebody opens it: the words lie in the form.
  async #last() {
    const list = $('[data-f=last_facts]', this.root);
    if (!list.childElementCount) list.append(...await drawLast(this.phone, this.data, this.round));
  }

  members() {
    const today = this.phone.today();
    const list = (this.data.members ?? []).map(({ name, sex, birth, relation }) => fill(copy('t-member'), { name, facts: [
      relation && say(`relation.${relation}`, {}, 'relation.other'), sex && say(`sex.${sex}`, {}, ''), birth && say('house.age', { n: age(birth, today) }),
    ].filter(Boolean).join(', ') }));
    $('[data-when=members]', this.root).hidden = !list.length;
    $('[data-f=members]', this.root).replaceChildren(...list);
  }

  async draw() {
    const found = await readStates(this.phone);
    const now = this.now = standing(this.data.id, this.round, found);
    const { state, survey } = now;
    const outside = !this.data.assignment && !now.draft && !now.item && !survey && !this.#entered;
    plate(this.root, this.data.number, !LEFT.includes(groupOf(state)));
    $('[data-f=state]', this.root).replaceChildren(tagOf(now, this.phone.today()));
    $('[data-when=outside]', this.root).hidden = !outside;
    $('[data-when=visits]', this.root).hidden = outside;
    const over = now.draft && !this.#isOpen();
    $('[data-when=over]', this.root).hidden = !over;
    $('[data-when=moved]', this.root).hidden = Boolean(this.data.assignment) || !now.draft || over;
    this.#words(now);
    const kind = state === 'returned' ? 'returned' : state === 'draft' ? 'continue' : state === 'todo' ? this.#isOpen() && 'start' : HERE.includes(state) || SENT.includes(state) && survey?.revision ? 'again' : null;
    this.bar.remove();
    const noted = this.data.pending && await (await import('./new-home-note.js')).drawHome(this, found, this.services);
    if (kind && !outside && !noted) {
      const go = $('a', this.bar);
      fill(go, { go: say(`house.${kind}`) });
      this.root.append(this.bar);
      go.href = `/app/households/${this.data.id}/${kind === 'returned' || now.draft && survey?.status === 'returned' ? 'returned' : kind === 'again' ? 'survey?again' : 'survey'}`;
    }
    drawThread(this, survey, found);
    drawVisits(this, found);
  }

  #isOpen() { return this.phone.kit.rounds().some(({ id }) => id === this.round); }

  #words({ state, survey, comments, item, cause }, lang = document.documentElement.lang) {
    const returned = state === 'returned' || state === 'draft' && survey?.status === 'returned';
    $('[data-f=returned]', this.root).hidden = !returned;
    if (returned) {
      const { note, by, at } = survey.decided ?? {};
      fill(this.root, { returned_n: comments ? say('house.returned_n', { n: comments }) : say('house.returned_all'),
        returned_note: [note && `“${note}”`, by && say('house.returned_by', { by: by.name ?? by, at: moment(at, say) })].filter(Boolean).join(' ') });
    }
    $('[data-f=told]', this.root).hidden = !knows(`told.${state}`);
    fill(this.root, { told_state: say(`told.${state}`, {}, ''), told_why: state === 'held' && cause?.[lang] || say(`told.${state}_why`, {}, '') });
    const refused = item && (state === 'refused' || state === 'conflict');
    $('[data-f=refused]', this.root).hidden = !refused;
    if (refused) fill(this.root, { refused_state: say(`state.${state}`), refused_why: item.cause?.[lang] ?? say(`state.${state}_why`, {}, 'sync.other') });
  }

  async enter(event) {
    event.preventDefault();
    const { purpose, more } = Object.fromEntries(new FormData(event.target));
    const at = new Date(this.phone.clock.now()).toISOString();
    await this.phone.outbox.add('access', this.data.id, { at, purpose: [purpose, more.trim()].filter(Boolean).join(': ').normalize('NFC') }, this.label);
    this.#entered = true;
    await this.draw();
    $('a', this.bar).focus();
  }
}
