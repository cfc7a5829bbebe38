// Whether this browser will keep what is written: asked before work begins, and said before the disk is full.
import { problem } from './bytes.js';
import { done } from './db.js';

export const RESERVE_BYTES = 50 * 1024 * 1024;

// Throws quota, store_blocked or store_unusable: then, and only then, the phone cannot be worked with.
export async function probe(store, shelf = 'meta') {
  const probe = crypto.randomUUID();
  try {
    await store.put(shelf, { key: 'probe', probe });
    // Another tab may have written its own meanwhile: that proves as much.
    const back = (await store.get(shelf, 'probe'))?.probe;
    if (typeof back !== 'string' || back.length !== probe.length) throw problem('store_unusable');
  } catch (error) {
    throw error.code === 'quota' || error.code === 'store_blocked' || error.code === 'store_newer' ? error : problem('store_unusable', { cause: error.message });
  }
}

// -> {persisted, quota, usage, left, low, private}; null stands for what the browser does not tell.
export async function checkStorage(store, manager = globalThis.navigator?.storage) {
  await probe(store);
  return room(manager);
}

// `ask` for lasting storage only when somebody is there for it: some browsers put the question to the person.
export async function room(manager = globalThis.navigator?.storage, { ask = true } = {}) {
  const persisted = await manager?.persisted?.() || ask && await manager?.persist?.() || false;
  const { quota = null, usage = null } = await manager?.estimate?.() ?? {};
  const left = quota === null ? null : quota - usage;
  return { persisted, quota, usage, left, low: left !== null && left < RESERVE_BYTES, private: await isPrivate(manager, quota) };
}

// Photos are refused early, so that answers still find room: when the browser tells so, or when the reserve was
// needed and cannot be laid aside again. Asks the person for nothing, unlike room().
export async function isLow(reserve = null, manager = globalThis.navigator?.storage) {
  const { quota = null, usage = 0 } = await manager?.estimate?.() ?? {};
  if (quota !== null && quota - usage < RESERVE_BYTES) return true;
  return Boolean(reserve?.spent) && !await reserve.keep();
}

// Chromium gives a private window no more room than its memory; Firefox and Safari refuse it a folder. Others do
// not tell.
async function isPrivate(manager, quota) {
  const heap = globalThis.performance?.memory?.jsHeapSizeLimit;
  if (heap && quota) return quota < 2 * heap;
  if (!manager?.getDirectory) return null;
  return manager.getDirectory().then(() => false, error => error.name === 'SecurityError' ? true : null);
}

// A phone that was set up here and whose store is gone: the browser cleared it. `mark` is a place that outlives it.
export async function wasEvicted(directory, mark = globalThis.localStorage) {
  const owners = await directory.run('owners', 'readonly', shelf => done(shelf.getAllKeys()));
  const kept = owners.some(key => key.startsWith('owner:'));
  return !kept && marked(mark);
}

const MARK = 'gnbv-kept';
const marked = mark => { try { return mark?.getItem(MARK) === '1'; } catch { return false; } };

export function remember(mark = globalThis.localStorage) {
  try { mark.setItem(MARK, '1'); } catch { /* blocked: then it cannot be noticed later */ }
}

// Said once, then forgotten: the next sign-in begins anew.
export function forget(mark = globalThis.localStorage) {
  try { mark.removeItem(MARK); } catch { /* as above */ }
}
