// A question asked once over the whole roster: one list of names, the answers lie in each member's instance.
import { $, $$ } from './dom.js';
import { drawMarks } from './binder-marks.js';
import { keyOf } from './section-session.js';

export class RosterList {
  constructor(root, binder, session) {
    Object.assign(this, { root, binder, session, key: root.dataset.rosterQ, rest: root.dataset.rest, rows: $('[data-rows]', root) });
    root.addEventListener('change', event => this.#ticked(event));
    root.addEventListener('click', event => { if (event.target.closest('[data-act=rest]')) this.#others(); });
    const marks = $('[data-marks]', root);
    drawMarks(marks, this.key, session.meta);
    this.draw();
  }

  ids() { return this.session.instance.instances(this.root.dataset.of); }
  refs() { return this.ids().map(id => `${this.key}@${id}`).filter(ref => this.session.state(ref).relevant); }

  draw() {
    const ids = this.ids();
    for (const row of [...this.rows.children]) if (!ids.includes(row.dataset.instance)) { this.binder.forget(row); row.remove(); }
    for (const id of ids) if (![...this.rows.children].some(row => row.dataset.instance === id)) this.rows.append(this.#row(id));
    this.#look();
  }

  #row(id) {
    const row = $('template', this.root).content.firstElementChild.cloneNode(true);
    row.dataset.instance = id;
    return this.binder.adopt(row, id);
  }

  changed(refs) {
    const keys = new Set([...refs].map(keyOf));
    if (keys.has(this.root.dataset.of)) this.draw();
    else this.#look();
  }

  // Who was not asked yet is neither ticked nor counted as "no".
  #look() {
    const { session, rest } = this;
    let open = 0, some = false;
    for (const row of this.rows.children) {
      const { relevant, value } = session.state(row.dataset.ref);
      const name = session.nameOf(row.dataset.instance);
      $('[data-name]', row).textContent = name;
      row.setAttribute('aria-label', name);
      if (!relevant) continue;
      if (!value) open += 1;
      const tick = $('[data-tick]', row);
      const chosen = Boolean(value) && value !== rest;
      some ||= chosen;
      if (tick && row !== this.waiting) tick.checked = chosen;
      if (tick) $('[data-own]', row).hidden = !tick.checked || this.#only(row);
      $('[data-chosen]', row).textContent = !value ? session.say('roster.open') : value === rest || this.#only(row) ? session.show(row.dataset.ref, value) : '';
    }
    this.root.hidden = !this.refs().length;
    const button = $('[data-act=rest]', this.root);
    if (button) {
      button.hidden = !open;
      $('[data-all]', button).hidden = some;
      $('[data-others]', button).hidden = !some;
    }
    $('[data-left]', this.root).textContent = open ? session.say('roster.left', { n: open }) : '';
  }

  // With one other answer the tick itself is the answer.
  #only(row) {
    const choices = $$('.choice:not([data-rest]) > [data-choice]', row);
    return choices.length === 1 && row.dataset.control === 'one';
  }

  #ticked({ target }) {
    if (!target.matches('[data-tick]')) return;
    const row = target.closest('[data-ref]');
    const { ref } = row.dataset;
    this.waiting = null;
    if (!target.checked) this.session.set(ref, this.rest);
    else if (this.#only(row)) this.session.set(ref, $('.choice:not([data-rest]) > [data-choice]', row).dataset.choice);
    else {
      // Ticked, but not said which: no answer yet, and the choices are open.
      this.waiting = row;
      this.session.set(ref, '');
      this.#look();
      $('.choice:not([data-rest]) > [data-choice]', row)?.focus();
    }
  }

  #others() {
    for (const ref of this.refs()) if (!this.session.state(ref).value && ref !== this.waiting?.dataset.ref) this.session.set(ref, this.rest);
  }
}
