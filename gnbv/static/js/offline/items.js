// An outbox record is made here: the item as it travels (`wire`, sealed to the commune where the kit has
// its key) and, under the data key, the whole content and a label for lists.
import { canonical, digest } from './canonical.js';
import { problem, utf8 } from './bytes.js';
import { seal } from './seal.js';

export const MOST_BYTES = 1_000_000;

// Texts are compared by code points everywhere: one normal form leaves the phone.
export function normal(value) {
  if (typeof value === 'string') return value.normalize('NFC');
  if (Array.isArray(value)) return value.map(normal);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).filter(([, part]) => part !== undefined).map(([key, part]) => [key.normalize('NFC'), normal(part)]));
}

export async function makeRecord(vault, key, { id, kind, subject, base = null, payload, label = null, stamp, replaces = null }) {
  const content = { kind, subject, base, ...stamp, payload: normal(payload) };
  const { payload: plain, ...open } = content;
  const wire = { id, ...open, sha256: await digest(content) };
  const bytes = utf8(canonical(plain));
  // Without a commune key (an old kit) the item can only leave while the store is open.
  if (key) wire.sealed = await seal(key, bytes, id);
  const size = JSON.stringify(wire).length + (key ? 0 : bytes.length);
  if (size > MOST_BYTES) throw problem('too_big');
  return {
    id, kind, state: 'local', at: Date.parse(stamp.made_at), wire, tries: 0, lastAt: null, nextAt: 0, cause: null, replaces,
    size,
    label: await vault.seal(`outbox/${id}/label`, label),
    content: await vault.seal(`outbox/${id}`, content.payload),
  };
}
