import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { finish, freshPhone, left as leftOn, serve } from './finished.mjs';
import { tab } from './world.mjs';

let page;
beforeEach(async () => { ({ page } = await freshPhone()); });
const finished = (household, at = page) => finish(at, household);
const left = () => leftOn(page);

for (const fault of ['refuse', 'drop', 'captive', 'html', 'cut', 500, 503, 429]) {
  test(`it keeps the item after ${fault}, and has it there exactly once in the end`, async () => {
    const server = serve({ faults: [fault] });
    const { id } = await finished();
    const { cause, nextAt } = await page.sender.send();
    assert.ok(cause);
    assert.deepEqual((await left()).map(item => [item.id, item.state]), [[id, 'local']]);
    assert.equal((await page.drafts.list()).length, 1);
    if (nextAt) {
      assert.equal((await page.sender.send()).cause, 'waiting');
      assert.equal(server.posts().length, 1);
    }
    page.clock.pass(300_000);
    assert.equal((await page.sender.send()).cause, null);
    assert.deepEqual([[...server.items.keys()], await left()], [[id], []]);
  });
}

test('it says why in a code: captive portal, network, busy server', async () => {
  serve({ faults: ['captive', 'refuse', 429, 500] });
  await finished();
  for (const cause of ['captive', 'network', 'busy', 'server']) {
    assert.equal((await page.sender.send({ asked: true })).cause, cause);
    assert.equal((await left())[0].code, cause);
  }
});

test('it waits longer after each failure, never more than five minutes, and a person may ask at once', async () => {
  serve({ faults: Array(12).fill('refuse') });
  await finished();
  const waits = [];
  for (let i = 0; i < 12; i++) waits.push((await page.sender.send({ asked: true })).nextAt - page.clock.now());
  assert.ok(waits[0] <= 5_000 && waits[0] >= 3_750);
  assert.ok(waits[1] > waits[0] && waits[3] > waits[2]);
  assert.ok(Math.max(...waits) <= 300_000 && waits.at(-1) >= 225_000);
});

test('it waits as long as the server asks, up to five minutes', async () => {
  const server = serve();
  await finished();
  for (const [asked, least, most] of [['40', 40_000, 40_000], ['9000', 300_000, 300_000], ['soon', 15_000, 20_000]]) {
    server.routes['/sync'] = (request, self) => self.json({}, 429, { 'Retry-After': asked });
    const waited = (await page.sender.send({ asked: true })).nextAt - page.clock.now();
    assert.ok(waited >= least && waited <= most, `${asked}: ${waited}`);
  }
});

test('it gives up on a black-hole network', async () => {
  serve({ faults: ['hang'] });
  const { ask } = await import('../../../gnbv/static/js/offline/connection.js');
  await assert.rejects(ask('/sync', { limit: 20 }), { code: 'timeout' });
});

test('it hands in by the deposit token when the session is over, without the cookie of another person', async () => {
  const server = serve({ sessions: false });
  const { id } = await finished();
  assert.equal((await page.sender.send()).cause, null);
  assert.deepEqual(server.posts().map(({ cookies, json }) => [cookies, json.deposit ?? null]), [[true, null], [false, 'token']]);
  assert.ok(server.items.has(id));
});

test('it asks to sign in only when the deposit token is refused too, and loses nothing', async () => {
  serve({ sessions: false, deposit: 'other' });
  const said = [];
  page.sender.say = detail => said.push(detail);
  const { id } = await finished();
  assert.equal((await page.sender.send()).cause, 'sign_in');
  assert.ok(said.some(({ signIn }) => signIn));
  assert.deepEqual((await left()).map(item => item.id), [id]);
});

test('it splits a batch that is too big until it fits, and names the one that never does', async () => {
  const drafts = [];
  for (const household of ['h1', 'h2', 'h3', 'h4', 'h5']) drafts.push(await finished(household));
  const big = drafts[2].id;
  const server = serve();
  server.routes['/sync'] = ({ json }, self) => json.items.length > 2 || json.items.some(({ id }) => id === big) ? self.json({}, 413)
    : self.json({ outcomes: json.items.map(({ id }) => ({ id, outcome: 'accepted' })) });
  await page.sender.send();
  assert.deepEqual(await left(), [{ id: big, state: 'refused', code: 'too_big' }]);
});

for (const [status, state] of [[422, 'refused'], [400, 'refused'], [409, 'conflict']]) {
  test(`it blames the one item for a ${status} of the whole batch`, async () => {
    const bad = await finished('h1');
    await finished('h2');
    const server = serve();
    server.routes['/sync'] = ({ json }, self) => json.items.some(({ id }) => id === bad.id) ? self.json({}, status)
      : self.json({ outcomes: json.items.map(({ id }) => ({ id, outcome: 'accepted' })) });
    await page.sender.send();
    assert.deepEqual((await left()).map(item => [item.id, item.state]), [[bad.id, state]]);
  });
}

test('it does not let one item that breaks the server hold up the others', async () => {
  const bad = await finished('h1');
  for (const household of ['h2', 'h3', 'h4']) await finished(household);
  const server = serve();
  server.routes['/sync'] = ({ json }, self) => json.items.some(({ id }) => id === bad.id) ? self.json({}, 500)
    : self.json({ outcomes: json.items.map(({ id }) => ({ id, outcome: 'accepted' })) });
  for (let i = 0; i < 6; i++) { await page.sender.send(); page.clock.pass(300_000); }
  assert.deepEqual((await left()).map(item => [item.id, item.state]), [[bad.id, 'local']]);
});

test('it sends at most 50 items and 2 MB at a time, in the order they were made', async () => {
  const server = serve();
  const ids = [];
  for (let i = 0; i < 60; i++) { page.clock.pass(1); ids.push(await page.outbox.add('visit', `h${i}`, { note: 'x' })); }
  for (let i = 0; i < 3; i++) { page.clock.pass(1); ids.push(await page.outbox.add('visit', `b${i}`, { note: 'x'.repeat(700_000) })); }
  await page.sender.send();
  const batches = server.posts().map(({ json }) => json.items.map(({ id }) => id));
  assert.deepEqual(batches.flat(), ids);
  assert.ok(batches.every(batch => batch.length <= 50));
  assert.ok(server.posts().every(({ json }) => JSON.stringify(json).length <= 2_000_000));
  await assert.rejects(page.outbox.add('visit', 'h', { note: 'x'.repeat(1_000_001) }), { code: 'too_big' });
});

test('it has one sender over two tabs', async () => {
  const server = serve();
  const other = await tab();
  const { id } = await finished();
  const causes = await Promise.all([page.sender.send(), other.sender.send()]);
  assert.deepEqual(causes.map(({ cause }) => cause).sort(), [null, 'other_tab'].sort());
  assert.deepEqual(server.posts().flatMap(({ json }) => json.items.map(item => item.id)), [id]);
});
