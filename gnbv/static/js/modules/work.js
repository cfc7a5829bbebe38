// My work: how many households are left, what is only on this phone, and the list by need.
import { $, copy, fill } from './dom.js';
import { drawFetching, old, updated } from './kit-words.js';
import { day, daysUntil, moment } from './dates.js';
import { readStates } from './standing-tags.js';
import { LEFT, ORDER, groupOf } from './states.js';
import { WorkList } from './work-list.js';
import { drawNotes } from './work-notes.js';
import { workRows } from './work-rows.js';
import { say } from './words.js';

const KINDS = { fix: 'k-fix', draft: 'k-draft', todo: 'k-todo', local: 'k-local', received: 'k-received', ok: 'k-ok' };
const DRAWN = ['ok', 'received', 'local', 'draft', 'fix', 'todo'];

export async function open(root, _params, { phone, title, toast, signInAgain }) {
  root.append(copy('t-work'));
  const page = new Work(root, phone, { title, toast, signInAgain });
  await page.draw();
  return { refresh: (event, detail) => page.refresh(event, detail) };
}

class Work {
  #drawing = null;

  constructor(root, phone, services) {
    Object.assign(this, { root, phone, ...services, rows: new WorkList(root, phone.kit) });
  }

  refresh(event, detail) {
    if (event === 'copies' || event === 'sync' && !detail.running) return this.#copies();
    if (event === 'sync') return this.#net(detail);
    if (event !== 'storage') this.#drawing ??= this.draw().finally(() => { this.#drawing = null; });
  }

  async draw() {
    const { kit } = this.phone;
    const named = kind => kit.units().filter(unit => unit.kind === kind).map(({ name }) => name);
    const villages = named('village');
    this.title(say('work.title'), (villages.length > 2 ? named('commune') : villages).join(', '));
    const info = await kit.info();
    const known = new Set(kit.rows().map(({ id }) => id));
    // While the first kit comes, what is here may be worked with.
    this.here = info.complete ? 0 : kit.assignments().filter(({ household }) => known.has(household)).length;
    $('[data-f=fetching]', this.root).hidden = info.complete;
    $('[data-when=kit]', this.root).hidden = !info.complete && !this.here;
    if (!info.complete && !this.here) return this.#net(this.phone.sync.state());
    const found = await readStates(this.phone);
    this.since = Math.min(...found.items.map(({ at }) => at));
    this.list = workRows(kit, found, this.phone.today());
    // What is left is known only when all are here.
    $('[data-when=all]', this.root).hidden = !info.complete;
    this.#totals(info);
    this.#next();
    this.rows.draw(this.list, this.phone.today());
    // What cannot come without a network is asked for at the next drawing.
    this.#village().catch(() => {});
    await this.#copies();
  }

  #totals(info) {
    const today = this.phone.today();
    const given = this.list.filter(({ outside }) => !outside);
    const numbers = Object.fromEntries(ORDER.map(group => [group, given.filter(({ now }) => groupOf(now.state) === group).length]));
    const left = LEFT.reduce((sum, group) => sum + numbers[group], 0);
    const all = given.length;
    fill(this.root, { left: say(left ? 'work.left' : all ? 'work.none' : this.phone.kit.rounds().length ? 'work.not_given' : 'work.no_round', { n: left }),
      done: say(all ? 'work.done' : 'work.kept', { n: all - left, all }) });
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
    const round = this.phone.kit.rounds().find(({ id }) => id === given[0]?.round);
    const due = given.map(one => one.due).filter(Boolean).sort()[0] ?? round?.village_deadline;
    const days = due && daysUntil(due, today);
    fill(this.root, { due: due && say(days < 0 ? 'due.late' : days ? 'work.due' : 'work.due_today', { day: day(due, today), n: Math.abs(days) }) });
    $('[data-when=due]', this.root).hidden = !due;
    const now = this.phone.clock.now();
    fill(this.root, { kit: info.complete ? say('work.kit', { n: all }) : '', kit_age: info.complete ? updated(info, now) : '', kit_old: old(info, now) });
    $('[data-when=old]', this.root).hidden = !old(info, now);
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

  async #village() {
    if (!this.phone.user?.roles.some(({ role }) => role === 'village_head')) return;
    await (await import('./village-note.js')).drawVillage($('[data-when=village]', this.root), this.phone);
  }

  async #copies() {
    const { drawCopies, warnOfRestores } = await import('./copy-words.js');
    this.only = (await drawCopies(this.root, this.phone)).items;
    await warnOfRestores($('[data-when=restores]', this.root), this.phone);
    await this.#net(this.phone.sync.state());
  }

  async #net(sync) {
    drawFetching(this.root, sync, { here: this.here, fetch: () => this.phone.sync.now() });
    await drawNotes(this, sync);
  }
}
