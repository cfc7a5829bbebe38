// Location paths with predicates: steps along axes, rows of tables through an index. The axes are the twin of
// gnbv/rules/expression_axes.py.

import { daysOf } from "./dates.js";
import { evaluate } from "./expression.js";
import { atom, booleanOf } from "./values.js";

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

export function path(tree, context) {
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
