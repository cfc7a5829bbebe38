import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { Clock } from '../../../gnbv/static/js/offline/clock.js';
import { Store } from '../../../gnbv/static/js/offline/db.js';
import { freshDisk } from './world.mjs';

const MINUTE = 60_000, DAY = 86_400_000, YEAR = 365 * DAY;
const TRUE = Date.parse('2026-10-23T02:00:00Z');
let time;
beforeEach(() => { freshDisk(); time = { wall: TRUE, steady: 0 }; });
const clock = () => new Clock({ now: () => time.wall, steady: () => time.steady });
const pass = ms => { time.wall += ms; time.steady += ms; };
const heard = (at, ahead = 0) => { at.hear(new Date(time.wall - ahead).toUTCString()); return at; };

for (const [words, off] of [['a day ahead', DAY], ['a day behind', -DAY], ['a year ahead', YEAR], ['a year behind', -YEAR]]) {
  test(`its day is right although the phone is ${words}, once the server was heard`, () => {
    time.wall += off;
    const phone = clock();
    assert.notEqual(phone.today(), '2026-10-23');
    heard(phone, off);
    assert.deepEqual([phone.today(), phone.wrong, phone.wrongDay, phone.right()], ['2026-10-23', true, true, TRUE]);
    assert.equal(phone.stamp().made_at, new Date(time.wall).toISOString());
  });
}

test('it lets a few minutes pass, and tells a wrong hour from a wrong day', () => {
  const phone = clock();
  assert.equal(heard(phone, 4 * MINUTE).wrong, false);
  assert.equal(phone.right(), time.wall);
  heard(phone, 60 * MINUTE);
  assert.deepEqual([phone.wrong, phone.wrongDay], [true, false]);
});

test('it follows a clock that is set in the middle of a survey, and one that is put right', () => {
  const phone = heard(clock());
  time.wall -= YEAR;
  assert.deepEqual([phone.today(), phone.wrong, phone.jumps], ['2026-10-23', true, 1]);
  time.wall += YEAR;
  assert.deepEqual([phone.today(), phone.wrong, phone.jumps], ['2026-10-23', false, 2]);
  time.wall += YEAR;
  assert.deepEqual([phone.today(), phone.jumps], ['2026-10-23', 3]);
});

test('it does not take a phone that slept for a clock that was set', () => {
  const phone = heard(clock());
  time.wall += 3 * DAY;
  assert.deepEqual([phone.today(), phone.wrong, phone.jumps], ['2026-10-26', false, 0]);
});

test('it remembers over a restart what the server said', async () => {
  time.wall -= DAY;
  const store = new Store('s');
  await heard(clock(), -DAY).keep(store);
  pass(60 * MINUTE);
  const again = clock();
  await again.recall(store);
  assert.deepEqual([again.today(), again.wrongDay], ['2026-10-23', true]);
});

test('it believes a clock again that was put back to the right time while the page was closed', async () => {
  time.wall += YEAR;
  const store = new Store('s');
  await heard(clock(), YEAR).keep(store);
  time.wall = TRUE + DAY;
  const again = clock();
  await again.recall(store);
  assert.deepEqual([again.today(), again.wrong], ['2026-10-24', false]);
});

test('its day is never before a day that has passed', async () => {
  const store = new Store('s');
  await heard(clock()).keep(store);
  time.wall = Date.parse('1970-01-01T00:00:00Z');
  const again = clock();
  await again.recall(store);
  assert.deepEqual([again.today(), again.wrongDay], ['2026-10-23', true]);
});

test('it believes the person who says that the clock is right now, until the server speaks', async () => {
  time.wall -= DAY;
  const store = new Store('s');
  const phone = heard(clock(), -DAY);
  await phone.keep(store);
  await phone.trust(store);
  const again = clock();
  await again.recall(store);
  assert.deepEqual([phone.wrong, again.wrong, heard(again, -DAY).wrong], [false, false, true]);
});

test('a clock that was a year ahead without a network is believed again when it is put right', async () => {
  const store = new Store('s');
  await heard(clock()).keep(store);
  time = { wall: TRUE + DAY + YEAR, steady: 0 };
  const ahead = clock();
  await ahead.recall(store);
  pass(60 * MINUTE);
  await ahead.keep(store);
  assert.equal((await store.get('meta', 'clock')).seen, TRUE + 60 * MINUTE);
  time = { wall: TRUE + DAY + 90 * MINUTE, steady: 0 };
  const again = clock();
  await again.recall(store);
  assert.deepEqual([again.today(), again.wrong], ['2026-10-24', false]);
});

for (const [words, opens] of [['it was opened with', true], ['looked like sleep', false]]) {
  test(`a jump ahead that ${words} is over when the clock is put right before its eyes`, async () => {
    const store = new Store('s');
    await heard(clock()).keep(store);
    if (opens) time.wall += YEAR;
    const phone = clock();
    await phone.recall(store);
    if (!opens) time.wall += 20 * DAY;
    phone.look();
    time.wall = TRUE;
    assert.deepEqual([phone.today(), phone.wrong, phone.jumps], ['2026-10-23', false, 1]);
  });
}

test('the time that has surely passed goes on by the steady clock alone, over restarts too', async () => {
  const store = new Store('s');
  const first = heard(clock());
  time.wall += 20 * DAY;
  pass(60 * MINUTE);
  assert.equal(first.passed(), TRUE + 60 * MINUTE);
  await first.keep(store);
  time = { wall: TRUE - YEAR, steady: 0 };
  const again = clock();
  await again.recall(store);
  pass(60 * MINUTE);
  assert.deepEqual([again.passed(), again.right()], [TRUE + 120 * MINUTE, TRUE + 120 * MINUTE]);
});
