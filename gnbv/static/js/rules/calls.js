// The plain functions of XPath and ODK, arguments evaluated: the twin of gnbv/rules/expression_calls.py and
// gnbv/rules/expression_date_calls.py. What few forms call stands in seldom.js and rare.js.

import { DAY_MS, dateText, formatMoment, momentOf, momentText, timeOf } from "./dates.js";
import { booleanOf, numberOf, roundHalfUp, stringOf, strip, words } from "./values.js";

export const values = (list) => list.flatMap((value) => (Array.isArray(value) ? value.map((node) => [node]) : [value]));
const numbers = (list) => values(list).map(numberOf).filter((number) => !Number.isNaN(number));
const isNumber = (number) => !Number.isNaN(number);
const whole = (number) => Math.trunc(Math.max(-1e9, Math.min(1e9, number)));
const best = (list, better) => (list.length ? list.reduce((a, b) => (better(b, a) ? b : a)) : NaN);
export const real = (compute) => (context, ...list) => {
  const found = list.map(numberOf);
  return found.some(Number.isNaN) ? NaN : compute(...found);
};

// Also a pack needs it: the comma of its sentences.
function translate(context, value, old, fresh) {
  const table = new Map();
  const to = [...stringOf(fresh)];
  [...stringOf(old)].forEach((char, place) => table.has(char) || table.set(char, to[place] ?? ""));
  return [...stringOf(value)].map((char) => table.get(char) ?? char).join("");
}

// Any date, number of days or date text as civil milliseconds, else null.
export function moment(value) {
  if (typeof value === "number") return Math.abs(value) < 3e6 ? Math.floor(value * DAY_MS + 0.5) : null;
  const text = strip(stringOf(value));
  const found = momentOf(text);
  if (found !== null || !text) return found;
  const number = numberOf(text);
  return Number.isNaN(number) ? null : moment(number);
}

function format(context, value, pattern) {
  const ms = moment(value) ?? timeOf(strip(stringOf(value)));
  return ms === null ? "" : formatMoment(ms, stringOf(pattern));
}

const selected = (context, value, word) =>
  strip(stringOf(word)) ? words(value).includes(strip(stringOf(word))) : !words(value).length;

export const CALLS = {
  selected,
  "is-selected": selected,
  "selected-at": (c, v, index) => words(v)[Math.trunc(numberOf(index) < 0 ? NaN : numberOf(index))] ?? "",
  "count-selected": (c, v) => words(v).length,
  "jr:itext": (c, v) => c.form.itemText(stringOf(v)),
  count: (c, v) => (Array.isArray(v) ? v.length : NaN),
  sum: (c, v) => numbers([v]).reduce((a, b) => a + b, 0),
  max: (c, ...v) => best(numbers(v), (a, b) => a > b),
  min: (c, ...v) => best(numbers(v), (a, b) => a < b),
  not: (c, v) => !booleanOf(v),
  true: () => true,
  false: () => false,
  boolean: (c, v) => booleanOf(v),
  string: (c, v) => stringOf(v),
  concat: (c, ...v) => values(v).map(stringOf).join(""),
  join: (c, by, ...v) => values(v).map(stringOf).join(stringOf(by)),
  substr(c, v, start, end) {
    const text = [...stringOf(v)];
    const [low, high] = [numberOf(start), end === undefined ? text.length : numberOf(end)];
    return isNumber(low) && isNumber(high) ? text.slice(whole(low), whole(high)).join("") : "";
  },
  translate,
  contains: (c, v, part) => stringOf(v).includes(stringOf(part)),
  "starts-with": (c, v, part) => stringOf(v).startsWith(stringOf(part)),
  "string-length": (c, v) => [...stringOf(v)].length,
  "normalize-space": (c, v) => stringOf(v).replace(/[ \t\n\r]+/g, " ").replace(/^ | $/g, ""),
  number: (c, v) => numberOf(v),
  int: (c, v) => Math.trunc(numberOf(v)),
  round: (c, v, places) => roundHalfUp(numberOf(v), places === undefined ? 0 : Math.trunc(numberOf(places))),
  ceiling: real(Math.ceil),
  floor: real(Math.floor),
  abs: real(Math.abs),
  today: (c) => c.form.today,
  now: (c) => c.form.now,
  date: (c, v) => dateText(Math.floor((moment(v) ?? NaN) / DAY_MS)),
  "date-time": (c, v) => momentText(moment(v) ?? NaN),
  "format-date": format,
  "format-date-time": format,
};
