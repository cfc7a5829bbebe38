// Whether a text is an answer of its type, and how a computed value is written: the twin of form_types.py.

import { DAY_MS, dateText, momentOf, momentText, timeOf } from "./dates.js";
import { NUMBER, atom, decimalText, numberOf, roundHalfUp, stringOf, words } from "./values.js";

const INT = /^-?\d{1,15}$/;
const DECIMAL = /^-?(?:\d+(?:\.\d*)?|\.\d+)$/;
const DATE = /^\d{4}-\d{2}-\d{2}$/;
const LEAST_POINTS = { geopoint: 1, geotrace: 2, geoshape: 3 };
export const CHOICES = ["select1", "select", "rank"];

export function fits(node, text, offered) {
  switch (node.type) {
    case "int":
      return INT.test(text) && inRange(node, parseFloat(text));
    case "decimal":
      return DECIMAL.test(text) && inRange(node, parseFloat(text));
    case "date":
      return DATE.test(text) && momentOf(text) !== null;
    case "dateTime":
      return text.includes("T") && momentOf(text) !== null;
    case "time":
      return timeOf(text) !== null;
    case "acknowledge":
      return text === "OK";
    case "geopoint":
    case "geotrace":
    case "geoshape":
      return isShape(node.type, pointsOf([text]), text);
    default:
      return !CHOICES.includes(node.type) || !offered || areOffered(node, text, offered);
  }
}

function isShape(type, points, text) {
  if (!points || points.length < LEAST_POINTS[type]) return false;
  if (type === "geoshape") return points.length > 3 && points[0].join() === points.at(-1).join();
  return type !== "geopoint" || (points.length === 1 && !text.includes(";"));
}

function areOffered(node, text, offered) {
  const found = node.type === "select1" ? [text] : words(text);
  return new Set(found).size === found.length && found.every((word) => offered.has(word));
}

function inRange(node, number) {
  const { start, end, step = "1" } = node.parameters ?? {};
  if (start === undefined || end === undefined) return true;
  const [from, to, by] = [+start, +end, Math.abs(+step)];
  if (number < Math.min(from, to) || number > Math.max(from, to)) return false;
  const steps = by ? (number - from) / by : 0;
  return Math.abs(steps - roundHalfUp(steps, 0)) < 1e-9;
}

export function written(node, value) {
  const { type } = node;
  if (Array.isArray(value) && (type === "int" || type === "decimal")) value = atom(value);
  if (typeof value === "number") {
    if (!Number.isFinite(value)) return Number.isNaN(value) ? "" : decimalText(value);
    if (type === "date") return dateText(Math.floor(value));
    if (type === "dateTime" || type === "time") return clock(type, roundHalfUp(value * DAY_MS, 0));
    return decimalText(type === "int" ? Math.trunc(value) : value);
  }
  const text = stringOf(value);
  if (text && (type === "int" || type === "decimal")) {
    const number = numberOf(value);
    return Number.isNaN(number) ? text : written(node, number);
  }
  const moment = type === "dateTime" || (["date", "time"].includes(type) && text.includes("T")) ? momentOf(text) : null;
  if (moment !== null) return type === "date" ? dateText(Math.floor(moment / DAY_MS)) : clock(type, moment);
  return text === "NaN" ? "" : text;
}

const clock = (type, ms) => momentText(ms).slice(type === "time" ? 11 : 0);

// [latitude, longitude] of each point of "lat lon altitude accuracy; …", null when one is bad: the twin of points_of in expression_rare.py.
export function pointsOf(texts) {
  const points = [];
  for (const part of texts.length === 1 ? texts[0].split(";") : texts) {
    const found = words(part);
    if (!found.length && texts.length === 1 && points.length) continue;
    if (found.length < 2 || found.length > 4 || !found.every((word) => NUMBER.test(word))) return null;
    const [latitude, longitude] = [parseFloat(found[0]), parseFloat(found[1])];
    if (Math.abs(latitude) > 90 || Math.abs(longitude) > 180) return null;
    points.push([latitude, longitude]);
  }
  return points;
}
