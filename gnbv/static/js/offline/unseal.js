// An envelope that the server sealed to a fresh key of this phone: the other direction of seal.js.
import { problem, utf8 } from './bytes.js';

const CURVE = { name: 'ECDH', namedCurve: 'P-256' };

export const bytesOf = text => Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), letter => letter.charCodeAt(0));

// {pair, jwk}: a key pair for one answer. The private half never leaves the memory of this page.
export async function freshKey() {
  const pair = await crypto.subtle.generateKey(CURVE, false, ['deriveBits']);
  const { kty, crv, x, y } = await crypto.subtle.exportKey('jwk', pair.publicKey);
  return { pair, jwk: { kty, crv, x, y } };
}

export async function unseal(pair, { epk, iv, ct }, aad, info) {
  try {
    const point = await crypto.subtle.importKey('raw', bytesOf(epk), CURVE, false, []);
    const shared = await crypto.subtle.deriveBits({ name: 'ECDH', public: point }, pair.privateKey, 256);
    const ikm = await crypto.subtle.importKey('raw', shared, 'HKDF', false, ['deriveKey']);
    const aes = await crypto.subtle.deriveKey({ name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(), info: utf8(info) },
      ikm, { name: 'AES-GCM', length: 256 }, false, ['decrypt']);
    return await crypto.subtle.decrypt({ name: 'AES-GCM', iv: bytesOf(iv), additionalData: utf8(aad) }, aes, bytesOf(ct));
  } catch {
    throw problem('envelope_unreadable');
  }
}
