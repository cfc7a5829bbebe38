// Whether this browser will keep what is written: asked before work begins, and said before the disk is full.
import { problem } from './bytes.js';

export const RESERVE_BYTES = 50 * 1024 * 1024;

export async function checkStorage(store, manager = globalThis.navigator?.storage) {
  const probe = crypto.randomUUID();
  try {
    await store.put('meta', { key: 'probe', probe });
    if ((await store.get('meta', 'probe'))?.probe !== probe) throw problem('store_unusable');
  } catch (error) {
    throw error.code === 'quota' || error.code === 'store_blocked' ? error : problem('store_unusable', { cause: error.message });
  }
  const persisted = await manager?.persisted?.() || await manager?.persist?.() || false;
  const { quota = null, usage = null } = await manager?.estimate?.() ?? {};
  const left = quota === null ? null : quota - usage;
  // Chromium gives a private window no more room than its memory; others do not tell.
  const heap = globalThis.performance?.memory?.jsHeapSizeLimit;
  return { persisted, quota, usage, left, low: left !== null && left < RESERVE_BYTES, private: heap && quota ? quota < 2 * heap : null };
}
