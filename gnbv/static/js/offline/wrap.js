// Wrapping the data key: under the PIN with this phone's secret, or under the password alone.
import { random, utf8 } from './bytes.js';

const stretch = async (secret, salt, rounds) => crypto.subtle.deriveBits(
  { name: 'PBKDF2', hash: 'SHA-256', salt, iterations: rounds },
  await crypto.subtle.importKey('raw', utf8(secret.normalize('NFC')), 'PBKDF2', false, ['deriveBits']), 256);

export const aesKey = raw => crypto.subtle.importKey('raw', raw, 'AES-GCM', false, ['encrypt', 'decrypt']);

async function wrapping(bits, salt, info) {
  const ikm = await crypto.subtle.importKey('raw', bits, 'HKDF', false, ['deriveKey']);
  return crypto.subtle.deriveKey({ name: 'HKDF', hash: 'SHA-256', salt, info: utf8(info) },
    ikm, { name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);
}

async function keyFor(record, kind, secret, { salt, rounds }) {
  const bits = await stretch(secret, salt, rounds);
  return wrapping(kind === 'pin' ? await crypto.subtle.sign('HMAC', record.secret, bits) : bits, salt, `gnbv ${kind} v1`);
}

// `record` is the vault's: {secret, rounds}. The rounds stay with the wrap, so that more may be asked later.
export async function wrap(record, kind, secret, raw) {
  const made = { salt: random(16), iv: random(12), rounds: record.rounds };
  const key = await keyFor(record, kind, secret, made);
  return { ...made, ct: await crypto.subtle.encrypt({ name: 'AES-GCM', iv: made.iv }, key, raw) };
}

// The raw data key, or null when the secret is a wrong one.
export async function unwrap(record, kind, secret) {
  const { iv, ct } = record[kind];
  const key = await keyFor(record, kind, secret, record[kind]);
  return crypto.subtle.decrypt({ name: 'AES-GCM', iv }, key, ct).catch(() => null);
}
