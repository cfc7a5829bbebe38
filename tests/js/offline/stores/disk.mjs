// A phone's whole disk as JSON and back: every database with its version, stores, indexes and records. Bytes are
// base64; the device secret, which no page can read, was made readable by write.mjs for these files alone.
const HMAC = { name: 'HMAC', hash: 'SHA-256' };
const base64 = bytes => Buffer.from(bytes).toString('base64');
const bytes = text => new Uint8Array(Buffer.from(text, 'base64'));

async function packed(value) {
  if (value instanceof ArrayBuffer) return { $buffer: base64(value) };
  if (ArrayBuffer.isView(value)) return { $bytes: base64(value) };
  if (value instanceof CryptoKey) return { $hmac: base64(await crypto.subtle.exportKey('raw', value)) };
  if (Array.isArray(value)) return Promise.all(value.map(packed));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(await Promise.all(Object.entries(value).map(async ([key, part]) => [key, await packed(part)])));
}

async function unpacked(value) {
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return Promise.all(value.map(unpacked));
  if ('$buffer' in value) return bytes(value.$buffer).buffer;
  if ('$bytes' in value) return bytes(value.$bytes);
  if ('$hmac' in value) return crypto.subtle.importKey('raw', bytes(value.$hmac), HMAC, true, ['sign']);
  return Object.fromEntries(await Promise.all(Object.entries(value).map(async ([key, part]) => [key, await unpacked(part)])));
}

const done = request => new Promise((resolve, reject) => {
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});
const open = (name, version, build) => {
  const request = indexedDB.open(name, version);
  request.onupgradeneeded = () => build(request.result);
  return done(request);
};

// What a database is made of, without its records: a lifted store must look like a fresh one.
export async function shape(name) {
  const db = await open(name);
  const names = [...db.objectStoreNames];
  const stores = names.map(store => {
    const { keyPath, autoIncrement, indexNames } = db.transaction(store).objectStore(store);
    const indexes = [...indexNames].map(index => {
      const { keyPath: path, unique, multiEntry } = db.transaction(store).objectStore(store).index(index);
      return { index, path, unique, multiEntry };
    });
    return { store, keyPath, autoIncrement, indexes };
  });
  db.close();
  return { version: db.version, stores };
}

export async function dump() {
  const disk = [];
  for (const { name } of await indexedDB.databases()) {
    const { version, stores } = await shape(name);
    const db = await open(name);
    for (const one of stores) one.records = await packed(await done(db.transaction(one.store).objectStore(one.store).getAll()));
    db.close();
    disk.push({ name, version, stores });
  }
  return disk;
}

export async function load(disk) {
  for (const { name, version, stores } of disk) {
    const records = await unpacked(stores.map(one => one.records));
    const db = await open(name, version, made => {
      for (const { store, keyPath, autoIncrement, indexes } of stores) {
        const kept = made.createObjectStore(store, { keyPath, autoIncrement });
        for (const { index, path, unique, multiEntry } of indexes) kept.createIndex(index, path, { unique, multiEntry });
      }
    });
    const tx = db.transaction(stores.map(one => one.store), 'readwrite');
    const finished = new Promise((resolve, reject) => { tx.oncomplete = resolve; tx.onabort = () => reject(tx.error); });
    stores.forEach(({ store }, at) => { for (const record of records[at]) tx.objectStore(store).put(record); });
    await finished;
    db.close();
  }
}
