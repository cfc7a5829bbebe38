import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { fetchKit } from '../../../gnbv/static/js/offline/fetch-kit.js';
import { entry, freshDisk, freshLocks, kitPage, Server, tab } from './world.mjs';

let page, server;
beforeEach(async () => {
  freshDisk();
  freshLocks();
  page = await tab();
  server = new Server().install();
});

const household = (n, more = {}) => entry('household', `h${n}`, { id: `h${n}`, number: String(n).padStart(3, '0'), code: `XH${n}`, head: `Chủ hộ ${n}`,
  village: n % 2 ? 'v1' : 'v2', place: null, reason: null, assignment: null, last: null, members: null, ...more });
const households = (from, to) => Promise.all(Array.from({ length: to - from }, (_, i) => household(from + i)));
// `pages` answers by cursor: '' is the first. A value may be a function that makes or breaks the answer.
function serve(pages, posts = []) {
  server.requests.length = 0;
  server.routes['/sync/kit'] = async request => {
    if (request.method === 'POST') {
      const answer = posts.shift();
      return server.json(await (typeof answer === 'function' ? answer(request.json.want) : answer));
    }
    const answer = pages[new URLSearchParams(request.search).get('cursor') ?? ''];
    if (answer === undefined) return server.json({}, 500);
    return server.json(await answer);
  };
}
const fetch = () => fetchKit(page.kit, { device: 'd1', now: page.clock.now, used: () => page.drafts.uses() });
const numbers = () => page.kit.rows().map(({ number }) => number).sort();
const reopened = async () => {
  const other = await tab({ name: page.store.name });
  await other.kit.load();
  return other.kit;
};

test('it brings a whole kit, sealed, and reads it again after unlocking', async () => {
  const me = await entry('me', 'u1', { id: 'u1', username: 'rasoat', name: 'Ai' });
  const key = await entry('key', 'k1', { kid: 'k1', jwk: {} });
  serve({ '': kitPage([me, key, ...await households(0, 250)], { cursor: 'c9', today: '2026-10-23' }) });
  assert.equal((await fetch()).changed, 252);
  const kit = await reopened();
  assert.deepEqual([kit.me().username, kit.key().kid, kit.today, kit.cursor], ['rasoat', 'k1', '2026-10-23', 'c9']);
  assert.equal((await kit.household('h249')).head, 'Chủ hộ 249');
  assert.equal(await kit.household('h250'), undefined);
  const { count, complete, at, bytes } = await kit.info();
  assert.deepEqual([count, complete, at], [252, true, page.clock.now()]);
  assert.ok(bytes > 10_000);
  const blocks = (await page.store.all('kit')).filter(({ key: name }) => name.startsWith('household:'));
  assert.equal(blocks.length, 3);
  for (const record of await page.store.all('kit')) assert.ok(!Buffer.from(record.sealed.ct).includes('hộ'));
});

test('it sends the device along, so that another person\'s session is not taken for ours', async () => {
  serve({ '': kitPage([]) });
  await fetch();
  assert.equal(server.requests[0].headers.get('X-Gnbv-Device'), 'd1');
  server.routes['/sync/kit'] = () => server.json({}, 401);
  await assert.rejects(fetch(), { code: 'sign_in' });
});

for (const [what, more] of [['a wrong hash', { sha256: '0'.repeat(64) }], ['a wrong count', { count: 3 }], ['no entries', { entries: undefined }]]) {
  test(`it refuses a page with ${what} and keeps the kit before`, async () => {
    serve({ '': kitPage(await households(0, 2)) });
    await fetch();
    serve({ c1: kitPage(await households(5, 7), { mode: 'delta', ...more }) });
    await assert.rejects(fetch(), { code: 'kit_damaged' });
    assert.deepEqual(numbers(), ['000', '001']);
    assert.equal(page.kit.cursor, 'c1');
  });
}

test('it does not take a captive portal for an empty kit', async () => {
  serve({ '': kitPage(await households(0, 2)) });
  await fetch();
  server.faults.push('html', 'captive', 'refuse', 503);
  for (const code of ['captive', 'captive', 'network', 'server']) await assert.rejects(fetch(), { code });
  assert.deepEqual(numbers(), ['000', '001']);
});

