// A repeat whose instances stand open one below another, each a copy of its <template>.
import { $, $$ } from './dom.js';
import { keyOf } from './section-session.js';

export const instanceOf = root => $(':scope > template[data-instance-of]', root).content.firstElementChild.cloneNode(true);

export class Repeat {
  constructor(root, binder, session, parent = '') {
    Object.assign(this, { root, binder, session, parent, key: root.dataset.repeat, rows: $(':scope > [data-rows]', root) });
    this.node = session.nodes.get(this.key);
    root.addEventListener('click', event => this.#act(event));
  }

  begin() {
    this.binder.parts.push(this);
    this.draw();
  }

  inner(node, id) { for (const root of $$('[data-repeat]', node)) new Repeat(root, this.binder, this.session, id).begin(); }

  ids() { return this.session.instance.instances(this.key, this.parent || undefined); }

  draw() {
    const ids = this.ids();
    for (const row of [...this.rows.children]) if (!ids.includes(row.dataset.instance)) this.drop(row);
    ids.forEach((id, index) => {
      const here = [...this.rows.children].find(row => row.dataset.instance === id) ?? this.make(id);
      if (this.rows.children[index] !== here) this.rows.insertBefore(here, this.rows.children[index] ?? null);
      const place = $('[data-position]', here);
      if (place) place.textContent = index + 1;
    });
    this.root.classList.toggle('counted', Boolean(this.node.repeat_count));
  }

  make(id) {
    const node = instanceOf(this.root);
    node.dataset.instance = id;
    this.inner(node, id);
    return this.binder.adopt(node, id);
  }

  // What lies within goes with it: repeats in it would ask for an instance that is gone.
  drop(row) {
    this.binder.forget(row);
    this.binder.parts = this.binder.parts.filter(({ root }) => !row.contains(root));
    row.remove();
  }

  changed(refs) { if ([...refs].some(ref => keyOf(ref) === this.key) || this.node.repeat_count) this.draw(); }

  #act(event) {
    const act = event.target.closest('[data-act]');
    if (!act || act.closest('[data-repeat]') !== this.root) return;
    if (act.dataset.act === 'add') this.session.add(this.key, this.parent || undefined);
    if (act.dataset.act === 'remove' && act.closest('[data-instance]')?.parentNode === this.rows) {
      const row = act.closest('[data-instance]');
      this.drop(row);
      this.session.remove(row.dataset.instance, this.key);
    }
    this.draw();
  }
}
