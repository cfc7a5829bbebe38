// The service worker: one classic file, no imports. It keeps the shell of /app and, when the network comes back
// while no page is open, sends finished items. It never touches what a page posts.
// Its address is /sw.js?v=<version of the whole shell>: another version is another worker.
'use strict';

const VERSION = new URL(self.location.href).searchParams.get('v') ?? '';
const PREFIX = 'gnbv-shell-';
const CACHE = PREFIX + VERSION;
const SHELL = '/app';

// Installing: all of the shell or nothing. A file that is missing, another's or changed on the way stops it,
// and the worker before goes on.
self.addEventListener('install', event => event.waitUntil(install()));

async function install() {
  const answer = await fetch('/app/shell.json', { cache: 'no-store' });
  const list = await answer.json();
  if (list.app !== 'gnbv' || list.version !== VERSION) throw new Error('shell_changed');
  await caches.delete(CACHE);
  const cache = await caches.open(CACHE);
  try {
    await Promise.all(list.files.map(async ({ url, sha256 }) => {
      const response = await fetch(url, { cache: 'no-cache', redirect: 'error' });
      if (!response.ok) throw new Error(`shell_status ${url}`);
      if (sha256 ? await hash(response.clone()) !== sha256 : !response.headers.has('X-Gnbv')) throw new Error(`shell_damaged ${url}`);
      await cache.put(url, response);
    }));
  } catch (error) {
    await caches.delete(CACHE);
    throw error;
  }
}

async function hash(response) {
  const bytes = new Uint8Array(await crypto.subtle.digest('SHA-256', await response.arrayBuffer()));
  return Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join('');
}

// Waiting ends only when the page says that no form is open.
self.addEventListener('message', event => {
  if (event.data?.type === 'activate') event.waitUntil(self.skipWaiting());
});

// Old shells go. Forms, kit and drafts are in IndexedDB and are not touched by a version. The page that brought the
// first worker is taken over: the network may be gone before it needs the files that come later.
self.addEventListener('activate', event => event.waitUntil((async () => {
  for (const name of await caches.keys()) if (name.startsWith(PREFIX) && name !== CACHE) await caches.delete(name);
  await self.clients.claim();
})()));

self.addEventListener('fetch', event => {
  const { request } = event;
  const url = new URL(request.url);
  // Only reading, and only ours: a POST has its own store in the page.
  if (request.method !== 'GET' || url.origin !== self.location.origin) return;
  // Every address inside the field document is the same document.
  const inApp = url.pathname === SHELL || url.pathname.startsWith(`${SHELL}/`);
  if (request.mode === 'navigate') {
    if (inApp) event.respondWith(shell(SHELL, request));
    return;
  }
  // Shell files by this version's cache only: caches.match() would search old versions too.
  if (url.pathname.startsWith('/static/') || url.pathname === '/manifest.webmanifest') event.respondWith(shell(request, request));
});

async function shell(key, request) {
  const cache = await caches.open(CACHE);
  return await cache.match(key) ?? fetch(request);
}

// The network is back, perhaps with no page open and the phone locked: the envelopes need no PIN.
self.addEventListener('sync', event => {
  if (event.tag === 'gnbv-send') event.waitUntil(send());
});

// Photos follow their survey. Whoever sends already, a page or a worker, goes on alone.
async function send() {
  await navigator.locks.request('gnbv-send', { ifAvailable: true }, lock => lock && forEachOwner(sendFor));
  await navigator.locks.request('gnbv-upload', { ifAvailable: true }, lock => lock && forEachOwner(uploadFor));
}

// What a slow line carries before it breaks (offline/batch-size.js), and the longest wait there is (offline/backoff.js):
// one that seems longer was written by a clock that has been set back since.
const MOST_ITEMS = 50;
const MOST_BYTES = 96_000;
const LONGEST_MS = 300_000;
const isOver = until => until <= Date.now() || until > Date.now() + LONGEST_MS;
const DELETE = ['accepted', 'duplicate', 'held'];

