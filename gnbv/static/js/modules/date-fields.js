// A day in three fields. Empty fields are no day; half-filled or impossible ones are a mistake.
import { $$ } from './dom.js';

const boxes = (root, name) => $$(`[data-date="${name}"] [data-part]`, root);

export function setDate(root, name, iso) {
  const [y, m, d] = iso.split('-').map(Number);
  for (const box of boxes(root, name)) box.value = { y, m, d }[box.dataset.part];
}

// '2026-10-22', '' when nothing was filled in, null when it is no day.
export function readDate(root, name) {
  const { d, m, y } = Object.fromEntries(boxes(root, name).map(box => [box.dataset.part, box.value.trim()]));
  if (!d && !m && !y) return '';
  return isoDay(y, m, d);
}

export function isoDay(year, month, day) {
  if (![year, month, day].every(part => /^\d{1,4}$/.test(part)) || String(year).length !== 4) return null;
  const at = new Date(Date.UTC(year, month - 1, day));
  const iso = at.toISOString().slice(0, 10);
  return Number(month) === at.getUTCMonth() + 1 && Number(day) === at.getUTCDate() ? iso : null;
}
