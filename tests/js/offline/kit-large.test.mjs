import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { byHousehold, standing } from '../../../gnbv/static/js/modules/states.js';
import { fetchKit } from '../../../gnbv/static/js/offline/fetch-kit.js';
import { KitRound } from '../../../gnbv/static/js/offline/kit-round.js';
import { Commune, form, household } from './kit-commune.mjs';
import { freshDisk, freshLocks, Server, tab } from './world.mjs';

const HOMES = 3000, PERSONS = 5;
const SURNAMES = ['Lò', 'Quàng', 'Vàng', 'Nguyễn', 'Đèo', 'Trịnh'];
const person = (n, i) => ({ person: `p${n}-${i}`, name: `${SURNAMES[(n + i) % 6]} Văn Số${n}x${i}`, sex: 'male', birth: '1990' });

let page, server, commune;
beforeEach(async () => {
  freshDisk();
  freshLocks();
  page = await tab();
  server = new Server().install();
  commune = new Commune(250).install(server);
  await commune.put('form', 'f1', form('1'));
});
const fetch = () => fetchKit(page.kit, { device: 'd1', now: page.clock.now, used: () => page.drafts.uses() });
const survey = (n, more = {}) => ({ id: `s${n}`, household: `h${n}`, round: 'r1', status: 'received', revision: { id: `v${n}`, number: 1, answers: { long: 'x'.repeat(500) } }, comments: [], decided: null, ...more });

async function fill(homes) {
  for (let n = 0; n < homes; n++) {
    await commune.put('assignment', `a${n}`, { id: `a${n}`, round: 'r1', household: `h${n}`, purpose: 'main', due: null });
    await commune.put('household', `h${n}`, household(n, { members: Array.from({ length: PERSONS }, (_, i) => person(n, i)) }));
  }
}

// Counts what is read of the store: lists must not open blocks.
function watch(store) {
  const read = [];
  const { get, all } = store;
  store.get = (name, key) => { read.push(key); return get.call(store, name, key); };
  store.all = (name, range) => { read.push(name); return all.call(store, name, range); };
  return read;
}

test('it draws a list of 3,000 households and searches 15,000 members without opening one of them', async () => {
  await fill(HOMES);
  for (let n = 0; n < 300; n++) await commune.put('survey', `s${n}`, survey(n));
  await fetch();
  page = await tab({ name: page.store.name });
  const read = watch(page.store);
  const found = byHousehold({ drafts: [], items: [], sent: [], surveys: page.kit.surveys() });
  const rows = new Map(page.kit.rows().map(row => [row.id, row]));
  const list = page.kit.assignments().map(({ household: id, round }) => ({ ...rows.get(id), now: standing(id, round, found) }));
  assert.deepEqual([list.length, list.filter(({ now }) => now.state === 'received').length], [HOMES, 300]);
  assert.deepEqual([list[7].people, list[7].last], [PERSONS, { year: 2025, class: 'poor' }]);
  assert.equal(page.kit.search('so2999x4')[0].match, person(2999, 4).name);
  assert.equal(page.kit.search('deo van', { limit: 20 }).length, 20);
  assert.deepEqual(read, []);
  assert.equal((await page.kit.household('h2999')).members.length, PERSONS);
  assert.equal(read.length, 1);
});

test('a list of standings reads each draft, item and survey once, however many households there are', () => {
  let reads = 0;
  const counted = Array.from({ length: 1000 }, (_, n) => Object.defineProperty({ round: 'r', status: 'received' }, 'household', { get() { reads++; return `h${n}`; }, enumerable: true }));
  const found = byHousehold({ drafts: [], items: [], sent: [], surveys: counted });
  for (let n = 0; n < HOMES; n++) standing(`h${n}`, 'r', found);
  assert.ok(reads <= 3 * counted.length, `${reads} reads`);
});

