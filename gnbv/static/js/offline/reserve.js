// 50 MB held back on this phone for the last answers. Browsers tell no longer how full a disk is (Chromium answers
// 10 GB to everybody), so the room is taken beforehand and given back when a write fails.
import { random } from './bytes.js';
import { done, Store } from './db.js';

const NAME = 'gnbv-reserve';
const PART_BYTES = 5 * 1024 * 1024;
const PARTS = 10;
const RANDOM_BYTES = 65_536;
const STEPS = [db => db.createObjectStore('parts', { keyPath: 'key' })];

// A disk that packs its files must not pack these.
function noise(size) {
  const bytes = new Uint8Array(size);
  for (let at = 0; at < size; at += RANDOM_BYTES) bytes.set(random(Math.min(RANDOM_BYTES, size - at)), at);
  return bytes;
}

export class Reserve {
  #keeping = null;

  constructor({ parts = PARTS, size = PART_BYTES } = {}) {
    Object.assign(this, { parts, size, spent: false });
  }

  // Resolves with true when all of it is there. What does not fit is left to the answers.
  keep() {
    return this.#keeping ??= this.#fill().finally(() => { this.#keeping = null; });
  }

  async #fill() {
    const store = new Store(NAME, { steps: STEPS });
    try {
      const kept = new Set(await store.run('parts', 'readonly', parts => done(parts.getAllKeys())));
      for (let key = 0; key < this.parts; key++) if (!kept.has(key)) await store.put('parts', { key, bytes: noise(this.size) });
      this.spent = false;
      return true;
    } catch (error) {
      if (error.code !== 'quota') throw error;
      await store.close();
      await this.release();
      return false;
    } finally {
      await store.close();
    }
  }

  // Resolves with true when there was something to give back.
  async release() {
    const store = new Store(NAME, { steps: STEPS });
    const kept = await store.run('parts', 'readonly', parts => done(parts.count()));
    await store.close();
    this.spent = true;
    await done(indexedDB.deleteDatabase(NAME));
    return kept > 0;
  }
}
