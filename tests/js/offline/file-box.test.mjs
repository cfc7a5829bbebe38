import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { beforeEach, test } from 'node:test';
import { text, utf8 } from '../../../gnbv/static/js/offline/bytes.js';
import { enclose, fileKey, lift, openFile, sealedHeader, sealedSize, wireOf } from '../../../gnbv/static/js/offline/file-box.js';
import { communeKey, freshDisk, freshLocks, openEnvelope, tab } from './world.mjs';

const { cases } = JSON.parse(readFileSync(new URL('../../parity/vectors/file-box.json', import.meta.url)));
const bytes = value => new Uint8Array(Buffer.from(value, 'base64url'));
const CURVE = { name: 'ECDH', namedCurve: 'P-256' };
const pair = async jwk => {
  const { d, ...open } = jwk;
  return { privateKey: await crypto.subtle.importKey('jwk', jwk, CURVE, true, ['deriveBits']), publicKey: await crypto.subtle.importKey('jwk', open, CURVE, true, []) };
};
beforeEach(() => { freshDisk(); freshLocks(); });

for (const { name, recipient, ephemeral, survey, ref, sha256, key, raw, plain, box, iv, wire, header } of cases) {
  test(`it boxes as the commune opens: ${name}`, async () => {
    assert.equal(fileKey(survey, { ref, sha256 }), key);
    const made = await enclose(key, bytes(plain), { raw: bytes(raw), iv: bytes(box.iv) });
    assert.ok(Buffer.from(made.box.ct).equals(Buffer.from(bytes(box.ct))));
    const fixed = { pair: await pair(ephemeral), iv: bytes(iv) };
    assert.deepEqual(await wireOf({ kid: wire.kid, jwk: recipient }, key, bytes(raw), fixed), wire);
    const record = { file: { size: bytes(plain).byteLength }, wire, box: made.box };
    assert.deepEqual([sealedHeader(record), sealedSize(record)], [header, bytes(box.ct).byteLength]);
  });
}

async function finished({ key }) {
  const page = await tab({ key });
  const draft = await page.drafts.start({ household: 'h', round: 'r', form: 'f', version: '1' });
  await draft.save({ addFiles: [{ ref: 'p', type: 'image/jpeg', bytes: utf8('ảnh').buffer }] });
  await draft.finish();
  await draft.close();
  return page;
}
const only = async page => (await page.store.all('files'))[0];

test('a photo has one box for life, no two alike, and gets the commune\'s key when it is finished', async () => {
  const { pair: commune, entry } = await communeKey();
  const page = await tab({ key: entry });
  const draft = await page.drafts.start({ household: 'h', round: 'r', form: 'f', version: '1' });
  const one = { type: 'image/jpeg', bytes: utf8('ảnh').buffer };
  await draft.save({ addFiles: [{ ref: 'p', ...one }, { ref: 'q', ...one }] });
  const before = await page.store.all('files');
  assert.notDeepEqual(before[0].box, before[1].box);
  assert.deepEqual(before.map(({ v, state, wire }) => [v, state, wire]), [[2, 'draft', null], [2, 'draft', null]]);
  await draft.finish();
  const after = await page.store.all('files');
  assert.deepEqual(after.map(({ box }) => box), before.map(({ box }) => box));
  for (const { key, wire } of after) assert.equal((await openEnvelope(commune, wire, key, 'gnbv file v1')).byteLength, 32);
  await draft.close();
});

test('a photo that was finished without a key of the commune gets one when there is one', async () => {
  const page = await finished({ key: null });
  assert.equal((await only(page)).wire, null);
  const { entry } = await communeKey();
  page.kit.key = () => entry;
  await lift(page);
  const lifted = await only(page);
  assert.equal(lifted.wire.kid, 'k1');
  await lift(page);
  assert.deepEqual(await only(page), lifted);
});

test('lifting goes on where it was cut off, and takes nothing from what changes meanwhile', async () => {
  const { entry } = await communeKey();
  const page = await finished({ key: entry });
  const { box, lock, wire, v, ...rest } = await only(page);
  const plain = utf8('ảnh').buffer;
  const old = async key => ({ ...rest, key, sealed: await page.vault.sealBytes(`files/${key}`, plain) });
  await page.store.run('files', 'readwrite', shelf => { shelf.clear(); });
  await page.store.put('files', await old('s/a/1'), await old('s/b/2'), await old('s/c/3'));
  const real = page.store.get.bind(page.store);
  page.store.get = async (name, key) => {
    if (key === 's/b/2') page.vault.lock();
    const record = await real(name, key);
    // Uploaded, or sent by another tab, while this one seals.
    if (key === 's/a/1') await page.store.put('files', { ...record, state: 'ready' });
    return record;
  };
  await assert.rejects(lift(page), { code: 'locked' });
  page.store.get = real;
  assert.deepEqual((await page.store.all('files')).map(one => [one.state, Boolean(one.wire), Boolean(one.sealed)]), [['ready', true, false], ['finished', false, true], ['finished', false, true]]);
  await page.vault.unlock('123456');
  for (const record of await page.store.all('files')) assert.equal(text(await openFile(page.vault, record)), 'ảnh');
  await page.store.delete('files', 's/c/3');
  await lift(page);
  for (const record of await page.store.all('files')) assert.deepEqual([record.v, text(await openFile(page.vault, record)), record.sealed], [2, 'ảnh', undefined]);
});

test('it opens no photo in another\'s place', async () => {
  const page = await finished({ key: null });
  const record = await only(page);
  await assert.rejects(openFile(page.vault, { ...record, key: 's/p/0' }), { code: 'record_damaged' });
  record.box = { ...record.box, ct: record.box.ct.slice(1) };
  await assert.rejects(openFile(page.vault, record), { code: 'record_damaged' });
});
