// A photo is sealed once, under a random key of its own. That key lies beside it twice: under the data key
// (`lock`), for this phone, and from finishing on under the commune's key (`wire`). So a locked phone, the service
// worker, the second copy and the hand-over file all carry the same bytes. Twin: gnbv/services/file_box.py.
// Vectors: tests/parity/vectors/file-box.json.
import { base64url, problem, random, utf8 } from './bytes.js';
import { done } from './db.js';
import { seal } from './seal.js';
import { aesKey } from './wrap.js';

export const FILE = 'gnbv file v1';
export const VERSION = 2;
const GROWTH = 16; // AES-GCM's tag

export const fileKey = (survey, { ref, sha256 }) => `${survey}/${ref}/${sha256}`;

const aes = (key, iv) => ({ name: 'AES-GCM', iv, additionalData: utf8(key) });

// {box, raw}. `fixed` {raw, iv} exists for the vectors only.
export async function enclose(key, bytes, { raw = random(32), iv = random(12) } = {}) {
  return { raw, box: { iv, ct: await crypto.subtle.encrypt(aes(key, iv), await aesKey(raw), bytes) } };
}

// What a photo's record holds of it.
export async function boxed(vault, key, bytes) {
  const { raw, box } = await enclose(key, bytes);
  return { v: VERSION, box, lock: await vault.sealBytes(`files/${key}/key`, raw), wire: null };
}

export const wireOf = (commune, key, raw, fixed) => seal(commune, raw, key, { info: FILE, fixed });

const rawOf = (vault, { key, lock }) => vault.openBytes(`files/${key}/key`, lock);

// The photo itself, of either version. Throws locked, record_damaged.
export async function openFile(vault, record) {
  const { key, box, sealed } = record;
  if (!box) return vault.openBytes(`files/${key}`, sealed);
  return crypto.subtle.decrypt(aes(key, box.iv), await aesKey(await rawOf(vault, record)), box.ct)
    .catch(() => { throw problem('record_damaged', { place: `files/${key}` }); });
}

// The record as it may travel: in a box, and with the commune's key where there is one. The same one when nothing
// is to do.
export async function ready(vault, commune, record) {
  const { sealed, ...rest } = record;
  const whole = record.box ? record : { ...rest, ...await boxed(vault, record.key, await openFile(vault, record)) };
  if (whole.wire || !commune) return whole;
  return { ...whole, wire: await wireOf(commune, whole.key, await rawOf(vault, whole)) };
}

// The photos of a survey that are still here, as they may leave from a locked phone.
export async function travelling({ store, vault, kit }, survey, files) {
  const kept = await Promise.all(files.map(file => store.get('files', fileKey(survey, file))));
  return Promise.all(kept.filter(Boolean).map(record => ready(vault, kit.key(), record)));
}

// Photos of an earlier revision that are still here: a draft on it needs them too, should that one be removed.
export const lend = (store, { id, survey, doc }) => store.run('files', 'readwrite', async shelf => {
  for (const file of doc.files) {
    const photo = await done(shelf.get(fileKey(survey, file)));
    if (photo) shelf.put({ ...photo, draft: id });
  }
});

// Records of version 1, and finished ones that met no commune key, one after another: cut off anywhere, the next
// unlocking goes on. What the record is (its state, whose it is) is read again where it is written.
export async function lift({ store, vault, kit }) {
  const keys = await store.run('files', 'readonly', shelf => done(shelf.getAllKeys()));
  for (const key of keys) {
    const record = await store.get('files', key);
    if (!record || record.box && (record.wire || record.state === 'draft' || !kit.key())) continue;
    const { v, box, lock, wire } = await ready(vault, record.state === 'draft' ? null : kit.key(), record);
    await store.run('files', 'readwrite', async shelf => {
      const now = await done(shelf.get(key));
      // Another tab may have boxed it meanwhile: a wire fits its own box only.
      if (!now || now.wire || now.box && !record.box) return;
      const { sealed, ...rest } = now;
      shelf.put({ ...rest, v, box, lock, wire });
    });
  }
}

// The header of a sealed upload; the box's bytes are its body.
export const sealedHeader = ({ wire: { kid, epk, iv, ct }, box }) =>
  base64url(utf8(JSON.stringify({ kid, epk, iv, ct, box: base64url(box.iv) })));
export const sealedSize = ({ file }) => file.size + GROWTH;
