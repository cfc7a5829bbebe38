// The envelope of a finished item: only the commune's private key opens it, so a locked phone,
// its service worker and the hand-over file can carry it. Twin: gnbv/services/envelope.py.
// Vectors: tests/parity/vectors/envelope.json.
import { base64url, random, utf8 } from './bytes.js';

const CURVE = { name: 'ECDH', namedCurve: 'P-256' };
export const ITEM = 'gnbv item v1';

// `key` is the kit's {kid, jwk}; `fixed` {pair, iv} exists for the vectors only.
export async function seal(key, plain, aad, { info = ITEM, fixed } = {}) {
  const { kty, crv, x, y } = key.jwk;
  const recipient = await crypto.subtle.importKey('jwk', { kty, crv, x, y }, CURVE, false, []);
  const pair = fixed?.pair ?? await crypto.subtle.generateKey(CURVE, false, ['deriveBits']);
  const shared = await crypto.subtle.deriveBits({ name: 'ECDH', public: recipient }, pair.privateKey, 256);
  const ikm = await crypto.subtle.importKey('raw', shared, 'HKDF', false, ['deriveKey']);
  const aes = await crypto.subtle.deriveKey(
    { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(), info: utf8(info) },
    ikm, { name: 'AES-GCM', length: 256 }, false, ['encrypt']);
  const iv = fixed?.iv ?? random(12);
  const ct = await crypto.subtle.encrypt({ name: 'AES-GCM', iv, additionalData: utf8(aad) }, aes, plain);
  const epk = await crypto.subtle.exportKey('raw', pair.publicKey);
  return { kid: key.kid, epk: base64url(epk), iv: base64url(iv), ct: base64url(ct) };
}
