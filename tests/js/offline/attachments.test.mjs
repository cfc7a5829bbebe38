import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { FIRST_PART, Uploader } from '../../../gnbv/static/js/offline/attachments.js';
import { randomBytes } from 'node:crypto';
import { communeKey, freshDisk, freshLocks, Server, tab } from './world.mjs';

let page, uploader;
beforeEach(async () => {
  freshDisk();
  freshLocks();
  page = await tab({ key: (await communeKey()).entry });
  uploader = new Uploader(page);
});
// Parts of 1, 2 and 4 times the first, and a rest.
const PHOTO = 7 * FIRST_PART + 100;
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
const whole = (server, path) => server.files.get(path).whole;
const left = async () => (await page.store.all('files')).map(({ state }) => state);

test('it uploads after the survey, in parts, bit for bit, then deletes', async () => {
  const server = new Server().install();
  const photo = random(PHOTO);
  const { survey, doc } = await accepted([photo]);
  assert.equal(server.files.size, 0);
  assert.equal((await uploader.send()).cause, null);
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
    assert.equal((await uploader.send()).cause, null);
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
  assert.equal((await uploader.send()).cause, 'captive');
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
  assert.equal((await uploader.send()).cause, null);
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
  const [{ files, refusedFiles }] = await page.outbox.sent();
  assert.deepEqual([files, refusedFiles], [1, 1]);
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

test('it sends from a locked phone, and what only the PIN opens waits for it', async () => {
  const server = new Server().install();
  const photo = random(PHOTO);
  await accepted([photo, random(20)]);
  const [first, second] = await page.store.all('files');
  await page.store.put('files', { ...(first.file.size === 20 ? first : second), wire: null });
  page.vault.lock();
  assert.equal((await uploader.send()).cause, null);
  assert.equal(server.files.size, 1);
  assert.ok(whole(server, [...server.files.keys()][0]).equals(Buffer.from(photo)));
  assert.deepEqual(await left(), ['ready']);
  await page.vault.unlock('123456');
  await uploader.send();
  assert.deepEqual([server.files.size, await left()], [2, []]);
});

test('it sends what an older store sealed for this phone alone, before it is lifted', async () => {
  const server = new Server().install();
  const photo = random(PHOTO);
  await accepted([photo]);
  const [{ v, box, lock, wire, ...rest }] = await page.store.all('files');
  await page.store.put('files', { ...rest, sealed: await page.vault.sealBytes(`files/${rest.key}`, photo) });
  page.vault.lock();
  await uploader.send();
  assert.deepEqual([server.files.size, await left()], [0, ['ready']]);
  await page.vault.unlock('123456');
  await uploader.send();
  assert.ok(whole(server, [...server.files.keys()][0]).equals(Buffer.from(photo)));
  assert.deepEqual(await left(), []);
});

test('it sends no byte of a photo in the clear', async () => {
  const server = new Server().install();
  const photo = Buffer.alloc(5000, 'Lò Thị Dấu ');
  await accepted([new Uint8Array(photo)]);
  await uploader.send();
  assert.ok(server.requests.every(({ body }) => !body || !Buffer.from(body).includes('Dấu')));
  assert.ok(JSON.stringify(await page.store.all('files')).indexOf('Dấu') < 0);
  assert.ok(whole(server, [...server.files.keys()][0]).equals(photo));
});

test('it gives the photo itself to a commune that has lost its key, when the phone is open', async () => {
  const server = new Server({ commune: (await communeKey()).pair }).install();
  const photo = random(PHOTO);
  await accepted([photo]);
  page.vault.lock();
  await uploader.send();
  assert.deepEqual(await left(), ['refused']);
  await page.vault.unlock('123456');
  await uploader.send({ asked: true });
  assert.deepEqual(await left(), []);
  assert.ok(whole(server, [...server.files.keys()][0]).equals(Buffer.from(photo)));
});

test('its parts shrink on a line that breaks, grow on a good one, and every try brings a photo on', async () => {
  const server = new Server().install();
  await accepted([random(40 * FIRST_PART)]);
  server.faults = [null, 'refuse', null, 'refuse'];
  await uploader.send();
  assert.equal(uploader.part, FIRST_PART / 2);
  await uploader.send();
  assert.equal(uploader.part, FIRST_PART / 2);
  // A line that lets two requests through at a time.
  for (let tries = 0; (await left()).length; tries++) {
    assert.ok(tries < 12);
    server.faults = [null, null, 'refuse'];
    uploader.part = FIRST_PART * 8;
    await uploader.send();
  }
  assert.equal(server.files.size, 1);
});

test('it sends a photo once although three revisions name it, and none that the commune has', async () => {
  const server = new Server().install();
  const { id, survey, doc } = await accepted([random(10)]);
  const second = await page.drafts.start({ household: 'h', round: 'r', form: 'f', version: '1', survey, base: id, files: doc.files });
  await second.finish();
  await second.close();
  assert.deepEqual(await left(), ['ready']);
  await page.sender.send({ asked: true });
  await uploader.send();
  const third = await page.drafts.start({ household: 'h', round: 'r', form: 'f', version: '1', survey, base: second.id, files: doc.files });
  await third.finish();
  await third.close();
  await page.sender.send({ asked: true });
  await uploader.send();
  assert.equal(server.requests.filter(({ method }) => method === 'PUT').length, 1);
  assert.deepEqual(await left(), []);
});

test('it keeps the photos of a correction when the refused survey is removed, and drops those taken out', async () => {
  const server = new Server({ judge: () => ({ outcome: 'rejected', cause: { code: 'x', vi: 'x', en: 'x' } }) }).install();
  const { id } = await accepted([random(10), random(20)]);
  const correction = await page.drafts.correctItem(id);
  const [keep, drop] = correction.doc.files;
  await correction.save({ removeFiles: [drop] });
  await page.outbox.remove(id);
  assert.ok(await correction.file(keep.ref, keep.sha256));
  correction.doc.replaces = id;
  await correction.finish();
  await correction.close();
  server.judge = () => ({ outcome: 'accepted' });
  await page.sender.send({ asked: true });
  await uploader.send();
  assert.equal(server.files.size, 1);
});

// A line in a village, on a time of its own: 64 kbit/s, 600 ms there and back, gone every 30 s for 5 s. What was on
// its way then is lost.
function villageLine(server, seconds = { up: 30, down: 5 }) {
  const time = { ms: 0 };
  const real = globalThis.fetch;
  const period = 1000 * (seconds.up + seconds.down);
  globalThis.fetch = async (url, options) => {
    const begun = time.ms % period;
    const needs = 600 + (options.body?.byteLength ?? 0) / 8;
    if (begun + needs > 1000 * seconds.up) {
      time.ms += Math.max(0, 1000 * seconds.up - begun) + 500;
      throw new TypeError('network');
    }
    time.ms += needs;
    return real(url, options);
  };
  return time;
}

test('an evening of 20 photos goes through a line of 64 kbit/s that breaks every 30 seconds', async t => {
  const server = new Server().install();
  const photos = Array.from({ length: 20 }, () => random(139_000));
  await accepted(photos);
  const time = villageLine(server);
  t.mock.method(performance, 'now', () => time.ms);
  let tries = 0;
  while ((await left()).length) {
    assert.ok(++tries < 200);
    // As the page does: again after a short wait.
    if ((await uploader.send()).cause) time.ms += 5_000;
  }
  assert.equal(server.files.size, 20);
  for (const photo of photos) assert.ok([...server.files.values()].some(({ whole }) => whole.equals(Buffer.from(photo))));
  // The bytes alone take 350 s; breaks and what they cost come on top.
  t.diagnostic(`${Math.round(time.ms / 1000)} s, ${tries} tries`);
  assert.ok(time.ms < 650_000, `${Math.round(time.ms / 1000)} s`);
});

test('it does not let one photo that harms the server hold up the others', async () => {
  const server = new Server().install();
  await accepted([random(PHOTO), random(PHOTO), random(PHOTO)]);
  const harmful = server.requests.length;
  server.faults = [500];
  assert.equal((await uploader.send()).cause, 'server');
  const first = server.requests[harmful].path;
  await uploader.send();
  const tried = [...new Set(server.requests.slice(harmful + 1).map(({ path }) => path))];
  assert.deepEqual([tried.length, tried.at(-1)], [3, first]);
  assert.deepEqual(await left(), []);
});
