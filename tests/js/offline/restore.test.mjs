import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { fileKey } from '../../../gnbv/static/js/offline/file-box.js';
import { releasedKey } from '../../../gnbv/static/js/offline/release.js';
import { communeKey, copying, CopyServer, photo, Server } from './copy-world.mjs';
import { digest, entry, freshDisk, freshLocks, kitPage, openEnvelope, TestClock } from './world.mjs';

let server, copies, recovery, commune, clock, old, phones;

beforeEach(async () => {
  freshDisk();
  freshLocks();
  [clock, phones] = [new TestClock(), []];
  recovery = await communeKey();
  commune = await communeKey();
  server = new Server({ commune: commune.pair });
  copies = new CopyServer(recovery).install(server);
  old = await phone('d1');
});
afterEach(async () => { for (const one of phones) { one.copies.stop(); await one.close(); } });

// Another phone has Web Locks of its own.
async function phone(device, options = { key: commune.entry }) {
  freshLocks();
  const made = await copying(recovery, device, { clock, ...options });
  phones.push(made);
  return made;
}
const copied = async (from = old) => assert.deepEqual(await from.copies.round({ asked: true }), { cause: null });
async function begin(on, { household = 'h1', answers = { a: '1' }, photos = [], ...more } = {}) {
  const draft = await on.drafts.start({ household, round: 'r', form: 'f', version: '1', label: { head: 'X' }, ...more });
  await draft.save({ answers, addFiles: photos });
  return draft;
}
const contents = async (on, id) => (await on.drafts.open(id)).doc;

test('it brings drafts, finished work and photos bit for bit, under another key', async () => {
  const [one, two] = [photo(), photo()];
  const draft = await begin(old, { photos: [one] });
  const done = await begin(old, { household: 'h2', answers: { b: '2' }, photos: [two] });
  await done.finish();
  const wire = (await old.store.get('outbox', done.id)).wire;
  await copied();
  const next = await phone('d2');
  assert.deepEqual((await next.restore.offers()).map(({ device, drafts, items, files, begun }) => ({ device, drafts, items, files, begun })),
    [{ device: 'd1', drafts: 1, items: 1, files: 2, begun: false }]);
  const seen = [];
  const { drafts, items, files, unreadable, lacking } = await next.restore.take('d1', progress => seen.push(progress.done));
  assert.deepEqual({ drafts, items, files, unreadable, lacking }, { drafts: 1, items: 1, files: 2, unreadable: 0, lacking: 0 });
  assert.deepEqual(seen, [0, 1, 2, 3, 4, 5]);
  const { doc } = await next.drafts.open(draft.id);
  assert.deepEqual(doc, draft.doc);
  const file = doc.files[0];
  assert.deepEqual(new Uint8Array(await (await next.drafts.open(draft.id)).file(file.ref, file.sha256)), new Uint8Array(one.bytes));
  const item = await next.store.get('outbox', done.id);
  assert.deepEqual([item.wire, (await next.outbox.item(done.id)).answers], [wire, { b: '2' }]);
  assert.deepEqual((await next.outbox.list()).map(({ label, files: n, state }) => [label, n, state]), [[{ head: 'X' }, 1, 'local']]);
  const kept = await next.store.get('files', fileKey(done.survey, done.doc.files[0]));
  assert.deepEqual([kept.state, kept.item, kept.draft, Boolean(kept.wire)], ['finished', done.id, done.id, true]);
  assert.notDeepEqual((await next.store.get('drafts', draft.id)).sealed, (await old.store.get('drafts', draft.id)).sealed);
  assert.deepEqual([copies.releases, copies.taken, await next.restore.offers()], [1, ['d1'], []]);
  assert.equal(await next.store.get('meta', 'restore/d1'), undefined);
});

test('it sends what it brought once, also when the old phone lives and sends it later', async () => {
  const done = await begin(old, { photos: [photo()] });
  await done.finish();
  await copied();
  const next = await phone('d2');
  await next.restore.take('d1');
  await next.sender.send();
  await old.sender.send();
  assert.equal(server.items.size, 1);
  assert.deepEqual((await next.outbox.sent()).concat(await old.outbox.sent()).map(({ outcome }) => outcome), ['accepted', 'duplicate']);
  const opened = await openEnvelope(commune.pair, server.items.get(done.id).sealed, done.id);
  assert.deepEqual(JSON.parse(Buffer.from(opened)).answers, { a: '1' });
});

