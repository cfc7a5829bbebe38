// One survey's answers under one compiled form: the twin of gnbv/rules/form.py.

import { daysFromCivil, momentText, DAY_MS } from "./dates.js";
import * as defaults from "./defaults.js";
import { Engine } from "./engine.js";
import { evaluate, register } from "./expression.js";
import { answersOf, problemsOf, rowsOf } from "./report.js";
import { Standing } from "./standing.js";
import { Tree } from "./tree.js";

// Functions that stand in rare.js and seldom.js: RARE of gnbv/rules/expression_functions.py.
const RARE =
  "acos area asin atan atan2 base64-decode boolean-from-string checklist cos count-non-empty decimal-date-time " +
  "decimal-time depend digest distance enclosed-area ends-with exp exp10 geofence log log10 pi pow random randomize " +
  "sin sqrt substring substring-after substring-before tan uuid version weighted-checklist";
const CALL = new RegExp(`\\["(?:${RARE.replaceAll(" ", "|")})"`);

// Load what a form or a pack needs besides the core; await it once before the first Instance. What was compiled
// earlier names fewer functions in `rare`, or none: its trees are searched.
export async function prepare({ rare, instances, ...trees }) {
  if (rare?.length || CALL.test(JSON.stringify(trees))) register((await import("./rare.js")).RARE);
}

export class Instance extends Standing {
  #prefill;

  // today: "2026-10-23"; now: "2026-10-23T09:15:00.000+07:00" (the start of the day when left out).
  constructor(compiled, answers, { today, now, newId = () => crypto.randomUUID(), language, prefill = {} } = {}) {
    super(compiled, language);
    this.today = today;
    this.now = now ?? momentText(daysFromCivil(...today.split("-").map(Number)) * DAY_MS);
    this.#prefill = prefill;
    this.tree = new Tree(compiled, answers, newId);
    this.engine = new Engine(compiled, this.tree, this);
    defaults.open(this, prefill);
  }

  set(ref, value) {
    const element = this.element(ref);
    const text = String(value ?? "").normalize("NFC");
    element.given = true;
    if (text !== element.kept) {
      element.kept = text;
      this.engine.changed(element);
      defaults.trigger(this, element, true);
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

  openInstance(top) {
    defaults.openInstance(this, top, this.#prefill);
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
