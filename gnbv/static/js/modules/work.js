// My work: how many households are left, what is only on this phone, and the list by need.
import { $, copy, fill } from './dom.js';
import { Bar } from './bar.js';
import { day, daysUntil, moment } from './dates.js';
import { readStates } from './standing-tags.js';
import { LEFT, ORDER, groupOf, standing } from './states.js';
import { WorkList } from './work-list.js';
import { say } from './words.js';

const KINDS = { fix: 'k-fix', draft: 'k-draft', todo: 'k-todo', local: 'k-local', received: 'k-received', ok: 'k-ok' };
const DAY_MS = 86_400_000;
const WARN_DAYS = 3;
const DRAWN = ['ok', 'received', 'local', 'draft', 'fix', 'todo'];

export async function open(root, _params, { phone, title }) {
  root.append(copy('t-work'));
  const page = new Work(root, phone, title);
  await page.draw();
  return { refresh: (event, detail) => page.refresh(event, detail) };
}

class Work {
  #drawing = null;

  constructor(root, phone, title) {
    Object.assign(this, { root, phone, title, rows: new WorkList(root, phone.kit) });
  }

  refresh(event, detail) {
    if (event === 'sync') return this.#net(detail);
    if (event !== 'storage') this.#drawing ??= this.draw().finally(() => { this.#drawing = null; });
  }

  async draw() {
    const { kit } = this.phone;
    const named = kind => kit.units().filter(unit => unit.kind === kind).map(({ name }) => name);
    const villages = named('village');
    this.title(say('work.title'), (villages.length > 2 ? named('commune') : villages).join(', '));
    const info = await kit.info();
    $('[data-f=fetching]', this.root).hidden = info.complete;
    $('[data-when=kit]', this.root).hidden = !info.complete;
    if (!info.complete) return this.#net(this.phone.sync.state());
    const found = await readStates(this.phone);
    this.since = Math.min(...found.items.map(({ at }) => at));
    const households = new Map((await kit.list('household')).map(household => [household.id, household]));
    this.list = kit.assignments().filter(({ household }) => households.has(household)).map(({ household, round, due }) =>
      ({ ...households.get(household), round, due, now: standing(household, round, found) }));
    this.#totals(info);
    this.#next();
    this.rows.draw(this.list);
    this.#net(this.phone.sync.state());
  }

  #totals(info) {
    const today = this.phone.today();
    const numbers = Object.fromEntries(ORDER.map(group => [group, this.list.filter(({ now }) => groupOf(now.state) === group).length]));
    const left = LEFT.reduce((sum, group) => sum + numbers[group], 0);
    const all = this.list.length;
    fill(this.root, { left: say(left ? 'work.left' : 'work.none', { n: left }), done: say('work.done', { n: all - left, all }) });
    const bar = $('.bar', this.root);
    const legend = $('.legend', this.root);
    for (const node of [bar, legend]) node.replaceChildren();
    for (const group of DRAWN) {
      const part = document.createElement('i');
      part.className = KINDS[group];
      part.style.flexGrow = numbers[group];
      part.style.flexBasis = 0;
      if (numbers[group]) bar.append(part);
      const line = fill(copy('t-legend'), { words: say(`legend.${group}`), n: String(numbers[group]) });
      $('i', line).className = KINDS[group];
      legend.append(line);
    }
    bar.setAttribute('aria-label', DRAWN.map(group => `${say(`legend.${group}`)} ${numbers[group]}`).join(', '));
    const round = this.phone.kit.rounds().find(({ id }) => id === this.list[0]?.round);
    const due = this.list.map(one => one.due).filter(Boolean).sort()[0] ?? round?.village_deadline;
    const days = due && daysUntil(due, today);
    fill(this.root, { due: due && say(days < 0 ? 'due.late' : days ? 'work.due' : 'work.due_today', { day: day(due, today), n: Math.abs(days) }) });
    $('[data-when=due]', this.root).hidden = !due;
    fill(this.root, { kit: say('work.kit', { n: all, all: info.count, time: moment(info.at, say) }) });
  }

  // The continue card: the draft that was touched last.
  #next() {
    const last = this.list.filter(({ now }) => now.state === 'draft').sort((a, b) => b.now.at - a.now.at)[0];
    const link = $('[data-f=next]', this.root);
    link.hidden = !last;
    if (!last) return;
    link.href = `/app/households/${last.id}/survey`;
    const { draft, at } = last.now;
    fill(link, { name: say('work.next', { name: last.head }),
      where: say(draft.section ? 'work.next_at' : 'work.next_saved', { n: draft.section, of: draft.sections, time: moment(at, say) }) });
  }

  async #net(sync) {
    const why = Bar.why(sync);
    fill(this.root, { fetch_state: sync.running ? say('kit.running') : why || say('kit.waiting') });
    $('[data-act=fetch]', this.root).hidden = sync.running;
    $('[data-act=fetch]', this.root).onclick = () => this.phone.sync.now();
    const { unsent } = await this.phone.outbox.counts();
    const note = $('[data-f=unsent]', this.root);
    note.hidden = !unsent;
    const days = Math.floor((this.phone.clock.now() - this.since) / DAY_MS);
    fill(note, { unsent_n: say('work.unsent', { n: unsent }), why: days >= WARN_DAYS ? say('work.old', { n: days }) : why || say('state.local_why') });
  }
}

