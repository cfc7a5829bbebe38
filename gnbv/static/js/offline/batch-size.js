// How much goes in one request. A line of 64 kbit/s that breaks every half minute carries 240 KB at best, and what
// breaks off is sent whole again: so a batch is what the line carried lately in some seconds, and half after a break.

export const MOST_ITEMS = 50;
export const MOST_BYTES = 1_900_000;
export const FIRST_BYTES = 96_000;
const LEAST_BYTES = 12_000;
const AIM_MS = 12_000;

export class BatchSize {
  #bytes = FIRST_BYTES;
  #items = MOST_ITEMS;

  // The first of `items` that go together; one always goes.
  take(items) {
    let bytes = 0;
    return items.slice(0, this.#items).filter(({ size }, at) => (bytes += size) <= this.#bytes || at === 0);
  }

  // Went through: twice as much, as far as the line is fast enough.
  grow(bytes, ms) {
    this.#items = Math.min(MOST_ITEMS, this.#items * 2);
    const carried = ms > 0 ? bytes / ms * AIM_MS : Infinity;
    const next = Math.min(Math.max(bytes, this.#bytes) * 2, Math.max(carried, LEAST_BYTES));
    this.#bytes = Math.min(MOST_BYTES, next);
  }

  // The line broke, or was too slow.
  shrink(bytes) { this.#bytes = Math.max(LEAST_BYTES, Math.min(this.#bytes, bytes) / 2); }

  // The server stumbled over so many items: at most this many now.
  limit(items) { this.#items = Math.max(1, items); }
}