async function forEachOwner(work) {
  const directory = await open('gnbv');
  const owners = directory ? await all(directory, 'owners') : [];
  directory?.close();
  let failed = null;
  for (const owner of owners.filter(({ key }) => key.startsWith('owner:'))) {
    const db = await open(owner.store);
    if (!db) continue;
    try {
      await work(db, owner);
    } catch (error) {
      failed = error;
    } finally {
      db.close();
    }
  }
  // A refused promise makes the browser try again later.
  if (failed) throw failed;
}

// What the page's sender does (offline/sender.js), less what needs the key or a person: here an item only leaves by
// a yes. Refusals and conflicts stay as they are; the page asks again and hears the words.
async function sendFor(db, { device, deposit }) {
  const tried = new Set();
  for (let limit = MOST_ITEMS; ;) {
    const kept = (await all(db, 'outbox')).sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));
    const here = new Set(kept.flatMap(({ id, kind, state, wire }) => kind === 'household' && state !== 'conflict' ? [id, wire.subject] : [id]));
    let bytes = 0;
    const items = kept
      .filter(({ id, kind, state, nextAt, wire, after }) => state === 'local' && wire.sealed && !tried.has(id) && isOver(nextAt)
        && !here.has(wire.base) && !here.has(after) && (kind === 'household' || !here.has(wire.subject)))
      .slice(0, limit).filter(({ size }, at) => (bytes += size) <= MOST_BYTES || at === 0);
    if (!items.length) return;
    await write(db, ['outbox'], outbox => {
      for (const item of items) outbox.put({ ...item, tries: item.tries + 1, lastAt: Date.now() });
    });
    const verdict = judge(await post({ device, deposit, sent_at: new Date().toISOString(), items: items.map(({ wire }) => wire) }), items.map(({ id }) => id));
    if (verdict.go === 'split' || verdict.go === 'halve') { limit = Math.max(1, Math.floor(items.length / 2)); continue; }
    if (verdict.go === 'sign_in') return;
    if (verdict.go !== 'ok') throw new Error(verdict.cause);
    for (const { id } of items) tried.add(id);
    for (const result of verdict.outcomes) {
      const item = items.find(({ id }) => id === result?.id);
      if (item && DELETE.includes(result.outcome)) await settle(db, item, result.outcome);
    }
    new BroadcastChannel('gnbv').postMessage({ name: 'outbox', detail: {} });
  }
}

// The owner's token and no cookie: the session in this browser may be another person's.
async function post(body) {
  const response = await fetch('/sync', { method: 'POST', credentials: 'omit', redirect: 'manual', cache: 'no-store', signal: AbortSignal.timeout?.(60_000),
    headers: { 'Content-Type': 'application/json', 'X-Gnbv': '1' }, body: JSON.stringify(body) });
  const data = await response.json().catch(() => null);
  return { status: response.status, marked: response.headers.has('X-Gnbv') && data?.app === 'gnbv', body: data };
}

// The copy of offline/outcomes.js: both obey tests/parity/vectors/outcomes.json.
function judge({ status, marked, body }, ids) {
  if (!marked) return { go: 'wait', cause: 'captive' };
  if (status === 200) return Array.isArray(body?.outcomes) ? { go: 'ok', outcomes: body.outcomes } : { go: 'wait', cause: 'server' };
  if (status === 401 || status === 403) return { go: 'sign_in', cause: 'sign_in' };
  if (status === 429 || status === 408) return { go: 'wait', cause: 'busy' };
  if (status >= 500) return { go: ids.length > 1 ? 'halve' : 'wait', cause: 'server' };
  if (status < 400) return { go: 'wait', cause: 'captive' };
  if (ids.length > 1) return { go: 'split' };
  const cause = body?.cause ?? body?.error ?? { code: status === 413 ? 'too_big' : 'rejected' };
  return { go: 'ok', outcomes: [{ id: ids[0], outcome: status === 409 ? 'conflict' : 'rejected', cause }] };
}