test('it is refreshed by differences with removals', async () => {
  serve({ '': kitPage(await households(0, 3)) });
  await fetch();
  serve({ c1: kitPage([await household(1, { head: 'Mới' }), await household(7)], { mode: 'delta', cursor: 'c2', removed: [{ type: 'household', id: 'h0' }] }) });
  assert.equal((await fetch()).changed, 3);
  const kit = await reopened();
  assert.deepEqual(kit.rows().map(({ number, head }) => [number, head]).sort(), [['001', 'Mới'], ['002', 'Chủ hộ 2'], ['007', 'Chủ hộ 7']]);
  assert.deepEqual([kit.cursor, await kit.household('h0')], ['c2', undefined]);
  serve({ c2: kitPage([], { mode: 'delta', cursor: 'c2' }) });
  assert.equal((await fetch()).changed, 0);
});

test('it goes on from the last whole page after a cut, and drops at the end what a full kit no longer names', async () => {
  serve({ '': kitPage([await household(99)]) });
  await fetch();
  const third = kitPage(await households(4, 6), { cursor: 'c3', page: 3, pages: 3 });
  const pages = { c1: kitPage(await households(0, 2), { cursor: 'p1', page: 1, pages: 3 }), p1: kitPage(await households(2, 4), { cursor: 'p2', page: 2, pages: 3 }) };
  serve(pages);
  await assert.rejects(fetch(), { code: 'server' });
  assert.deepEqual(numbers(), ['000', '001', '002', '003', '099']);
  assert.equal(page.kit.cursor, 'c1');
  serve({ p2: third });
  page.kit = await reopened();
  await fetch();
  assert.deepEqual(server.requests.map(({ search }) => search), ['?cursor=p2']);
  assert.deepEqual(numbers(), ['000', '001', '002', '003', '004', '005']);
  assert.equal(page.kit.cursor, 'c3');
});

test('it begins anew when the half kit cannot be continued', async () => {
  serve({ '': kitPage(await households(0, 2), { cursor: 'p1', page: 1, pages: 2 }) });
  await assert.rejects(fetch(), { code: 'server' });
  serve({ p1: kitPage([await household(9)], { mode: 'full', cursor: 'x1', page: 1, pages: 1 }) });
  await fetch();
  assert.deepEqual(numbers(), ['009']);
});

test('it refuses pages out of order', async () => {
  serve({ '': kitPage([], { cursor: 'p1', page: 1, pages: 3 }), p1: kitPage([], { cursor: 'p2', page: 3, pages: 3 }) });
  await assert.rejects(fetch(), { code: 'kit_pages' });
});

test('it asks by a manifest only for what it lacks, and drops what is out of scope', async () => {
  serve({ '': kitPage(await households(0, 4)) });
  await fetch();
  const now = [await household(1), await household(2, { head: 'Đổi' }), await household(8)];
  const wanted = [];
  serve({ c1: kitPage(now.map(({ type, id, hash }) => ({ type, id, hash })), { mode: 'manifest', cursor: 'm1' }) },
    [want => { wanted.push(...want.map(({ id }) => id)); return kitPage(now.filter(({ id }) => want.some(item => item.id === id)), { mode: 'delta', cursor: 'ignored' }); }]);
  await fetch();
  assert.deepEqual(wanted, ['h2', 'h8']);
  assert.deepEqual(page.kit.rows().map(({ id, head }) => [id, head]).sort(), [['h1', 'Chủ hộ 1'], ['h2', 'Đổi'], ['h8', 'Chủ hộ 8']]);
  assert.equal(page.kit.cursor, 'm1');
});

test('it keeps an old form while a draft uses it, then lets it go', async () => {
  const form = version => entry('form', `phieu@${version}`, { form: 'phieu', version, compiled: {}, fragments: {}, order: [] });
  serve({ '': kitPage([await form('1')]) });
  await fetch();
  const draft = await page.drafts.start({ household: 'h1', round: 'r1', form: 'phieu', version: '1' });
  serve({ c1: kitPage([await form('2')], { mode: 'delta', cursor: 'c2', removed: [{ type: 'form', id: 'phieu@1' }] }) });
  await fetch();
  assert.equal((await page.kit.form('phieu', '1')).version, '1');
  assert.equal((await page.kit.form('phieu', '2')).version, '2');
  await draft.close();
  await page.drafts.discard(draft.id);
  serve({ c2: kitPage([], { mode: 'delta', cursor: 'c3' }) });
  await fetch();
  assert.equal(await page.kit.form('phieu', '1'), undefined);
  assert.equal((await page.kit.form('phieu', '2')).version, '2');
});

