// The sheet's rules over the fields of the page: what is asked, what was worked out, what is not right.
import { $, $$ } from './dom.js';
import { drawColumns } from './paper-columns.js';
import { answersOf, grouped, plain } from './paper-nodes.js';
import { Instance } from '../rules/form.js';
import { read, shown, words } from '../rules/typed.js';

const KINDS = { select1: 'choice', select: 'choice', rank: 'choice', date: 'date', int: 'number', decimal: 'number', acknowledge: 'tick' };

export class PaperSheet {
  #form;
  #data;
  #lists = new Map();

  constructor(form, data) {
    this.#form = form;
    this.#data = data;
    this.nodes = new Map(data.compiled.nodes.map(node => [node.key, node]));
    this.below = grouped(data.compiled.nodes);
    this.#open();
  }

  node(ref) {
    return this.nodes.get(ref.split('@')[0]);
  }

  // [[value, words], …] in the order of the paper.
  choices(node) {
    const { compiled, language } = this.#data;
    if (!this.#lists.has(node.choices)) {
      const list = compiled.lists[node.choices] ?? [];
      this.#lists.set(node.choices, list.map(({ value, label }) => [value, plain(label, language) || value]));
    }
    return this.#lists.get(node.choices);
  }

  // What stands in a field becomes the answer; the field then shows it as it was understood.
  commit(input) {
    if (input.name === 'paper:on') return this.#open() ?? this.drawAll();
    if (!input.name?.startsWith('f:')) return;
    const ref = input.name.slice(2);
    const node = this.node(ref);
    const value = this.#value(node, input.value);
    const { changed } = this.instance.set(ref, value);
    const tidy = node.type === 'binary' || this.instance.state(ref).fault === 'type' ? input.value : shown(node, this.choices(node), value);
    if (tidy !== input.value) input.value = tidy;
    this.draw(new Set([...changed, ref]));
  }

  drawAll() {
    this.draw(new Set($$('[data-ref]', this.#form).map(({ dataset }) => dataset.ref)));
  }

  draw(refs) {
    for (const ref of refs) {
      const place = this.#form.querySelector(`[data-ref="${CSS.escape(ref)}"]`);
      if (place && !ref.startsWith('paper.')) this.#drawOne(place, ref);
    }
    for (const part of $$('[data-part]', this.#form)) {
      if (this.nodes.has(part.dataset.part)) part.hidden = !this.instance.isRelevant(part.dataset.part);
    }
    for (const table of $$('[data-table]', this.#form)) drawColumns(table);
  }

  #drawOne(place, ref) {
    const node = this.node(ref);
    const { value, relevant, fault, message } = this.instance.state(ref);
    const isCell = place.matches('td');
    if (isCell) $('.in', place).classList.toggle('out', !relevant);
    else place.hidden = !relevant;
    const label = $('[data-text]', place);
    if (label && this.#moves(node)) label.textContent = this.instance.text(node.path, 'label', ref);
    const said = $('.pw', place);
    if (said) said.textContent = relevant && fault !== 'type' ? this.#words(node, value) : '';
    const error = $('.pe', place);
    if (!error) return;
    const input = $('.input', place);
    // What is merely empty is told when handing in was tried, and then until it is filled in.
    const told = fault && (fault !== 'required' || error.textContent !== '') ? (fault === 'type' ? '' : message) || this.#missing(node, fault) : '';
    error.textContent = relevant ? told : '';
    if (told && relevant) input?.setAttribute('aria-invalid', 'true');
    else input?.removeAttribute('aria-invalid');
  }

  #missing(node, fault) {
    const { words: said } = this.#data;
    return fault === 'required' ? said.required : said[KINDS[node.type] ?? 'other'];
  }

  #words(node, value) {
    if (node.choices !== undefined) return words(this.choices(node), value);
    return 'calculate' in node ? (node.type === 'decimal' ? value.replace('.', ',') : value) : '';
  }

  #moves(node) {
    const texts = this.#data.compiled.texts[`${node.path}:label`] ?? {};
    const parts = texts[this.#data.language] ?? [];
    return Array.isArray(parts) && parts.some(part => typeof part !== 'string');
  }

  #value(node, text) {
    if (node.type !== 'binary') return read(node, this.choices(node), text);
    const place = Number(text);
    return place > 0 && place <= this.#data.scans ? `scan-${place}` : text.trim();
  }

  #open() {
    const { compiled, language, today } = this.#data;
    const day = read({ type: 'date' }, [], this.#form.elements['paper:on'].value);
    this.instance = new Instance(compiled, this.#answers(), { today: /^\d{4}-\d{2}-\d{2}$/.test(day) ? day : today, language });
  }

  #answers() {
    const valueOf = (node, ref) => {
      const input = this.#form.elements[`f:${ref}`];
      return input ? this.#value(node, input.value) : this.#data.fields[ref];
    };
    return answersOf(this.below, key => $$(`#t-${CSS.escape(key)} tr[data-row]`, this.#form).map(({ dataset }) => dataset.row), valueOf);
  }
}
