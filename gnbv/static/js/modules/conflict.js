// Two copies of one record: what this phone wrote, what the commune has (only of the person's own survey: another
// collector's answers never come here), what happens next, and how it ended.
import { differences, reader } from './conflict-answers.js';
import { $, copy, fill, onPlate, tag } from './dom.js';
import { moment } from './dates.js';
import { look } from './states.js';
import { say } from './words.js';

const RIVAL = ['rival_survey', 'chosen', 'other_chosen'];

export async function open(root, { item: id }, { phone, title }) {
  root.append(copy('t-conflict'));
  const page = new ConflictPage(root, phone, id, title);
  await page.draw();
  return { refresh: event => event === 'sync' || page.draw() };
}

class ConflictPage {
  constructor(root, phone, id, title) {
    Object.assign(this, { root, phone, id, title });
  }

  async draw() {
    const { outbox, kit } = this.phone;
    const row = [...await outbox.list(), ...await outbox.sent()].find(({ id }) => id === this.id);
    if (!row) throw Object.assign(new Error('gone'), { code: 'gone' });
    const { label, kind, settled, at } = row;
    // A phone that was locked when it heard of it knows the words from the kit.
    const cause = row.cause?.vi ? row.cause : kit.receipts().find(({ item }) => item === this.id)?.cause ?? row.cause;
    this.title(say(settled ? 'conflict.settled' : 'conflict.title'), [label?.number && onPlate(label.number), label?.head ?? label?.text].filter(Boolean).join(', '), '/app/outbox');
    const mine = await outbox.item(this.id);
    const rival = RIVAL.includes(cause?.code);
    const survey = kind === 'survey' && !rival ? await kit.survey(row.subject) : null;
    const theirs = survey?.revision?.answers ? survey.revision : null;
    $('[data-f=state]', this.root).replaceChildren(tag(settled ? look('settled', say('state.settled')) : look('conflict', say('state.conflict'))));
    fill(this.root, {
      why: cause?.[document.documentElement.lang] ?? cause?.vi ?? say('state.conflict_why'),
      next: settled ? say('conflict.over') : say(rival ? 'conflict.next_rival' : 'conflict.next'),
      mine_at: say('conflict.mine_at', { time: moment(mine?.meta?.finished_at ?? at, say) }),
      note: kind === 'survey' ? '' : mine?.note ?? label?.note ?? '',
    });
    const none = this.#none({ mine, theirs, rival, survey, settled, kind });
    fill(this.root, { none });
    $('[data-when=none]', this.root).hidden = !none;
    if (kind === 'survey') await this.#answers(mine, theirs);
  }

  // Why there is nothing to lay beside, in words.
  #none({ mine, theirs, rival, survey, settled, kind }) {
    if (kind !== 'survey') return '';
    if (!mine) return say('conflict.no_copy');
    if (rival) return say('conflict.rival');
    if (theirs) return '';
    return say(survey && !settled ? 'conflict.decided' : 'conflict.no_theirs');
  }

  async #answers(mine, theirs) {
    const language = document.documentElement.lang;
    const own = mine && await reader(this.phone, mine, language);
    const other = own && theirs && await reader(this.phone, theirs, language);
    const lines = other ? differences(own.nodes, own.answers, other.answers) : [];
    fill(this.root, { differing: other ? say(lines.length ? 'conflict.differing' : 'conflict.same', { n: lines.length }) : '' });
    $('[data-f=lines]', this.root).replaceChildren(...lines.map(line => this.#line(line, own, other)));
    const all = own ? differences(own.nodes, own.answers, {}, true) : [];
    $('[data-when=all]', this.root).hidden = !all.length;
    $('[data-f=all]', this.root).replaceChildren(...all.map(({ ref, person, mine: value }) => person ? fill(copy('t-conflict-person'), { name: own.nameOf(ref.split('@')[1]) || say('conflict.unnamed') })
      : fill(copy('t-conflict-answer'), { label: own.label(ref), value: this.#words(own, ref, value) })));
  }

  #line({ ref, theirRef, person, mine, theirs }, own, other) {
    const id = ref.split('@')[1];
    const who = id && (own.nameOf(id) || other.nameOf(theirRef.split('@')[1]));
    const there = value => say(value ? 'conflict.listed' : 'conflict.not_listed');
    return fill(copy('t-conflict-line'), {
      label: person ? who || say('conflict.unnamed') : [who, (mine ? own : other).label(mine ? ref : theirRef)].filter(Boolean).join(': '),
      mine: person ? there(mine) : this.#words(own, ref, mine), theirs: person ? there(theirs) : this.#words(other, theirRef, theirs),
    });
  }

  #words(side, ref, value) {
    if (!value) return say('conflict.empty');
    return side.isFile(ref) ? say('conflict.file') : side.show(ref, value);
  }
}
