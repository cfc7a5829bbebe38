// Civil days without a clock or a time zone database: the twin of gnbv/rules/expression_dates.py.

export const OFFSET_MINUTES = 420;
export const DAY_MS = 86400000;
const OFFSET = "(Z|[+-]\\d{2}(?::?\\d{2})?)?";
const CLOCK = `(\\d{2}):(\\d{2})(?::(\\d{2})(\\.\\d+)?)?${OFFSET}`;
const DATE = new RegExp(`^(\\d{4})-(\\d{1,2})-(\\d{1,2})(?:T${CLOCK})?$`);
const TIME = new RegExp(`^${CLOCK}$`);
const MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");
const WEEKDAYS = "Sun Mon Tue Wed Thu Fri Sat".split(" ");
const floor = Math.floor;

export const pad = (number, width) => String(number).padStart(width, "0");

export function daysFromCivil(year, month, day) {
  if (month <= 2) year -= 1;
  const era = floor(year / 400);
  const ofEra = year - era * 400;
  const ofYear = floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  return era * 146097 + ofEra * 365 + floor(ofEra / 4) - floor(ofEra / 100) + ofYear - 719468;
}

export function civilFromDays(days) {
  days += 719468;
  const era = floor(days / 146097);
  const dayOfEra = days - era * 146097;
  const ofEra = floor(
    (dayOfEra - floor(dayOfEra / 1460) + floor(dayOfEra / 36524) - floor(dayOfEra / 146096)) / 365,
  );
  const ofYear = dayOfEra - (365 * ofEra + floor(ofEra / 4) - floor(ofEra / 100));
  const shifted = floor((5 * ofYear + 2) / 153);
  const month = shifted + (shifted < 10 ? 3 : -9);
  return [ofEra + era * 400 + (month <= 2 ? 1 : 0), month, ofYear - floor((153 * shifted + 2) / 5) + 1];
}

function isDay(year, month, day) {
  if (month < 1 || month > 12 || day < 1) return false;
  const back = civilFromDays(daysFromCivil(year, month, day));
  return back[0] === year && back[1] === month && back[2] === day;
}

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
  if (clock === null || !isDay(year, month, day)) return null;
  return daysFromCivil(year, month, day) * DAY_MS + clock;
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

export function dateText(days) {
  if (!(days >= -719528 && days <= 2932896)) return "";
  const [year, month, day] = civilFromDays(days);
  return `${pad(year, 4)}-${pad(month, 2)}-${pad(day, 2)}`;
}

export function momentText(ms) {
  const days = floor(ms / DAY_MS);
  const rest = ms - days * DAY_MS;
  const day = dateText(days);
  const clock = [floor(rest / 3600000), floor(rest / 60000) % 60, floor(rest / 1000) % 60];
  return day && `${day}T${clock.map((part) => pad(part, 2)).join(":")}.${pad(rest % 1000, 3)}+07:00`;
}

// The escapes of ODK's format-date and format-date-time; month and day names are English.
export function formatMoment(ms, pattern) {
  const days = floor(ms / DAY_MS);
  const rest = ms - days * DAY_MS;
  const [year, month, day] = civilFromDays(days);
  const hour = floor(rest / 3600000);
  const known = {
    "%": "%",
    Y: pad(year, 4),
    y: pad(year, 4).slice(2),
    m: pad(month, 2),
    n: month,
    b: MONTHS[month - 1],
    d: pad(day, 2),
    e: day,
    H: pad(hour, 2),
    h: hour,
    M: pad(floor(rest / 60000) % 60, 2),
    S: pad(floor(rest / 1000) % 60, 2),
    3: pad(rest % 1000, 3),
    a: WEEKDAYS[(((days + 4) % 7) + 7) % 7],
  };
  return pattern.replace(/%([^]?)/g, (whole, letter) => (Object.hasOwn(known, letter) ? known[letter] : whole));
}
