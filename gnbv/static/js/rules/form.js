// One survey's answers under one compiled form: the twin of gnbv/rules/form.py.

import { daysFromCivil, momentText, DAY_MS } from "./dates.js";
import { Data } from "./data.js";
import { Engine } from "./engine.js";
import { evaluate, register, test } from "./expression.js";
import { answersOf, problemsOf, rowsOf } from "./report.js";
import { Tree, eachOf } from "./tree.js";
import { CHOICES, fits, written } from "./types.js";
import { stringOf } from "./values.js";

const PATTERNS = new Map();

// Load what this form needs besides the core; await it once before the first Instance.
export async function prepare(compiled) {
  if (compiled.rare?.length) register((await import("./rare.js")).RARE);
}

export class Instance {
  #prefill;

  // today: "2026-10-23"; now: "2026-10-23T09:15:00.000+07:00" (the start of the day when left out).
  constructor(compiled, answers, { today, now, newId = () => crypto.randomUUID(), language, prefill = {} } = {}) {
    Object.assign(this, { compiled, today, nodes: compiled.nodes });
    this.now = now ?? momentText(daysFromCivil(...today.split("-").map(Number)) * DAY_MS);
    this.#prefill = prefill;
    this.byKey = new Map(compiled.nodes.map((node) => [node.key, node]));
    this.byPath = new Map(compiled.nodes.map((node) => [node.path, node]));
    this.data = new Data(compiled, language ?? compiled.default_language);
    this.tree = new Tree(compiled, answers, newId);
    this.engine = new Engine(compiled, this.tree, this);
    this.#open();
  }

  set(ref, value) {
    const element = this.element(ref);
    const text = String(value ?? "").normalize("NFC");
    element.given = true;
    if (text !== element.kept) {
      element.kept = text;
      this.engine.changed(element);
      this.#trigger(element, true);
    }
    return this.#settled();
  }

  // Open an instance at the end of a repeat; returns its id.
  add(repeatKey, parentId, answers = {}) {
    const node = this.byKey.get(repeatKey);
    const repeat = this.#parent(node, parentId).kids.get(node.i);
    const element = this.tree.add(repeat, answers);
    this.openInstance(element);
    this.engine.shapeChanged(repeat);
    this.#settled();
    return element.id;
  }

  remove(instanceId) {
    const element = this.tree.byId.get(instanceId);
    const repeat = this.tree.repeatOf(element);
    repeat.all.splice(repeat.all.indexOf(element), 1);
    this.tree.forget(element);
    this.engine.shapeChanged(repeat);
    return this.#settled();
  }

  value(ref) {
    return this.element(ref).v;
  }

  isRelevant(ref) {
    return this.element(ref).on;
  }

  // {value, relevant, required, readonly, valid, fault, message}; fault: required, type, constraint or "".
  state(ref) {
    const element = this.element(ref);
    const { readonly = false } = this.nodes[element.n];
    const fault = this.fault(element);
    return {
      value: element.v,
      relevant: element.on,
      required: this.isRequired(element),
      readonly: readonly === true || (readonly && test(readonly, this.context(element))),
      valid: !fault,
      fault,
      message: fault ? this.message(element, fault) : "",
    };
  }

  fault(element) {
    const node = this.nodes[element.n];
    if (!element.on) return "";
    if (!element.v) return this.isRequired(element) ? "required" : "";
    const offered = CHOICES.includes(node.type) ? this.offered(element)?.map((choice) => choice.value) : null;
    if (!fits(node, element.v, offered)) return "type";
    return !node.constraint || test(node.constraint, this.context(element)) ? "" : "constraint";
  }

  isRequired(element) {
    const { required = false } = this.nodes[element.n];
    return typeof required === "boolean" ? required : test(required, this.context(element));
  }

  message(element, fault) {
    return this.text(this.nodes[element.n].path, fault === "type" ? "constraint" : fault, this.ref(element));
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
    const items = node.choice_filter
      ? evaluate(node.choice_filter, this.context(element))
      : this.data.items(node.choices);
    const labelRef = node.label_ref === "itextId" ? "label" : (node.label_ref ?? "label");
    const found = items.map((item) => ({ value: cell(item, node.value_ref ?? "name"), label: cell(item, labelRef) }));
    return found.filter((one) => one.value).map(({ value, label }) => ({ value, label: label || value }));
  }

  // Ids of the relevant instances of a repeat.
  instances(repeatKey, parentId) {
    const above = parentId ? this.tree.byId.get(parentId) : this.tree.root;
    return this.tree.find(above, above.n, this.byKey.get(repeatKey).i).map((element) => element.id);
  }

  evaluate(tree, ref) {
    return evaluate(tree, this.context(ref ? this.element(ref) : this.tree.root));
  }

  rows() {
    return rowsOf(this);
  }

  problems() {
    return problemsOf(this);
  }

  answers() {
    return answersOf(this);
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
      const labelRef = node.label_ref === "itextId" ? "label" : (node.label_ref ?? "label");
      return item ? cell(item, labelRef) : "";
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

  // A new instance of a repeat takes its defaults, fixed and dynamic.
  openInstance(top) {
    for (const element of this.tree.walk(top)) {
      if (element.kids.size || element.n < 0) continue;
      this.#prefilled(element);
      this.#dynamicDefault(element);
    }
  }

  #open() {
    const elements = [...this.tree.walk(this.tree.root)].filter((element) => !element.kids.size && element.n >= 0);
    elements.forEach((element) => this.#prefilled(element));
    this.engine.pushAll(this.tree.root);
    this.engine.run();
    for (const element of elements) {
      if (element.n < 0) continue;
      this.#dynamicDefault(element);
      if (element.kept) this.#trigger(element, false);
      this.engine.run();
    }
    this.engine.touched.clear();
  }

  #prefilled(element) {
    if (element.given) return;
    const { key, preload } = this.nodes[element.n];
    const ours = { today: this.today, start: this.now, end: this.now };
    element.kept = this.#prefill[key] || this.#prefill[preload] || ours[preload] || element.kept;
  }

  #dynamicDefault(element) {
    const node = this.nodes[element.n];
    if (element.given || element.kept || !node.dynamic_default) return;
    const text = written(node, evaluate(node.dynamic_default, this.context(element)));
    if (!text) return;
    element.kept = text;
    this.engine.changed(element);
  }

  #trigger(element, again) {
    for (const [index, tree] of this.nodes[element.n].triggers ?? []) {
      const node = this.nodes[index];
      const up = this.tree.climb(element, node.repeat) ?? this.tree.root;
      for (const target of this.tree.find(up, up.n, index, true)) {
        if (!again && target.given) continue;
        target.kept = written(node, evaluate(tree, this.context(target)));
        this.engine.changed(target);
      }
    }
  }

  #parent(node, parentId) {
    const above = parentId ? this.tree.byId.get(parentId) : this.tree.root;
    return this.tree.find(above, above.n, node.parent, true)[0];
  }

  #settled() {
    this.engine.run();
    const changed = [...this.engine.touched].filter((element) => element.n >= 0).map((element) => this.ref(element));
    this.engine.touched.clear();
    return { changed };
  }
}

const cell = (item, name) => (name === "." ? item : item.find(name)[0])?.v ?? "";


