import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { LOCK_AFTER_MS } from '../../../gnbv/static/js/offline/idle-lock.js';
import { Phone } from '../../../gnbv/static/js/offline/phone.js';
import { communeKey, entry, freshDisk, freshLocks, kitPage, ROUNDS, Server, TestClock } from './world.mjs';

const USERS = { rasoat: { id: 'u1', username: 'rasoat', name: 'Lò Văn An' }, 'rasoat2': { id: 'u2', username: 'rasoat2', name: 'Vàng Thị Bé' } };
let server, clock, phones, commune, passwords, session;

beforeEach(async () => {
  freshDisk();
  freshLocks();
  [clock, phones, session] = [new TestClock(), [], null];
  passwords = { rasoat: 'mat-khau', rasoat2: 'khac' };
  commune = await communeKey();
  server = new Server().install();
  server.routes['/login'] = ({ json }) => {
    const username = json.username.trim().toLowerCase();
    if (passwords[username] !== json.password) return server.json({ error: { code: 'wrong', vi: 'Sai', en: 'Wrong' } }, 401);
    session = USERS[username];
    return new Response(null, { status: 303, headers: { Location: '/app' } });
  };
  server.routes['/logout'] = () => { session = null; return server.json({}); };
  server.routes['/sync/device'] = () => session ? server.json({ device: `d-${session.id}`, deposit: 'token', user: session, wrap: { recovery: commune.entry } }) : server.json({}, 401);
  server.routes['/sync/kit'] = async ({ headers }) => session && headers.get('X-Gnbv-Device') === `d-${session.id}`
    ? server.json(await kitPage([await entry('me', session.id, session), await entry('key', 'k1', commune.entry),
      await entry('household', `h-${session.id}`, { id: `h-${session.id}`, number: '001', head: `Hộ của ${session.name}`, village: 'v' })], { today: '2026-10-23' }))
    : server.json({}, 401);
});
afterEach(async () => {
  for (const phone of phones) { phone.sync?.stop(); phone.share?.close(); phone.close(); }
  // What is still on its way must not take a fault meant for the next test.
  while (phones.some(phone => phone.sync?.state().running)) await new Promise(resolve => setTimeout(resolve, 1));
});

function load() {
  const phone = new Phone({ clock, rounds: ROUNDS });
  phones.push(phone);
  return phone;
}
// A browser that was killed: the locks are free, nothing was said.
const kill = () => { for (const phone of phones) { phone.sync?.stop(); phone.share?.close(); phone.close(); } phones = []; freshLocks(); };
async function signedUp(name = 'rasoat', pin = '123456') {
  const phone = load();
  assert.equal((await phone.signIn(name, passwords[name])).state, 'new');
  await phone.createPin(pin);
  await phone.sync.now();
  return phone;
}
const work = async phone => {
  const draft = await phone.drafts.start({ household: 'h', round: 'r', form: 'f', version: '1', label: { head: 'X' } });
  await draft.save({ answers: { a: '1' } });
  return draft;
};

test('it signs in, takes a PIN, fetches the kit, and opens again without a network', async () => {
  assert.deepEqual(await load().start(), { state: 'empty', unsent: false });
  const phone = await signedUp();
  assert.deepEqual([phone.open, phone.user.name, phone.today(), phone.kit.rows().length], [true, 'Lò Văn An', '2026-10-23', 1]);
  kill();
  server.faults = Array(50).fill('refuse');
  const again = load();
  const opened = [];
  again.on('opened', () => opened.push(1));
  assert.deepEqual(await again.start(), { state: 'locked', name: 'Lò Văn An', unsent: false });
  await assert.rejects(again.unlock('000000'), { code: 'wrong_pin' });
  await again.unlock('123456');
  assert.deepEqual([opened.length, again.user.name, again.kit.rows().length], [1, 'Lò Văn An', 1]);
});

