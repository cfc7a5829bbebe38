// Brings the kit: full, by differences, or by a manifest when the scope changed. Every page is checked by count and
// hash before it is applied; a cut between pages goes on from the last page that was applied. At the end the whole is
// checked too: what lacks is asked for by name.
import { digest } from './canonical.js';
import { ask } from './connection.js';
import { problem } from './bytes.js';

const WANTED = 200;
// Somebody waits for the sheet: 100 KB on a slow line.
const SHEET_MS = 20_000;
// A difference may have come between: after what lacked was fetched, one more look before it is called incomplete.
const ROUNDS = 3;
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

// A page that was damaged on the way is thrown away and asked for once more.
const sound = (path, options) => page(path, options).catch(error => {
  if (error.code !== 'kit_damaged') throw error;
  return page(path, options);
});

const want = (headers, wanted, more) => sound('/sync/kit', { method: 'POST', headers, json: { want: wanted }, ...more });

// `device` goes along so that the session of another person on this phone is answered with 401.
// `onpage({done, of})` counts households while a whole kit comes.
export async function fetchKit(kit, { device = '', used = async () => () => false, now = () => Date.now(), onpage = () => {} } = {}) {
  const headers = { 'X-Gnbv-Device': device };
  const given = { kit, used, now, onpage, headers, by: asked => sound(`/sync/kit?${new URLSearchParams(asked)}`, { headers }) };
  let changed = 0;
  for (let round = 1; ; round++) {
    const got = await bring(given, round === 2);
    changed += got.changed;
    // A commune that says nothing of the whole is an older one.
    if (!got.whole || (await kit.whole()).sha256 === got.whole.sha256) return { changed };
    if (round === ROUNDS) {
      await kit.apply([], [], { complete: false }, await used());
      throw problem('kit_incomplete', { here: (await kit.whole()).counts, there: got.whole.counts });
    }
  }
}

async function bring(given, byManifest, restarted = false) {
  const { kit, used, now, onpage, by } = given;
  const half = byManifest ? null : kit.seen;
  let got = await by(byManifest ? { cursor: kit.cursor ?? '', manifest: 1 } : half?.cursor ?? kit.cursor ? { cursor: half?.cursor ?? kit.cursor } : {});
  if (half && (got.mode !== half.mode || got.page !== half.page + 1)) {
    await kit.apply([], [], { seen: null }, await used());
    if (got.page !== 1) {
      if (restarted) throw problem('kit_pages');
      return bring(given, false, true);
    }
  }
  if (!half && got.page !== 1) throw problem('kit_pages');
  // A whole download has a number; what does not bear it at the end is no longer in the scope.
  const run = got.mode !== 'full' ? kit.run : half && got.page !== 1 ? half.run : kit.run + 1;
  const manifest = [];
  let changed = 0;
  for (;;) {
    const last = got.page === got.pages;
    const entries = got.mode === 'manifest' ? [] : got.entries;
    if (got.mode === 'manifest') manifest.push(...got.entries);
    if (last && manifest.length) changed += await fetchWanted(given, manifest);
    // What a whole kit no longer names goes with its last page.
    if (last && got.mode === 'full') await kit.apply(entries, [], { run }, await used());
    const named = new Set(manifest.map(name));
    const gone = !last ? [] : got.mode === 'full' ? kit.olderThan(run) : got.mode === 'manifest' ? kit.ids().filter(entry => !named.has(name(entry))) : [];
    const removed = gone.concat(got.removed ?? []);
    const progress = last
      ? { run, cursor: got.cursor, today: got.today ?? null, at: now(), complete: true, seen: null }
      // A manifest is short and is asked again after a cut; pages with data are not.
      : { run, seen: got.mode === 'manifest' ? null : { cursor: got.cursor, mode: got.mode, page: got.page, run } };
    if (entries.length || removed.length || last) await kit.apply(last && got.mode === 'full' ? [] : entries, removed, progress, await used());
    changed += entries.length + removed.length;
    if (got.mode === 'full') onpage({ done: kit.rows().length, of: got.whole?.counts?.household ?? 0, last });
    if (last) return { changed, whole: got.whole };
    const before = got;
    got = await by({ cursor: got.cursor });
    if (got.page !== before.page + 1 || got.pages !== before.pages || got.mode !== before.mode) throw problem('kit_pages');
  }
}

async function fetchWanted({ kit, used, headers, by }, manifest) {
  const wanted = manifest.filter(({ type, id, hash }) => kit.hashOf(type, id) !== hash).map(({ type, id }) => ({ type, id }));
  for (let from = 0; from < wanted.length; from += WANTED) {
    let got = await want(headers, wanted.slice(from, from + WANTED));
    await kit.apply(got.entries, [], {}, await used());
    while (got.page < got.pages) {
      got = await by({ cursor: got.cursor });
      await kit.apply(got.entries, [], {}, await used());
    }
  }
  return wanted.length;
}

// One version of a sheet by the names a draft has. It stays in the library while a draft uses it.
export async function fetchForm(form, version, device) {
  const { entries } = await want({ 'X-Gnbv-Device': device }, [{ type: 'form', id: `${form}@${version}` }], { limit: SHEET_MS });
  const entry = entries.find(({ type, data }) => type === 'form' && data.form === form && data.version === version);
  if (!entry) throw problem('unknown_form');
  return entry;
}
