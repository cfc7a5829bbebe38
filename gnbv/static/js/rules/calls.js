// The plain functions of XPath and ODK, arguments evaluated: the twin of gnbv/rules/expression_calls.py.

import { DATE_CALLS } from "./date-calls.js";
import { booleanOf, numberOf, roundHalfUp, stringOf, strip, words } from "./values.js";

export const values = (list) => list.flatMap((value) => (Array.isArray(value) ? value.map((node) => [node]) : [value]));
const numbers = (list) => values(list).map(numberOf).filter((number) => !Number.isNaN(number));
const isNumber = (number) => !Number.isNaN(number);
const whole = (number) => Math.trunc(Math.max(-1e9, Math.min(1e9, number)));
const best = (list, better) => (list.length ? list.reduce((a, b) => (better(b, a) ? b : a)) : NaN);
const between = (number, least, most) => {
  const [low, high] = [numberOf(least), numberOf(most)];
  return (low < 0 || number >= low) && (high < 0 || number <= high);
};
const real = (compute) => (context, ...list) => {
  const found = list.map(numberOf);
  return found.some(Number.isNaN) ? NaN : compute(...found);
};

function translate(context, value, old, fresh) {
  const table = new Map();
  const to = [...stringOf(fresh)];
  [...stringOf(old)].forEach((char, place) => table.has(char) || table.set(char, to[place] ?? ""));
  return [...stringOf(value)].map((char) => table.get(char) ?? char).join("");
}

function weighted(context, least, most, ...list) {
  let total = 0;
  for (let at = 0; at + 1 < list.length; at += 2) {
    const weights = values([list[at + 1]]);
    values([list[at]]).slice(0, weights.length).forEach((one, place) => {
      total += booleanOf(one) ? numberOf(weights[place]) : 0;
    });
  }
  return between(total, least, most);
}

const pieces = (text, mark) => {
  const at = text.indexOf(mark);
  return mark && at >= 0 ? [text.slice(0, at), text.slice(at + mark.length)] : null;
};
const selected = (context, value, word) =>
  strip(stringOf(word)) ? words(value).includes(strip(stringOf(word))) : !words(value).length;

export const CALLS = {
  selected,
  "is-selected": selected,
  "selected-at": (c, v, index) => words(v)[Math.trunc(numberOf(index) < 0 ? NaN : numberOf(index))] ?? "",
  "count-selected": (c, v) => words(v).length,
  "jr:itext": (c, v) => c.form.itemText(stringOf(v)),
  count: (c, v) => (Array.isArray(v) ? v.length : NaN),
  "count-non-empty": (c, v) => (Array.isArray(v) ? v.filter((node) => node.v).length : NaN),
  sum: (c, v) => numbers([v]).reduce((a, b) => a + b, 0),
  max: (c, ...v) => best(numbers(v), (a, b) => a > b),
  min: (c, ...v) => best(numbers(v), (a, b) => a < b),
  not: (c, v) => !booleanOf(v),
  true: () => true,
  false: () => false,
  boolean: (c, v) => booleanOf(v),
  "boolean-from-string": (c, v) => ["true", "1"].includes(stringOf(v).toLowerCase()),
  checklist: (c, least, most, ...v) => between(values(v).filter(booleanOf).length, least, most),
  "weighted-checklist": weighted,
  depend: (c, v) => v,
  string: (c, v) => stringOf(v),
  concat: (c, ...v) => values(v).map(stringOf).join(""),
  join: (c, by, ...v) => values(v).map(stringOf).join(stringOf(by)),
  substr(c, v, start, end) {
    const text = [...stringOf(v)];
    const [low, high] = [numberOf(start), end === undefined ? text.length : numberOf(end)];
    return isNumber(low) && isNumber(high) ? text.slice(whole(low), whole(high)).join("") : "";
  },
  substring(c, v, start, length) {
    const low = roundHalfUp(numberOf(start), 0);
    const high = length === undefined ? Infinity : low + roundHalfUp(numberOf(length), 0);
    return [...stringOf(v)].filter((char, place) => low <= place + 1 && place + 1 < high).join("");
  },
  "substring-before": (c, v, mark) => pieces(stringOf(v), stringOf(mark))?.[0] ?? "",
  "substring-after": (c, v, mark) => (stringOf(mark) ? (pieces(stringOf(v), stringOf(mark))?.[1] ?? "") : stringOf(v)),
  translate,
  contains: (c, v, part) => stringOf(v).includes(stringOf(part)),
  "starts-with": (c, v, part) => stringOf(v).startsWith(stringOf(part)),
  "ends-with": (c, v, part) => stringOf(v).endsWith(stringOf(part)),
  "string-length": (c, v) => [...stringOf(v)].length,
  "normalize-space": (c, v) => stringOf(v).replace(/[ \t\n\r]+/g, " ").replace(/^ | $/g, ""),
  uuid: (c, v) => c.form.uuid(v === undefined ? NaN : numberOf(v)),
  version: (c) => c.form.compiled.version,
  number: (c, v) => numberOf(v),
  int: (c, v) => Math.trunc(numberOf(v)),
  round: (c, v, places) => roundHalfUp(numberOf(v), places === undefined ? 0 : Math.trunc(numberOf(places))),
  ceiling: real(Math.ceil),
  exp10: real((x) => 10 ** x),
  pi: () => Math.PI,
  random: (c) => c.form.random(),
  today: (c) => c.form.today,
  now: (c) => c.form.now,
  ...DATE_CALLS,
};
for (const name of "floor abs pow sqrt exp log log10 sin cos tan asin acos atan atan2".split(" ")) {
  CALLS[name] = real(Math[name]);
}