test('it says wrong password, no network and captive portal apart, and makes no store', async () => {
  const phone = load();
  await assert.rejects(phone.signIn('rasoat', 'sai'), error => error.code === 'wrong_password' && error.detail.cause.vi === 'Sai');
  server.faults = ['refuse'];
  await assert.rejects(phone.signIn('rasoat', 'mat-khau'), { code: 'network' });
  server.faults = ['html'];
  await assert.rejects(phone.signIn('rasoat', 'mat-khau'), { code: 'captive' });
  server.faults = [null, 'html'];
  await assert.rejects(phone.signIn('rasoat', 'mat-khau'), { code: 'captive' });
  assert.deepEqual(await load().start(), { state: 'empty', unsent: false });
});

test('it never signs in by the session that another person left on the phone', async () => {
  await signedUp();
  await signedUp('rasoat2', '654321');
  const phone = load();
  server.faults = [503];
  await assert.rejects(phone.signIn('rasoat', 'mat-khau'), { code: 'server' });
  // A portal's redirect looks like the yes of the sign-in page; the session is still the other person's.
  const { '/login': login } = server.routes;
  server.routes['/login'] = () => new Response(null, { status: 303, headers: { Location: 'http://portal.test' } });
  await assert.rejects(phone.signIn('rasoat', 'mat-khau'), { code: 'server' });
  server.routes['/login'] = login;
  assert.equal((await phone.signIn('RASOAT ', 'mat-khau')).state, 'open');
  assert.deepEqual(phone.kit.rows().map(({ head }) => head), ['Hộ của Lò Văn An']);
});

test('it opens a second tab from an unlocked one, locks both, and gives a locked one nothing', async () => {
  const phone = await signedUp();
  const tab = load();
  assert.equal((await tab.start()).state, 'open');
  assert.equal(tab.kit.rows().length, 1);
  const locked = new Promise(resolve => tab.on('locked', resolve));
  await phone.lock();
  await locked;
  assert.deepEqual([phone.open, tab.open, tab.kit.rows(), tab.user], [false, false, [], undefined]);
  assert.equal((await load().start()).state, 'locked');
});

test('it writes what is being written before it locks', async () => {
  const phone = await signedUp();
  const draft = await work(phone);
  const saved = draft.save({ answers: { a: '2' } });
  await phone.lock();
  await saved;
  await assert.rejects(draft.save({ answers: { a: '3' } }), { code: 'readonly' });
  await phone.unlock('123456');
  assert.equal((await phone.drafts.open(draft.id)).doc.answers.a, '2');
});

test('it locks when nobody touched it for ten minutes, in any tab', async t => {
  t.mock.timers.enable({ apis: ['setInterval'] });
  const phone = await signedUp();
  clock.pass(LOCK_AFTER_MS);
  phone.touch();
  clock.pass(LOCK_AFTER_MS);
  t.mock.timers.tick(15_000);
  assert.equal(phone.open, true);
  clock.pass(1);
  const locked = new Promise(resolve => phone.on('locked', resolve));
  t.mock.timers.tick(15_000);
  await locked;
  assert.equal(phone.open, false);
});

test('it shows a second user nothing of the first, and keeps the work of both apart', async () => {
  const first = await signedUp();
  const draft = await work(first);
  await first.signOut();
  assert.deepEqual(await load().start(), { state: 'empty', unsent: true });
  const second = await signedUp('rasoat2', '654321');
  assert.deepEqual([await second.drafts.list(), second.kit.rows().map(({ head }) => head)], [[], ['Hộ của Vàng Thị Bé']]);
  assert.deepEqual(await second.choose('khong-ai'), { state: 'empty' });
  const back = await second.choose('RASOAT ');
  assert.deepEqual(back, { state: 'locked', unsent: false });
  await assert.rejects(second.unlock('654321'), { code: 'wrong_pin' });
  await second.unlock('123456');
  assert.deepEqual((await second.drafts.list()).map(({ id }) => id), [draft.id]);
});

