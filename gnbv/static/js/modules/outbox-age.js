// How long work has been waiting: from the third day on it is said, because a phone can be lost.
const WARN_DAYS = 3;
const DAY_MS = 86_400_000;

// Whole days since the oldest was finished; 0 while that is no reason to worry.
export function daysWaiting(items, now) {
  const days = Math.floor((now - Math.min(...items.map(({ at }) => at))) / DAY_MS);
  return days >= WARN_DAYS && Number.isFinite(days) ? days : 0;
}
