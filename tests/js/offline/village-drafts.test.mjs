import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { Store } from '../../../gnbv/static/js/offline/db.js';
import { Bus } from '../../../gnbv/static/js/offline/events.js';
import { Kit } from '../../../gnbv/static/js/offline/kit.js';
import { Outbox } from '../../../gnbv/static/js/offline/outbox.js';
import { Vault } from '../../../gnbv/static/js/offline/vault.js';
import { VillageDraft } from '../../../gnbv/static/js/offline/village-drafts.js';
import { freshDisk, freshLocks, ROUNDS, TestClock } from './world.mjs';

let phone;
const picture = text => new TextEncoder().encode(text).buffer;
const open = (fresh = { at: 0 }) => VillageDraft.open(phone, 'meeting/m', 'm', fresh);
const files = () => phone.store.all('files');

beforeEach(async () => {
  freshDisk();
  freshLocks();
  const [store, clock, bus] = [new Store('village'), new TestClock(), new Bus()];
  const vault = new Vault(store, { rounds: ROUNDS });
  await vault.create({ pin: '246810', password: 'mật khẩu thử' });
  const kit = new Kit(store, vault);
  phone = { store, vault, kit, clock, bus, storage: { isLow: async () => false } };
  phone.outbox = new Outbox(phone);
});

test('each touch is on the disk, sealed, and a phone that died goes on from the last one', async () => {
  const draft = await open();
  for (let at = 1; at < 40; at++) draft.put({ at });
  await draft.put({ chair: 'Lê Văn Chủ' });
  await draft.close();
  const record = await phone.store.get('meta', 'village/meeting/m');
  assert.deepEqual(Object.keys(record).sort(), ['key', 'sealed']);
  assert.ok(!JSON.stringify(record).includes('Lê'));
  const again = await open();
  assert.deepEqual(again.state, { at: 39, chair: 'Lê Văn Chủ' });
  await assert.rejects(open(), { code: 'taken' });
  await again.close();
  assert.deepEqual((await VillageDraft.list(phone, 'meeting/')).map(({ name }) => name), ['meeting/m']);
});

test('finishing is one commit: the draft goes, the item waits with its photos, and a second finishing finds nothing', async () => {
  const draft = await open();
  await draft.put({ at: 3 });
  await draft.photo('signed_page', picture('one'));
  await draft.photo('signed_page', picture('two'));
  assert.equal((await files()).length, 1);
  const told = { kind: 'meeting', payload: { votes: [] }, label: { text: 'Họp dân' } };
  const id = await draft.finish(told);
  await assert.rejects(draft.finish(told), { code: 'gone' });
  const [row] = await phone.outbox.list();
  assert.deepEqual([row.id, row.kind, row.subject, row.state, row.files, row.label.text], [id, 'meeting', 'm', 'local', 1, 'Họp dân']);
  assert.deepEqual((await phone.outbox.item(id)).attachments.map(({ ref }) => ref), ['signed_page']);
  assert.equal(await VillageDraft.look(phone, 'meeting/m'), undefined);
  // The commune's yes lets the photo follow.
  await phone.outbox.settle(id, 'delete', { outcome: 'accepted' });
  assert.deepEqual((await files()).map(({ state }) => state), ['ready']);
});

test('what the commune refused is finished anew in its place, with the photo it has', async () => {
  const draft = await open();
  await draft.put({ at: 1 });
  await draft.photo('signed_page', picture('one'));
  const first = await draft.finish({ kind: 'meeting', payload: {}, label: {} });
  await draft.close();
  await phone.outbox.settle(first, 'refused', { cause: { code: 'meeting_impossible' } });
  const again = await open();
  Object.assign(again.state, { files: (await phone.outbox.item(first)).attachments, replaces: first });
  await again.put();
  const second = await again.finish({ kind: 'meeting', payload: {}, label: {} });
  assert.deepEqual((await phone.outbox.list()).map(({ id, files: n }) => [id, n]), [[second, 1]]);
  assert.deepEqual((await files()).map(({ item }) => item), [second]);
});

test('what is dropped leaves neither words nor pictures', async () => {
  const draft = await open();
  await draft.put();
  await draft.photo('complaint_paper', picture('one'));
  await draft.drop();
  assert.deepEqual([await VillageDraft.look(phone, 'meeting/m'), await files()], [undefined, []]);
});
