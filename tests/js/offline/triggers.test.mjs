// Each trigger alone makes the phone send: none of them is there always.
import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { Uploader } from '../../../gnbv/static/js/offline/attachments.js';
import { Sync, TAG } from '../../../gnbv/static/js/offline/sync.js';
import { communeKey, entry, freshDisk, freshLocks, kitPage, Server, tab } from './world.mjs';

let page, server, sync;
beforeEach(async () => {
  freshDisk();
  freshLocks();
  page = await tab({ key: (await communeKey()).entry });
  server = new Server().install();
  server.routes['/sync/kit'] = async () => server.json(await kitPage([await entry('me', 'u1', { id: 'u1', name: 'A' })]));
  sync = new Sync({ ...page, uploader: new Uploader(page) });
  globalThis.document = Object.assign(new EventTarget(), { hidden: true });
});
afterEach(async () => {
  sync.stop();
  while (sync.state().running) await new Promise(resolve => setImmediate(resolve));
  delete globalThis.document;
  page.close();
});

const arrived = () => new Promise(resolve => page.bus.on('sync', ({ running }) => !running && server.items.size && resolve(), {}));
// Something waits and the waiting time has not come: nothing but a trigger would send it.
async function stranded() {
  server.faults = ['refuse'];
  await page.outbox.add('visit', 'h1', { note: 'x' });
  while (!sync.state().nextAt || sync.state().running) await new Promise(resolve => setImmediate(resolve));
  assert.equal(server.items.size, 0);
}

test('it sends when the page is opened', async () => {
  await page.outbox.add('visit', 'h1', { note: 'x' });
  await sync.start();
  assert.equal(server.items.size, 1);
});

test('it sends when something is finished', async () => {
  await sync.start();
  const sent = arrived();
  await page.outbox.add('visit', 'h1', { note: 'x' });
  await sent;
});

test('it sends when the page is seen again after its waiting time, and not when it is hidden', async () => {
  await sync.start();
  await stranded();
  const before = server.requests.length;
  page.clock.pass(300_000);
  document.dispatchEvent(new Event('visibilitychange'));
  assert.equal(server.requests.length, before);
  const sent = arrived();
  document.hidden = false;
  document.dispatchEvent(new Event('visibilitychange'));
  await sent;
});

test('it sends when a person asks, whatever waits', async () => {
  await sync.start();
  await stranded();
  assert.equal((await sync.now()).cause, null);
  assert.equal(server.items.size, 1);
});

test('it asks the browser to come back where there is Background Sync, and lives where there is none', async () => {
  const asked = [];
  navigator.serviceWorker = { getRegistration: async () => ({ sync: { register: async tag => { asked.push(tag); throw new Error('not allowed'); } } }) };
  await sync.start();
  await stranded();
  assert.ok(asked.length && asked.every(tag => tag === TAG));
});

for (const [status, cause] of [[401, 'sign_in'], [403, 'sign_in'], [408, 'busy'], [429, 'busy'], [500, 'server'], [502, 'server'], [301, 'captive']]) {
  test(`it keeps what waits after a ${status} and says ${cause}`, async () => {
    server.routes['/sync'] = () => server.json({}, status);
    await page.outbox.add('visit', 'h1', { note: 'x' });
    assert.equal((await sync.now()).cause, cause);
    assert.equal((await page.outbox.counts()).unsent, 1);
    assert.equal(sync.state().signIn, cause === 'sign_in');
  });
}

// A line that breaks every half minute: a part of a photo gets through, the next one does not.
test('it tries a line again soon that carries something before each break, and waits longer for one that does not', async () => {
  const pause = async faults => {
    server.faults = faults;
    await sync.now();
    return sync.state().nextAt - page.clock.now();
  };
  await sync.start();
  const draft = await page.drafts.start({ household: 'h1', round: 'r', form: 'f', version: '1' });
  await draft.save({ addFiles: [{ ref: 'anh', type: 'image/jpeg', bytes: new Uint8Array(3_000_000).buffer }] });
  server.faults = [null, null, 'refuse'];
  await draft.finish();
  await draft.close();
  while (!sync.state().nextAt || sync.state().running) await new Promise(resolve => setImmediate(resolve));
  for (let broken = 0; broken < 6; broken++) assert.ok(await pause([null, null, 'refuse']) <= 5_000);
  for (let silent = 0; silent < 3; silent++) await pause(['refuse']);
  assert.ok(await pause(['refuse']) > 20_000);
});
