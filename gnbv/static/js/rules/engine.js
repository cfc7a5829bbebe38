// Computes relevance and values in dependency order, and again only what an answer touches:
// the twin of gnbv/rules/form_engine.py.

import { evaluate, test } from "./expression.js";
import { Repeat, eachOf } from "./element.js";
import { written } from "./types.js";
import { numberOf } from "./values.js";

const MAX_INSTANCES = 1000;

export class Engine {
  #ranks = [];
  #waiting = new Map();
  touched = new Set();

  constructor(compiled, tree, form) {
    Object.assign(this, { nodes: compiled.nodes, tree, form, rank: new Map(), readers: new Map() });
    compiled.order.forEach((index, place) => this.rank.set(index, place));
    for (const node of compiled.nodes) {
      for (const [up, target] of node.reads ?? []) {
        if (!this.readers.has(target)) this.readers.set(target, []);
        this.readers.get(target).push([node.i, up]);
      }
    }
  }

  push(element) {
    const rank = this.rank.get(element.n) ?? -1;
    if (!this.#waiting.has(rank)) {
      this.#waiting.set(rank, new Set());
      // Kept in falling order: the next one to run is the last.
      let at = this.#ranks.length;
      while (at > 0 && this.#ranks[at - 1] < rank) at -= 1;
      this.#ranks.splice(at, 0, rank);
    }
    this.#waiting.get(rank).add(element);
  }

  pushAll(top) {
    for (const element of this.tree.walk(top)) {
      this.push(element);
      for (const kid of element.kids.values()) if (kid instanceof Repeat) this.push(kid);
    }
  }

  // Whatever reads this element is computed again.
  changed(element) {
    this.touched.add(element);
    this.nodeChanged(element.n, element);
  }

  nodeChanged(index, near) {
    for (const [reader, up] of this.readers.get(index) ?? []) {
      if (up === reader) continue; // a question that reads itself (".")
      const top = this.tree.climb(near, up) ? up : -1;
      for (const found of this.tree.find(near, top, reader, true)) this.push(found);
      if (!this.nodes[reader].repeat_count) continue;
      for (const parent of this.tree.find(near, top, this.nodes[reader].parent, true)) {
        this.push(parent.kids.get(reader));
      }
    }
  }

  run() {
    while (this.#ranks.length) {
      const rank = this.#ranks.pop();
      const elements = this.#waiting.get(rank);
      this.#waiting.delete(rank);
      for (const element of elements) {
        if (element instanceof Repeat) this.count(element);
        else if (element.n >= 0) this.update(element);
      }
    }
  }

  update(element) {
    this.touched.add(element);
    const node = this.nodes[element.n];
    const context = this.context(element);
    const on = element.up.on && (!node.relevant || test(node.relevant, context));
    let flipped = on !== element.on;
    if (flipped) {
      element.on = on;
      for (const kid of element.kids.values()) for (const one of eachOf(kid)) this.push(one);
    }
    if (on && node.calculate && !element.kids.size) {
      const value = evaluate(node.calculate, context);
      element.kind = kindOf(value);
      const text = written(node, value);
      flipped ||= text !== element.kept;
      element.kept = text;
    }
    if (flipped) this.changed(element);
  }

  // Make as many instances as the count says; what is cut off is gone.
  count(repeat) {
    const { repeat_count: tree } = this.nodes[repeat.n];
    if (!tree) return;
    const number = Math.trunc(numberOf(evaluate(tree, this.context(repeat))));
    const wanted = Number.isFinite(number) ? Math.max(0, Math.min(number, MAX_INSTANCES)) : 0;
    while (repeat.all.length > wanted) {
      this.tree.forget(repeat.all.pop());
      this.shapeChanged(repeat);
    }
    while (repeat.all.length < wanted) {
      this.form.openInstance(this.tree.add(repeat, {}));
      this.shapeChanged(repeat);
    }
  }

  // Instances came or went: positions, counts and sums over any node below are computed again.
  shapeChanged(repeat) {
    for (const element of repeat.all) this.pushAll(element);
    const todo = [repeat.n];
    while (todo.length) {
      const index = todo.pop();
      this.nodeChanged(index, repeat.up);
      todo.push(...this.tree.childrenOf(index));
    }
  }

  context(node) {
    return { form: this.form, node, current: node, position: 1, size: 1 };
  }
}

function kindOf(value) {
  if (Array.isArray(value)) return value.length && value[0].kind !== "group" ? value[0].kind : "text";
  return { boolean: "bool", number: "number" }[typeof value] ?? "text";
}
