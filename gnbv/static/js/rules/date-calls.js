// The date functions of ODK: the twin of gnbv/rules/expression_date_calls.py.

import * as dates from "./dates.js";
import { numberOf, stringOf, strip } from "./values.js";

// Any date, number of days or date text as civil milliseconds, else null.
function moment(value) {
  if (typeof value === "number") return Math.abs(value) < 3e6 ? Math.floor(value * dates.DAY_MS + 0.5) : null;
  const text = strip(stringOf(value));
  const found = dates.momentOf(text);
  if (found !== null || !text) return found;
  const number = numberOf(text);
  return Number.isNaN(number) ? null : moment(number);
}

function format(context, value, pattern) {
  const ms = moment(value) ?? dates.timeOf(strip(stringOf(value)));
  return ms === null ? "" : dates.formatMoment(ms, stringOf(pattern));
}

export const DATE_CALLS = {
  date: (c, v) => (moment(v) === null ? "" : dates.dateText(Math.floor(moment(v) / dates.DAY_MS))),
  "date-time": (c, v) => (moment(v) === null ? "" : dates.momentText(moment(v))),
  "decimal-date-time"(c, v) {
    const shift = stringOf(v).includes("T") ? dates.OFFSET_MINUTES * 60000 : 0;
    return moment(v) === null ? NaN : (moment(v) - shift) / dates.DAY_MS;
  },
  "decimal-time"(c, v) {
    const text = strip(stringOf(v));
    const ms = dates.timeOf(text) ?? dates.momentOf(text);
    return ms === null ? NaN : (((ms % dates.DAY_MS) + dates.DAY_MS) % dates.DAY_MS) / dates.DAY_MS;
  },
  "format-date": format,
  "format-date-time": format,
};
