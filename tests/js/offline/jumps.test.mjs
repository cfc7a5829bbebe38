// A phone whose clock is set while it waits: nothing waits for a year, nothing is thrown away too early.
import assert from 'node:assert/strict';
import { afterEach, beforeEach, mock, test } from 'node:test';
import { Uploader } from '../../../gnbv/static/js/offline/attachments.js';
import { isOver, LONGEST_MS } from '../../../gnbv/static/js/offline/backoff.js';
import { IdleLock, LOCK_AFTER_MS } from '../../../gnbv/static/js/offline/idle-lock.js';
import { Sync } from '../../../gnbv/static/js/offline/sync.js';
import { PROOF_MS } from '../../../gnbv/static/js/offline/tries.js';
import { communeKey, entry, freshDisk, freshLocks, kitPage, Server, tab } from './world.mjs';

const DAY = 86_400_000, YEAR = 365 * DAY;
let page, server, sync;
beforeEach(async () => {
  freshDisk();
  freshLocks();
  page = await tab({ key: (await communeKey()).entry });
  server = new Server().install();
  server.routes['/sync/kit'] = async () => server.json(await kitPage([await entry('me', 'u1', { id: 'u1', name: 'A' })]));
  sync = new Sync({ ...page, uploader: new Uploader(page) });
});
afterEach(() => { sync.stop(); page.close(); });
const serverAt = right => {
  const real = server.json.bind(server);
  server.json = (body, status, headers) => real(body, status, { Date: new Date(right()).toUTCString(), ...headers });
};

test('a wait that was set a year ahead is over when the clock is put right', async () => {
  page.clock.pass(YEAR);
  await page.outbox.add('visit', 'h1', { note: 'x' });
  server.faults = ['refuse', 500];
  await page.sender.send();
  await page.sender.send({ asked: true });
  assert.equal((await page.sender.send()).cause, 'waiting');
  page.clock.pass(-YEAR);
  assert.equal((await page.sender.send()).cause, null);
  assert.equal(server.items.size, 1);
});

test('the next try of one item is not put off by a year either', async () => {
  page.clock.pass(YEAR);
  server.judge = () => ({ outcome: 'unheard of' });
  await page.outbox.add('visit', 'h1', { note: 'x' });
  await page.sender.send();
  const { due } = await page.outbox.counts();
  assert.equal(isOver(due, page.clock.now()), false);
  page.clock.pass(-YEAR);
  assert.equal(isOver(due, page.clock.now()), true);
  server.judge = () => ({ outcome: 'accepted' });
  await page.sender.send();
  assert.equal((await page.outbox.counts()).unsent, 0);
});

test('it never sleeps longer than ten minutes, whatever the clock did', async () => {
  page.clock.pass(YEAR);
  await page.outbox.add('visit', 'h1', { note: 'x' });
  server.faults = ['refuse'];
  await page.sender.send();
  page.clock.pass(-YEAR);
  const waits = [];
  const timer = mock.method(globalThis, 'setTimeout', (work, ms) => { waits.push(ms); return { unref() {} }; });
  try {
    await page.outbox.add('visit', 'h2', { note: 'x' });
    server.faults = ['refuse'];
    sync.start();
    while (sync.state().running || !waits.length) await new Promise(resolve => setImmediate(resolve));
  } finally {
    timer.mock.restore();
  }
  assert.ok(waits.every(ms => ms <= 600_000), `${waits}`);
  assert.ok(isOver(sync.state().nextAt, page.clock.now() + LONGEST_MS));
});

test('a wait of the future does not make it ask without end', async () => {
  page.sender.notBefore = page.clock.now() + YEAR;
  server.routes['/sync/kit'] = () => server.json({}, 500);
  const waits = [];
  const timer = mock.method(globalThis, 'setTimeout', (work, ms) => { waits.push(ms); return { unref() {} }; });
  try {
    assert.equal((await sync.now({ asked: false })).cause, 'server');
  } finally {
    timer.mock.restore();
  }
  assert.equal(page.sender.notBefore, 0);
  assert.ok(waits.every(ms => ms > 0 && ms <= 600_000), `${waits}`);
});

test('it asks for the kit again after the clock was set back', async () => {
  const asked = () => server.requests.filter(({ path }) => path === '/sync/kit').length;
  page.clock.pass(YEAR);
  await sync.now();
  page.clock.pass(-YEAR);
  await sync.now({ asked: false });
  assert.equal(asked(), 2);
});

test('it keeps the lines of what was sent by the right time', async () => {
  const right = page.clock.now();
  serverAt(() => right);
  sync.start();
  await page.outbox.add('visit', 'h1', { note: 'x' });
  await sync.now();
  page.clock.pass(YEAR);
  await page.outbox.add('visit', 'h2', { note: 'x' });
  await sync.now();
  const sent = await page.outbox.sent();
  assert.equal(sent.length, 2);
  assert.ok(sent.every(({ at }) => Math.abs(at - right) < 1_000));
});

test('it hears the time from every answer, keeps it, and works by the right day', async () => {
  const right = page.clock.now();
  page.clock.pass(-DAY);
  serverAt(() => right);
  sync.start();
  await sync.now();
  assert.deepEqual([page.clock.wrongDay, page.clock.today()], [true, '2026-10-23']);
  assert.ok(Math.abs((await page.store.get('meta', 'clock')).skew + DAY) < 1_000);
});

test('a word of the server to the session keeps the PIN good for another 45 days', async () => {
  const left = PROOF_MS - DAY;
  sync.start();
  page.clock.pass(left);
  await sync.now();
  page.clock.pass(left);
  page.vault.lock();
  await page.vault.unlock('123456');
  page.clock.pass(2 * DAY);
  server.sessions = false;
  server.routes['/sync/kit'] = () => server.json({}, 401);
  await page.outbox.add('visit', 'h1', { note: 'x' });
  await sync.now();
  assert.equal(server.items.size, 1);
  page.vault.lock();
  await assert.rejects(page.vault.unlock('123456'), { code: 'password_needed' });
});

test('it locks ten minutes after the last touch by either clock, and a late touch does not bring them back', t => {
  t.mock.timers.enable({ apis: ['setInterval'] });
  for (const [wall, steady, locks] of [[LOCK_AFTER_MS + 1, 0, 1], [-DAY, LOCK_AFTER_MS + 1, 1], [-DAY, 1_000, 0], [LOCK_AFTER_MS, LOCK_AFTER_MS, 0]]) {
    const time = { wall: DAY, steady: 0 };
    let locked = 0;
    const idle = new IdleLock({ now: () => time.wall, steady: () => time.steady }, () => { locked++; idle.stop(); });
    idle.touch();
    idle.start();
    time.wall += wall;
    time.steady += steady;
    idle.touch();
    assert.equal(locked, locks, `touched after ${wall}, ${steady}`);
    t.mock.timers.tick(15_000);
    assert.equal(locked, locks);
    idle.stop();
  }
});
