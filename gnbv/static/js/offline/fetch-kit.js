// Brings the kit: full, by differences, or by a manifest when the scope changed. Every page is checked by
// count and hash before it is applied; a cut between pages goes on from the last page that was applied.
import { digest } from './canonical.js';
import { ask } from './connection.js';
import { problem } from './bytes.js';

const WANTED = 200;
const name = ({ type, id }) => `${type}/${id}`;

async function page(path, options) {
  const answer = await ask(path, options);
  if (!answer.marked) throw problem('captive');
  if (answer.status === 401) throw problem('sign_in');
  if (answer.status !== 200) throw problem('server', { status: answer.status, cause: answer.body?.cause ?? answer.body?.error });
  const { count, sha256, entries } = answer.body;
  if (entries?.length !== count || await digest(entries) !== sha256) throw problem('kit_damaged');
  return answer.body;
}


// `device` goes along so that the session of another person on this phone is answered with 401.
export async function fetchKit(kit, { device = '', used = async () => () => false, now = () => Date.now(), restarted = false } = {}) {
  const headers = { 'X-Gnbv-Device': device };
  const byCursor = cursor => page(`/sync/kit${cursor ? `?cursor=${encodeURIComponent(cursor)}` : ''}`, { headers });
  const half = kit.seen;
  let got = await byCursor(half?.cursor ?? kit.cursor);
  if (half && (got.mode !== half.mode || got.page !== half.page + 1)) {
    await kit.apply([], [], { seen: null }, await used());
    if (got.page !== 1) {
      if (restarted) throw problem('kit_pages');
      return fetchKit(kit, { device, used, now, restarted: true });
    }
  }
  if (!half && got.page !== 1) throw problem('kit_pages');
  const ids = new Set(half && got.page !== 1 ? half.ids : []);
  let changed = 0;
  const manifest = [];
  for (;;) {
    const whole = got.mode !== 'delta';
    if (whole) for (const entry of got.entries) ids.add(name(entry));
    const last = got.page === got.pages;
    const entries = got.mode === 'manifest' ? [] : got.entries;
    if (got.mode === 'manifest') manifest.push(...got.entries);
    if (last && manifest.length) changed += await fetchWanted(kit, manifest, await used(), headers, byCursor);
    const gone = whole && last ? kit.ids().filter(entry => !ids.has(name(entry))) : [];
    const removed = gone.concat(got.removed ?? []);
    const progress = last
      ? { cursor: got.cursor, today: got.today ?? null, at: now(), complete: true, seen: null }
      // A manifest is short and is asked again after a cut; pages with data are not.
      : { seen: got.mode === 'manifest' ? null : { cursor: got.cursor, mode: got.mode, page: got.page, ids: [...ids] } };
    if (entries.length || removed.length || last) await kit.apply(entries, removed, progress, await used());
    changed += entries.length + removed.length;
    if (last) return { changed };
    const before = got;
    got = await byCursor(got.cursor);
    if (got.page !== before.page + 1 || got.pages !== before.pages || got.mode !== before.mode) throw problem('kit_pages');
  }
}

async function fetchWanted(kit, manifest, used, headers, byCursor) {
  const want = manifest.filter(({ type, id, hash }) => kit.hashOf(type, id) !== hash).map(({ type, id }) => ({ type, id }));
  for (let from = 0; from < want.length; from += WANTED) {
    let got = await page('/sync/kit', { method: 'POST', headers, json: { want: want.slice(from, from + WANTED) } });
    await kit.apply(got.entries, [], {}, used);
    while (got.page < got.pages) {
      got = await byCursor(got.cursor);
      await kit.apply(got.entries, [], {}, used);
    }
  }
  return want.length;
}
