// The answers of one survey as a tree of elements: the twin of gnbv/rules/form_tree.py.

import { Element, GONE, Repeat, eachOf } from "./element.js";

export class Tree {
  #chains = new Map();

  constructor(compiled, answers, newId) {
    this.nodes = compiled.nodes;
    this.children = new Map([[-1, []]]);
    for (const node of compiled.nodes) {
      if (!this.children.has(node.parent)) this.children.set(node.parent, []);
      this.children.get(node.parent).push(node.i);
    }
    this.newId = newId;
    this.byId = new Map();
    const above = new Element(-2, "", "group", null);
    this.root = new Element(-1, compiled.root, "group", above);
    above.kids.set(-1, this.root);
    this.fill(this.root, answers);
  }

  childrenOf(index) {
    return this.children.get(index) ?? [];
  }

  // The phone reads its own drafts: keys that a newer form no longer has are passed over.
  fill(parent, answers) {
    for (const index of this.childrenOf(parent.n)) {
      const node = this.nodes[index];
      const given = answers?.[node.name];
      if (node.kind === "repeat") {
        const repeat = new Repeat(index, node.name, parent);
        parent.kids.set(index, repeat);
        for (const one of given ?? (node.repeat_count ? [] : [{}])) this.add(repeat, one);
      } else if (this.children.has(index)) {
        const element = new Element(index, node.name, "group", parent);
        parent.kids.set(index, element);
        this.fill(element, given);
      } else {
        const kind = node.type === "int" || node.type === "decimal" ? "number" : "text";
        const element = new Element(index, node.name, kind, parent);
        element.given = given !== undefined && given !== null;
        element.kept = element.given ? String(given).normalize("NFC") : (node.default ?? "");
        parent.kids.set(index, element);
      }
    }
  }

  add(repeat, answers) {
    const element = new Element(repeat.n, repeat.name, "group", repeat.up);
    element.id = answers._id && !this.byId.has(answers._id) ? answers._id : this.newId();
    this.byId.set(element.id, element);
    repeat.all.push(element);
    this.fill(element, answers);
    return element;
  }

  forget(element) {
    for (const one of this.walk(element)) {
      this.byId.delete(one.id);
      one.n = GONE;
    }
  }

  // The nodes to go through from below `up` down to `target`.
  chain(up, target) {
    const key = up * 100000 + target;
    let chain = this.#chains.get(key);
    if (!chain) {
      chain = [];
      for (let at = target; at !== up && at >= 0; at = this.nodes[at].parent) chain.unshift(at);
      this.#chains.set(key, chain);
    }
    return chain;
  }

  climb(element, up) {
    while (element && element.n !== up) element = element.up;
    return element;
  }

  // All instances of `target` under the instance of `up` around `start`; irrelevant ones if asked.
  find(start, up, target, everything = false) {
    // An absolute path may be asked from an item of a choice list, which stands outside the answers.
    const top = up === -1 ? this.root : this.climb(start, up);
    if (!top || target === -2) return top ? [top.up] : [];
    let found = [top];
    for (const index of this.chain(up, target)) {
      const deeper = [];
      for (const element of found) {
        for (const one of eachOf(element.kids.get(index))) if (everything || one.on) deeper.push(one);
      }
      found = deeper;
    }
    return found;
  }

  *walk(element) {
    yield element;
    for (const kid of element.kids.values()) for (const one of eachOf(kid)) yield* this.walk(one);
  }

  repeatOf(element) {
    return element.up.kids.get(element.n);
  }

  // With an index on every repeat: /data/member[2]/name.
  path(element) {
    if (element.n < 0) return "/" + element.name;
    const kid = element.up.kids.get(element.n);
    const place = kid instanceof Repeat ? `[${kid.all.indexOf(element) + 1}]` : "";
    return `${this.path(element.up)}/${element.name}${place}`;
  }
}
