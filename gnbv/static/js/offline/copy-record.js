// A record of the store as it travels in the second copy: ciphertext as it lies here. One line of JSON in which bytes are
// named by their place, then these bytes. What another phone finds out by itself (tries, states of photos) stays here.
import { hex } from './bytes.js';

const isBytes = value => value instanceof ArrayBuffer || ArrayBuffer.isView(value);
const LINE = 10;

export function packRecord(record) {
  const parts = [];
  let at = 0;
  const head = JSON.stringify(record, (_name, value) => {
    if (!isBytes(value)) return value;
    const bytes = new Uint8Array(ArrayBuffer.isView(value) ? value.buffer.slice(value.byteOffset, value.byteOffset + value.byteLength) : value);
    parts.push(bytes);
    at += bytes.length;
    return { $bytes: [at - bytes.length, bytes.length] };
  });
  const line = new TextEncoder().encode(`${head}\n`);
  const whole = new Uint8Array(line.length + at);
  whole.set(line);
  at = line.length;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

// Throws when this is no record.
export function unpackRecord(bytes) {
  const whole = new Uint8Array(bytes);
  const end = whole.indexOf(LINE);
  const from = end + 1;
  return JSON.parse(new TextDecoder().decode(whole.slice(0, end)), (_name, value) => {
    if (!Array.isArray(value?.$bytes)) return value;
    const [at, length] = value.$bytes;
    const part = whole.slice(from + at, from + at + length);
    if (part.length !== length) throw new RangeError('cut off');
    return part.buffer;
  });
}

// What of a record is copied, and a mark that changes whenever that does: each sealing has an IV of its own.
export const COPIED = {
  draft: { shelf: 'drafts', mark: ({ state, sealed }) => `${hex(sealed.iv)} ${state}`, of: ({ id, state, at, sealed }) => ({ id, state, at, sealed }) },
  outbox: {
    shelf: 'outbox',
    mark: ({ state, cause, content }) => state === 'local' ? hex(content.iv) : `${hex(content.iv)} ${state} ${cause}`,
    of: ({ tries, lastAt, nextAt, ...record }) => record.state === 'local' ? { ...record, cause: null, words: null } : record,
  },
  file: {
    shelf: 'files',
    mark: ({ box }) => box ? 'box' : 'sealed',
    of: ({ key, survey, file, v, box, lock, sealed }) => box ? { key, survey, file, v, box, lock } : { key, survey, file, sealed },
  },
};
