// A new shell waits until the page says that no form is open. The worker's address carries the version of
// the whole shell, so that a change of any file is a new worker.
import { ask } from './connection.js';

export async function checkUpdate() {
  const container = globalThis.navigator?.serviceWorker;
  if (!container) return 'unsupported';
  const { marked, body } = await ask('/app/shell.json');
  if (!marked) return 'captive';
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

// Only with no form open. The caller reloads afterwards.
export async function activate() {
  const container = navigator.serviceWorker;
  const { waiting } = await container.getRegistration() ?? {};
  if (!waiting) return false;
  const changed = new Promise(resolve => waiting.addEventListener('statechange', () => waiting.state === 'activated' && resolve(true)));
  waiting.postMessage({ type: 'activate' });
  return changed;
}
