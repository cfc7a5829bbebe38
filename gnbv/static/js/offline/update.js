// A new shell waits until the page says that no form is open. The worker's address carries the version of
// the whole shell, so that a change of any file is a new worker.
import { ask } from './connection.js';
import { Store } from './db.js';

// Fragments of these renderers are what this shell's binder reads, and so what lies on this phone.
export const RENDERERS = [1];
const FORM_LOCK = 'gnbv-draft-';

// Resolves with 'unsupported' | 'captive' | 'current' | 'waiting' | 'fragments': the last when the new shell could
// not read the form of a draft yet. It is not even fetched then: a browser activates what waits when all is closed.
export async function checkUpdate(phone = null) {
  const container = globalThis.navigator?.serviceWorker;
  if (!container) return 'unsupported';
  const { marked, body } = await ask('/app/shell.json');
  if (!marked) return 'captive';
  if (!await fits(body.renderers ?? [body.renderer], phone)) return 'fragments';
  const registration = await container.register(`/sw.js?v=${body.version}`, { scope: '/', updateViaCache: 'none' });
  const installing = registration.installing;
  if (installing) {
    await new Promise(resolve => {
      installing.addEventListener('statechange', () => installing.state !== 'installing' && resolve());
      if (installing.state !== 'installing') resolve();
    });
  }
  // The very first worker waits for nobody: there is no older one.
  return registration.waiting && registration.active ? 'waiting' : 'current';
}

// Whether a shell that reads fragments of `renderers` can open every draft. Drafts of somebody else, or behind the
// PIN, tell nothing but that they are there.
export async function fits(renderers, phone, directory = Store.directory()) {
  if (RENDERERS.every(number => renderers.includes(number))) return true;
  const mine = phone?.open ? phone.store.name : null;
  for (const { key, store: name } of await directory.all('owners')) {
    if (!key.startsWith('owner:') || name === mine) continue;
    const store = new Store(name);
    const drafts = (await store.all('drafts')).filter(({ state }) => state === 'draft');
    await store.close();
    if (drafts.length) return false;
  }
  for (const { form, version, state } of mine ? await phone.drafts.list() : []) {
    if (state === 'draft' && !renderers.includes((await phone.kit.form(form, version))?.renderer)) return false;
  }
  return true;
}

// In any tab: each open form holds a lock. Where a browser cannot tell, the caller's own form counts alone.
export async function formsOpen() {
  const { held = [] } = await navigator.locks?.query?.() ?? {};
  return held.some(({ name }) => name.startsWith(FORM_LOCK));
}

// Only with no form open, else false. The caller reloads afterwards.
export async function activate() {
  const container = navigator.serviceWorker;
  const { waiting } = await container.getRegistration() ?? {};
  if (!waiting || await formsOpen()) return false;
  const changed = new Promise(resolve => waiting.addEventListener('statechange', () => waiting.state === 'activated' && resolve(true)));
  waiting.postMessage({ type: 'activate' });
  return changed;
}
