import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { freshDisk, freshLocks, tab, TestClock } from '../offline/world.mjs';

globalThis.document = { querySelectorAll: () => [], documentElement: { lang: 'vi' } };
const { Session } = await import('../../../gnbv/static/js/modules/section-session.js');
const { agreed, notice, settle } = await import('../../../gnbv/static/js/modules/whereabouts.js');

const node = (i, name, more = {}) => ({ i, path: `/data/${name}`, key: name, name, parent: -1, repeat: -1, kind: 'question', type: 'string', ...more });
const names = ['consent_location', 'mode', ...Array.from({ length: 30 }, (_, at) => `q${at}`)];
const compiled = { engine: 1, form: 'f', version: '1', root: 'data', languages: ['vi'], default_language: 'vi', lists: {}, instances: {}, texts: {}, rare: [],
  nodes: names.map((name, at) => node(at, name)), order: names.map((_, at) => at) };
const turn = () => new Promise(done => setTimeout(done));

let phone;
let clock;
beforeEach(async () => {
  freshDisk();
  freshLocks();
  clock = new TestClock();
  phone = await tab({ clock });
});

const started = () => phone.drafts.start({ household: 'h', round: 'r', form: 'f', version: '1', meta: { today: '2026-10-23' } });
const open = draft => new Session({ phone: { clock, newId: () => 'i' }, draft, form: { form: 'f', version: '1', compiled, order: names }, household: { id: 'h', last: null, members: [] }, survey: null, round: {} });

async function answer(session, ref, seconds, value = '1') {
  clock.pass(seconds * 1000);
  session.set(ref, value);
  await turn();
}

test('it keeps the time before each answer, in the order of answering', async () => {
  const session = open(await started());
  await answer(session, 'q1', 7);
  await answer(session, 'q0', 2.5);
  assert.deepEqual(session.meta.pace, [['q1', 7000], ['q0', 2500]]);
});

test('it is stored with the answer, and goes on after the page was killed', async () => {
  const draft = await started();
  await answer(open(draft), 'q1', 7);
  await draft.close();
  const again = await phone.drafts.open(draft.id);
  assert.deepEqual(again.doc.meta.pace, [['q1', 7000]]);
  clock.pass(3_600_000);
  const session = open(again);
  await answer(session, 'q2', 4);
  assert.deepEqual(session.meta.pace, [['q1', 7000], ['q2', 4000]]);
});

test('what is typed letter by letter or changed later is one question with all its time', async () => {
  const session = open(await started());
  for (const text of ['L', 'Lò', 'Lò V']) await answer(session, 'q1', 1, text);
  await answer(session, 'q2', 5);
  await answer(session, 'q1', 2, 'Lò Văn');
  assert.deepEqual(session.meta.pace, [['q1', 5000], ['q2', 5000]]);
});

test('the time in which nobody saw the page does not count, nor more than ten minutes', async () => {
  const session = open(await started());
  clock.pass(2000);
  session.pace.seen(false);
  clock.pass(900_000);
  session.pace.seen(true);
  await answer(session, 'q1', 3);
  await answer(session, 'q2', 5000);
  assert.deepEqual(session.meta.pace, [['q1', 5000], ['q2', 600_000]]);
});

test('answers given by one touch together tell of the first alone', async () => {
  const session = open(await started());
  clock.pass(4000);
  for (const ref of ['q1', 'q2', 'q3']) session.set(ref, 'as last year');
  await turn();
  await answer(session, 'q4', 3);
  assert.deepEqual(session.meta.pace, [['q1', 4000], ['q4', 3000]]);
});

test('a clock that is set is counted, also while the page was closed', async () => {
  const time = { wall: Date.parse('2026-10-23T02:00:00Z'), steady: 0 };
  Object.assign(clock, { now: () => time.wall, steady: () => time.steady });
  clock.look();
  clock.jumps = 0;
  const draft = await started();
  const session = open(draft);
  time.wall -= 7_200_000;
  await answer(session, 'q1', 0);
  assert.equal(session.meta.clock_jumps, 1);
  await draft.close();
  time.wall -= 7_200_000;
  clock.look();
  const later = open(await phone.drafts.open(draft.id));
  await answer(later, 'q2', 0);
  assert.equal(later.meta.clock_jumps, 2);
});

