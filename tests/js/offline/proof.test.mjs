// After 45 days without a password or a word of the server, the PIN alone does not open.
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { Store } from '../../../gnbv/static/js/offline/db.js';
import { PROOF_MS } from '../../../gnbv/static/js/offline/tries.js';
import { Vault } from '../../../gnbv/static/js/offline/vault.js';
import { freshDisk, ROUNDS } from './world.mjs';

const DAY = 86_400_000, YEAR = 365 * DAY;
const TOO_LONG = { code: 'password_needed', detail: { why: 'days' } };
let at;
const page = () => new Vault(new Store('gnbv-owner'), { now: () => at, rounds: ROUNDS });
const tooLong = error => error.code === TOO_LONG.code && error.detail.why === 'days';
beforeEach(async () => {
  freshDisk();
  at = Date.parse('2026-10-23T02:00:00Z');
  await page().create({ pin: '246810', password: 'mat-khau' });
});

test('it opens by the PIN for 45 days, then by the password, then by the PIN again', async () => {
  at += PROOF_MS;
  await page().unlock('246810');
  at += 1;
  await assert.rejects(page().unlock('246810'), tooLong);
  await assert.rejects(page().unlock('246810'), tooLong);
  const opened = page();
  await opened.unlockWithPassword('mat-khau');
  assert.equal(opened.open, true);
  await page().unlock('246810');
});

test('it counts from the last word of the server, not from the last PIN', async () => {
  at += 40 * DAY;
  await page().renew();
  at += 40 * DAY;
  await page().unlock('246810');
  at += 6 * DAY;
  await assert.rejects(page().unlock('246810'), tooLong);
});

test('a clock set back gives none of the days back that have surely passed', async () => {
  const start = at;
  const known = days => new Vault(new Store('gnbv-owner'), { now: () => at, passed: () => start + days * DAY, rounds: ROUNDS });
  await known(44).unlock('246810');
  at -= 60 * DAY;
  await known(45).unlock('246810');
  await known(46).unlock('246810');
  await assert.rejects(page().unlock('246810'), tooLong);
});

test('days that only the clock said do not count once it is put right', async () => {
  at += 40 * DAY;
  await page().unlock('246810');
  at -= 40 * DAY;
  await page().unlock('246810');
  at += 44 * DAY;
  await page().unlock('246810');
});

test('a clock that was a year ahead for a moment locks nobody out', async () => {
  at += YEAR;
  await assert.rejects(page().unlock('246810'), tooLong);
  at -= YEAR;
  await page().unlock('246810');
});

test('it counts by the right time where it is known', async () => {
  const phone = new Vault(new Store('gnbv-owner'), { now: () => at + YEAR, right: () => at, rounds: ROUNDS });
  await phone.unlock('246810');
});

test('it takes a vault of before, that knows no day, as proven at its next opening', async () => {
  const phone = page();
  const { proof, ...old } = await phone.store.get('meta', 'vault');
  await phone.store.put('meta', old);
  at += YEAR;
  await page().unlock('246810');
  assert.equal((await phone.store.get('meta', 'vault')).proof.at, proof.at + YEAR);
});

test('too many wrong PINs are not forgiven by the word of the server', async () => {
  for (let i = 0; i < 8; i++) {
    await assert.rejects(page().unlock('000000'));
    at += 600_000;
  }
  await page().renew();
  await assert.rejects(page().unlock('246810'), { code: 'password_needed' });
});

for (const [words, jump] of [['back', -YEAR], ['an hour back', -3_600_000]]) {
  test(`a clock set ${words} neither ends the wait after wrong PINs nor makes it longer`, async () => {
    for (const seconds of [0, 0, 0, 0, 30]) {
      await assert.rejects(page().unlock('000000'), error => error.code === 'wrong_pin' && error.detail.seconds === seconds);
    }
    at += jump;
    await assert.rejects(page().unlock('246810'), error => error.code === 'wait' && error.detail.until === at + 30_000);
    at += 29_999;
    await assert.rejects(page().unlock('246810'), { code: 'wait' });
    at += 1;
    await page().unlock('246810');
  });
}

test('a clock set ahead skips a wait, but never the password after eight wrong PINs', async () => {
  for (let i = 0; i < 8; i++) {
    await assert.rejects(page().unlock('000000'));
    at += YEAR / 10_000;
  }
  at += DAY;
  await assert.rejects(page().unlock('246810'), { code: 'password_needed' });
});
