// Web Locks, held until released. Where a browser has none (before 2022) one tab is assumed.

// Resolves with a function that releases, or null when another holder has it and `wait` is not asked.
export function hold(name, { wait = false, signal } = {}) {
  const locks = globalThis.navigator?.locks;
  if (!locks) return Promise.resolve(() => {});
  return new Promise((resolve, reject) => {
    const options = wait ? (signal ? { signal } : {}) : { ifAvailable: true };
    locks.request(name, options, lock => {
      if (!lock) return resolve(null);
      return new Promise(release => resolve(release));
    }).catch(error => error.name === 'AbortError' ? resolve(null) : reject(error));
  });
}
