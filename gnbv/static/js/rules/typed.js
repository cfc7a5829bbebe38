// What an office types from paper, read as the answer that the sheet keeps, and back again: twin of rules/typed.py.

const YES = new Set(["x", "c", "co", "ok", "1"]);
const DAY = /^(\d{1,2})[/.\- ](\d{1,2})[/.\- ](\d{4})$/;
const DAY_AT_ONCE = /^(\d{2})(\d{2})(\d{4})$/;
const MONTH = /^(\d{1,2})[/.\- ](\d{4})$/;
const YEAR = /^\d{4}$/;
const TIME = /^(\d{1,2})[:hg](\d{2})$/;
const ISO = /^(\d{4})-(\d{2})-(\d{2})/;
const CLOCK = /(\d{2}):(\d{2})/;

// choices: [[value, words], …] in the order of the paper. What cannot be read stays as it was typed.
export function read(node, choices, text) {
  const given = node.type === "string" ? text.trim() : text.normalize("NFC").trim().split(/\s+/).join(" ");
  if (!given) return "";
  switch (node.type) {
    case "select1":
      return one(choices, given);
    case "select":
    case "rank":
      return [...new Set(parts(choices, given).map((part) => one(choices, part)))].join(" ");
    case "acknowledge":
      return YES.has(folded(given)) ? "OK" : given;
    case "date":
      return day(node.appearance ?? [], given);
    case "time":
      return time(given);
    case "dateTime": {
      const at = given.lastIndexOf(" ");
      return at < 0 ? given : `${day([], given.slice(0, at))}T${time(given.slice(at + 1))}`;
    }
    case "decimal":
      return given.replaceAll(" ", "").replaceAll(",", ".");
    case "int":
      return given.replaceAll(" ", "");
    default:
      return given.normalize("NFC");
  }
}

// An answer as it is typed.
export function shown(node, choices, value) {
  switch (node.type) {
    case "select1":
    case "select":
    case "rank": {
      const places = new Map(choices.map(([choice], place) => [choice, String(place + 1)]));
      return value.split(/\s+/).filter(Boolean).map((taken) => places.get(taken) ?? taken).join(" ");
    }
    case "acknowledge":
      return value === "OK" ? "x" : value;
    case "date":
    case "dateTime": {
      const found = ISO.exec(value);
      if (!found) return value;
      const clock = node.type === "dateTime" && CLOCK.exec(value.slice(10));
      return `${found[3]}/${found[2]}/${found[1]}${clock ? ` ${clock[0]}` : ""}`;
    }
    case "time":
      return /^\d{2}:\d{2}/.exec(value)?.[0] ?? value;
    case "decimal":
      return value.replaceAll(".", ",");
    default:
      return value;
  }
}

export function words(choices, value) {
  const known = new Map(choices);
  return value.split(/\s+/).filter(Boolean).map((taken) => known.get(taken) ?? taken).join(", ");
}

// Without tone marks and capitals: office keyboards are not always set for Vietnamese.
export const folded = (text) =>
  text.toLowerCase().replaceAll("đ", "d").normalize("NFD").replace(/\p{M}/gu, "");

function one(choices, text) {
  if (/^\d+$/.test(text) && +text > 0 && +text <= choices.length) return choices[+text - 1][0];
  const wanted = folded(text);
  const ways = [
    (value, label) => folded(label) === wanted,
    (value) => value === text,
    (value, label) => folded(label).startsWith(wanted),
    (value, label) => folded(label).split(/[^\p{L}\p{N}_]+/u).some((word) => word.startsWith(wanted)),
  ];
  // The first way that finds anything counts, and only when it finds one: a guess is worse than a question.
  for (const way of ways) {
    const found = choices.filter(([value, label]) => way(value, label));
    if (found.length) return found.length === 1 ? found[0][0] : text;
  }
  return text;
}

function parts(choices, text) {
  if (/^[\d ,;+]+$/.test(text)) return text.split(/[ ,;+]+/).filter(Boolean);
  const byComma = text.split(/[,;+]/).map((part) => part.trim()).filter(Boolean);
  const known = new Set(choices.map(([value]) => value));
  const bySpace = text.split(" ");
  return byComma.length === 1 && bySpace.every((part) => known.has(part)) ? bySpace : byComma;
}

function day(looks, text) {
  const found = DAY.exec(text) ?? DAY_AT_ONCE.exec(text);
  if (found) return iso(+found[3], +found[2], +found[1]) ?? text;
  if (looks.includes("year") && YEAR.test(text)) return iso(+text, 1, 1) ?? text;
  const short = looks.includes("month-year") && MONTH.exec(text);
  return (short && iso(+short[2], +short[1], 1)) || text;
}

function iso(year, month, date) {
  const made = new Date(Date.UTC(year, month - 1, date));
  const fits = year >= 1000 && made.getUTCMonth() === month - 1 && made.getUTCDate() === date;
  return fits ? made.toISOString().slice(0, 10) : null;
}

function time(text) {
  const found = TIME.exec(text);
  return !found || +found[1] > 23 || +found[2] > 59 ? text : `${found[1].padStart(2, "0")}:${found[2]}:00.000+07:00`;
}
