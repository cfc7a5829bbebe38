// Bytes and text: UTF-8, hex, base64url, SHA-256, and errors that carry a code instead of words.

export const utf8 = text => new TextEncoder().encode(text);
export const text = bytes => new TextDecoder().decode(bytes);
export const random = length => crypto.getRandomValues(new Uint8Array(length));

export const hex = bytes => Array.from(new Uint8Array(bytes), byte => byte.toString(16).padStart(2, '0')).join('');

export function base64url(bytes) {
  let binary = '';
  for (const byte of new Uint8Array(bytes)) binary += String.fromCharCode(byte);
  return btoa(binary).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
}

export const sha256 = async bytes => hex(await crypto.subtle.digest('SHA-256', bytes));

export const problem = (code, detail = {}) => Object.assign(new Error(code), { code, detail });

// UUID version 7: 48 bits of time, the rest random. Its order is never used.
export function newId(now = Date.now()) {
  const bytes = random(16);
  for (let i = 5, time = now; i >= 0; i--, time = Math.floor(time / 256)) bytes[i] = time % 256;
  bytes[6] = (bytes[6] & 0x0f) | 0x70;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  return hex(bytes).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}
