import assert from 'node:assert/strict';
import { afterEach, beforeEach, mock, test } from 'node:test';
import { Uploader } from '../../../gnbv/static/js/offline/attachments.js';
import { Sync } from '../../../gnbv/static/js/offline/sync.js';
import { communeKey, entry, freshDisk, freshLocks, kitPage, Server, tab } from './world.mjs';

let page, server, sync, said;
beforeEach(async () => {
  freshDisk();
  freshLocks();
  page = await tab({ key: (await communeKey()).entry });
  server = new Server().install();
  server.routes['/sync/kit'] = async () => server.json(await kitPage([await entry('household', 'h1', { id: 'h1', number: 1, head: 'A', village: 'v' })], { today: '2026-10-23' }));
  sync = new Sync({ ...page, uploader: new Uploader(page) });
  said = [];
  page.bus.on('sync', state => said.push(state));
});
afterEach(() => { sync.stop(); page.close(); });
const paths = () => server.requests.map(({ path }) => path);

test('it sends first, then photos, then asks for the kit, and tells the day', async () => {
  const draft = await page.drafts.start({ household: 'h1', round: 'r', form: 'f', version: '1' });
  await draft.save({ addFiles: [{ ref: 'p', type: 'image/jpeg', bytes: new Uint8Array([1, 2]).buffer }] });
  await draft.finish();
  assert.equal((await sync.now()).cause, null);
  assert.deepEqual(paths().map(path => path.split('/').slice(0, 3).join('/')), ['/sync', '/sync/attachments', '/sync/attachments', '/sync/kit']);
  assert.deepEqual([page.clock.today(), page.kit.rows().length, sync.state().running], ['2026-10-23', 1, false]);
  assert.ok(said.some(({ sending }) => sending.includes(draft.id)));
  assert.ok(said.some(({ progress }) => progress?.of === 1));
});

test('it asks for the kit at most once a minute, but always when a person asks', async () => {
  for (let i = 0; i < 3; i++) await sync.now({ asked: false });
  assert.equal(paths().length, 1);
  await sync.now();
  assert.equal(paths().length, 2);
  page.clock.pass(60_001);
  await sync.now({ asked: false });
  assert.equal(paths().length, 3);
});

test('it says why and when it tries again, and does', async t => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  server.faults = ['refuse'];
  await page.outbox.add('visit', 'h1', { note: 'x' });
  await sync.now({ asked: false });
  const { cause, nextAt, okAt, running } = sync.state();
  assert.deepEqual([cause, okAt, running], ['network', null, false]);
  assert.ok(nextAt > page.clock.now());
  const again = new Promise(resolve => page.bus.on('sync', state => state.okAt && resolve()));
  const ms = nextAt - page.clock.now();
  page.clock.pass(ms);
  t.mock.timers.tick(ms);
  await again;
  assert.equal((await page.outbox.counts()).unsent, 0);
});

test('it goes on with photos after a break without waiting for a person', async t => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const draft = await page.drafts.start({ household: 'h1', round: 'r', form: 'f', version: '1' });
  await draft.save({ addFiles: [{ ref: 'p', type: 'image/jpeg', bytes: new Uint8Array([1, 2]).buffer }] });
  await draft.finish();
  server.faults = [null, 'refuse'];
  await sync.now({ asked: false });
  assert.ok(sync.state().nextAt - page.clock.now() <= 5_000);
});

test('a person who asks during a run gets one more run', async () => {
  const first = sync.now({ asked: false });
  const [second, third] = [sync.now(), sync.now({ asked: false })];
  assert.equal(second, third);
  await Promise.all([first, second]);
  assert.equal(paths().length, 2);
});

test('it is woken by the network, by something finished, and stops when told', async () => {
  const listeners = {};
  const real = globalThis.addEventListener;
  globalThis.addEventListener = (name, work, { signal }) => { listeners[name] = work; signal.addEventListener('abort', () => delete listeners[name]); };
  try {
    await sync.start();
    const woken = () => new Promise(resolve => page.bus.on('sync', state => !state.running && resolve(), { once: true }));
    page.sender.notBefore = page.clock.now() + 300_000;
    const [sent] = [new Promise(resolve => page.bus.on('sync', state => !state.running && server.items.size && resolve()))];
    await page.outbox.add('visit', 'h1', { note: 'x' });
    await woken();
    assert.equal(server.items.size, 0);
    listeners.online();
    await sent;
    sync.stop();
    assert.deepEqual(Object.keys(listeners), []);
  } finally {
    globalThis.addEventListener = real;
  }
});

test('it does not live on after it was stopped in the middle of a run', async t => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  await page.outbox.add('visit', 'h1', { note: 'x' });
  server.faults = ['refuse'];
  const run = sync.now({ asked: false });
  sync.stop();
  await run;
  page.clock.pass(3_600_000);
  t.mock.timers.tick(3_600_000);
  await new Promise(resolve => setImmediate(resolve));
  assert.equal(paths().length, 1);
});

test('it tells of an error that is none of the network', async () => {
  const problems = [];
  page.bus.on('problem', ({ error }) => problems.push(error.message));
  page.sender.send = async () => { throw new TypeError('a bug'); };
  assert.equal((await sync.now()).cause, 'unexpected');
  assert.deepEqual(problems, ['a bug']);
});

test('a person who asks does not wait for a request that hangs, and a background one may', async () => {
  const { SOON_MS, hurry, ask } = await import('../../../gnbv/static/js/offline/connection.js');
  server.faults.push('hang');
  mock.timers.enable({ apis: ['setTimeout', 'Date'] });
  try {
    const hanging = ask('/hangs');
    hanging.catch(() => {});
    mock.timers.tick(SOON_MS + 1);
    assert.equal(await Promise.race([hanging.catch(({ code }) => code), Promise.resolve('waits')]), 'waits');
    hurry();
    mock.timers.tick(SOON_MS + 1);
    await assert.rejects(hanging, { code: 'timeout' });
  } finally {
    mock.timers.reset();
  }
});