const settle = (db, { id, kind, wire, label }, outcome) => write(db, ['outbox', 'drafts', 'files', 'sent'], (outbox, drafts, files, sent) => {
  outbox.delete(id);
  drafts.delete(id);
  files.openCursor().onsuccess = ({ target: { result: cursor } }) => {
    if (!cursor) return;
    if (cursor.value.item === id) cursor.update({ ...cursor.value, state: 'ready' });
    cursor.continue();
  };
  if (!['progress', 'access', 'reading'].includes(kind)) sent.put({ id, kind, subject: wire.subject, outcome, at: Date.now(), label });
});

// What the page's uploader does (offline/attachments.js), less what needs the key: a photo leaves by the ledger's word
// alone, 201 or HEAD with the whole size. What is refused is left to the page.
const PART_BYTES = 32_768;

async function uploadFor(db, owner) {
  for (const key of await ask(db, 'files', files => files.getAllKeys())) {
    const record = await ask(db, 'files', files => files.get(key));
    if (record?.state !== 'ready' || !record.wire || !await upload(record, owner)) continue;
    await write(db, ['files'], files => files.delete(key));
    new BroadcastChannel('gnbv').postMessage({ name: 'outbox', detail: {} });
  }
}

async function upload({ survey, file: { ref, sha256, type }, wire: { kid, epk, iv, ct }, box }, { device, deposit }) {
  const size = box.ct.byteLength;
  const sealed = base64url(JSON.stringify({ kid, epk, iv, ct, box: base64url(String.fromCharCode(...new Uint8Array(box.iv))) }));
  const hand = (method, more, body) => fetch(`/sync/attachments/${survey}/${encodeURIComponent(ref)}/${sha256}`, {
    method, body, credentials: 'omit', redirect: 'manual', cache: 'no-store', signal: AbortSignal.timeout?.(60_000),
    headers: { 'X-Gnbv': '1', 'X-Gnbv-Device': device, 'X-Gnbv-Deposit': deposit, 'X-Gnbv-Sealed': sealed, ...more } });
  let answer = await hand('HEAD');
  for (let reached = -1; ;) {
    const { status, headers } = answer;
    if (!headers.has('X-Gnbv')) throw new Error('captive');
    if (status === 408 || status === 429 || status >= 500) throw new Error('server');
    const at = Number(headers.get('Upload-Offset') ?? 0);
    if (status === 201 || status === 200 && at === size) return true;
    // HEAD's 404 means that nothing is there yet; 409 says where to go on.
    if (status >= 300 && status !== 409 && (status !== 404 || reached >= 0) || at <= reached) return false;
    reached = at;
    const part = box.ct.slice(at, at + PART_BYTES);
    answer = await hand('PUT', { 'Content-Type': type, 'Content-Range': `bytes ${at}-${at + part.byteLength - 1}/${size}` }, part);
  }
}

const base64url = text => btoa(text).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');

// null when there is no such store: the worker never makes one, nor lifts its version.
function open(name) {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(name);
    request.onupgradeneeded = () => request.transaction.abort();
    request.onsuccess = () => {
      request.result.onversionchange = () => request.result.close();
      resolve(request.result);
    };
    request.onerror = () => request.error?.name === 'AbortError' ? resolve(null) : reject(request.error);
  });
}

const all = (db, name) => ask(db, name, store => store.getAll());

function ask(db, name, question) {
  return new Promise((resolve, reject) => {
    const request = question(db.transaction(name).objectStore(name));
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

function write(db, names, work) {
  return new Promise((resolve, reject) => {
    const tx = db.transaction(names, 'readwrite', { durability: 'strict' });
    tx.oncomplete = resolve;
    tx.onabort = () => reject(tx.error ?? new Error('aborted'));
    work(...names.map(name => tx.objectStore(name)));
  });
}
