import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { Phone } from '../../../gnbv/static/js/offline/phone.js';
import { Restore } from '../../../gnbv/static/js/offline/restore.js';
import { communeKey, CopyServer, Server } from './copy-world.mjs';
import { entry, freshDisk, freshLocks, kitPage, ROUNDS, TestClock } from './world.mjs';

const USER = { id: 'u1', username: 'rasoat', name: 'Lò Văn An' };
let server, copies, recovery, password, phones, known, clock;

beforeEach(async () => {
  freshDisk();
  freshLocks();
  [password, phones, known, clock] = ['mat-khau', [], [], new TestClock()];
  recovery = await communeKey();
  const commune = await communeKey();
  server = new Server({ commune: commune.pair });
  let made = 0;
  server.routes['/login'] = ({ json }) => json.password === password ? new Response(null, { status: 303, headers: { Location: '/app' } })
    : server.json({ error: { code: 'wrong', vi: 'Sai', en: 'Wrong' } }, 401);
  server.routes['/sync/device'] = ({ json }) => {
    known.push(json.device);
    return server.json({ device: json.device ?? `d${++made}`, deposit: 'token', user: USER, wrap: { recovery: recovery.entry } });
  };
  server.forget = () => { server.routes['/sync/device'] = () => server.json({ device: 'd7', deposit: 'token', user: USER, wrap: { recovery: recovery.entry } }); };
  server.routes['/sync/kit'] = async () => server.json(await kitPage([await entry('me', 'u1', USER), await entry('key', 'k1', commune.entry)]));
  copies = new CopyServer(recovery).install(server);
});
afterEach(async () => {
  for (const phone of phones) { phone.sync?.stop(); phone.copies?.stop(); phone.share?.close(); phone.close(); }
  while (phones.some(phone => phone.sync?.state().running)) await new Promise(resolve => setTimeout(resolve, 1));
});

function load() {
  freshLocks();
  const phone = new Phone({ clock, rounds: ROUNDS });
  phones.push(phone);
  return phone;
}
async function newcomer() {
  const phone = load();
  assert.equal((await phone.signIn('rasoat', password)).state, 'new');
  const offers = await phone.offers;
  await phone.createPin('123456');
  return { phone, offers };
}
async function working() {
  const { phone } = await newcomer();
  const draft = await phone.drafts.start({ household: 'h', round: 'r', form: 'f', version: '1', label: {} });
  await draft.save({ answers: { a: '1' } });
  await draft.close();
  await phone.sync.now();
  assert.deepEqual(await phone.copies.round({ asked: true }), { cause: null });
  return { phone, id: draft.id };
}

test('it is another device after its data was cleared, is offered the work, and takes it', async () => {
  const { phone, id } = await working();
  await phone.leave();
  freshDisk();
  const { phone: again, offers } = await newcomer();
  assert.deepEqual(known, [undefined, undefined]);
  assert.deepEqual([again.owner.device, offers.map(({ device, drafts }) => [device, drafts])], ['d2', [['d1', 1]]]);
  assert.equal((await new Restore(again).take('d1')).drafts, 1);
  assert.deepEqual((await again.drafts.open(id)).doc.answers, { a: '1' });
});

test('it is another device too when only its key is gone', async () => {
  const { phone } = await working();
  await phone.store.delete('meta', 'vault');
  await phone.leave();
  await newcomer();
  assert.deepEqual(known, [undefined, undefined]);
});

test('it takes over with the new password after a reset, and not with the old one', async () => {
  await working();
  freshDisk();
  password = 'moi-cap';
  await assert.rejects(load().signIn('rasoat', 'mat-khau'), { code: 'wrong_password' });
  const { phone } = await newcomer();
  assert.equal((await new Restore(phone).take('d1')).drafts, 1);
});

test('it opens with a new PIN when the PIN is forgotten and the password was reset', async () => {
  const { phone, id } = await working();
  await phone.lock();
  await phone.leave();
  password = 'moi-cap';
  const again = load();
  assert.equal((await again.signIn('rasoat', 'moi-cap')).state, 'pin');
  await again.reopen('654321');
  assert.deepEqual((await again.drafts.open(id)).doc.answers, { a: '1' });
  await again.lock();
  await again.unlock('654321');
  assert.equal(known.at(-1), 'd1');
});

test('it begins its copy again under the name that a new server gives it', async () => {
  const { phone } = await working();
  await phone.lock();
  await phone.leave();
  server.forget();
  const again = load();
  assert.equal((await again.signIn('rasoat', password)).state, 'open');
  await again.sync.now();
  assert.deepEqual(await again.copies.round({ asked: true }), { cause: null });
  assert.deepEqual([again.owner.device, copies.of('d7').length], ['d7', 1]);
  freshDisk();
  server.routes['/sync/device'] = () => server.json({ device: 'd8', deposit: 'token', user: USER, wrap: { recovery: recovery.entry } });
  const { phone: third } = await newcomer();
  assert.equal((await new Restore(third).take('d7')).drafts, 1);
});
