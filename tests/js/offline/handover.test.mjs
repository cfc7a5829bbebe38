import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { beforeEach, test } from 'node:test';
import { sha256, utf8 } from '../../../gnbv/static/js/offline/bytes.js';
import { FILE } from '../../../gnbv/static/js/offline/file-box.js';
import { Handover, nameOf, proofOf } from '../../../gnbv/static/js/offline/handover.js';
import { finish, freshPhone, serve } from './finished.mjs';
import { openEnvelope, tab } from './world.mjs';

let commune, page, handover;
beforeEach(async () => {
  ({ commune, page } = await freshPhone());
  handover = new Handover(page);
});
const photo = () => new Uint8Array(randomBytes(5000)).buffer;
const finished = (household, addFiles = [], at = page) => finish(at, household, { addFiles });
const read = async made => (await made.file.text()).trimEnd().split('\n').map(text => JSON.parse(text));
const decoded = text => new Uint8Array(Buffer.from(text, 'base64url'));

test('it carries everything that is finished, in the order of making, and nothing else', async () => {
  const bytes = photo();
  const first = await finished('h1', [{ ref: 'page', type: 'image/jpeg', bytes }]);
  page.clock.pass(1000);
  const second = await finished('h2');
  const open = await page.drafts.start({ household: 'h3', round: 'r1', form: 'f', version: '1' });
  await open.save({ addFiles: [{ ref: 'page', type: 'image/jpeg', bytes: photo() }] });
  const made = await handover.make();
  assert.deepEqual([made.ids, made.items, made.files, made.left], [[first.id, second.id], 2, 1, 0]);
  const [head, ...rest] = await read(made);
  assert.deepEqual(head, { app: 'gnbv', handover: 1, device: 'd1', made_at: head.made_at, items: 2, files: 1 });
  assert.deepEqual(rest.map(line => Object.keys(line)[0]), ['item', 'item', 'file', 'end']);
  const { item } = rest[0];
  assert.equal(item.payload, undefined);
  const payload = JSON.parse(Buffer.from(await openEnvelope(commune.pair, item.sealed, item.id)).toString());
  assert.deepEqual(payload.answers, { household: 'h1' });
  const { file } = rest[2];
  const key = `${file.survey}/${file.ref}/${file.sha256}`;
  const raw = await openEnvelope(commune.pair, file.sealed, key, FILE);
  const aes = await crypto.subtle.importKey('raw', raw, 'AES-GCM', false, ['decrypt']);
  const plain = await crypto.subtle.decrypt({ name: 'AES-GCM', iv: decoded(file.sealed.box), additionalData: utf8(key) }, aes, decoded(file.bytes));
  assert.equal(await sha256(plain), await sha256(bytes));
});

test('what was corrected comes before its correction, also when the clock was set back between the two', async () => {
  const first = await finished('h1');
  page.clock.pass(-86_400_000);
  // The first may have arrived: the correction stands on it.
  const sent = await page.store.get('outbox', first.id);
  await page.store.put('outbox', { ...sent, tries: 1 });
  const second = await page.drafts.correctItem(first.id);
  await second.save({ answers: { household: 'h1', more: '1' } });
  await second.finish();
  assert.equal((await page.store.get('outbox', second.id)).wire.base, first.id);
  assert.deepEqual((await handover.make()).ids, [first.id, second.id]);
});

test('it proves all lines with the token, as the office reckons it', async () => {
  await finished();
  const lines = (await (await handover.make()).file.text()).trimEnd().split('\n');
  const hashes = await Promise.all(lines.slice(0, -1).map(line => sha256(utf8(line))));
  assert.deepEqual(JSON.parse(lines.at(-1)).end, await proofOf(hashes, 'token'));
  const vector = JSON.parse(readFileSync(new URL('../../parity/vectors/handover.json', import.meta.url)));
  assert.deepEqual(await proofOf(await Promise.all(vector.lines.map(line => sha256(utf8(line)))), vector.deposit), vector.end);
});

test('it makes the file on a locked phone', async () => {
  await finished('h1', [{ ref: 'page', type: 'image/jpeg', bytes: photo() }]);
  page.vault.lock();
  const made = await handover.make();
  assert.deepEqual([made.items, made.files, made.left], [1, 1, 0]);
});

test('it seals what was finished before there was a key, and says what cannot go', async () => {
  const early = await tab({ name: 'gnbv-early' });
  const given = new Handover(early);
  await finished('h1', [{ ref: 'page', type: 'image/jpeg', bytes: photo() }], early);
  await assert.rejects(given.make(), { code: 'nothing_to_give', detail: { left: 2 } });
  early.kit.key = () => commune.entry;
  const made = await given.make();
  assert.deepEqual([made.items, made.files, made.left], [1, 1, 0]);
});

test('it leaves everything on the phone, notes the time, and goes on sending', async () => {
  await finished();
  const before = await page.store.all('outbox');
  const { ids } = await handover.make();
  assert.deepEqual(await page.store.all('outbox'), before);
  await handover.given(ids);
  const [row] = await page.outbox.list();
  assert.deepEqual([row.state, row.handed, row.label], ['local', page.clock.now(), { number: 'h1' }]);
  const server = serve({ judge: () => ({ outcome: 'duplicate' }) });
  await page.sender.send({ asked: true });
  assert.equal(server.posts().length, 1);
  assert.deepEqual(await page.outbox.list(), []);
});

test('it has nothing to give from an empty outbox, nor without a token', async () => {
  await assert.rejects(handover.make(), { code: 'nothing_to_give' });
  page.owner.deposit = null;
  await assert.rejects(handover.make(), { code: 'sign_in' });
});

test('it carries photos whose survey has left already, and no conflict', async () => {
  const draft = await finished('h1', [{ ref: 'page', type: 'image/jpeg', bytes: photo() }]);
  const rival = await finished('h2');
  serve({ judge: ({ id }) => ({ outcome: id === draft.id ? 'accepted' : 'conflict' }) });
  await page.sender.send({ asked: true });
  const made = await handover.make();
  assert.deepEqual([made.items, made.files], [0, 1]);
  assert.deepEqual((await page.outbox.list()).map(({ id }) => id), [rival.id]);
});

test('it names the file by the time in Viet Nam', () => {
  assert.equal(nameOf(Date.parse('2026-10-23T17:42:10Z')), 'giao-phieu-20261024-0042.gnbv');
});
