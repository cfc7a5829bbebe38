import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { entry, freshDisk, freshLocks, Server, tab, communeKey } from './world.mjs';

beforeEach(() => {
  freshDisk();
  freshLocks();
});

const row = (id, read = false) => entry('inbox', id, { id, kind: 'returned', at: `2026-10-23T0${id.at(-1)}:00:00Z`, read, about: 'survey', household: 'h', vi: 'Phiếu được trả lại', en: 'Returned' });

test('what was not read is counted without opening the rows, also after the phone was locked', async () => {
  const { kit, store, vault, ...phone } = await tab();
  await kit.apply([await row('n1'), await row('n2'), await row('n3', true)], [], { complete: true });
  assert.equal(kit.unread(), 2);
  await kit.apply([{ ...await row('n1', true), hash: 'read' }], [], {});
  assert.equal(kit.unread(), 1);
  kit.forget();
  assert.equal(kit.unread(), 0);
  await kit.load();
  assert.deepEqual([kit.unread(), (await kit.list('inbox')).length], [1, 3]);
  await phone.close();
});

test('that it was read is a note of the phone: sent, and in no list', async () => {
  const server = new Server().install();
  const phone = await tab({ key: (await communeKey()).entry });
  await phone.outbox.add('reading', '0198f2c4-0000-7000-8000-0000000000a1', { rows: ['0198f2c4-0000-7000-8000-0000000000a1'], at: '2026-10-23T02:00:00.000Z' });
  const { unsent, waiting } = await phone.outbox.counts();
  assert.deepEqual([unsent, waiting], [0, 0]);
  await phone.sender.send({ asked: true });
  assert.equal(server.items.size, 1);
  assert.deepEqual([await phone.outbox.list(), await phone.outbox.sent()], [[], []]);
  await phone.close();
});
