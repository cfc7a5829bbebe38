// Casts of XPath values: the twin of gnbv/rules/expression_values.py, to the last digit.
// A value is a string, number, boolean or an array of nodes; a node has `v` (text) and `kind`.

import { daysOf } from "./dates.js";

export const NUMBER = /^-?(?:\d+\.?\d*|\.\d+)$/;
// The white space of Python's str.strip() and str.split().
const SPACE = "[\\t-\\r\\x1c- \\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]+";
const EDGES = new RegExp(`^${SPACE}|${SPACE}$`, "g");
const GAPS = new RegExp(SPACE);

export const strip = (text) => text.replace(EDGES, "");
export const words = (value) => stringOf(value).split(GAPS).filter(Boolean);

export function stringOf(value) {
  if (typeof value === "string") return value;
  if (typeof value === "number") return decimalText(value);
  return Array.isArray(value) ? (value.length ? value[0].v : "") : String(value);
}

export function numberOf(value) {
  if (typeof value === "number") return value;
  if (typeof value === "boolean") return value ? 1 : 0;
  const text = strip(stringOf(value));
  return NUMBER.test(text) ? parseFloat(text) : daysOf(text);
}

export function booleanOf(value) {
  if (Array.isArray(value) && value.length && value[0].kind === "bool") return value[0].v === "true";
  return Boolean(atom(value));
}

// A node list as the value of its first node: a number for a number question, else its text.
export const atom = (value) => (Array.isArray(value) ? (value.length ? nodeValue(value[0]) : "") : value);

export function nodeValue(node) {
  const text = node.v;
  if (node.kind === "number" && NUMBER.test(text)) return parseFloat(text);
  return node.kind === "group" && !text ? true : text;
}

// Shortest decimal digits that read back as the same double, never with an exponent.
export function decimalText(number) {
  if (!Number.isFinite(number)) return String(number);
  if (number === 0) return "0";
  const [sign, digits, point] = decimalParts(number);
  if (point <= 0) return sign + "0." + "0".repeat(-point) + digits;
  if (point >= digits.length) return sign + digits + "0".repeat(point - digits.length);
  return sign + digits.slice(0, point) + "." + digits.slice(point);
}

function decimalParts(number) {
  const [mantissa, exponent] = Math.abs(number).toExponential().split("e");
  return [number < 0 ? "-" : "", mantissa.replace(".", ""), +exponent + 1];
}

// Round on the decimal digits people see: a half goes up, -2.5 to -2 (XPath 1.0).
export function roundHalfUp(number, places) {
  if (!Number.isFinite(number) || number === 0 || Number.isNaN(places)) return Number.isNaN(places) ? NaN : number;
  if (Math.abs(places) > 30) return NaN;
  const [sign, digits, point] = decimalParts(number);
  const drop = digits.length - point - Math.trunc(places);
  if (drop <= 0) return number;
  const unit = 10n ** BigInt(drop);
  let quotient = BigInt(digits) / unit;
  const twice = (BigInt(digits) % unit) * 2n;
  if (twice > unit || (twice === unit && !sign)) quotient += 1n;
  return parseFloat(`${sign}${quotient}e${-Math.trunc(places)}`);
}
