// Writes v<version>.json beside this file: a phone of the code as it is now, after a morning's work. Run it once,
// in the commit before a new step of the store's schema, and never again: `node tests/js/offline/stores/write.mjs`.
import { writeFileSync } from 'node:fs';
import { Phone } from '../../../../gnbv/static/js/offline/phone.js';
import { communeKey, entry, freshDisk, freshLocks, kitPage, ROUNDS, Server, TestClock } from '../world.mjs';
import { dump } from './disk.mjs';

// The device secret cannot be exported from a phone; here it must get into the file.
const generate = crypto.subtle.generateKey.bind(crypto.subtle);
crypto.subtle.generateKey = (algorithm, extractable, uses) => generate(algorithm, extractable || algorithm.name === 'HMAC', uses);

freshDisk();
freshLocks();
const clock = new TestClock();
const { pair, entry: key } = await communeKey();
const user = { id: 'u1', username: 'rasoat', name: 'Lò Văn An' };
const server = new Server().install();
server.routes['/login'] = () => new Response(null, { status: 303, headers: { Location: '/app' } });
server.routes['/sync/device'] = () => server.json({ device: 'd1', deposit: 'token', user, wrap: { recovery: key } });
server.routes['/sync/kit'] = async () => server.json(await kitPage([await entry('me', 'u1', user), await entry('key', 'k1', key),
  await entry('household', 'h1', { id: 'h1', number: '001', head: 'Giàng A Mẫu', village: 'v1' })], { today: '2026-10-23' }));

const phone = new Phone({ clock, rounds: ROUNDS });
await phone.signIn('rasoat', 'mat-khau');
await phone.createPin('123456');
await phone.sync.now();
const photo = (first, size) => Uint8Array.from({ length: size }, (_, at) => (first + at * 7) % 256);
const photos = [];

async function survey(household, size, { finish = false } = {}) {
  const draft = await phone.drafts.start({ household, round: 'r1', form: 'f', version: '1', label: { head: `Hộ ${household}` } });
  await draft.save({ answers: { head: { name: `Mẫu ${household}` } }, section: 's2' });
  const bytes = size ? photo(photos.length, size) : null;
  if (bytes) await draft.save({ answers: { ...draft.doc.answers, house: 'x' }, addFiles: [{ ref: 'house_photo', type: 'image/jpeg', bytes: bytes.slice().buffer }] });
  for (const file of draft.doc.files) photos.push({ survey: draft.survey, ...file, bytes: Buffer.from(bytes).toString('base64') });
  clock.pass(60_000);
  const { id } = draft;
  if (finish) await draft.finish({ results: [{ poor: false }] });
  const kept = structuredClone(draft.doc);
  await draft.close();
  return { id, finished: finish, doc: kept };
}

// One survey that the commune has, whose photo did not leave yet; then the network is gone.
const sent = await survey('h4', 500, { finish: true });
server.routes['/sync/kit'] = () => server.json({}, 503);
server.faults = [null, ...Array(50).fill('refuse')];
await phone.sync.now();
server.faults = Array(200).fill('refuse');
await phone.sync.now();
const drafts = [await survey('h1', 0), await survey('h2', 700), await survey('h3', 900, { finish: true })];
const visit = await phone.outbox.add('visit', 'h1', { round: 'r1', at: '2026-10-23T02:00:00Z', outcome: 'absent' }, { head: 'Hộ h1' });
const items = [];
for (const { id } of await phone.outbox.list()) items.push({ id, content: await phone.outbox.item(id) });
await phone.lock();
phone.sync.stop();

const disk = await dump();
const { version } = disk.find(({ name }) => name !== 'gnbv');
const expected = { user, drafts, sent: [sent.id], items, visit, photos, key: await crypto.subtle.exportKey('jwk', pair.privateKey) };
writeFileSync(new URL(`v${version}.json`, import.meta.url), `${JSON.stringify({ version, expected, disk }, null, 1)}\n`);
process.exit(0);
