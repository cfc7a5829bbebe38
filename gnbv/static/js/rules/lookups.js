// Finding things in a form: by ref, by path of an expression, in its lists. The base of Instance.

import { Data } from "./data.js";
import { evaluate } from "./expression.js";
import { eachOf } from "./element.js";
import { stringOf } from "./values.js";

const PATTERNS = new Map();
const cell = (item, name) => (name === "." ? item : item.find(name)[0])?.v ?? "";
const labelOf = (node) => (node.label_ref === "itextId" ? "label" : (node.label_ref ?? "label"));

export class Lookups {
  constructor(compiled, language) {
    this.compiled = compiled;
    this.nodes = compiled.nodes;
    this.byKey = new Map(compiled.nodes.map((node) => [node.key, node]));
    this.data = new Data(compiled, language ?? compiled.default_language);
  }

  ref(element) {
    const { key } = this.nodes[element.n];
    while (element && !element.id) element = element.up;
    return element ? `${key}@${element.id}` : key;
  }

  // By key or key@instance; without an instance the first one.
  element(ref) {
    const [key, instanceId] = ref.split("@");
    const above = instanceId ? this.tree.byId.get(instanceId) : this.tree.root;
    const node = this.byKey.get(key);
    const found = above && node && this.tree.find(above, above.n, node.i, true)[0];
    if (!found) throw new RangeError(ref);
    return found;
  }

  context(element) {
    return this.engine.context(element);
  }

  // A label, hint or message in the form's language; `ref` tells where its ${…} are read from.
  text(path, kind, ref) {
    const languages = this.compiled.texts[`${path}:${kind}`] ?? {};
    return this.written(languages[this.data.language] ?? languages[this.compiled.default_language] ?? [], ref);
  }

  written(parts, ref) {
    const context = this.context(ref ? this.element(ref) : this.tree.root);
    return parts.map((part) => (typeof part === "string" ? part : stringOf(evaluate(part, context)))).join("");
  }

  choices(ref) {
    return this.offered(this.element(ref)) ?? [];
  }

  // The choices of a question after its filter; null when it is no choice question.
  offered(element) {
    const node = this.nodes[element.n];
    if (node.choices === undefined) return null;
    const table = this.#table(node);
    if (table) return table.list;
    const items = node.choice_filter
      ? evaluate(node.choice_filter, this.context(element))
      : this.data.items(node.choices);
    const labelRef = labelOf(node);
    const found = items.map((item) => ({ value: cell(item, node.value_ref ?? "name"), label: cell(item, labelRef) }));
    return found.filter((one) => one.value).map(({ value, label }) => ({
      value,
      label: label || this.#computedLabel(node, value) || value,
    }));
  }

  // A whole table as it is: thousands of rows, the same for every survey.
  #table(node) {
    return node.choice_filter || !node.choices ? null : this.data.pairs(node.choices, node.value_ref ?? "name", labelOf(node));
  }

  // Whether a question offers a word, and the label of one, each without looking at all rows of a table.
  taken(element) {
    const table = this.#table(this.nodes[element.n] ?? {});
    if (table) return table.labels;
    const offered = this.offered(element);
    return offered && new Map(offered.map((one) => [one.value, one.label]));
  }

  labels(ref) {
    return this.taken(this.element(ref)) ?? new Map();
  }

  // What expressions ask of the form.

  atPlaces(target, near, places) {
    let at = this.tree.root;
    for (const index of this.tree.chain(-1, target)) {
      const all = eachOf(at.kids.get(index));
      const beside = Math.max(0, all.indexOf(this.tree.climb(near, index)));
      at = all[places.has(index) ? places.get(index) - 1 : beside];
      if (!at) return [];
    }
    return at.on ? [at] : [];
  }

  place(node) {
    if (node.id) return this.tree.repeatOf(node).all.indexOf(node) + 1;
    const around = node.up ? node.up.find(node.name) : [node];
    return Math.max(1, around.indexOf(node) + 1);
  }

  choiceLabel(index, value, near) {
    const node = this.nodes[index];
    if (node.choices) {
      const item = this.data.lookup(node.choices, node.value_ref ?? "name", value);
      return (item ? cell(item, labelOf(node)) : "") || this.#computedLabel(node, value);
    }
    const element = this.tree.find(near, -1, index)[0];
    return (element && this.offered(element)?.find((choice) => choice.value === value)?.label) ?? "";
  }

  itemText(identity) {
    return this.data.itemText(identity);
  }

  pattern(text) {
    if (!PATTERNS.has(text)) PATTERNS.set(text, new RegExp(`^(?:${text})$`, "u"));
    return PATTERNS.get(text);
  }

  random() {
    return Math.random();
  }

  uuid(length) {
    const fresh = crypto.randomUUID();
    return Number.isNaN(length) ? fresh : fresh.replaceAll("-", "").repeat(4).slice(0, Math.max(0, length));
  }

  // The label of a choice that has ${…} in it.
  #computedLabel(node, value) {
    const choice = (this.compiled.lists[node.choices] ?? []).find((one) => one.value === value);
    const label = choice ? this.data.label(choice) : "";
    return Array.isArray(label) ? this.written(label) : "";
  }
}