test('what the commune returned is read from the kit, whether or not anything rang', async () => {
  await fill(3);
  await commune.put('survey', 's1', survey(1));
  await fetch();
  await commune.put('survey', 's1', survey(1, { status: 'returned', decided: { kind: 'return', by: 'Hoàng Thị Lan', at: '2026-10-24T01:00:00.000Z', note: 'Xem lại nước' },
    comments: [{ id: 'c1', key: 'water', at: '2026-10-24T01:00:00.000Z', text: 'Hỏi lại', reply: null }] }));
  await fetch();
  const now = standing('h1', 'r1', byHousehold({ drafts: [], items: [], sent: [], surveys: page.kit.surveys() }));
  assert.deepEqual([now.state, now.comments, now.survey.decided.note], ['returned', 1, 'Xem lại nước']);
});

test('a phone of the first release opens its kit, and the next page writes it anew', async () => {
  await fill(120);
  await commune.put('survey', 's1', survey(1, { comments: [{ at: 't', reply: null, text: 'x' }] }));
  await fetch();
  // What that release wrote: hashes, places and rows of everything in one record, no heads.
  const types = {}, { cursor, today } = page.kit;
  for (const { type, id } of page.kit.ids()) if (type !== 'form') (types[type] ??= {})[id] = { hash: page.kit.hashOf(type, id), block: null };
  for (const record of await page.store.all('kit')) {
    if (!record.key.startsWith('head:')) continue;
    const block = record.key.slice(5);
    for (const id of Object.keys(await page.vault.unseal(`kit/${record.key}`, record.sealed))) types[block.split(':')[0]][id].block = block;
    await page.store.delete('kit', record.key);
  }
  const old = { cursor, today, at: 5, complete: true, seen: null, blocks: {}, types, rows: {}, library: { 'form/f1': { hash: page.kit.hashOf('form', 'f1'), key: 'form:phieu@1' } } };
  await page.store.put('kit', { key: 'index', sealed: await page.vault.seal('kit/index', old) });
  await page.store.put('library', { key: 'form:phieu@1', hash: 'x', data: form('1') });
  page = await tab({ name: page.store.name });
  assert.deepEqual([page.kit.rows().length, page.kit.cursor, page.kit.complete, page.kit.search('so7x1')[0].number], [120, cursor, true, 7]);
  assert.equal((await page.kit.form('phieu', '1')).version, '1');
  await commune.put('household', 'h5', household(5, { head: 'Sau khi nâng' }));
  await fetch();
  page = await tab({ name: page.store.name });
  assert.deepEqual(await page.kit.whole(), await commune.whole());
  assert.deepEqual([(await page.kit.household('h5')).head, page.kit.surveys()[0].comments], ['Sau khi nâng', [{ at: 't', reply: false }]]);
});

test('a sheet that carries the rows of assigned households lies sealed like them', async () => {
  const data = { ...form('9'), compiled: { instances: { assigned_households: { rows: [['h1', 'Lò Thị Dấu']] } } } };
  await commune.put('form', 'f9', data);
  await fetch();
  for (const { sealed, ...rest } of await page.store.all('library')) {
    assert.ok(!JSON.stringify(rest).includes('Dấu') && !Buffer.from(sealed.ct).includes('Dấu'));
  }
  assert.deepEqual((await page.kit.form('phieu', '9')).compiled, data.compiled);
});

test('two tabs that ask at once bring each page once, and both have the whole', async () => {
  await fill(400);
  const other = await tab({ name: page.store.name });
  const rounds = [page, other].map(one => new KitRound(one, () => {}));
  await Promise.all(rounds.map(round => round.bring(true)));
  assert.equal(server.requests.length, Math.ceil(801 / 250));
  await other.kit.load();
  assert.deepEqual(await other.kit.whole(), await commune.whole());
  // The second tab knew an older kit than the disk has: it goes on from the disk, not from what it knew.
  await commune.put('household', 'h7', household(7, { head: 'Sau' }));
  await rounds[0].bring(true);
  await commune.put('household', 'h8', household(8, { head: 'Sau nữa' }));
  await rounds[1].bring(true);
  await page.kit.load();
  for (const { kit } of [page, other]) assert.deepEqual([(await kit.household('h7')).head, (await kit.household('h8')).head], ['Sau', 'Sau nữa']);
});
