// Who belongs to the new home: ticks over the old roster, people who are on no register, the head, and what each of the
// others is to the head. Structure comes from the templates; every touch is kept.
import { age } from './dates.js';
import { $, $$, copy, fill } from './dom.js';
import { birthOf } from './new-home-read.js';
import { say } from './words.js';

const RELATIONS = ['spouse', 'child', 'child_in_law', 'parent', 'grandparent', 'grandchild', 'sibling', 'other'];

export class People {
  constructor(main, kept, place) {
    Object.assign(this, { main, kept, today: place.today, movers: place.people });
    const { state } = kept;
    // Whom the sheet says to have left already is most likely the new home.
    state.ticked ??= this.movers.filter(({ left }) => left).map(({ id }) => id);
    state.newcomers ??= place.old ? [] : [{ id: crypto.randomUUID() }];
    state.relations ??= {};
    $('[data-f=movers]', main).append(...this.movers.map(one => this.#mover(one)));
    this.#newcomers();
    $('[data-act=add]', main).onclick = () => {
      kept.put({ newcomers: [...state.newcomers, { id: crypto.randomUUID() }] });
      this.#newcomers();
      $('[name=name]', $('[data-f=newcomers]', main).lastElementChild).focus();
    };
    this.draw();
  }

  get state() { return this.kept.state; }

  // {id, name, sex, birth, row?…} of everybody who is to stand in the new roster.
  chosen() {
    const moving = this.movers.filter(({ id }) => this.state.ticked.includes(id));
    return [...moving, ...this.state.newcomers.map(one => ({ ...one, name: one.name?.trim().normalize('NFC') ?? '', birth: birthOf(one), isNew: true }))];
  }

  #mover(one) {
    const node = fill(copy('t-home-mover'), { name: one.name, facts: this.#facts(one) });
    const box = $('input', node);
    box.checked = this.state.ticked.includes(one.id);
    box.onchange = () => {
      this.kept.put({ ticked: this.movers.map(({ id }) => id).filter(id => id === one.id ? box.checked : this.state.ticked.includes(id)) });
      this.draw();
    };
    return node;
  }

  #facts({ relation, sex, birth }) {
    return [relation && say(`relation.${relation}`, {}, 'relation.other'), sex && say(`sex.${sex}`, {}, ''), birth && say('house.age', { n: age(birth, this.today) })].filter(Boolean).join(', ');
  }

  #newcomers() {
    $('[data-f=newcomers]', this.main).replaceChildren(...this.state.newcomers.map((one, index) => this.#newcomer(one, index)));
    this.draw();
  }

  #newcomer(one, index) {
    const node = fill(copy('t-home-newcomer'), { n: say('home.person_n', { n: index + 1 }) });
    for (const field of $$('input', node)) {
      if (field.type === 'radio') {
        field.name = `sex-${one.id}`;
        field.checked = one.sex === field.value;
      } else {
        field.id = `${field.name}-${one.id}`;
        field.value = one[field.name] ?? '';
      }
    }
    for (const label of $$('label[data-for]', node)) label.htmlFor = `${label.dataset.for}-${one.id}`;
    node.oninput = ({ target }) => {
      one[target.type === 'radio' ? 'sex' : target.name] = target.value;
      this.kept.put({ newcomers: this.state.newcomers });
      if (target.name === 'name') this.draw();
    };
    $('[data-act=drop]', node).onclick = () => {
      this.kept.put({ newcomers: this.state.newcomers.filter(({ id }) => id !== one.id) });
      this.#newcomers();
    };
    return node;
  }

  // Head and relations follow the names; what was chosen before stays chosen.
  draw() {
    const all = this.chosen().filter(({ name }) => name);
    if (all.length === 1 && this.state.head !== all[0].id) this.kept.put({ head: all[0].id });
    const head = all.find(({ id }) => id === this.state.head);
    $('[data-when=head]', this.main).hidden = !all.length;
    $('[data-f=heads]', this.main).replaceChildren(...all.map(one => this.#head(one, one === head)));
    const others = head ? all.filter(one => one !== head) : [];
    $('[data-when=relations]', this.main).hidden = !others.length;
    fill(this.main, { relations_title: head && say('home.relations', { head: head.name }) });
    $('[data-f=relations]', this.main).replaceChildren(...others.map(one => this.#relation(one, head)));
  }

  #head(one, isHead) {
    const node = fill(copy('t-home-head'), { name: one.name });
    const box = $('input', node);
    box.checked = isHead;
    box.onchange = () => {
      this.kept.put({ head: one.id });
      this.draw();
      $('[data-f=heads] :checked', this.main)?.focus();
    };
    return node;
  }

  #relation(one, head) {
    const node = fill(copy('t-home-relation'), { words: say('home.relation_of', { name: one.name, head: head.name }),
      was: one.relation ? say('home.was', { relation: say(`relation.${one.relation}`, {}, 'relation.other').toLowerCase() }) : '' });
    const select = $('select', node);
    select.id = `relation-${one.id}`;
    $('label', node).htmlFor = select.id;
    select.append(...RELATIONS.map(code => new Option(say(`relation.${code}`), code)));
    select.value = this.state.relations[one.id] ?? '';
    select.onchange = () => this.kept.put({ relations: { ...this.state.relations, [one.id]: select.value } });
    return node;
  }
}
