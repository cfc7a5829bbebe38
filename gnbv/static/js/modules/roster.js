// A repeat as a list of members; one member at a time opens in a sheet.
import { $, $$ } from './dom.js';
import { RosterList } from './roster-list.js';
import { Repeat, instanceOf } from './roster-repeat.js';
import { idOf } from './section-session.js';

export async function attach(group, binder, session) {
  for (const root of $$('[data-repeat]', group)) new (root.matches('[data-roster]') ? Roster : Repeat)(root, binder, session).begin();
  for (const root of $$('[data-roster-q]', group)) binder.parts.push(new RosterList(root, binder, session));
}

class Roster extends Repeat {
  constructor(root, binder, session) {
    super(root, binder, session);
    this.sheet = $('[data-sheet]', root);
    root.addEventListener('click', event => this.#acts(event));
    this.sheet.addEventListener('close', () => this.#closed());
    $('[data-card]', root).hidden = !$('[data-card-sheet]', root) || session.readonly || !session.nodes.has('citizen_id');
    $('[data-card] input', root).addEventListener('change', ({ target }) => this.#card(target));
    const { members } = session.household;
    const before = $('[data-before]', root);
    before.hidden = !members?.length;
    $('span', before).textContent = members?.length ?? '';
  }

  make(id) {
    const row = $(':scope > template[data-row]', this.root).content.firstElementChild.cloneNode(true);
    row.dataset.instance = id;
    row.id = `member-${id}`;
    this.fill(row, id);
    return row;
  }

  draw() {
    super.draw();
    for (const row of this.rows.children) this.fill(row, row.dataset.instance);
    $('[data-count]', this.root).textContent = this.ids().length;
  }

  changed() {
    this.draw();
    if (this.sheet?.open) this.#head(this.sheet.dataset.instance);
  }

  fill(row, id) {
    const { session } = this;
    const value = key => session.nodes.has(key) ? session.show(`${key}@${id}`, session.instance.value(`${key}@${id}`)) : '';
    $('[data-name]', row).textContent = session.nameOf(id);
    const birth = value('birth_date') || value('birth_year');
    $('[data-about]', row).textContent = [value('relation'), value('sex').toLowerCase(), birth && session.say('member.born', { birth })].filter(Boolean).join(', ');
    const { missing, wrong, total } = this.#left(id);
    const full = $('[data-full]', row), lacks = $('[data-lacks]', row);
    full.hidden = Boolean(missing.length + wrong.length);
    lacks.hidden = !full.hidden;
    $('span', full).textContent = session.say('member.full', { n: total });
    const names = [...wrong, ...missing].slice(0, 2).map(ref => session.text(ref).replace(/\?$/, '').toLowerCase()).join(', ');
    $('span', lacks).textContent = session.say(wrong.length ? 'member.wrong' : 'member.part', { n: missing.length + wrong.length, names });
  }

  // What this person's own sheet still asks; the lists over the roster count their own rows.
  #left(id) {
    const rows = { missing: [], wrong: [], total: 0 };
    for (const node of this.session.form.compiled.nodes) {
      if (node.repeat !== this.node.i || node.kind !== 'question' || node.calculate || node.appearance?.includes('ask-roster')) continue;
      const ref = `${node.key}@${id}`;
      const { relevant, required, value, valid } = this.session.state(ref);
      if (!relevant || !(value || required)) continue;
      rows.total += 1;
      if (!value) rows.missing.push(ref);
      else if (!valid) rows.wrong.push(ref);
    }
    return rows;
  }

  #acts(event) {
    const act = event.target.closest('[data-act]')?.dataset.act;
    if (act === 'member') { event.preventDefault(); this.openMember(event.target.closest('li').dataset.instance); }
    if (act === 'add') this.openMember(this.ids().at(-1));
    if (act === 'close' || event.target === this.sheet) this.sheet.close();
    if (act === 'remove' && event.target.closest('dialog')) {
      this.sheet.close();
      this.#closed();
      this.session.remove(this.sheet.dataset.instance, this.key);
    }
  }

  has(ref) { return this.ids().includes(idOf(ref)); }

  openMember(id) {
    const { sheet } = this;
    const node = instanceOf(this.root);
    node.dataset.instance = id;
    sheet.dataset.instance = id;
    $('[data-slot]', sheet).replaceChildren(node);
    this.inner(node, id);
    this.binder.adopt(node, id);
    // Whom the register knows is never struck out here: leaving is an answer with a reason.
    $('footer [data-act=remove]', sheet).hidden = (this.session.nodes.has('person_id') && Boolean(this.session.instance.value(`person_id@${id}`))) || this.session.readonly;
    this.#head(id);
    if (!sheet.open) sheet.showModal();
    sheet.scrollTop = 0;
  }

  #head(id) {
    const { missing, wrong } = this.#left(id);
    const name = $('header [data-name]', this.sheet);
    name.textContent = this.session.nameOf(id) === this.session.say('member.unnamed') ? name.dataset.new : this.session.nameOf(id);
    $('[data-done]', this.sheet).textContent = this.session.say(missing.length + wrong.length ? 'member.done.part' : 'member.done', { n: missing.length + wrong.length });
  }

  async #card(field) {
    const [file] = field.files;
    if (!file) return;
    await (await import('../controls/card-sheet.js')).scan(file, this.root, this.session, this.sheet.dataset.instance);
    field.value = '';
  }

  #closed() {
    const [node] = $('[data-slot]', this.sheet).children;
    if (node) this.binder.forget(node);
    $('[data-slot]', this.sheet).replaceChildren();
    this.binder.parts = this.binder.parts.filter(part => part.root.isConnected);
    this.draw();
  }
}