test('a clock that runs is not counted', async () => {
  const session = open(await started());
  await answer(session, 'q1', 240);
  assert.equal(session.meta.clock_jumps, undefined);
});

test('an answer changed after the score was seen is kept with the draft; a first answer is none', async () => {
  const draft = await started();
  const session = open(draft);
  await answer(session, 'q1', 5, 'a');
  await session.keep({ score_seen_at: new Date(clock.now()).toISOString() });
  await answer(session, 'q2', 5, 'first');
  await answer(session, 'q1', 5, 'b');
  await answer(session, 'q1', 5, 'c');
  await draft.close();
  const { meta } = (await phone.drafts.open(draft.id)).doc;
  assert.deepEqual(meta.changed_after_score, ['q1']);
});

test('a person taken off the list after the score was seen is a change, too', async () => {
  const session = open(await started());
  await session.keep({ score_seen_at: new Date(clock.now()).toISOString() });
  session.instance.remove = () => ({ changed: [] });
  session.remove('i7', 'member');
  assert.deepEqual(session.meta.changed_after_score, ['member@i7']);
});

function place({ state = 'granted', point = { latitude: 19.9, longitude: 105.6, altitude: null, accuracy: 8 } } = {}) {
  const asked = [];
  navigator.permissions = { query: async () => ({ state }) };
  navigator.geolocation = { getCurrentPosition: (resolve, reject) => { asked.push(1); point ? resolve({ coords: point }) : reject({ code: 3 }); } };
  return asked;
}

test('the place is taken once, silently, when the family agreed and the browser was allowed before', async () => {
  const asked = place();
  const session = open(await started());
  await answer(session, 'consent_location', 3, 'yes');
  await notice(session);
  await notice(session);
  await settle(session);
  assert.equal(session.meta.position.point, '19.900000 105.600000 0.0 8.0');
  assert.equal(asked.length, 1);
});

for (const [why, consent, mode, state] of [['the family said no', 'no', 'home', 'granted'], ['nobody was asked yet', '', 'home', 'granted'],
  ['it is a telephone call', 'yes', 'phone', 'granted'], ['the browser would ask', 'yes', 'home', 'prompt'], ['the browser refused', 'yes', 'home', 'denied']]) {
  test(`no place is taken when ${why}`, async () => {
    const asked = place({ state });
    const session = open(await started());
    if (consent) await answer(session, 'consent_location', 3, consent);
    await answer(session, 'mode', 3, mode);
    await notice(session);
    await settle(session);
    assert.deepEqual([asked.length, session.meta.position], [0, undefined]);
  });
}

test('a place that cannot be had is missing, and finishing tries once more', async () => {
  const asked = place({ point: null });
  const session = open(await started());
  await answer(session, 'consent_location', 3, 'yes');
  await notice(session);
  await settle(session);
  assert.deepEqual([asked.length, session.meta.position, agreed(session)], [2, undefined, true]);
});

test('a consent that is taken back takes the place along', async () => {
  place();
  const session = open(await started());
  await answer(session, 'consent_location', 3, 'yes');
  await notice(session);
  await answer(session, 'consent_location', 3, 'no');
  await settle(session);
  assert.equal('position' in session.meta, false);
});

test('the questions of a large household stay below 20 KB', async () => {
  const session = open(await started());
  const member = number => `member_health@0198f2c4-0000-7000-8000-${String(number).padStart(12, '0')}`;
  session.node = () => ({ kind: 'question' });
  for (let at = 0; at < 500; at++) { clock.pass(60_000); session.pace.answered(member(at)); await turn(); }
  assert.equal(session.meta.pace.length, 300);
  assert.ok(JSON.stringify(session.meta.pace).length < 20_000);
});
