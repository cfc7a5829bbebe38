// Runs a compiled expression over a form's answers: the twin of gnbv/rules/expression.py.
// A context is {form, node, current, position, size}.

import { CALLS } from "./calls.js";
import { daysOf } from "./dates.js";
import { atom, booleanOf, nodeValue, numberOf, stringOf } from "./values.js";

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

function path(tree, context) {
  let nodes = evaluate(tree[1], context);
  for (const [axis, name, ...predicates] of tree.slice(2)) {
    const kept = (step, rest) => rest.reduce((left, one) => filter(left, one, context), step);
    const from = (node) => {
      const found = predicates.length && node.indexed && lookedUp(node, name, predicates[0], context);
      return found ? kept(found, predicates.slice(1)) : kept(AXES[axis](node, name), predicates);
    };
    nodes = [...new Set(axis === "s" ? kept(nodes, predicates) : nodes.flatMap(from))];
  }
  return nodes;
}

// Rows of a table by [column = answer] through an index; null when they must be compared one by one:
// only a text that is no date and no number equals nothing but itself.
function lookedUp(item, name, [operator, ...sides], context) {
  const [column, other] = sides[0]?.[0] === "path" ? sides : sides.reverse();
  if (operator !== "=" || column?.[0] !== "path" || column[1][0] !== "ctx" || column.length !== 3) return null;
  const [axis, field, ...more] = column[2];
  if (axis !== "c" || more.length || !["str", "ref", "cref"].includes(other[0])) return null;
  const found = evaluate(other, context);
  if (Array.isArray(found) && found.length !== 1) return null;
  const value = atom(found);
  if (typeof value !== "string" || !value || !Number.isNaN(daysOf(value))) return null;
  return item.indexed(name, field).get(value) ?? [];
}

function filter(nodes, predicate, context) {
  return nodes.filter((node, place) => {
    const value = evaluate(predicate, { ...context, node, position: place + 1, size: nodes.length });
    return typeof value === "number" ? value === place + 1 : booleanOf(value);
  });
}

const below = (node, name) =>
  node.find("*").flatMap((child) => [...named([child], name), ...below(child, name)]);
const named = (nodes, name) => nodes.filter((node) => name === "*" || node.name === name);
const above = (node) => (node ? [node, ...above(node.up)] : []);
function siblings(node, after) {
  const around = node.up ? node.up.find("*") : [node];
  const at = Math.max(0, around.indexOf(node));
  return after ? around.slice(at + 1) : around.slice(0, at).reverse();
}

const AXES = {
  c: (node, name) => node.find(name),
  "@": (node, name) => node.find("@" + name),
  p: (node) => (node.up ? [node.up] : []),
  d: below,
  ds: (node, name) => [...named([node], name), ...below(node, name)],
  a: (node, name) => named(above(node.up), name),
  as: (node, name) => named(above(node), name),
  ps: (node, name) => named(siblings(node, false), name),
  fs: (node, name) => named(siblings(node, true), name),
};

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
