import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { PetitionDrafts } from '../../../gnbv/static/js/offline/petition-drafts.js';
import { Store } from '../../../gnbv/static/js/offline/db.js';
import { Vault } from '../../../gnbv/static/js/offline/vault.js';
import { freshDisk, freshLocks, ROUNDS } from './world.mjs';

let store, vault, drafts;

beforeEach(async () => {
  freshDisk();
  freshLocks();
  store = new Store('petitions');
  vault = new Vault(store, { rounds: ROUNDS });
  await vault.create({ pin: '246810', password: 'mật khẩu thử' });
  drafts = new PetitionDrafts({ store, vault });
});

test('what is being written is kept sealed, the newest words last, until it is finished', async () => {
  drafts.keep('h', { id: 'a', applicant: 'L' });
  await drafts.keep('h', { id: 'a', applicant: 'Lò Văn Thử' });
  assert.deepEqual(await drafts.get('h'), { id: 'a', applicant: 'Lò Văn Thử' });
  const record = await store.get('meta', 'petition/h');
  assert.deepEqual(Object.keys(record).sort(), ['key', 'sealed']);
  assert.ok(!JSON.stringify(record).includes('Lò'));
  await drafts.drop('h');
  assert.equal(await drafts.get('h'), undefined);
});

test('each household and each new home has one of its own', async () => {
  await drafts.keep('h', { id: 'a', applicant: 'Thử' });
  await drafts.keep('b', { id: 'b', applicant: 'Mới' });
  assert.deepEqual((await drafts.list()).map(({ key, given }) => [key, given.applicant]), [['b', 'Mới'], ['h', 'Thử']]);
});

test('one that cannot be read any more is passed over', async () => {
  await drafts.keep('h', { id: 'a' });
  const record = await store.get('meta', 'petition/h');
  await store.put('meta', { ...record, key: 'petition/other' });
  assert.equal(await drafts.get('other'), undefined);
  assert.deepEqual((await drafts.list()).map(({ key }) => key), ['h']);
});
