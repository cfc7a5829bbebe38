import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { homeOf, homesFrom, makeHome, undoHome, undoable } from '../../../gnbv/static/js/offline/homes.js';
import { HomeRoster } from '../../../gnbv/static/js/offline/home-roster.js';
import { Handover } from '../../../gnbv/static/js/offline/handover.js';
import { canonical } from '../../../gnbv/static/js/offline/canonical.js';
import { communeKey, freshDisk, freshLocks, openEnvelope, Server, tab } from './world.mjs';

const node = (i, key, path, repeat = -1) => ({ i, key, name: key, path, repeat, parent: -1, kind: 'question' });
const compiled = { nodes: [
  { ...node(0, 'people', '/data/people'), kind: 'group' }, { ...node(1, 'member', '/data/people/member'), kind: 'repeat' },
  ...['person_id', 'full_name', 'relation', 'stays', 'left_on', 'joined', 'school', 'sex', 'birth_known', 'birth_year', 'birth_date'].map((key, at) => node(at + 2, key, `/data/people/member/${key}`, 1)),
] };
const roster = new HomeRoster(compiled);
const OLD = { intro: { household_change: 'split' }, people: { member: [
  { _id: 'm1', person_id: 'p1', full_name: 'Lò Văn Cả', relation: 'head' },
  { _id: 'm2', person_id: 'p2', full_name: 'Lò Văn Con', relation: 'child', school: 'no', stays: 'home' },
  { _id: 'm3', full_name: 'Hà Thị Dâu', relation: 'child_in_law', sex: 'female', joined: 'married' },
] } };
let commune;
beforeEach(async () => { freshDisk(); freshLocks(); commune = await communeKey(); });

async function page() {
  const made = await tab({ key: commune.entry });
  let n = 0;
  return { ...made, newId: () => `0198f2c4-0000-7000-8000-${String(++n).padStart(12, '0')}` };
}

const begin = phone => phone.drafts.start({ household: 'old', round: 'r1', form: 'f', version: '1', answers: OLD, label: { household: 'old', head: 'Lò Văn Cả' } });

// The son and his wife, who stands on no register, move to a home of their own.
async function split(phone, draft) {
  const people = roster.people(draft.doc.answers).filter(({ id }) => id !== 'm1');
  const members = people.map(({ person, name, sex, birth, id }) => ({ person: person || phone.newId(), isNew: !person, name, sex, birth,
    relation: id === 'm2' ? 'head' : 'spouse', row: roster.rows(draft.doc.answers).find(({ _id }) => _id === id) }));
  const answers = roster.with({ intro: { household_change: 'still_here' } }, roster.rowsFor(members, () => phone.newId()));
  return makeHome(phone, { why: 'split', from: 'old', round: 'r1', sheet: { form: 'f', version: '1' }, answers, on: '2026-10-01', evidence: 'Trưởng thôn',
    home: { id: phone.newId(), village: 'v1', place: 'Xóm 2', members: members.map(({ row, ...one }) => one) },
    old: { draft, ...roster.moveOut(draft.doc.answers, people.map(({ id }) => id), '2026-10-01') } });
}

const docOf = async (phone, household) => (await Promise.all((await phone.store.all('drafts')).map(({ id, sealed }) => phone.vault.unseal(`drafts/${id}`, sealed)))).find(doc => doc.household === household);
const names = answers => roster.rows(answers).filter(row => row.stays !== 'moved_out').map(row => row.full_name);

test('it moves people with all their answers, and nobody stands in both rosters', async () => {
  const phone = await page();
  const home = await split(phone, await begin(phone));
  const [old, fresh] = [await docOf(phone, 'old'), await docOf(phone, home.id)];
  assert.deepEqual(names(old.answers), ['Lò Văn Cả']);
  assert.deepEqual(roster.rows(old.answers).map(({ person_id, stays, left_on }) => [person_id, stays, left_on]), [['p1', undefined, undefined], ['p2', 'moved_out', '2026-10-01']]);
  assert.deepEqual(names(fresh.answers), ['Lò Văn Con', 'Hà Thị Dâu']);
  const [son, wife] = roster.rows(fresh.answers);
  assert.deepEqual([son.person_id, son.relation, son.school, son.stays], ['p2', 'head', 'no', 'home']);
  assert.ok(wife.person_id && !wife.joined && wife.relation === 'spouse');
  assert.ok(son._id !== 'm2');
});

test('it seals an item for the commune that names who moves and tells of who is new', async () => {
  const phone = await page();
  const home = await split(phone, await begin(phone));
  const [record] = await phone.store.all('outbox');
  const payload = JSON.parse(Buffer.from(await openEnvelope(commune.pair, record.wire.sealed, record.id)));
  const [, wife] = home.members;
  assert.deepEqual([record.kind, record.wire.subject, record.wire.base], ['household', home.id, null]);
  assert.deepEqual(payload, { round: 'r1', why: 'split', from: 'old', unit: 'v1', place: 'Xóm 2', on: '2026-10-01', evidence: 'Trưởng thôn', head: 'p2',
    members: [{ person_id: 'p2', relation: 'head' }, { person_id: wife.person, relation: 'spouse', full_name: 'Hà Thị Dâu', sex: 'female' }] });
  assert.ok(!canonical(record.drafts).includes('Lò'));
});

