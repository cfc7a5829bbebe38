// Civil days without a clock or a time zone database: the twin of gnbv/rules/expression_dates.py.

export const OFFSET_MINUTES = 420;
export const DAY_MS = 86400000;
const OFFSET = "(Z|[+-]\\d{2}(?::?\\d{2})?)?";
const CLOCK = `(\\d{2}):(\\d{2})(?::(\\d{2})(\\.\\d+)?)?${OFFSET}`;
const DATE = new RegExp(`^(\\d{4})-(\\d{1,2})-(\\d{1,2})(?:T${CLOCK})?$`);
const TIME = new RegExp(`^${CLOCK}$`);
const MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");
const WEEKDAYS = "Sun Mon Tue Wed Thu Fri Sat".split(" ");

// The calendar of Date at UTC: Gregorian before its time too, a year 0, and no zone of the phone.
export const daysFromCivil = (year, month, day) => new Date(0).setUTCFullYear(year, month - 1, day) / DAY_MS;

function clockMs([hour, minute, second, fraction, offset], shift) {
  const [h, m, s] = [+(hour ?? 0), +(minute ?? 0), +(second ?? 0)];
  if (h > 23 || m > 59 || s > 59) return null;
  let ms = ((h * 60 + m) * 60 + s) * 1000 + +((fraction ?? ".") + "000").slice(1, 4);
  if (offset && shift) {
    const digits = offset === "Z" ? "0" : offset.slice(1).replace(":", "");
    const away = +digits.slice(0, 2) * 60 + +digits.slice(2);
    ms += (OFFSET_MINUTES - (offset[0] === "-" ? -away : away)) * 60000;
  }
  return ms;
}

// Milliseconds of civil time from 1970-01-01T00:00, or null when the text is no date.
export function momentOf(text) {
  const match = DATE.exec(text);
  if (!match) return null;
  const [year, month, day] = match.slice(1, 4).map(Number);
  const clock = clockMs(match.slice(4), true);
  const days = daysFromCivil(year, month, day);
  // A day that the month does not have would be one of the next month.
  const there = new Date(days * DAY_MS);
  return clock === null || there.getUTCMonth() !== month - 1 || there.getUTCDate() !== day ? null : days * DAY_MS + clock;
}

// Milliseconds of the day of a time as written on the phone, or null.
export function timeOf(text) {
  const match = TIME.exec(text);
  return match && clockMs(match.slice(1), false);
}

// A date, date with time or time as days (and a fraction), else NaN.
export function daysOf(text) {
  const ms = momentOf(text) ?? timeOf(text);
  return ms === null ? NaN : ms / DAY_MS;
}

export const dateText = (days) =>
  days >= -719528 && days <= 2932896 ? new Date(days * DAY_MS).toISOString().slice(0, 10) : "";

export const momentText = (ms) =>
  dateText(Math.floor(ms / DAY_MS)) && new Date(ms).toISOString().replace("Z", "+07:00");

// The escapes of ODK's format-date and format-date-time; month and day names are English.
export function formatMoment(ms, pattern) {
  const date = new Date(ms);
  const Y = String(date.getUTCFullYear()).padStart(4, "0");
  const [, m, d, H, M, S, thousandths] = date.toISOString().match(/\d+/g);
  const known = {
    "%": "%",
    Y,
    y: Y.slice(2),
    m,
    n: +m,
    b: MONTHS[m - 1],
    d,
    e: +d,
    H,
    h: +H,
    M,
    S,
    3: thousandths,
    a: WEEKDAYS[date.getUTCDay()],
  };
  return pattern.replace(/%([^]?)/g, (whole, letter) => (Object.hasOwn(known, letter) ? known[letter] : whole));
}
