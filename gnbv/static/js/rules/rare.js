// Functions that few forms call: the twin of gnbv/rules/expression_rare.py. Loaded only by forms that need one.

import { values } from "./calls.js";
import { digestBytes } from "./digest.js";
import { SELDOM } from "./seldom.js";
import { pointsOf } from "./types.js";
import { NUMBER, numberOf, roundHalfUp, stringOf, strip } from "./values.js";

const EARTH_RADIUS_METRES = 6378100;
const radians = (degrees) => degrees * (Math.PI / 180);
const texts = (list) => values(list).map(stringOf);

function digest(text, algorithm, encoding = "base64") {
  const bytes = digestBytes(text, algorithm);
  const form = encoding.toLowerCase();
  if (!bytes || !["base64", "hex"].includes(form)) return "";
  if (form === "hex") return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return btoa(String.fromCharCode(...bytes));
}

function decoded(text) {
  if (text.length % 4 || !/^[A-Za-z0-9+/]*={0,2}$/.test(text)) return "";
  try {
    const bytes = Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return "";
  }
}

function distance(list) {
  const points = pointsOf(list);
  if (!points) return NaN;
  let total = 0;
  for (let at = 1; at < points.length; at += 1) {
    const [one, other] = [points[at - 1], points[at]];
    if (one[0] === other[0] && one[1] === other[1]) continue;
    const [a, b] = [radians(one[0]), radians(other[0])];
    const turn = Math.sin(a) * Math.sin(b) + Math.cos(a) * Math.cos(b) * Math.cos(radians(one[1] - other[1]));
    total += Math.acos(Math.max(-1, Math.min(1, turn))) * EARTH_RADIUS_METRES;
  }
  return roundHalfUp(total, 2);
}

function area(list) {
  const points = pointsOf(list);
  if (!points) return NaN;
  let total = 0;
  if (points.length > 2) {
    points.forEach((one, at) => {
      const other = points[(at + 1) % points.length];
      total += radians(other[1] - one[1]) * (2 + Math.sin(radians(one[0])) + Math.sin(radians(other[0])));
    });
  }
  return roundHalfUp(Math.abs((total * EARTH_RADIUS_METRES * EARTH_RADIUS_METRES) / 2), 2);
}

function geofence(point, list) {
  const [at, points] = [pointsOf([point]), pointsOf(list)];
  if (!at?.length || !points || points.length < 3) return false;
  const [y, x] = at[0];
  let inside = false;
  points.forEach(([y1, x1], place) => {
    const [y2, x2] = points[(place + 1) % points.length];
    if (y1 > y !== y2 > y && x < ((x2 - x1) * (y - y1)) / (y2 - y1) + x1) inside = !inside;
  });
  return inside;
}

// A text seed counts by the first eight bytes of its SHA-256, as ODK's clients do.
function seedOf(value) {
  const text = strip(stringOf(value));
  if (typeof value === "number" || NUMBER.test(text)) return Math.trunc(numberOf(value)) || 0;
  return text ? Number(new DataView(digestBytes(text, "SHA-256").buffer).getBigInt64(0)) : 0;
}

// Fisher-Yates from the inside out with the Park-Miller generator that ODK's clients share.
function shuffled(items, seed) {
  let state = (Number.isFinite(seed) ? seed : 0) % 2147483647;
  if (state <= 0) state += 2147483646;
  const out = [];
  items.forEach((item, place) => {
    state = (state * 16807) % 2147483647;
    const other = Math.floor(((state - 1) / 2147483646) * (place + 1));
    out.push(item);
    [out[place], out[other]] = [out[other], item];
  });
  return out;
}

export const RARE = {
  ...SELDOM,
  digest: (c, ...v) => digest(...v.map(stringOf)),
  "base64-decode": (c, v) => decoded(stringOf(v)),
  distance: (c, ...v) => distance(texts(v)),
  area: (c, v) => area(texts([v])),
  "enclosed-area": (c, v) => area(texts([v])),
  geofence: (c, point, v) => geofence(stringOf(point), texts([v])),
  randomize: (c, nodes, seed) =>
    shuffled(nodes, seed === undefined ? Math.trunc(c.form.random() * 2147483646) : seedOf(seed)),
};

