// More functions that few forms call: checklists, parts of texts, mathematics, chance, decimal dates. Loaded with rare.js.

import { moment, real, values } from "./calls.js";
import { DAY_MS, OFFSET_MINUTES, momentOf, timeOf } from "./dates.js";
import { booleanOf, numberOf, roundHalfUp, stringOf, strip } from "./values.js";

const between = (number, least, most) => {
  const [low, high] = [numberOf(least), numberOf(most)];
  return (low < 0 || number >= low) && (high < 0 || number <= high);
};

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

export const SELDOM = {
  checklist: (c, least, most, ...v) => between(values(v).filter(booleanOf).length, least, most),
  "weighted-checklist": weighted,
  "boolean-from-string": (c, v) => ["true", "1"].includes(stringOf(v).toLowerCase()),
  depend: (c, v) => v,
  "substring-before": (c, v, mark) => pieces(stringOf(v), stringOf(mark))?.[0] ?? "",
  "substring-after": (c, v, mark) => (stringOf(mark) ? (pieces(stringOf(v), stringOf(mark))?.[1] ?? "") : stringOf(v)),
  "ends-with": (c, v, part) => stringOf(v).endsWith(stringOf(part)),
  "count-non-empty": (c, v) => (Array.isArray(v) ? v.filter((node) => node.v).length : NaN),
  substring(c, v, start, length) {
    const low = roundHalfUp(numberOf(start), 0);
    const high = length === undefined ? Infinity : low + roundHalfUp(numberOf(length), 0);
    return [...stringOf(v)].filter((char, place) => low <= place + 1 && place + 1 < high).join("");
  },
  uuid: (c, v) => c.form.uuid(v === undefined ? NaN : numberOf(v)),
  random: (c) => c.form.random(),
  version: (c) => c.form.compiled.version,
  exp10: real((x) => 10 ** x),
  pi: () => Math.PI,
  "decimal-date-time"(c, v) {
    const shift = stringOf(v).includes("T") ? OFFSET_MINUTES * 60000 : 0;
    return moment(v) === null ? NaN : (moment(v) - shift) / DAY_MS;
  },
  "decimal-time"(c, v) {
    const text = strip(stringOf(v));
    const ms = timeOf(text) ?? momentOf(text);
    return ms === null ? NaN : (((ms % DAY_MS) + DAY_MS) % DAY_MS) / DAY_MS;
  },
};
for (const name of "pow sqrt exp log log10 sin cos tan asin acos atan atan2".split(" ")) {
  SELDOM[name] = real(Math[name]);
}
