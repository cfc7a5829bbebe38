// Places on the earth as text: "lat lon altitude accuracy; …".

import { NUMBER, words } from "./values.js";

// [latitude, longitude] of each point, null when one is bad: the twin of points_of in expression_rare.py.
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
