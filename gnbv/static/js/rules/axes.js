// The axes of a path: which nodes a step leads to. The twin of gnbv/rules/expression_axes.py.

const below = (node, name) =>
  node.find("*").flatMap((child) => [...named([child], name), ...below(child, name)]);
const named = (nodes, name) => nodes.filter((node) => name === "*" || node.name === name);
const above = (node) => (node ? [node, ...above(node.up)] : []);
function siblings(node, after) {
  const around = node.up ? node.up.find("*") : [node];
  const at = Math.max(0, around.indexOf(node));
  return after ? around.slice(at + 1) : around.slice(0, at).reverse();
}

export const AXES = {
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
