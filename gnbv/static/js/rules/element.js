// Elements of an answer tree: the twin of Element and Repeat in gnbv/rules/form_tree.py.

export const GONE = -9;

// One instance of a node. `kept` is the answer even while irrelevant; `v` is what expressions see.
export class Element {
  constructor(n, name, kind, up) {
    Object.assign(this, { n, name, kind, up, kids: new Map(), kept: "", given: false, on: true, id: "" });
  }

  get v() {
    if (this.kids.size) return this.find("*").map((kid) => kid.v).join("");
    return this.on ? this.kept : "";
  }

  find(name) {
    const found = [];
    for (const kid of this.kids.values()) {
      if (name === "*" || kid.name === name) found.push(...eachOf(kid).filter((one) => one.on));
    }
    return found;
  }
}

// All instances of a repeat below one parent.
export class Repeat {
  constructor(n, name, up) {
    Object.assign(this, { n, name, up, all: [] });
  }
}

export const eachOf = (kid) => (kid instanceof Repeat ? kid.all : [kid]);
