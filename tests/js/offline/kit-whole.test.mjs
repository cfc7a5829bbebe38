import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { fetchKit } from '../../../gnbv/static/js/offline/fetch-kit.js';
import { Commune, form, household } from './kit-commune.mjs';
import { freshDisk, freshLocks, Server, tab } from './world.mjs';

const HOMES = 40, PAGE = 7;
let page, server, commune;
beforeEach(async () => {
  freshDisk();
  freshLocks();
  page = await tab();
  server = new Server().install();
  commune = new Commune(PAGE).install(server);
  await commune.put('me', 'u1', { id: 'u1', username: 'rasoat', name: 'Ai' });
  await commune.put('form', 'f1', form('1'));
  for (let n = 0; n < HOMES; n++) {
    await commune.put('assignment', `a${n}`, { id: `a${n}`, round: 'r1', household: `h${n}`, purpose: 'main', due: null });
    await commune.put('household', `h${n}`, household(n));
  }
});
const fetch = options => fetchKit(page.kit, { device: 'd1', now: page.clock.now, used: () => page.drafts.uses(), ...options });
const settle = async () => { for (let tries = 0; tries < 20; tries++) if (await fetch().then(() => true, () => false)) return; assert.fail('never whole'); };
const reopen = async () => { page = await tab({ name: page.store.name }); };

async function assertWhole() {
  await reopen();
  assert.deepEqual(await page.kit.whole(), await commune.whole());
  for (const { type, id, data } of commune.entries.values()) {
    assert.deepEqual(type === 'form' ? await page.kit.form(data.form, data.version) : await page.kit.get(type, id), data);
  }
  assert.equal(page.kit.complete, true);
}

const PAGES = Math.ceil((2 + 2 * HOMES) / PAGE);
for (const fault of ['refuse', 'drop', 'cut', 'html', 'captive', 503]) {
  test(`a first kit that meets ${fault} at any page goes on from there and is whole`, async () => {
    for (let at = 0; at < PAGES; at++) {
      freshDisk();
      page = await tab();
      server.requests.length = 0;
      server.faults = [...Array(at).fill(null), fault];
      await assert.rejects(fetch());
      await reopen(); // the page was killed, too
      const asked = server.requests.length;
      await settle();
      assert.equal(server.requests.length - asked, PAGES - at, 'no page that was applied is asked for again');
      await assertWhole();
    }
  });
}

test('it asks once more for a page that was damaged on the way', async () => {
  const route = server.routes['/sync/kit'];
  let damaged = 0;
  server.routes['/sync/kit'] = async request => {
    const answer = await route(request);
    if (server.requests.length % 2) { damaged++; return server.json({ ...await answer.json(), sha256: '0'.repeat(64) }); }
    return answer;
  };
  await fetch();
  assert.equal(damaged, PAGES);
  await assertWhole();
});

test('it notices an entry that never came, and brings it by name', async () => {
  commune.hide.add('household/h5');
  await assert.rejects(fetch(), { code: 'kit_incomplete' });
  assert.deepEqual([page.kit.complete, page.kit.rows().length], [false, HOMES - 1]);
  commune.hide.clear();
  await fetch();
  await assertWhole();
});

test('it notices a change that the log of the commune forgot', async () => {
  await fetch();
  await commune.put('household', 'h99', household(99), { silent: true });
  server.requests.length = 0;
  await fetch();
  assert.equal(server.requests.filter(({ method }) => method === 'POST').length, 1);
  await assertWhole();
});

for (const [what, harm] of [
  ['is gone', store => store.delete('kit', 'household:0')],
  ['was damaged', async store => { const record = await store.get('kit', 'household:0'); new Uint8Array(record.sealed.ct)[9] ^= 1; await store.put('kit', record); }],
  ['has lost its head', store => store.delete('kit', 'head:household:0')],
]) {
  test(`it brings back what lay in a block that ${what}`, async () => {
    await fetch();
    await harm(page.store);
    await reopen();
    await page.kit.household('h3'); // somebody meets the hole
    await fetch();
    await assertWhole();
  });
}

