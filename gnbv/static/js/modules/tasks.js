// Tasks of the plans by due day. A tick is an item of the outbox: it works without a network and can be undone.
import { fold } from '../offline/search.js';
import { $, copy, fill, sheet, swapIcon, tag } from './dom.js';
import { readDate, setDate } from './date-fields.js';
import { day } from './dates.js';
import { GROUPS, turns } from './task-states.js';
import { look } from './states.js';
import { say } from './words.js';

const OPEN = ['late', 'week'];

export async function open(root, _params, { phone, title, toast }) {
  const commune = phone.kit.units().find(({ kind }) => kind === 'commune')?.name ?? '';
  title(say('task.title'), commune);
  root.append(copy('t-tasks'));
  const page = new Tasks(root, phone, toast);
  await page.draw();
  $('[type=search]', root).addEventListener('input', () => page.list());
  return { refresh: event => event === 'kit' || event === 'outbox' ? page.draw() : null };
}

class Tasks {
  constructor(root, phone, toast) {
    Object.assign(this, { root, phone, toast });
  }

  async draw() {
    const [items, sent] = await Promise.all([this.phone.outbox.list(), this.phone.outbox.sent()]);
    this.turns = turns(this.phone.kit.tasks(), items, sent, this.phone.today());
    const late = this.turns.filter(({ group }) => group === 'late').length;
    const open = this.turns.filter(({ group }) => ['late', 'week', 'later', 'undated'].includes(group)).length;
    fill(this.root, { late: say(late ? 'task.late' : 'task.none_late', { n: late }), open: say('task.open', { n: open }) });
    $('[data-f=empty]', this.root).hidden = this.turns.length > 0;
    this.list();
  }

  list() {
    const asked = fold($('[type=search]', this.root).value.trim());
    const hits = asked ? this.turns.filter(({ task }) => fold(`${task.title ?? ''} ${task.text} ${task.plan_title} ${task.product ?? ''}`).includes(asked)) : this.turns;
    fill(this.root, { hits: asked && say('task.hits', { n: hits.length }) });
    const place = $('[data-f=groups]', this.root);
    const kept = new Map([...place.children].map(node => [node.dataset.group, node.open]));
    place.replaceChildren();
    for (const group of GROUPS) {
      const rows = hits.filter(row => row.group === group);
      if (!rows.length) continue;
      const node = fill(copy('t-group'), { words: say(`task.group.${group}`), n: String(rows.length) });
      node.dataset.group = group;
      $('.count', node).classList.add(group === 'late' ? 'bad' : 'calm');
      node.open = Boolean(asked) || (kept.get(group) ?? (OPEN.includes(group) || !place.childElementCount));
      const list = $('ul', node);
      const build = () => list.childElementCount || list.append(...rows.map(row => this.#row(row)));
      if (node.open) build();
      node.addEventListener('toggle', () => node.open && build());
      place.append(node);
    }
  }

  #due({ occurrence, days, doneOn, group }) {
    const today = this.phone.today();
    const values = { n: Math.abs(days ?? 0), day: occurrence.due && day(occurrence.due, today) };
    if (doneOn) return say('task.due.done', { day: day(doneOn, today) });
    if (days === null) return say('task.due.none');
    if (group === 'ended') return say('task.due.ended', values);
    return say(`task.due.${days < 0 ? 'late' : days ? 'left' : 'today'}`, values);
  }

  #row(row) {
    const { task, occurrence, done, group, word } = row;
    const node = copy('t-task');
    const names = list => Array.isArray(list) ? list.join('; ') : list ?? '';
    fill(node, {
      text: task.title ?? task.text, due: this.#due(row), inferred: occurrence.due_inferred && !done ? say('task.inferred') : '',
      schedule: task.schedule_text, lead: names(task.lead) && say('task.lead', { names: names(task.lead) }),
      with: names(task.coordinating) && say('task.with', { names: names(task.coordinating) }),
      product: task.product ? say('task.product', { product: task.product }) : say('task.no_product'), plan: task.plan_title,
    });
    $('[data-f=turn]', node).hidden = !task.schedule_text;
    $('abbr', node).title = say('task.inferred_why');
    if (group === 'late') $('.due', node).dataset.s = 'late';
    const tick = $('.tick', node);
    tick.setAttribute('aria-checked', String(done));
    tick.setAttribute('aria-label', say('task.tick', { text: task.text }));
    swapIcon(tick, done ? 'square-check-big' : 'square');
    tick.onclick = () => done ? this.#undo(row) : this.#finish(row);
    if (word) $('[data-f=state]', node).append(tag(look(word.waits ? word.state : 'received', say(`state.${word.waits ? word.state : 'received'}`))));
    return node;
  }

  #describe(dialog, row) {
    const { task } = row;
    fill(dialog, { text: task.text, need: task.product ? say('task.need', { product: task.product, due: this.#due(row) }) : this.#due(row) });
  }

  async #finish(row) {
    const today = this.phone.today();
    const given = await sheet('t-task-sheet', dialog => {
      this.#describe(dialog, row);
      setDate(dialog, 'done_on', today);
    }, (dialog, data) => {
      data.done_on = readDate(dialog, 'done_on');
      return data.done_on && data.done_on <= today ? '' : say('task.wrong_day', { day: day(today) });
    });
    if (!given) return;
    await this.#say(row, { note: given.note, done_on: given.done_on, undo: false });
    this.toast(say('task.ticked'), say('task.undo'), () => this.#say(row, { note: '', done_on: given.done_on, undo: true }));
  }

  async #undo(row) {
    const given = await sheet('t-task-undo', dialog => this.#describe(dialog, row));
    if (!given) return;
    await this.#say(row, { note: given.note, done_on: row.doneOn?.slice(0, 10) ?? this.phone.today(), undo: true });
    this.toast(say('task.unticked'));
  }

  #say({ task, occurrence }, { note, done_on, undo }) {
    return this.phone.outbox.add('completion', occurrence.id, { note: note.trim().normalize('NFC'), done_on, undo }, { text: task.text, done_on, undo });
  }
}
