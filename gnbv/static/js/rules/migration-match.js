// Which question is which in two versions of a form, what of an answer fits, and in what it may mean something else.
// Shared by migration.js; gnbv/rules/draft_migration.py explains it.

const SHAPES = { int: /^-?[0-9]+$/, decimal: /^-?[0-9]+(\.[0-9]+)?$/, date: /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/, acknowledge: /^OK$/ };
const FREE = ["string", "barcode"];
const LISTS = ["select1", "select", "rank"];

// Number of a node in the old form → its number in the new one: by path, else by a name that both have once.
export function matched(old, now) {
  const byPath = new Map(now.nodes.map((node) => [node.path, node.i]));
  const [alone, names] = [once(old), once(now)];
  const pairs = new Map();
  for (const { i, path } of old.nodes) if (byPath.has(path)) pairs.set(i, byPath.get(path));
  const taken = new Set(pairs.values());
  for (const { i, name } of old.nodes) {
    const there = names.get(name);
    if (pairs.has(i) || there === undefined || !alone.has(name) || taken.has(there)) continue;
    pairs.set(i, there);
    taken.add(there);
  }
  return pairs;
}

function once({ nodes }) {
  const count = new Map();
  for (const { name } of nodes) count.set(name, (count.get(name) ?? 0) + 1);
  return new Map(nodes.filter(({ name }) => count.get(name) === 1).map(({ name, i }) => [name, i]));
}

export const refOf = ({ key, repeat }, instance) => (instance && repeat >= 0 ? `${key}@${instance}` : key);
const unitOf = ({ appearance = [] }) => appearance.find((token) => token.startsWith("unit-")) ?? "";

function said(entry, language) {
  const parts = entry && !Array.isArray(entry) && typeof entry === "object" ? (entry[language] ?? "") : entry;
  return typeof parts === "string" ? parts : (parts ?? []).map((part) => (typeof part === "string" ? part : "…")).join("");
}

export const labelOf = (form, node, language = form.default_language) => said(form.texts[`${node.path}:label`] ?? {}, language);
export const nameOf = (form, node) => labelOf(form, node) || node.name;
export const sectionOf = (form, { parent }) => (parent >= 0 ? nameOf(form, form.nodes[parent]) : "");
const choicesOf = ({ lists = {} }, node) => new Map((lists[node.choices || ""] ?? []).map(({ value, label }) => [value, label ?? {}]));

// What of a value the new question takes, what it does not, and why not.
export function fitting(now, node, target, value) {
  const whole = (fits) => (fits ? [value, "", ""] : ["", value, "type"]);
  const { type } = target;
  if (LISTS.includes(type)) {
    const known = choicesOf(now, target);
    if (!known.size) return whole(LISTS.includes(node.type));
    const tokens = type === "select1" ? [value] : value.split(" ");
    const rest = tokens.filter((token) => !known.has(token));
    if (type === "rank" && rest.length) return ["", value, "choice"];
    return [tokens.filter((token) => known.has(token)).join(" "), rest.join(" "), "choice"];
  }
  if (FREE.includes(type)) return whole(node.type !== "binary");
  return whole(type in SHAPES ? SHAPES[type].test(value) : node.type === type);
}

// In what a taken answer may mean something else: label, type, choice, unit.
export function meanings({ old, now, languages }, node, target, value) {
  const [were, are] = [choicesOf(old, node), choicesOf(now, target)];
  const says = (choices, token, language) => said(choices.get(token), language);
  const filled = (entry) => entry && (typeof entry !== "object" || Object.keys(entry).length > 0);
  const relabelled = value.split(" ").some((token) => filled(were.get(token)) && filled(are.get(token))
    && languages.some(([a, b]) => says(were, token, a) !== says(are, token, b)));
  return [
    languages.some(([a, b]) => labelOf(old, node, a) !== labelOf(now, target, b)) && "label",
    node.type !== target.type && "type",
    relabelled && "choice",
    unitOf(node) !== unitOf(target) && "unit",
  ].filter(Boolean);
}
