// RFC 8785 (JCS): the one text of a JSON value, the same here and in gnbv/services/canonical.py,
// so that a hash names a content. Vectors: tests/parity/vectors/canonical.json.
import { problem, sha256, utf8 } from './bytes.js';

const LONE_SURROGATE = /\p{Surrogate}/u;

function word(value) {
  if (LONE_SURROGATE.test(value)) throw problem('not_canonical');
  return JSON.stringify(value);
}

export function canonical(value) {
  if (typeof value === 'string') return word(value);
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw problem('not_canonical');
    return JSON.stringify(value);
  }
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  if (typeof value !== 'object') throw problem('not_canonical');
  // Array.sort compares UTF-16 units, which is the order the RFC asks for.
  const keys = Object.keys(value).filter(key => value[key] !== undefined).sort();
  return `{${keys.map(key => `${word(key)}:${canonical(value[key])}`).join()}}`;
}

export const digest = value => sha256(utf8(canonical(value)));