test('it begins anew when the index cannot be read, and leaves nothing behind', async () => {
  await fetch();
  const before = (await page.store.all('kit')).map(({ key }) => key).sort();
  await page.store.delete('kit', 'index');
  await page.store.put('kit', { key: 'household:77', sealed: { iv: new Uint8Array(12), ct: new ArrayBuffer(20) } });
  await reopen();
  assert.equal(page.kit.cursor, null);
  await fetch();
  await assertWhole();
  assert.deepEqual((await page.store.all('kit')).map(({ key }) => key).sort(), before);
});

test('a commune restored from an older backup costs no draft and seals nothing twice', async () => {
  const older = commune.saved();
  for (const n of [1, 2]) await commune.put('household', `h${n}`, household(n, { head: 'Mới hơn' }));
  await fetch();
  const draft = await page.drafts.start({ household: 'h1', round: 'r1', form: 'phieu', version: '1' });
  await draft.save({ answers: { a: '1' } });
  await draft.close();
  const sealed = async () => Object.fromEntries((await page.store.all('kit')).map(({ key, sealed: { iv } }) => [key, Buffer.from(iv).toString('hex')]));
  const before = await sealed();
  commune.restore(older);
  await fetch();
  const after = await sealed();
  assert.deepEqual(Object.keys(before).filter(key => !key.startsWith('head:') && key !== 'index' && before[key] !== after[key]), ['household:0']);
  await assertWhole();
  assert.deepEqual((await page.drafts.open(draft.id)).doc.answers, { a: '1' });
});

test('one change of one household writes its block, its head and the index', async () => {
  for (let n = HOMES; n < 250; n++) await commune.put('household', `h${n}`, household(n));
  await fetch();
  const before = new Map((await page.store.all('kit')).map(record => [record.key, record.sealed.iv.join()]));
  await commune.put('household', 'h100', household(100, { head: 'Tên mới' }));
  await fetch();
  const written = (await page.store.all('kit')).filter(({ key, sealed }) => sealed.iv.join() !== before.get(key)).map(({ key }) => key).sort();
  assert.equal(written.length, 3);
  assert.deepEqual(written.map(key => key.replace(/\d/g, '')), ['head:household:', 'household:', 'index']);
  await assertWhole();
});

test('it takes away what the commune took away: a closed household, an assignment, a whole village', async () => {
  await fetch();
  commune.remove('household', 'h4');
  commune.remove('assignment', 'a4');
  await fetch();
  await assertWhole();
  for (let n = 0; n < HOMES; n++) if (n % 3 === 1) { commune.remove('household', `h${n}`); commune.remove('assignment', `a${n}`); }
  commune.scope = 2;
  await fetch();
  await assertWhole();
  assert.ok(page.kit.rows().every(({ village }) => village !== 'v1'));
  assert.ok(!(await page.store.all('kit')).some(({ key }) => key === 'household:9'));
});

test('it counts households while the first kit comes, and lets what is here be worked with', async () => {
  const seen = [];
  await fetch({ onpage: ({ done, of, last }) => { seen.push([done, of, last, page.kit.rows().length]); } });
  assert.equal(seen.length, PAGES);
  assert.deepEqual(seen.at(-1), [HOMES, HOMES, true, HOMES]);
  assert.ok(seen.every(([done, of, , here]) => done === here && of === HOMES));
  assert.ok(seen.filter(([done]) => done > 0 && done < HOMES).length > 2);
});

test('it brings a version of a sheet that the kit does not carry, and keeps it as long as a draft needs it', async () => {
  await fetch();
  await commune.forms.set('form/phieu@0', { type: 'form', id: 'f0', hash: '0', data: form('0') });
  assert.equal((await page.kit.ensureForm('phieu', '1')).version, '1');
  assert.equal(server.requests.filter(({ method }) => method === 'POST').length, 0);
  const draft = await page.drafts.start({ household: 'h1', round: 'r1', form: 'phieu', version: '0' });
  assert.equal((await page.kit.ensureForm('phieu', '0')).version, '0');
  await assert.rejects(page.kit.ensureForm('phieu', '8'), { code: 'unknown_form' });
  await fetch();
  assert.equal((await page.kit.form('phieu', '0')).version, '0');
  await draft.close();
  await page.drafts.discard(draft.id);
  await fetch();
  assert.equal(await page.kit.form('phieu', '0'), undefined);
});