test('it never takes the kit of the person whose session is in the browser', async () => {
  const first = await signedUp();
  await first.lock();
  session = USERS.rasoat2;
  await first.unlock('123456');
  assert.equal((await first.sync.now()).cause, 'sign_in');
  assert.deepEqual(first.kit.rows().map(({ id }) => id), ['h-u1']);
});

test('it forgets the kit at sign-out and keeps finished work sealed and sending', async () => {
  const phone = await signedUp();
  server.faults = Array(9).fill('refuse');
  const draft = await work(phone);
  await draft.finish();
  await phone.sync.now();
  const { store } = phone;
  await phone.signOut();
  assert.deepEqual(await store.all('kit'), []);
  assert.deepEqual((await store.all('outbox')).map(({ id }) => id), [draft.id]);
  kill();
  server.faults = [];
  clock.pass(400_000);
  const again = load();
  assert.deepEqual(await again.start(), { state: 'empty', unsent: true });
  assert.equal((await again.choose('rasoat')).unsent, true);
  await again.sync.now();
  assert.ok(server.items.has(draft.id));
  assert.deepEqual(await load().start(), { state: 'empty', unsent: false });
});

test('it opens by the password for a forgotten PIN, without a network, and takes a new PIN', async () => {
  await signedUp();
  kill();
  server.faults = Array(50).fill('refuse');
  const phone = load();
  await phone.start();
  await phone.unlockWithPassword('mat-khau');
  await phone.changePin('111111', { password: 'mat-khau' });
  kill();
  const again = load();
  await again.start();
  await again.unlock('111111');
  assert.equal(again.open, true);
});

test('it takes a password that an administrator reset, proven by the PIN', async () => {
  await signedUp();
  kill();
  passwords.rasoat = 'moi';
  const phone = load();
  await phone.start();
  assert.equal((await phone.signIn('rasoat', 'moi')).state, 'pin');
  await phone.unlock('123456');
  kill();
  const again = load();
  await again.start();
  await assert.rejects(again.unlockWithPassword('mat-khau'), { code: 'wrong_password' });
  await again.unlockWithPassword('moi');
});

for (const [words, dies] of [['the page lives on', false], ['the page dies before the next PIN', true]]) {
  test(`it takes a reset password that was given while open, when ${words}`, async () => {
    let phone = await signedUp();
    passwords.rasoat = 'moi';
    session = null;
    assert.equal((await phone.signIn('rasoat', 'moi')).state, 'open');
    assert.ok(!JSON.stringify(await phone.store.all('meta')).includes('moi'));
    if (dies) {
      kill();
      phone = load();
      await phone.start();
    } else await phone.lock();
    await phone.unlock('123456');
    assert.equal((await phone.store.all('meta')).some(({ key }) => key === 'next-password'), false);
    kill();
    const again = load();
    await again.start();
    await assert.rejects(again.unlockWithPassword('mat-khau'), { code: 'wrong_password' });
    await again.unlockWithPassword('moi');
    assert.equal(again.open, true);
  });
}

test('it signs in again without closing the draft that is open', async () => {
  const phone = await signedUp();
  session = null;
  const draft = await work(phone);
  assert.equal((await phone.sync.now()).cause, 'sign_in');
  assert.equal(phone.sync.state().signIn, true);
  assert.equal((await phone.signIn('rasoat', 'mat-khau')).state, 'open');
  await draft.save({ answers: { a: '9' } });
  await phone.sync.now();
  assert.equal(phone.sync.state().signIn, false);
});

test('it asks to sign in again when sign-in was cut before the PIN', async () => {
  const phone = load();
  await phone.signIn('rasoat', 'mat-khau');
  kill();
  const again = load();
  assert.equal((await again.start()).state, 'new');
  await assert.rejects(again.createPin('123456'), { code: 'sign_in' });
});

test('it sends by itself when something is finished', async () => {
  const phone = await signedUp();
  const draft = await work(phone);
  const sent = new Promise(resolve => phone.on('sync', ({ running, okAt }) => !running && okAt && server.items.size && resolve()));
  await draft.finish();
  await sent;
  assert.ok(server.items.has(draft.id));
});
