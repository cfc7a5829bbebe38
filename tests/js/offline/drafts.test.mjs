import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { communeKey, digest, freshDisk, freshLocks, openEnvelope, tab, TestClock } from './world.mjs';

let commune;
beforeEach(async () => { freshDisk(); freshLocks(); commune = await communeKey(); });
const newTab = options => tab({ key: commune.entry, ...options });
const begin = page => page.drafts.start({ household: 'h1', round: 'r1', form: 'f', version: '1', label: { number: 'number-017', head: 'Lò Thị Dấu' } });

test('it has an answer on the disk when save resolves', async () => {
  const page = await newTab();
  const draft = await begin(page);
  await draft.save({ answers: { walls: 'brick' } });
  // A killed page releases nothing and says nothing: another process reads what the disk has.
  freshLocks();
  const other = await newTab();
  assert.deepEqual((await other.drafts.open(draft.id)).doc.answers, { walls: 'brick' });
});

test('it keeps the order of answers and joins those that come while one is being written', async () => {
  const page = await newTab();
  const draft = await begin(page);
  let writes = 0;
  const run = page.store.run.bind(page.store);
  page.store.run = (names, ...rest) => { writes += names.includes('drafts') ? 1 : 0; return run(names, ...rest); };
  const first = draft.save({ answers: { n: '0' } });
  await Promise.resolve().then(() => {});
  const rest = Array.from({ length: 50 }, (_, i) => draft.save({ answers: { n: String(i + 1) } }));
  await Promise.all([first, ...rest]);
  assert.ok(writes <= 2, `${writes} writes`);
  assert.equal((await page.drafts.list()).length, 1);
  await draft.close();
  assert.equal((await page.drafts.open(draft.id)).doc.answers.n, '50');
});

test('it resolves a joined save only after its own content is committed', async () => {
  const page = await newTab();
  const draft = await begin(page);
  draft.save({ answers: { n: '1' } });
  await new Promise(resolve => setImmediate(resolve));
  await draft.save({ answers: { n: '2' } });
  freshLocks();
  assert.equal((await (await newTab()).drafts.open(draft.id)).doc.answers.n, '2');
});

test('it stores a photo with its answer or neither', async () => {
  const page = await newTab();
  const draft = await begin(page);
  const run = page.store.run.bind(page.store);
  const full = new DOMException('full', 'QuotaExceededError');
  page.store.run = (names, mode, work) => run(names, mode, async (...stores) => {
    if (names.includes?.('files') && mode === 'readwrite') { await work(...stores); throw full; }
    return work(...stores);
  });
  const photo = new Uint8Array([1, 2, 3]).buffer;
  await assert.rejects(draft.save({ answers: { page: 'x.jpg' }, addFiles: [{ ref: 'page', type: 'image/jpeg', bytes: photo }] }), { code: 'quota' });
  page.store.run = run;
  freshLocks();
  const other = await newTab();
  assert.deepEqual((await other.drafts.open(draft.id)).doc.answers, {});
  assert.deepEqual(await other.store.all('files'), []);
  await draft.save({ answers: { page: 'x.jpg' }, addFiles: [{ ref: 'page', type: 'image/jpeg', bytes: photo }] });
  const [{ ref, sha256, size }] = draft.doc.files;
  assert.deepEqual([ref, size], ['page', 3]);
  assert.deepEqual(new Uint8Array(await draft.file(ref, sha256)), new Uint8Array([1, 2, 3]));
});

test('it removes a photo that was taken again', async () => {
  const page = await newTab();
  const draft = await begin(page);
  const add = byte => ({ ref: 'page', type: 'image/jpeg', bytes: new Uint8Array([byte]).buffer });
  await draft.save({ addFiles: [add(1)] });
  await draft.save({ removeFiles: draft.doc.files, addFiles: [add(2)] });
  assert.equal(draft.doc.files.length, 1);
  assert.equal((await page.store.all('files')).length, 1);
  assert.deepEqual(new Uint8Array(await draft.file('page', draft.doc.files[0].sha256)), new Uint8Array([2]));
});

test('it keeps one draft per household, also when two tabs begin at once', async () => {
  const [one, two] = [await newTab(), await newTab()];
  const [mine, theirs] = await Promise.all([begin(one), begin(two)]);
  assert.equal(mine.id, theirs.id);
  assert.equal((await one.drafts.list()).length, 1);
  assert.deepEqual([mine.readonly, theirs.readonly].sort(), [false, true]);
});

test('it lets a second tab read only, and tells it when the first is closed', async () => {
  const [one, two] = [await newTab(), await newTab()];
  const mine = await begin(one);
  const theirs = await two.drafts.open(mine.id);
  await assert.rejects(theirs.save({ answers: { a: '1' } }), { code: 'readonly' });
  const free = new Promise(resolve => two.bus.on('draft:writable', resolve));
  await mine.save({ answers: { a: '2' } });
  await mine.close();
  assert.equal((await free).id, mine.id);
  await theirs.close();
  const again = await two.drafts.open(mine.id);
  assert.deepEqual([again.readonly, again.doc.answers.a], [false, '2']);
  await assert.rejects(mine.save({ answers: { a: '3' } }), { code: 'readonly' });
});

