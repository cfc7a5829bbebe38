import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { PART_BYTES, Uploader } from '../../../gnbv/static/js/offline/attachments.js';
import { randomBytes } from 'node:crypto';
import { communeKey, freshDisk, freshLocks, Server, tab } from './world.mjs';

let page, uploader;
beforeEach(async () => {
  freshDisk();
  freshLocks();
  page = await tab({ key: (await communeKey()).entry });
  uploader = new Uploader(page);
});
const PHOTO = 3 * PART_BYTES + 100;
const random = size => new Uint8Array(randomBytes(size));
// A survey with photos that the server has accepted.
async function accepted(photos = [random(PHOTO)], refs = photos.map((_, i) => `page@${i}`)) {
  const draft = await page.drafts.start({ household: `h${photos.length}`, round: 'r', form: 'f', version: '1' });
  await draft.save({ addFiles: photos.map((bytes, i) => ({ ref: refs[i], type: 'image/jpeg', bytes: bytes.buffer })) });
  await draft.finish();
  await draft.close();
  await page.sender.send({ asked: true });
  return draft;
}
const whole = (server, path) => Buffer.concat(server.files.get(path).parts.map(part => Buffer.from(part)));
const left = async () => (await page.store.all('files')).map(({ state }) => state);

test('it uploads after the survey, in parts, bit for bit, then deletes', async () => {
  const server = new Server().install();
  const photo = random(PHOTO);
  const { survey, doc } = await accepted([photo]);
  assert.equal(server.files.size, 0);
  assert.deepEqual(await uploader.send(), { cause: null });
  const [path] = server.files.keys();
  assert.equal(path, `/sync/attachments/${survey}/page%400/${doc.files[0].sha256}`);
  assert.ok(whole(server, path).equals(Buffer.from(photo)));
  assert.equal(server.files.get(path).parts.length, 4);
  assert.deepEqual(await left(), []);
});

test('it uploads nothing of a survey that the server has not taken', async () => {
  const server = new Server({ judge: () => ({ outcome: 'rejected', cause: { code: 'x', vi: 'x', en: 'x' } }) }).install();
  await accepted();
  await uploader.send();
  assert.equal(server.requests.filter(({ path }) => path.includes('attachments')).length, 0);
  assert.deepEqual(await left(), ['finished']);
});

for (const fault of ['refuse', 'drop', 503, 429]) {
  test(`it continues after ${fault} where the server stopped, without sending a part twice`, async () => {
    const server = new Server().install();
    const photo = random(PHOTO);
    await accepted([photo]);
    server.faults = [null, null, fault];
    assert.ok((await uploader.send()).cause);
    assert.deepEqual(await left(), ['ready']);
    assert.deepEqual(await uploader.send(), { cause: null });
    const [path] = server.files.keys();
    assert.ok(whole(server, path).equals(Buffer.from(photo)));
    assert.deepEqual(await left(), []);
  });
}

test('it deletes on the word of HEAD when the last answer was lost', async () => {
  const server = new Server().install();
  await accepted([random(10)]);
  server.faults = [null, 'drop'];
  await uploader.send();
  assert.deepEqual(await left(), ['ready']);
  await uploader.send();
  assert.deepEqual(await left(), []);
  assert.equal(server.requests.filter(({ method }) => method === 'PUT').length, 1);
});

test('it never takes a captive portal for the ledger', async () => {
  const server = new Server().install();
  await accepted([random(10)]);
  server.faults = ['html'];
  assert.deepEqual(await uploader.send(), { cause: 'captive' });
  assert.deepEqual(await left(), ['ready']);
});

test('it uploads one by one and tells how far it is', async () => {
  new Server().install();
  const { id } = await accepted([random(10), random(20), random(30)]);
  const said = [];
  uploader.say = ({ progress }) => said.push(progress && [progress.item === id, progress.done, progress.of]);
  await uploader.send();
  assert.deepEqual(said, [[true, 0, 3], [true, 1, 3], [true, 2, 3], null]);
});

test('it uploads by the deposit token when the session is over', async () => {
  const server = new Server({ sessions: false }).install();
  await accepted([random(10)]);
  const real = globalThis.fetch;
  globalThis.fetch = async (url, options) => new Headers(options.headers).get('X-Gnbv-Deposit') === 'token' && options.credentials === 'omit'
    ? real(url, options) : new Response(null, { status: 401, headers: { 'X-Gnbv': '1' } });
  assert.deepEqual(await uploader.send(), { cause: null });
  assert.equal(server.files.size, 1);
  assert.deepEqual(await left(), []);
});

for (const status of [404, 413, 415, 422]) test(`it keeps a photo that the server will not have (${status}), goes on to the next, and tries again when asked`, async () => {
  const server = new Server().install();
  await accepted([random(10), random(20)]);
  const real = globalThis.fetch;
  globalThis.fetch = (url, options) => url.includes('page%400') && options.method === 'PUT'
    ? Promise.resolve(new Response(null, { status, headers: { 'X-Gnbv': '1' } })) : real(url, options);
  await uploader.send();
  assert.equal(server.files.size, 1);
  assert.deepEqual(await left(), ['refused']);
  globalThis.fetch = real;
  await uploader.send();
  assert.deepEqual(await left(), ['refused']);
  await uploader.send({ asked: true });
  assert.deepEqual([await left(), server.files.size], [[], 2]);
});

test('it sends each part once from two tabs', async () => {
  const server = new Server().install();
  await accepted([random(PHOTO)]);
  await Promise.all([uploader.send(), new Uploader(page).send()]);
  assert.equal(server.requests.filter(({ method }) => method === 'PUT').length, 4);
});

test('it waits while the phone is locked', async () => {
  const server = new Server().install();
  await accepted([random(10)]);
  page.vault.lock();
  assert.deepEqual(await uploader.send(), { cause: null });
  assert.equal(server.files.size, 0);
});
