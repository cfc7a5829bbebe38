// Homes made on this phone: split off from one of the list, or standing on no register. The item for the commune, the
// draft of the new home's sheet and the old home's roster are written in one commit, or not at all.
import { problem } from './bytes.js';
import { done } from './db.js';
import { makeRecord } from './items.js';
import { hold } from './locks.js';

// Until one of the two sheets is finished the item stays here, so that a wrong tick can be taken back.
export const WAITS = 'waits';

// `home`: as the kit would carry it {id, village, place, members: [{person, name, sex, birth, relation, ethnicity,
// citizen_id, isNew}]}; `sheet`: {form, version}; `answers`: of the new home's sheet. `old`: {draft, answers, moved} of a
// split. Resolves with the new home.
export async function makeHome(phone, { why, from = null, round, home: told, on, evidence, sheet, answers, old = null }) {
  const { store, vault, kit, clock, bus } = phone;
  const { id } = told;
  const { person: head, name } = told.members.find(({ relation }) => relation === 'head');
  const home = { ...told, head: name, number: null, code: '', reason: null, last: null, assignment: 'here', pending: true, why, from, round, on, evidence };
  const label = { household: id, number: null, head: name, home };
  const payload = { round, why, from, unit: told.village, place: told.place, on, evidence, head, members: told.members.map(memberOf) };
  const item = await makeRecord(vault, kit.key(), { id: phone.newId(), kind: 'household', subject: id, payload, label, stamp: clock.stamp() });
  const now = clock.now();
  const doc = { id: phone.newId(), survey: phone.newId(), household: id, round, assignment: null, purpose: 'main', ...sheet, base: null, replaces: null,
    answers, replies: [], files: [], label, moved: old?.moved ?? [], at: now,
    meta: { today: clock.today(), started_at: new Date(now).toISOString(), renderer: 1 } };
  const draft = { id: doc.id, state: 'draft', at: now, sealed: await vault.seal(`drafts/${doc.id}`, doc) };
  const beside = [['outbox', { ...item, state: WAITS, drafts: [doc.id, old?.draft.id].filter(Boolean) }], ['drafts', draft]];
  if (old) await old.draft.save({ answers: old.answers, beside });
  else await store.run(['outbox', 'drafts'], 'readwrite', (outbox, drafts) => { outbox.put(beside[0][1]); drafts.put(draft); });
  bus.tell('outbox', { id: item.id });
  bus.tell('drafts', { id: doc.id });
  return home;
}

const memberOf = ({ person, relation, isNew, name, sex, birth, ethnicity }) => isNew
  ? { person_id: person, relation, full_name: name, sex, ethnicity: ethnicity || undefined, ...birth && { [birth.length > 4 ? 'birth_date' : 'birth_year']: birth } }
  : { person_id: person, relation };

// Of a home that the kit has not brought: from its item, sent or not, or from a draft.
export async function homeOf({ store, vault }, id) {
  for (const shelf of ['outbox', 'sent']) {
    const record = (await store.all(shelf)).find(({ kind, subject, wire }) => kind === 'household' && (subject ?? wire.subject) === id);
    if (record) return (await vault.unseal(`outbox/${record.id}/label`, record.label)).home;
  }
  return (await docs({ store, vault })).find(({ household, label }) => household === id && label?.home)?.label.home;
}

// Which new homes were split off from this one, as far as they are on this phone.
export async function homesFrom({ outbox, kit }, from) {
  const labels = [...await outbox.list(), ...await outbox.sent()].filter(({ kind, cause }) => kind === 'household' && cause?.code !== 'household_refused');
  const here = new Map(labels.flatMap(({ label }) => label?.home?.from === from ? [[label.home.id, label.home]] : []));
  for (const { id, from: other } of kit.rows()) if (other === from) here.set(id, await kit.household(id));
  return [...here.values()];
}

async function docs({ store, vault }) {
  return Promise.all((await store.all('drafts')).map(async ({ id, state, at, sealed }) => ({ ...await vault.unseal(`drafts/${id}`, sealed), id, state, at })));
}

const itemFor = async (store, id) => (await store.all('outbox')).find(({ kind, wire }) => kind === 'household' && wire.subject === id);

// null when it can be undone no more: something of it may have reached the commune. Otherwise what goes with it.
export async function undoable({ store }, id) {
  const item = await itemFor(store, id);
  return item && [WAITS, 'refused'].includes(item.state) ? item : null;
}

// Takes a home back that the commune does not have: item and sheet go, its people stand in the old roster as before.
// `rosterFor(doc)` answers the HomeRoster of a draft's sheet. {back}: false when the old sheet was finished meanwhile.
export async function undoHome(phone, id, rosterFor) {
  const { store, vault, bus, clock } = phone;
  const item = await undoable(phone, id);
  if (!item) throw problem('home_sent');
  const all = await docs(phone);
  const own = all.filter(({ household }) => household === id);
  const [moved, from] = [own.find(doc => doc.moved)?.moved ?? [], own.find(({ label }) => label?.home)?.label.home.from];
  const old = moved.length && all.find(({ id: draft, household, state }) => state === 'draft' && household === from && item.drafts.includes(draft));
  // Open in another tab: it would write over what is put back here.
  const locks = await Promise.all([...own, ...old ? [old] : []].map(doc => hold(`gnbv-draft-${doc.id}`)));
  try {
    if (locks.some(lock => !lock)) throw problem('taken');
    const { id: draft, state, at, ...doc } = old || {};
    const back = old && { id: draft, state, at: clock.now(), sealed: await vault.seal(`drafts/${draft}`, { id: draft, ...doc, answers: (await rosterFor(doc)).putBack(doc.answers, moved) }) };
    await store.run(['outbox', 'drafts', 'files'], 'readwrite', async (outbox, drafts, files) => {
      const now = await done(outbox.get(item.id));
      const sheets = (await Promise.all(own.map(({ id: one }) => done(outbox.get(one))))).filter(Boolean);
      if (now?.state !== item.state || sheets.some(({ tries }) => tries)) throw problem('home_sent');
      for (const { id: one } of [item, ...own]) { outbox.delete(one); drafts.delete(one); }
      for (const file of await done(files.getAll())) if (own.some(({ survey }) => survey === file.survey)) files.delete(file.key);
      if (back) drafts.put(back);
    });
    bus.tell('outbox', { id: item.id });
    bus.tell('drafts', { id: item.id });
    return { back: Boolean(back) || !moved.length };
  } finally {
    for (const release of locks) release?.();
  }
}
