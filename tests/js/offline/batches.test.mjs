// How much goes in one request, packed how, and what a broken line teaches.
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { BatchSize, FIRST_BYTES, MOST_BYTES } from '../../../gnbv/static/js/offline/batch-size.js';
import { pack } from '../../../gnbv/static/js/offline/connection.js';
import { communeKey, freshDisk, freshLocks, Server, tab } from './world.mjs';

const items = (many, size) => Array.from({ length: many }, (_, id) => ({ id, size }));
const bytesOf = batch => batch.reduce((sum, { size }) => sum + size, 0);
let page;
beforeEach(async () => { freshDisk(); freshLocks(); page = await tab({ key: (await communeKey()).entry }); });
const fill = async (many, length) => {
  for (let i = 0; i < many; i++) { page.clock.pass(1); await page.outbox.add('visit', `h${i}`, { note: 'x'.repeat(length) }); }
};

test('it begins small, doubles on a fast line, and never asks more than the server takes', () => {
  const size = new BatchSize();
  const taken = () => bytesOf(size.take(items(50, 50_000)));
  assert.ok(taken() <= FIRST_BYTES);
  for (let i = 0; i < 12; i++) size.grow(taken(), 10);
  assert.ok(taken() > 1_800_000 && taken() <= MOST_BYTES);
  size.grow(MOST_BYTES, 0);
  assert.ok(taken() <= MOST_BYTES);
});

test('it stays at what a slow line carried in twelve seconds', () => {
  const size = new BatchSize();
  const rate = 8; // bytes a millisecond: 64 kbit/s
  for (let i = 0; i < 6; i++) {
    const sent = bytesOf(size.take(items(50, 9_000)));
    size.grow(sent, sent / rate);
  }
  const sent = bytesOf(size.take(items(50, 9_000)));
  assert.ok(sent > 80_000 && sent <= 96_000, `${sent}`);
});

test('it halves after each break, down to one item', () => {
  const size = new BatchSize();
  const taken = [];
  for (let i = 0; i < 6; i++) {
    const batch = size.take(items(50, 9_000));
    taken.push(batch.length);
    size.shrink(bytesOf(batch));
  }
  assert.deepEqual(taken, [10, 5, 2, 1, 1, 1]);
});

test('what nobody waits for leaves a weak line to the work', async () => {
  const server = new Server().install();
  await page.outbox.add('progress', 'h1', { section: 1 });
  page.clock.pass(1);
  await page.outbox.add('visit', 'h1', { note: 'x' });
  await page.sender.send();
  assert.deepEqual(server.posts().flatMap(({ json }) => json.items.map(({ kind }) => kind)), ['visit', 'progress']);
});

test('it sends what is larger than a batch alone', () => {
  assert.deepEqual(new BatchSize().take(items(3, 900_000)).length, 1);
});

test('a line that breaks every half minute carries twenty surveys, and loses no more than it must', async () => {
  await fill(20, 14_000);
  const server = new Server().install();
  const real = globalThis.fetch;
  // 64 kbit/s: what takes longer than is left of the half minute breaks off at its end.
  globalThis.fetch = async (url, options) => {
    const took = (options.body.length ?? options.body.byteLength) / 8;
    const left = 30_000 - page.clock.now() % 30_000;
    page.clock.pass(Math.min(took, left));
    if (took >= left) throw new TypeError('the line broke');
    return real(url, options);
  };
  let breaks = 0;
  for (let i = 0; i < 30 && (await page.outbox.counts()).unsent; i++) {
    const { cause, nextAt } = await page.sender.send();
    if (!cause) continue;
    breaks++;
    page.clock.pass(nextAt - page.clock.now());
  }
  assert.equal(server.items.size, 20);
  assert.ok(breaks <= 8, `${breaks} breaks`);
});

test('it packs what is worth it, and the server reads the same', async () => {
  await fill(1, 9_000);
  const server = new Server().install();
  assert.equal((await page.sender.send()).cause, null);
  const [{ headers, body, json }] = server.posts();
  assert.equal(headers.get('Content-Encoding'), 'gzip');
  assert.ok(body.byteLength < JSON.stringify(json).length);
  assert.equal(await pack('x'.repeat(100)), null);
});

test('it sends plainly to a server that cannot unpack, and remembers it', async () => {
  await fill(2, 9_000);
  const server = new Server().install();
  server.routes['/sync'] = ({ headers, json }, self) => headers.get('Content-Encoding') ? self.json({ error: { code: 'unreadable' } }, 422)
    : self.json({ outcomes: json.items.map(({ id }) => ({ id, outcome: 'accepted' })) });
  await page.sender.send();
  await fill(1, 9_000);
  await page.sender.send();
  assert.deepEqual(server.posts().map(({ headers }) => headers.get('Content-Encoding')), ['gzip', null, null]);
  assert.equal((await page.outbox.counts()).unsent, 0);
});

test('it sends plainly where the browser cannot pack', async t => {
  const real = globalThis.CompressionStream;
  t.after(() => { globalThis.CompressionStream = real; });
  delete globalThis.CompressionStream;
  await fill(1, 9_000);
  const server = new Server().install();
  assert.equal((await page.sender.send()).cause, null);
  assert.equal(server.posts()[0].headers.get('Content-Encoding'), null);
});

test('it tells the server its clock and how often it was set', async () => {
  await fill(1, 10);
  const server = new Server().install();
  page.clock.jumps = 3;
  await page.sender.send();
  const [{ json }] = server.posts();
  assert.deepEqual([json.sent_at, json.clock], [new Date(page.clock.now()).toISOString(), { jumps: 3 }]);
});
