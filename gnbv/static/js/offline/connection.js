// Speaking with the server. An answer is ours only with the header X-Gnbv, and in JSON with app:"gnbv":
// a captive portal's 200 is not a yes. Throws problem('network' | 'timeout'); anything else is data.
import { problem } from './bytes.js';

export const SOON_MS = 6_000;
export const PATIENT_MS = 60_000;
// The slowest line that somebody who waits is held for: 32 kbit/s.
const BYTES_PER_MS = 4;
// Below this a text does not get smaller enough to be worth it.
const WORTH_PACKING = 1_400;
const waiting = new Set();
// Who hears of every answer that is ours: listener({path, cookies, status, date}).
export const listeners = new Set();

// Somebody waits now: what hangs is given up soon, but a long text still gets its time on a slow line.
export function hurry() {
  for (const shorten of waiting) shorten();
}

// The bytes of a text under gzip; null where the browser cannot or where it is not worth it.
export async function pack(text) {
  if (text.length < WORTH_PACKING || !globalThis.CompressionStream) return null;
  return new Response(new Blob([text]).stream().pipeThrough(new CompressionStream('gzip'))).arrayBuffer().catch(() => null);
}

// `packed`: the server takes this under gzip. `bytes`: what is no JSON is answered as bytes.
export async function ask(path, { method = 'GET', json, body, packed = false, bytes = false, headers = {}, cookies = true, limit = PATIENT_MS, redirect = 'manual' } = {}) {
  const stop = new AbortController();
  const plain = json ? JSON.stringify(json) : body;
  const small = packed ? await pack(plain) : null;
  const sent = small ?? plain;
  let timer = setTimeout(() => stop.abort(), limit);
  const until = performance.now() + limit;
  const shorten = () => {
    clearTimeout(timer);
    const patience = SOON_MS + (sent?.length ?? sent?.byteLength ?? 0) / BYTES_PER_MS;
    timer = setTimeout(() => stop.abort(), Math.min(patience, until - performance.now()));
  };
  waiting.add(shorten);
  try {
    const response = await fetch(path, {
      method, redirect, signal: stop.signal, cache: 'no-store', credentials: cookies ? 'same-origin' : 'omit',
      headers: { 'X-Gnbv': '1', Accept: 'application/json', ...json && { 'Content-Type': 'application/json' }, ...small && { 'Content-Encoding': 'gzip' }, ...headers },
      body: sent,
    });
    const header = response.headers.get('X-Gnbv') !== null;
    const isJson = /json/.test(response.headers.get('Content-Type') ?? '');
    // Ours, but broken off on the way: that is the network. A portal's page may be what it likes.
    const broken = error => { if (header) throw error; return null; };
    const data = method !== 'HEAD' && isJson ? await response.json().catch(broken) : null;
    const raw = bytes && header && response.ok && !isJson ? await response.arrayBuffer() : null;
    const marked = header && data?.app === 'gnbv';
    if (marked) for (const listener of listeners) listener({ path, cookies, status: response.status, date: response.headers.get('Date') });
    return { status: response.status, type: response.type, headers: response.headers, header, body: data, bytes: raw, marked, packed: Boolean(small) };
  } catch (error) {
    throw problem(stop.signal.aborted ? 'timeout' : 'network', { cause: error.message });
  } finally {
    waiting.delete(shorten);
    clearTimeout(timer);
  }
}