test('it freezes into one envelope that only the commune opens', async () => {
  const page = await newTab();
  const draft = await begin(page);
  await draft.save({ answers: { name: 'Dấu'.normalize('NFD') } });
  const [id, same] = await Promise.all([draft.finish({ results: [{ class: 'poor' }] }), draft.finish()]);
  assert.equal(id, same);
  const [{ wire, state }] = await page.store.all('outbox');
  assert.deepEqual([state, wire.id, wire.kind, wire.subject, wire.payload], ['local', draft.id, 'survey', draft.survey, undefined]);
  const payload = JSON.parse(Buffer.from(await openEnvelope(commune.pair, wire.sealed, wire.id)));
  assert.equal(payload.answers.name, 'Dấu'.normalize('NFC'));
  assert.deepEqual(payload.results, [{ class: 'poor' }]);
  const { kind, subject, base, made_at, utc_offset } = wire;
  assert.equal(wire.sha256, await digest({ kind, subject, base, made_at, utc_offset, payload }));
  assert.match(made_at, /^2026-10-23T02:00:00\.000Z$/);
  await assert.rejects(draft.save({ answers: {} }), { code: 'readonly' });
  await draft.close();
  const reopened = await page.drafts.open(id);
  assert.deepEqual([reopened.state, reopened.readonly], ['finished', true]);
});

test('it lets no answer slip between the last save and freezing', async () => {
  const page = await newTab();
  const draft = await begin(page);
  await draft.save({ answers: { a: '1' } });
  const finishing = draft.finish();
  await assert.rejects(draft.save({ answers: { a: '2' } }), { code: 'readonly' });
  await finishing;
  assert.equal((await page.outbox.item(draft.id)).answers.a, '1');
});

test('it opens the draft again when freezing failed', async () => {
  const page = await newTab();
  const draft = await begin(page);
  page.kit.key = () => ({ kid: 'bad', jwk: { kty: 'EC', crv: 'P-256', x: 'AA', y: 'AA' } });
  await assert.rejects(draft.finish());
  delete page.kit.key;
  await draft.save({ answers: { a: '1' } });
  assert.equal(await draft.finish(), draft.id);
});

test('it corrects on a named base, and replaces what was refused', async () => {
  const page = await newTab();
  const draft = await begin(page);
  await draft.save({ answers: { a: '1' } });
  await draft.finish();
  await draft.close();
  const follow = await page.drafts.correctItem(draft.id);
  assert.deepEqual([follow.survey, follow.doc.base, follow.doc.answers.a], [draft.survey, draft.id, '1']);
  await follow.close();
  await page.drafts.discard(follow.id);
  await page.outbox.settle(draft.id, 'refused', { cause: { code: 'no_head', vi: 'Thiếu chủ hộ', en: 'No head' } });
  const better = await page.drafts.correctItem(draft.id);
  assert.equal(better.doc.base, null);
  await better.finish();
  assert.deepEqual((await page.outbox.list()).map(({ id }) => id), [better.id]);
});

test('it discards a draft with its photos, never one that is open elsewhere or finished', async () => {
  const page = await newTab();
  const draft = await begin(page);
  await draft.save({ addFiles: [{ ref: 'p', type: 'image/jpeg', bytes: new Uint8Array([1]).buffer }] });
  await assert.rejects(page.drafts.discard(draft.id), { code: 'readonly' });
  await draft.close();
  await page.drafts.discard(draft.id);
  assert.deepEqual([await page.store.all('drafts'), await page.store.all('files')], [[], []]);
  const other = await begin(page);
  await other.finish();
  await other.close();
  await assert.rejects(page.drafts.discard(other.id), { code: 'readonly' });
});

test('it leaves no name, label or answer readable on the disk', async () => {
  const page = await newTab();
  const draft = await begin(page);
  await draft.save({ answers: { head: 'PLANTED' }, addFiles: [{ ref: 'p', type: 'image/jpeg', bytes: Buffer.from('PLANTED').buffer }] });
  await draft.finish();
  await page.outbox.add('visit', 'h1', { note: 'PLANTED' }, { head: 'PLANTED' });
  for (const name of ['meta', 'kit', 'drafts', 'files', 'outbox', 'sent']) {
    for (const record of await page.store.all(name)) {
      const walk = value => value instanceof ArrayBuffer || ArrayBuffer.isView(value) ? Buffer.from(value).toString('latin1')
        : value && typeof value === 'object' ? Object.values(value).map(walk).join(' ') : String(value);
      assert.ok(!/PLANTED|Dấu|number-017/.test(walk(record)), name);
    }
  }
});

test('it stamps the day of the kit, not of the phone', async () => {
  const page = await newTab({ clock: new TestClock(Date.parse('2026-10-23T20:00:00Z')) });
  assert.equal((await begin(page)).doc.meta.today, '2026-10-24');
  page.clock.kitToday = '2026-01-02';
  const other = await page.drafts.start({ household: 'h2', round: 'r1', form: 'f', version: '1' });
  assert.equal(other.doc.meta.today, '2026-01-02');
});
