// Days and times as people write them here. Civil days are counted, never taken through the phone's zone.
const DAY = 86_400_000;
const HERE = 7 * 3_600_000;

const count = iso => Date.UTC(...iso.split('-').map((part, i) => Number(part) - (i === 1 ? 1 : 0))) / DAY;

export const daysUntil = (iso, today) => count(iso.slice(0, 10)) - count(today);

// 23/10, with the year when it is not this one.
export function day(iso, today) {
  const [year, month, date] = iso.slice(0, 10).split('-').map(Number);
  return today?.startsWith(`${year}-`) ? `${date}/${month}` : `${date}/${month}/${year}`;
}

// An instant (ms or ISO with Z) as the civil day and the time in Viet Nam.
const here = instant => new Date(new Date(instant).getTime() + HERE).toISOString();
export const dayOf = instant => here(instant).slice(0, 10);
export const timeOf = instant => here(instant).slice(11, 16);

// 09:42 on the same day, else 09:42 ngày 21/10. The real day, not the trial day, is what instants are near to.
export function moment(instant, say, now = Date.now()) {
  const date = dayOf(instant);
  return date === dayOf(now) ? timeOf(instant) : say('moment', { time: timeOf(instant), day: day(date, dayOf(now)) });
}

export const age = (birth, today) => Number(today.slice(0, 4)) - Number(String(birth).slice(0, 4))
  - (String(birth).length > 4 && today.slice(5) < String(birth).slice(5) ? 1 : 0);
