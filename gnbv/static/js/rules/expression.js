// Runs a compiled expression over a form's answers: the twin of gnbv/rules/expression.py.
// A context is {form, node, current, position, size}.

import { CALLS } from "./calls.js";
import { daysOf } from "./dates.js";
import { path } from "./paths.js";
import { booleanOf, nodeValue, numberOf, stringOf } from "./values.js";

export function evaluate(tree, context) {
  const operation = OPERATIONS[tree[0]];
  if (operation) return operation(tree, context);
  return CALLS[tree[0]](context, ...tree.slice(1).map((part) => evaluate(part, context)));
}

export const test = (tree, context) => booleanOf(evaluate(tree, context));

// Functions that few forms call arrive with a module of their own.
export const register = (calls) => Object.assign(CALLS, calls);

const atoms = (value) => (Array.isArray(value) ? (value.length ? value.map(nodeValue) : [""]) : [value]);

function same(left, right) {
  if (typeof left === "number" || typeof right === "number") return numberOf(left) === numberOf(right);
  if (left === right) return true;
  const days = typeof left === "string" ? daysOf(left) : NaN;
  return !Number.isNaN(days) && typeof right === "string" && days === daysOf(right);
}

function equal(tree, context) {
  const [left, right] = [evaluate(tree[1], context), evaluate(tree[2], context)];
  const wanted = tree[0] === "=";
  if (typeof left === "boolean" || typeof right === "boolean") {
    return (booleanOf(left) === booleanOf(right)) === wanted;
  }
  const others = atoms(right);
  return atoms(left).some((a) => others.some((b) => same(a, b) === wanted));
}

const ORDER = { "<": (a, b) => a < b, "<=": (a, b) => a <= b, ">": (a, b) => a > b, ">=": (a, b) => a >= b };
const numbers = (value) => (Array.isArray(value) ? value.map((node) => numberOf([node])) : [numberOf(value)]);

function compare(tree, context) {
  const others = numbers(evaluate(tree[2], context));
  return numbers(evaluate(tree[1], context)).some((a) => others.some((b) => ORDER[tree[0]](a, b)));
}

const MATHS = {
  "+": (a, b) => a + b,
  "-": (a, b) => a - b,
  "*": (a, b) => a * b,
  div: (a, b) => a / b,
  mod: (a, b) => a % b,
};
const maths = (tree, context) =>
  tree
    .slice(1)
    .map((part) => numberOf(evaluate(part, context)))
    .reduce(MATHS[tree[0]]);

const OPERATIONS = {
  num: (t) => parseFloat(t[1]),
  str: (t) => t[1],
  ref: (t, c) => c.form.tree.find(c.node, t[1], t[2]),
  cref: (t, c) => c.form.tree.find(c.current, t[1], t[2]),
  ctx: (t, c) => [c.node],
  instance: (t, c) => [c.form.data.root(t[1])],
  path,
  or: (t, c) => t.slice(1).some((part) => test(part, c)),
  and: (t, c) => t.slice(1).every((part) => test(part, c)),
  "=": equal,
  "!=": equal,
  neg: (t, c) => -numberOf(evaluate(t[1], c)),
  "|": (t, c) => [...new Set([...evaluate(t[1], c), ...evaluate(t[2], c)])],
  if: (t, c) => evaluate(test(t[1], c) ? t[2] : t[3], c),
  coalesce(t, c) {
    let value = "";
    for (const part of t.slice(1)) {
      value = evaluate(part, c);
      if (stringOf(value) && !Number.isNaN(value)) break;
    }
    return value;
  },
  once: (t, c) => c.current.kept || evaluate(t[1], c),
  position(t, c) {
    if (t.length === 1) return c.position;
    const nodes = evaluate(t[1], c);
    return Array.isArray(nodes) && nodes.length ? c.form.place(nodes[0]) : NaN;
  },
  last: (t, c) => c.size,
  "indexed-repeat"(t, c) {
    const places = new Map(t.slice(2).map(([repeat, index]) => [repeat, Math.trunc(numberOf(evaluate(index, c)))]));
    return c.form.atPlaces(t[1], c.current, places);
  },
  pulldata(t, c) {
    const [column, keyColumn, key] = t.slice(2).map((part) => stringOf(evaluate(part, c)));
    const row = key && c.form.data.lookup(t[1], keyColumn, key);
    return row ? stringOf(row.find(column)) : "";
  },
  "jr:choice-name": (t, c) => c.form.choiceLabel(t[2], stringOf(evaluate(t[1], c)), c.current),
  regex: (t, c) => c.form.pattern(t[2]).test(stringOf(evaluate(t[1], c))),
  name: (t, c) => (t.length > 1 ? evaluate(t[1], c) : [c.node])[0]?.name ?? "",
};
OPERATIONS["local-name"] = OPERATIONS.name;
for (const name of Object.keys(ORDER)) OPERATIONS[name] = compare;
for (const name of Object.keys(MATHS)) OPERATIONS[name] = maths;
// Without an argument these take the node at hand.
for (const name of ["string", "number", "string-length", "normalize-space"]) {
  OPERATIONS[name] = (t, c) => CALLS[name](c, t.length > 1 ? evaluate(t[1], c) : [c.node]);
}