test('it writes all of it or nothing', async () => {
  const phone = await page();
  const draft = await begin(phone);
  const run = phone.store.run.bind(phone.store);
  phone.store.run = (shelves, mode, work) => run(shelves, mode, async (...stores) => {
    const result = await work(...stores);
    if (mode === 'readwrite' && shelves.includes('outbox')) throw new DOMException('full', 'QuotaExceededError');
    return result;
  });
  await assert.rejects(split(phone, draft), { code: 'quota' });
  phone.store.run = run;
  assert.deepEqual(await phone.store.all('outbox'), []);
  assert.deepEqual(names((await docOf(phone, 'old')).answers).length, 3);
  assert.equal((await phone.store.all('drafts')).length, 1);
});

test('it is known by its people and its old home before the commune knows it', async () => {
  const phone = await page();
  const home = await split(phone, await begin(phone));
  assert.equal((await homeOf(phone, home.id)).head, 'Lò Văn Con');
  assert.equal((await phone.kit.household(home.id)).pending, true);
  assert.equal(await phone.kit.household('nowhere'), undefined);
  assert.deepEqual((await homesFrom(phone, 'old')).map(({ id }) => id), [home.id]);
});

test('it waits for the first finished sheet, and leaves before every sheet of its own', async () => {
  const phone = await page();
  const server = new Server().install();
  const home = await split(phone, await begin(phone));
  await phone.sender.send({ asked: true });
  assert.equal(server.items.size, 0);
  assert.equal((await phone.outbox.counts()).unsent, 0);
  await assert.rejects(new Handover(phone).make(), { code: 'nothing_to_give' });
  const fresh = await phone.drafts.open((await docOf(phone, home.id)).id);
  await fresh.finish();
  const records = await phone.store.all('outbox');
  assert.deepEqual(records.map(({ kind, state }) => [kind, state]).sort(), [['household', 'local'], ['survey', 'local']]);
  const survey = records.find(({ kind }) => kind === 'survey');
  assert.equal(JSON.parse(Buffer.from(await openEnvelope(commune.pair, survey.wire.sealed, survey.id))).made_here, true);
  await phone.outbox.add('visit', home.id, { at: 'x' });
  await phone.sender.send({ asked: true });
  assert.deepEqual(server.requests.map(({ json }) => json.items.map(({ kind }) => kind)), [['household'], ['survey', 'visit']]);
  assert.equal((await phone.outbox.sent()).find(({ kind }) => kind === 'household').label.home.id, home.id);
});

test('it keeps its sheet back while the commune refuses the home', async () => {
  const phone = await page();
  const server = new Server({ judge: ({ kind }) => kind === 'household' ? { outcome: 'rejected', cause: { code: 'members_unknown', vi: 'x', en: 'x' } } : { outcome: 'accepted' } }).install();
  const home = await split(phone, await begin(phone));
  await (await phone.drafts.open((await docOf(phone, home.id)).id)).finish();
  await phone.sender.send({ asked: true });
  await phone.sender.send({ asked: true });
  assert.equal(server.items.size, 0);
  assert.deepEqual((await phone.outbox.list()).map(({ kind, state }) => [kind, state]).sort(), [['household', 'refused'], ['survey', 'local']]);
  assert.ok(await undoable(phone, home.id));
});

test('it is taken back as if it had never been, with what was answered of the others meanwhile', async () => {
  const phone = await page();
  const draft = await begin(phone);
  const home = await split(phone, draft);
  const more = structuredClone(draft.doc.answers);
  roster.rows(more)[0].school = 'no';
  await draft.save({ answers: more });
  await assert.rejects(undoHome(phone, home.id, async () => roster), { code: 'taken' });
  await draft.close();
  assert.deepEqual(await undoHome(phone, home.id, async () => roster), { back: true });
  const expected = structuredClone(OLD);
  expected.people.member[0].school = 'no';
  assert.deepEqual((await docOf(phone, 'old')).answers, expected);
  assert.deepEqual([await phone.store.all('outbox'), (await phone.store.all('drafts')).length], [[], 1]);
  assert.equal(await phone.kit.household(home.id), undefined);
});

test('it is not taken back once something of it may have reached the commune', async () => {
  const phone = await page();
  const home = await split(phone, await begin(phone));
  const fresh = await phone.drafts.open((await docOf(phone, home.id)).id);
  await fresh.finish();
  assert.equal(await undoable(phone, home.id), null);
  await assert.rejects(undoHome(phone, home.id, async () => roster), { code: 'home_sent' });
  assert.equal((await phone.store.all('outbox')).length, 2);
});

test('a home on no register has an item and a sheet of its own', async () => {
  const phone = await page();
  const members = [{ person: 'n1', isNew: true, name: 'Vi Thị Mới', sex: 'female', birth: '1990', relation: 'head' }, { person: 'n2', isNew: true, name: 'Vi Văn Bé', sex: 'male', birth: '2020-03-01', relation: 'child' }];
  const home = await makeHome(phone, { why: 'unregistered', round: 'r1', sheet: { form: 'f', version: '1' }, on: '2026-10-01', evidence: 'Gặp tại nhà',
    home: { id: phone.newId(), village: 'v1', place: '', members }, answers: roster.with({}, roster.rowsFor(members, () => phone.newId())) });
  const payload = await phone.outbox.item((await phone.store.all('outbox'))[0].id);
  assert.deepEqual(payload.members.map(({ birth_year: year, birth_date: date }) => [year, date]), [['1990', undefined], [undefined, '2020-03-01']]);
  assert.deepEqual(roster.rows((await docOf(phone, home.id)).answers).map(({ birth_known: known, stays }) => [known, stays]), [['year', 'home'], ['date', 'home']]);
  assert.deepEqual(await undoHome(phone, home.id, async () => roster), { back: true });
  assert.deepEqual(await phone.store.all('drafts'), []);
});