test('it finds the current pack, or the one a draft needs', async () => {
  serve({ '': kitPage([await entry('pack', 'vn@1', { pack: 'vn', version: '1' }), await entry('pack', 'vn-b1@3', { pack: 'vn-b1', version: '3' })]) });
  await fetch();
  assert.equal((await page.kit.pack('vn')).version, '1');
  assert.equal((await page.kit.pack('vn-b1', '3')).version, '3');
  assert.equal(await page.kit.pack('other'), undefined);
});

test('it shows surveys lightly and opens them whole', async () => {
  const survey = { id: 's1', household: 'h1', round: 'r1', status: 'returned', decided: null,
    revision: { id: 'r-1', number: 1, answers: { a: '1' }, meta: {}, result: null },
    comments: [{ id: 'c1', key: 'a', at: 't1', text: 'Hỏi lại', reply: null }, { id: 'c2', key: 'b', at: 't2', reply: { kind: 'fixed' } }] };
  serve({ '': kitPage([await entry('survey', 's1', survey)]) });
  await fetch();
  assert.deepEqual(page.kit.surveys(), [{ id: 's1', household: 'h1', round: 'r1', status: 'returned', decided: null, revision: { id: 'r-1', number: 1 },
    comments: [{ at: 't1', reply: false }, { at: 't2', reply: true }] }]);
  assert.deepEqual((await page.kit.surveyOf('h1', 'r1')).revision.answers, { a: '1' });
  assert.equal(await page.kit.surveyOf('h1', 'r2'), null);
  const draft = await page.drafts.correct({ survey, label: null, form: 'f', version: '1' });
  assert.deepEqual([draft.survey, draft.doc.base, draft.doc.answers], ['s1', 'r-1', { a: '1' }]);
});

test('it searches without tone marks, by number, head or member, from the start of words', async () => {
  serve({ '': kitPage([await household(17, { head: 'Lò Thị Dấu', members: [{ name: 'Lò Thị Dấu' }, { name: 'Đèo Văn Ước' }] }),
    await household(170, { head: 'Nguyễn Văn Hoà', village: 'v9' }), await household(3, { head: 'Vàng A Dơ' })]) });
  await fetch();
  const found = (query, options) => page.kit.search(query, options).map(({ number, match }) => match ? `${number} ${match}` : number);
  assert.deepEqual(found('17'), ['017', '170']);
  assert.deepEqual(found('3'), ['003']);
  assert.deepEqual(found('017'), ['017']);
  assert.deepEqual(found('lo dau'), ['017']);
  assert.deepEqual(found('LÒ'.normalize('NFD')), ['017']);
  assert.deepEqual(found('deo uoc'), ['017 Đèo Văn Ước']);
  assert.deepEqual(found('Đèo'), ['017 Đèo Văn Ước']);
  assert.deepEqual(found('hoa'), found('hòa'));
  assert.deepEqual(found('hoà'), ['170']);
  assert.deepEqual(found('van', { village: 'v9' }), ['170']);
  assert.deepEqual(found('au'), []);
  assert.deepEqual(found('   '), ['017', '170', '003']);
});

test('it forgets everything when locked', async () => {
  serve({ '': kitPage(await households(0, 2)) });
  await fetch();
  page.kit.forget();
  page.vault.lock();
  assert.deepEqual([page.kit.rows(), page.kit.search('chu'), page.kit.me()], [[], [], undefined]);
  await assert.rejects(page.kit.load(), { code: 'locked' });
});

test('it carries 3,000 households and 15,000 members and searches them', async () => {
  const surnames = ['Lò', 'Quàng', 'Vàng', 'Nguyễn', 'Đèo'];
  const names = n => Array.from({ length: 5 }, (_, i) => ({ name: `${surnames[(n + i) % 5]} Văn T${n}x${i}` }));
  serve({ '': kitPage(await Promise.all(Array.from({ length: 3000 }, (_, n) => household(n, { members: names(n) })))) });
  await fetch();
  assert.equal(page.kit.rows().length, 3000);
  assert.equal(page.kit.search('t2999x4')[0].number, '2999');
  assert.equal(page.kit.search('deo').length, 50);
});