test('it loses nothing when both phones go on with one draft', async () => {
  const draft = await begin(old);
  await copied();
  const next = await phone('d2');
  await next.restore.take('d1');
  const there = await next.drafts.open(draft.id);
  await there.save({ answers: { a: 'new phone' } });
  await draft.save({ answers: { a: 'old phone' } });
  await there.finish();
  await draft.finish();
  await next.sender.send();
  await old.sender.send();
  assert.deepEqual((await next.outbox.sent()).map(({ outcome }) => outcome), ['accepted']);
  assert.deepEqual((await old.outbox.list()).map(({ state }) => state), ['conflict']);
  assert.deepEqual((await old.outbox.item(draft.id)).answers, { a: 'old phone' });
});

test('it goes on after every cut with one release of the key', async () => {
  const draft = await begin(old, { photos: [photo('a'), photo('b'), photo('c')] });
  await copied();
  const next = await phone('d2');
  server.faults = [null, null, null, 'refuse', null, null, 'drop', 'html', 503, null, null, 'refuse'];
  let tries = 0;
  for (;;) {
    try {
      await next.restore.take('d1');
      break;
    } catch (error) {
      assert.ok(['network', 'captive', 'server'].includes(error.code), error);
      assert.ok(++tries < 12);
      if (tries === 2) copies.fresh = false;
      if (tries === 1) assert.equal((await next.restore.offers())[0].begun, true);
    }
  }
  assert.ok(tries >= 4);
  assert.equal(copies.releases, 1);
  const { doc } = await next.drafts.open(draft.id);
  for (const { ref, sha256 } of doc.files) assert.ok(await (await next.drafts.open(draft.id)).file(ref, sha256));
});

test('it never replaces what was touched, finished or sent on this phone', async () => {
  const [kept, renewed, sent] = [await begin(old), await begin(old, { household: 'h2' }), await begin(old, { household: 'h3' })];
  await copied();
  const next = await phone('d2');
  await next.restore.take('d1');
  const here = await next.drafts.open(kept.id);
  await here.save({ answers: { a: 'touched here' } });
  await here.close();
  const leaving = await next.drafts.open(sent.id);
  await leaving.finish();
  await next.sender.send();
  clock.pass(120_000);
  for (const draft of [kept, renewed, sent]) await draft.save({ answers: { a: 'newer there' } });
  await copied();
  const { drafts, here: stayed } = await next.restore.take('d1');
  assert.deepEqual([drafts, stayed], [1, 2]);
  assert.deepEqual((await contents(next, kept.id)).answers, { a: 'touched here' });
  assert.deepEqual((await contents(next, renewed.id)).answers, { a: 'newer there' });
  assert.equal(await next.store.get('drafts', sent.id), undefined);
  const again = await next.restore.take('d1');
  assert.deepEqual([again.drafts, again.items, again.files, again.unreadable], [0, 0, 0, 0]);
});

test('it leaves a draft alone that is open in another tab', async () => {
  const draft = await begin(old);
  await copied();
  const next = await phone('d2');
  await next.restore.take('d1');
  const open = await next.drafts.open(draft.id);
  clock.pass(120_000);
  await draft.save({ answers: { a: 'newer there' } });
  await copied();
  assert.equal((await next.restore.take('d1')).drafts, 0);
  assert.deepEqual(open.doc.answers, { a: '1' });
});

test('it tells what it cannot read, and brings the rest', async () => {
  const [bad, good] = [await begin(old, { photos: [photo('a'), photo('b')] }), await begin(old, { household: 'h2' })];
  await copied();
  const broken = [...copies.records.values()];
  const lost = broken.find(({ kind, id }) => kind === 'file' && id.includes('/a/'));
  lost.body = null;
  const changed = broken.find(({ id }) => id === good.id);
  changed.body = Buffer.from(changed.body).fill(1, changed.body.length - 3);
  const swapped = broken.find(({ kind, id }) => kind === 'file' && id.includes('/b/'));
  swapped.body = Buffer.from('{}\n');
  swapped.hash = await digest('x');
  const next = await phone('d2');
  const count = await next.restore.take('d1');
  assert.deepEqual([count.drafts, count.files, count.unreadable, count.lacking], [1, 0, 2, 1]);
  assert.deepEqual([copies.taken, (await next.restore.offers()).length], [[], 1], 'what could not be read stays offered');
  assert.deepEqual((await contents(next, bad.id)).answers, { a: '1' });
});

test('it makes a draft of what was finished when its item is not in the copy', async () => {
  const done = await begin(old);
  await done.finish();
  await copied();
  for (const record of copies.of('d1')) if (record.kind === 'outbox') record.gone = true;
  const next = await phone('d2');
  assert.equal((await next.restore.take('d1')).drafts, 1);
  const draft = await next.drafts.open(done.id);
  assert.equal(draft.readonly, false);
  await draft.finish();
  assert.equal((await next.outbox.counts()).unsent, 1);
});

