// Waiting between tries: doubles from 5 s to 5 min, a quarter of it by chance so that phones that lost
// the network together do not come back together.

export const FIRST_MS = 5_000;
export const LONGEST_MS = 300_000;

export function wait(tries, chance = Math.random()) {
  const full = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(tries - 1, 20));
  return Math.round(full * (0.75 + 0.25 * chance));
}

// No wait is longer than the longest: one that seems to be was written by a clock that has been set back since.
export const isOver = (until, now) => until <= now || until > now + LONGEST_MS;
