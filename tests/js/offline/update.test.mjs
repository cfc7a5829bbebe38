import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { Store } from '../../../gnbv/static/js/offline/db.js';
import { Owners } from '../../../gnbv/static/js/offline/owners.js';
import { checkUpdate, fits, formsOpen, RENDERERS } from '../../../gnbv/static/js/offline/update.js';
import { freshDisk, freshLocks, Server } from './world.mjs';

const NEXT = Math.max(...RENDERERS) + 1;
let store;

beforeEach(async () => {
  freshDisk();
  freshLocks();
  const owner = await new Owners().remember({ id: 'u1', username: 'rasoat', name: 'An' }, { device: 'd', deposit: 't' });
  store = new Store(owner.store);
});

const locked = () => ({ open: false, store });
const open = (renderer, drafts = [{ form: 'f', version: '1', state: 'draft' }]) => ({ open: true, store,
  drafts: { list: async () => drafts }, kit: { form: async () => renderer && { renderer } } });

test('it takes a shell that reads what lies here, without a look at drafts', async () => {
  assert.equal(await fits([NEXT, ...RENDERERS], { open: true, get drafts() { throw new Error('read'); } }), true);
  await store.put('drafts', { id: 'a', state: 'draft' });
  assert.equal(await fits(RENDERERS, locked()), true);
});

test('it waits while a draft has no fragments for the new shell', async () => {
  assert.equal(await fits([NEXT], open(RENDERERS[0])), false);
  assert.equal(await fits([NEXT], open(undefined)), false);
  assert.equal(await fits([NEXT], open(NEXT)), true);
  assert.equal(await fits([NEXT], open(RENDERERS[0], [{ form: 'f', version: '1', state: 'finished' }])), true);
});

test('it waits for drafts behind the PIN and for those of another person of the phone', async () => {
  assert.equal(await fits([NEXT], locked()), true);
  await store.put('drafts', { id: 'a', state: 'finished' });
  assert.equal(await fits([NEXT], locked()), true);
  await store.put('drafts', { id: 'b', state: 'draft' });
  assert.equal(await fits([NEXT], locked()), false);
  assert.equal(await fits([NEXT], { ...open(NEXT), store: { name: 'gnbv-other' } }), false);
});

test('it does not even fetch a shell that does not fit', async () => {
  const registered = [];
  navigator.serviceWorker = { register: async url => { registered.push(url); return {}; } };
  const server = new Server().install();
  await store.put('drafts', { id: 'b', state: 'draft' });
  server.routes['/app/shell.json'] = () => server.json({ version: 'v2', renderer: NEXT, renderers: [NEXT], files: [] });
  assert.equal(await checkUpdate(locked()), 'fragments');
  assert.deepEqual(registered, []);
  // A server from before names one renderer only.
  server.routes['/app/shell.json'] = () => server.json({ version: 'v1', renderer: RENDERERS[0], files: [] });
  assert.equal(await checkUpdate(locked()), 'current');
  assert.deepEqual(registered, ['/sw.js?v=v1']);
});

test('it sees an open form by its lock, in whatever tab', async () => {
  navigator.locks.query = async () => ({ held: [{ name: 'gnbv-send' }] });
  assert.equal(await formsOpen(), false);
  navigator.locks.query = async () => ({ held: [{ name: 'gnbv-draft-0198' }] });
  assert.equal(await formsOpen(), true);
  delete navigator.locks.query;
  assert.equal(await formsOpen(), false);
});