test('it keeps base, replaced item and the words of a refusal', async () => {
  const draft = await old.drafts.correct({ survey: { id: 's1', household: 'h1', round: 'r', revision: { id: 'rev1', form: 'f', version: '1', answers: { a: '0' }, meta: {} } }, label: {} });
  server.judge = () => ({ outcome: 'rejected', cause: { code: 'answers_invalid', vi: 'Sai số người', en: 'Wrong' } });
  const refused = await begin(old, { household: 'h2' });
  await refused.finish();
  await old.sender.send();
  await copied();
  const next = await phone('d2');
  await next.restore.take('d1');
  assert.deepEqual([(await contents(next, draft.id)).base, (await contents(next, draft.id)).survey], ['rev1', 's1']);
  const [row] = await next.outbox.list();
  assert.deepEqual([row.state, row.cause.vi], ['refused', 'Sai số người']);
  const corrected = await next.drafts.correctItem(refused.id);
  assert.equal(corrected.doc.replaces, refused.id);
});

test('it fetches a sheet that the kit does not carry any more, and says when there is none', async () => {
  await begin(old, { form: 'cu', version: '7' });
  await begin(old, { household: 'h2', form: 'mat', version: '1' });
  await copied();
  const data = { form: 'cu', version: '7', compiled: {}, fragments: {}, order: [], renderer: 1 };
  server.routes['/sync/kit'] = async ({ json }) => server.json(await kitPage(json.want[0].id === 'cu@7' ? [await entry('form', 'f-7', data)] : []));
  const next = await phone('d2');
  const { forms, drafts } = await next.restore.take('d1');
  assert.deepEqual([drafts, forms], [2, 1]);
  assert.deepEqual((await next.kit.form('cu', '7')).version, '7');
  assert.equal(await next.kit.form('mat', '1'), undefined);
});

test('it brings photos of a survey that was sent, and of a phone without the key of the commune', async () => {
  const sent = await begin(old, { photos: [photo('a')] });
  await sent.finish();
  await old.sender.send();
  await copied();
  const next = await phone('d2');
  assert.equal((await next.restore.take('d1')).files, 1);
  assert.deepEqual((await next.store.all('files')).map(({ state, wire }) => [state, Boolean(wire)]), [['ready', true]]);
});

test('a photo follows its survey that left while the photo was on its way here', async () => {
  const done = await begin(old, { photos: [photo()] });
  await done.finish();
  await copied();
  const next = await phone('d2');
  const { run } = next.store;
  next.store.run = async (names, mode, work) => {
    if (mode === 'readwrite' && [names].flat()[0] === 'files') {
      next.store.run = run;
      await next.sender.send({ asked: true });
    }
    return run.call(next.store, names, mode, work);
  };
  await next.restore.take('d1');
  assert.ok(server.items.has(done.id));
  assert.deepEqual((await next.store.all('files')).map(({ state }) => state), ['ready']);
});

test('it asks for the password again in the words of the commune, and for a network', async () => {
  await begin(old);
  await copied();
  const next = await phone('d2');
  copies.fresh = false;
  await assert.rejects(next.restore.take('d1'), error => error.code === 'fresh_sign_in' && error.detail.cause.vi === 'Cần nhập lại mật khẩu');
  server.faults = ['refuse'];
  await assert.rejects(next.restore.take('d1'), { code: 'network' });
  next.vault.lock();
  copies.fresh = true;
  await assert.rejects(next.restore.take('d1'), { code: 'locked' });
});

test('it opens this very phone after PIN and password were lost, and keeps its work', async () => {
  const draft = await begin(old);
  await draft.close();
  await old.copies.sender.vault();
  old.vault.lock();
  const raw = await releasedKey(old.owner, 'd1');
  await assert.rejects(old.vault.reopen(crypto.getRandomValues(new Uint8Array(32)), { pin: '654321', password: 'moi' }), { code: 'record_damaged' });
  await assert.rejects(old.vault.unlockWithPassword('moi'), { code: 'wrong_password' });
  await old.vault.reopen(raw, { pin: '654321', password: 'moi' });
  assert.deepEqual((await contents(old, draft.id)).answers, { a: '1' });
  old.vault.lock();
  await assert.rejects(old.vault.unlock('123456'), { code: 'wrong_pin' });
  await old.vault.unlock('654321');
  await old.vault.unlockWithPassword('moi');
});
