// Two uploaders, the page's (offline/attachments.js) and the service worker's, in the same trouble: both let a photo
// go by the server's ledger alone, and go on where the line broke.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { beforeEach, test } from 'node:test';
import { Uploader } from '../../../gnbv/static/js/offline/attachments.js';
import { Owners } from '../../../gnbv/static/js/offline/owners.js';
import { communeKey, freshDisk, freshLocks, Server, tab } from './world.mjs';
import { worker } from './worker-world.mjs';

beforeEach(() => { freshDisk(); freshLocks(); });
const UPLOADERS = {
  page: at => new Uploader(at).send(),
  worker: () => worker().fire('sync', { tag: 'gnbv-send' }).catch(() => 'later'),
};
const PHOTO = 200_000;

// A locked phone whose survey the commune has, with two photos on their way.
async function waiting() {
  const { store: name } = await new Owners().remember({ id: 'u1', username: 'rasoat', name: 'Ai' }, { device: 'd1', deposit: 'token' });
  const at = await tab({ name, key: (await communeKey()).entry });
  const draft = await at.drafts.start({ household: 'h1', round: 'r1', form: 'f', version: '1' });
  const photos = [new Uint8Array(randomBytes(PHOTO)), new Uint8Array(randomBytes(10))];
  await draft.save({ addFiles: photos.map((bytes, n) => ({ ref: `p@${n}`, type: 'image/jpeg', bytes: bytes.buffer })) });
  await draft.finish();
  await draft.close();
  new Server().install();
  await at.sender.send();
  at.vault.lock();
  const server = new Server({ sessions: false }).install();
  return { at, server, photos };
}
const arrived = (server, photos) => photos.every(photo => [...server.files.values()].some(({ whole }) => whole?.equals(Buffer.from(photo))));
const left = async at => (await at.store.all('files')).map(({ state }) => state);

for (const [who, send] of Object.entries(UPLOADERS)) {
  test(`the ${who} sends the photos of a locked phone, bit for bit, as their owner`, async () => {
    const { at, server, photos } = await waiting();
    await send(at);
    assert.ok(arrived(server, photos));
    assert.deepEqual(await left(at), []);
    for (const { headers, method, cookies } of server.requests.filter(({ path }) => path.includes('attachments'))) {
      assert.equal(headers.get('X-Gnbv-Device'), 'd1');
      if (who === 'worker') assert.deepEqual([headers.get('X-Gnbv-Deposit'), cookies], ['token', false]);
      assert.ok(method !== 'PUT' || headers.get('X-Gnbv-Sealed') && headers.get('Content-Type') === 'image/jpeg');
    }
  });

  for (const fault of ['refuse', 'drop', 'html', 503, 429]) {
    test(`the ${who} keeps a photo after ${fault} and goes on where the server stopped`, async () => {
      const { at, server, photos } = await waiting();
      server.faults = [null, null, null, fault];
      await send(at);
      assert.equal((await left(at)).length, 2);
      await send(at);
      assert.ok(arrived(server, photos));
      assert.deepEqual(await left(at), []);
      const sent = server.requests.filter(({ method }) => method === 'PUT').reduce((sum, { body }) => sum + body.byteLength, 0);
      assert.ok(sent < 1.8 * PHOTO, `${sent} bytes`);
    });
  }

  test(`the ${who} deletes on the word of HEAD, and never on a portal's`, async () => {
    const { at, server } = await waiting();
    server.faults = ['html'];
    await send(at);
    assert.equal((await left(at)).length, 2);
    server.faults = Array(9).fill(null).concat('drop');
    for (let tries = 0; (await left(at)).length; tries++) {
      assert.ok(tries < 5);
      await send(at);
    }
    assert.equal(server.files.size, 2);
  });

  test(`the ${who} keeps a photo that the server will not have, and sends the next`, async () => {
    const { at, server, photos } = await waiting();
    const real = globalThis.fetch;
    globalThis.fetch = (url, options) => String(url).includes('p%400') && options.method === 'PUT'
      ? Promise.resolve(new Response(null, { status: 413, headers: { 'X-Gnbv': '1' } })) : real(url, options);
    await send(at);
    assert.ok(arrived(server, [photos[1]]));
    assert.equal((await left(at)).length, 1);
  });

  test(`the ${who} stays away while another one sends photos`, async () => {
    const { at, server } = await waiting();
    let free;
    navigator.locks.request('gnbv-upload', {}, () => new Promise(resolve => { free = resolve; }));
    await send(at);
    assert.equal(server.files.size, 0);
    free();
  });

  test(`the ${who} leaves photos of a survey that the commune has not taken`, async () => {
    const { at, server } = await waiting();
    for (const record of await at.store.all('files')) await at.store.put('files', { ...record, state: 'finished' });
    await send(at);
    assert.equal(server.files.size, 0);
    assert.deepEqual(await left(at), ['finished', 'finished']);
  });
}

test('a page and a worker that send at once bring each photo once', async () => {
  const { at, server, photos } = await waiting();
  await Promise.all([UPLOADERS.page(at), UPLOADERS.worker()]);
  assert.ok(arrived(server, photos));
  assert.deepEqual(await left(at), []);
});
