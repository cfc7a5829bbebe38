import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { Store } from '../../../gnbv/static/js/offline/db.js';
import { ROUNDS as REAL_ROUNDS, Vault } from '../../../gnbv/static/js/offline/vault.js';
import { communeKey, freshDisk, openEnvelope, ROUNDS, TestClock } from './world.mjs';

let clock;
beforeEach(() => { freshDisk(); clock = new TestClock(); });
const vault = (rounds = ROUNDS) => new Vault(new Store('gnbv-owner'), { now: clock.now, rounds });

test('it opens with the PIN and with the password, also in a fresh page', async () => {
  const first = vault(REAL_ROUNDS);
  await first.create({ pin: '123456', password: 'mật khẩu' });
  const sealed = await first.seal('drafts/1', { head: 'Lò Thị Dấu' });
  for (const open of [page => page.unlock('123456'), page => page.unlockWithPassword('mật khẩu'.normalize('NFD'))]) {
    const page = vault();
    await assert.rejects(page.unseal('drafts/1', sealed), { code: 'locked' });
    await open(page);
    assert.deepEqual(await page.unseal('drafts/1', sealed), { head: 'Lò Thị Dấu' });
  }
});

test('it keeps no plain text, PIN or key on the disk', async () => {
  const page = vault();
  await page.create({ pin: '123456', password: 'mat-khau' });
  const sealed = await page.seal('drafts/1', { head: 'LO THI DAU' });
  assert.ok(!Buffer.from(sealed.ct).includes('DAU'));
  const record = await page.store.get('meta', 'vault');
  assert.equal(record.secret.extractable, false);
  assert.equal(page.key.extractable, false);
  assert.ok(!JSON.stringify(record).includes('123456'));
});

test('it refuses a record that was changed or put in the place of another', async () => {
  const page = vault();
  await page.create({ pin: '123456', password: 'mat-khau' });
  const sealed = await page.seal('drafts/1', { a: 1 });
  await assert.rejects(page.unseal('drafts/2', sealed), { code: 'record_damaged' });
  new Uint8Array(sealed.ct)[0] ^= 1;
  await assert.rejects(page.unseal('drafts/1', sealed), { code: 'record_damaged' });
});

test('it slows after five wrong PINs, then asks for the password, and a killed page gives no try back', async () => {
  await vault().create({ pin: '123456', password: 'mat-khau' });
  for (const left of [4, 3, 2, 1, 0]) {
    await assert.rejects(vault().unlock('000000'), error => error.code === 'wrong_pin' && error.detail.left === left);
  }
  await assert.rejects(vault().unlock('123456'), error => error.code === 'wait' && error.detail.until === clock.now() + 30_000);
  clock.pass(30_000);
  await assert.rejects(vault().unlock('000000'), { code: 'wrong_pin' });
  await assert.rejects(vault().unlock('123456'), { code: 'wait' });
  clock.pass(60_000);
  await assert.rejects(vault().unlock('000000'), { code: 'wrong_pin' });
  clock.pass(120_000);
  await assert.rejects(vault().unlock('000000'), { code: 'password_needed' });
  clock.pass(86_400_000);
  await assert.rejects(vault().unlock('123456'), { code: 'password_needed' });
  await vault().unlockWithPassword('mat-khau');
  await vault().unlock('123456');
});

test('it forgets wrong tries after a right one', async () => {
  await vault().create({ pin: '123456', password: 'mat-khau' });
  for (let i = 0; i < 4; i++) await assert.rejects(vault().unlock('000000'), { code: 'wrong_pin' });
  await vault().unlock('123456');
  await assert.rejects(vault().unlock('000000'), error => error.detail.left === 4);
});

test('it slows wrong passwords without ever refusing the right one for good', async () => {
  await vault().create({ pin: '123456', password: 'mat-khau' });
  for (let i = 0; i < 12; i++) {
    await assert.rejects(vault().unlockWithPassword('sai'), { code: 'wrong_password' });
    clock.pass(16 * 60_000);
  }
  await vault().unlockWithPassword('mat-khau');
});

test('it changes the PIN and the password under the same data key', async () => {
  const page = vault();
  await page.create({ pin: '123456', password: 'cu' });
  const sealed = await page.seal('drafts/1', 'x');
  await page.change({ pin: '654321' }, { password: 'cu' });
  await page.change({ password: 'moi' }, { pin: '654321' });
  await assert.rejects(vault().unlock('123456'), { code: 'wrong_pin' });
  await assert.rejects(vault().unlockWithPassword('cu'), { code: 'wrong_password' });
  const other = vault();
  await other.unlockWithPassword('moi');
  assert.equal(await other.unseal('drafts/1', sealed), 'x');
});

test('it never makes a second data key over a first', async () => {
  const [one, two] = [vault(), vault()];
  const made = await Promise.allSettled([one, two].map(page => page.create({ pin: '123456', password: 'p' })));
  assert.deepEqual(made.map(({ status }) => status).sort(), ['fulfilled', 'rejected']);
  assert.equal(one.open !== two.open, true);
});

test('it wraps the data key for the recovery key of the server', async () => {
  const { pair, entry } = await communeKey();
  const page = vault();
  await page.create({ pin: '123456', password: 'p', recovery: entry, device: 'd1' });
  const sealed = await page.seal('drafts/1', 'x');
  const raw = await openEnvelope(pair, (await page.store.get('meta', 'vault')).recovery, 'd1', 'gnbv recovery v1');
  const key = await crypto.subtle.importKey('raw', raw, 'AES-GCM', false, ['decrypt']);
  const other = vault();
  other.adopt(key);
  assert.equal(await other.unseal('drafts/1', sealed), 'x');
});
