// What people and the world do in a history. A step is plain JSON; it may die at a crossing, meet a bad disk and a bad line.
import { sha256, utf8 } from '../../../../gnbv/static/js/offline/bytes.js';
import { Copies } from '../../../../gnbv/static/js/offline/copies.js';
import { Handover } from '../../../../gnbv/static/js/offline/handover.js';
import { Restore } from '../../../../gnbv/static/js/offline/restore.js';
import { check, shelf, state } from './promise.mjs';
import { Browser } from './surroundings.mjs';

// Errors that the modules tell by a code are part of life; anything else is a mistake of theirs.
const EXPECTED = ['network', 'timeout', 'captive', 'sign_in', 'server', 'wrong_password', 'wait', 'locked', 'readonly', 'quota', 'gone',
  'not_refused', 'no_kit', 'nothing_to_give', 'busy', 'store_closed', 'store_blocked'];
const AS_IS = ['sync', 'lock', 'leave'];
export const LARGE = 70_000; // two parts on the way

export async function act(world, step) {
  if (step.act === 'clock') { world.time += step.ms; return; }
  if (step.act === 'lift') return world.lift();
  if (step.act === 'lose') return lose(world, step.phone);
  if (step.act === 'settle') return world.server.settleConflicts?.();
  if (step.act === 'kill') return step.all ? world.kill(step.phone) : world.pagesOf(step.phone)[step.tab]?.die();
  if (step.act === 'lock' && !world.pagesOf(step.phone).length) return;
  const steps = step.with ? [step, step.with] : [step];
  // Opened one after the other, then at work at the same time.
  const pages = [];
  for (const one of steps) pages.push(one.act !== 'worker' && await world.tab(one, { asIs: AS_IS.includes(one.act) }));
  world.line.push(...steps.flatMap(({ faults }) => faults ?? []));
  const done = await Promise.allSettled(steps.map((one, at) => pages[at] ? live(world, pages[at], one) : work(world, one)));
  world.line.length = 0;
  for (const { reason } of done) if (reason) throw reason;
  // After a death or a bad disk what stands there is looked at once.
  for (const [at, one] of steps.entries()) if (done[at].value || one.disk) await check(world, one.user);
}

// All site data of a phone is gone, or the phone is. Of what was there alone only the second copy is left.
async function lose(world, at) {
  if (world.server.isReal) return;
  world.kill(at);
  const browser = world.browsers[at];
  world.browsers[at] = new Browser();
  for (const [user, person] of Object.entries(world.season.people)) {
    const [gone, kept] = [await shelf(world, browser, user), await shelf(world, world.browsers[1 - at], user)];
    for (const key of gone?.photos.keys() ?? []) if (!kept?.photos.has(key) && !world.server.hasCopy(person, 'file', key)) world.lost.add(key);
    for (const id of gone?.drafts.keys() ?? []) world.saved.delete(id);
    for (const [id, { payload, record: { wire } }] of gone?.items ?? []) {
      const photos = (payload.attachments ?? []).map(({ ref, sha256 }) => `${wire.subject}/${ref}/${sha256}`);
      const isCopied = world.server.hasCopy(person, 'outbox', id) && photos.every(key => world.server.hasCopy(person, 'file', key) || !gone.photos.has(key));
      if (isCopied) world.inCopy.add(id);
      else if (!kept?.items.has(id)) world.release(id);
    }
    // Photos that still had to follow their survey.
    for (const owed of world.finished.values()) owed.files = owed.files.filter(({ ref, sha256 }) => !world.lost.has(`${owed.survey}/${ref}/${sha256}`));
  }
}

async function work(world, { phone, dies, shell }) {
  if (shell) world.server.version++;
  const { page, heard } = world.worker(phone, dies);
  page.browser.caches ??= heard.caches;
  const fire = shell ? async () => { await heard.fire('install', {}); await heard.fire('activate', {}); } : () => heard.fire('sync', { tag: 'gnbv-send' });
  await page.run(() => fire().catch(error => { if (error.name === 'ReferenceError') throw error; }));
  page.die();
}

// Resolves with whether the page died.
async function live(world, page, step) {
  Object.assign(page, { fuel: step.dies || Infinity, disk: step.disk ?? null });
  const doing = page.run(() => ACTS[step.act](world, page, step)).catch(error => {
    if (!EXPECTED.includes(error.code)) throw error;
  });
  const died = await doing === 'dead';
  Object.assign(page, { fuel: Infinity, disk: null });
  // A tab dies alone, a browser with all its tabs.
  if (died && step.all) world.kill(step.phone);
  return died;
}

const person = (world, page) => world.season.people[page.user];
const label = (world, page) => ({ number: '1', head: person(world, page).plant });

// The draft of a household: the one that is open, a correction of what the kit or the outbox has, or a new one.
async function draftOf(world, page, { house, value }) {
  const { phone } = page;
  const { round, form, version } = world.season;
  const household = person(world, page).households[house];
  const has = (await phone.drafts.list()).some(draft => draft.state === 'draft' && draft.household === household);
  const kept = !has && value % 5 && await phone.kit.surveyOf(household, round);
  if (kept?.revision?.answers) return phone.drafts.correct({ survey: kept, label: label(world, page), form, version, assignment: null });
  return phone.drafts.start({ household, round, form, version, label: label(world, page), answers: world.season.answers });
}

async function photoOf(world, page, { value }) {
  const bytes = utf8(`${person(world, page).plant} ảnh ${value}`.padEnd(value % 7 === 0 ? LARGE : 60, '.'));
  return { ref: `photo${value % 2}`, type: 'image/jpeg', bytes: bytes.buffer, sha256: await sha256(bytes) };
}

async function save(world, page, draft, step) {
  if (draft.readonly) return;
  const add = step.photo === 'add' ? [await photoOf(world, page, step)] : [];
  // A photo that takes another's place takes it at the same question.
  const gone = (draft.doc.files ?? []).filter(({ ref, sha256 }) => step.photo === 'remove' || add.some(photo => photo.ref === ref && photo.sha256 !== sha256));
  const meta = { ...draft.doc.meta, notes: { q: `${person(world, page).plant} ${step.value}/${world.serial}` } };
  const files = (draft.doc.files ?? []).filter(file => !gone.includes(file) && !add.some(photo => photo.ref === file.ref)).concat(add);
  for (const { ref, sha256 } of add) world.lost.delete(`${draft.doc.survey}/${ref}/${sha256}`);
  const expected = state({ meta, files });
  const promise = world.saved.get(draft.id) ?? { person: page.user, states: [null] };
  world.saved.set(draft.id, promise);
  promise.states.push(expected);
  await draft.save({ meta, addFiles: add, removeFiles: gone });
  promise.states = [expected];
}

async function finish(world, page, draft) {
  if (draft.readonly) return;
  world.stands(draft.id, draft.doc.base, draft.doc.replaces);
  await draft.finish();
  await world.owe(page.user, await page.phone.store.get('outbox', draft.id), await page.phone.outbox.item(draft.id));
  world.saved.delete(draft.id);
}

const row = async (page, value, states) => {
  const rows = (await page.phone.outbox.list()).filter(({ state, kind }) => states.includes(state) && kind === 'survey');
  return rows[value % rows.length];
};

export const ACTS = {
  async save(world, page, step) {
    const draft = await draftOf(world, page, step);
    try { await save(world, page, draft, step); } finally { await draft.close(); }
  },
  async finish(world, page, step) {
    const draft = await draftOf(world, page, step);
    try {
      await save(world, page, draft, step);
      await finish(world, page, draft);
    } finally {
      await draft.close();
    }
  },
  async correct(world, page, { value }) {
    const item = await row(page, value, ['local', 'refused']);
    if (item) await (await page.phone.drafts.correctItem(item.id)).close();
  },
  async tick(world, page, { house, value }) {
    const { plant, households } = person(world, page);
    const payload = { round: world.season.round, at: new Date(world.time).toISOString(), outcome: 'nobody_home', note: `${plant} ${value}/${world.serial}` };
    const id = await page.phone.outbox.add('visit', households[house], payload, label(world, page));
    const record = await page.phone.store.get('outbox', id);
    if (record) await world.owe(page.user, record, payload);
  },
  async progress(world, page, { house, value }) {
    const { plant, households } = person(world, page);
    await page.phone.outbox.add('progress', households[house], { round: world.season.round, section: value % 9, sections: 9, at: new Date(world.time).toISOString(), ...!world.server.isReal && { plant } });
  },
  async discard(world, page, { value }) {
    const drafts = (await page.phone.drafts.list()).filter(({ state }) => state === 'draft');
    const draft = drafts[value % drafts.length];
    if (!draft) return;
    world.saved.delete(draft.id);
    await page.phone.drafts.discard(draft.id);
  },
  // The person throws away what the commune refused.
  async remove(world, page, { value }) {
    const item = await row(page, value, ['refused']);
    if (!item) return;
    world.release(item.id);
    await page.phone.outbox.remove(item.id);
  },
  async retry(world, page, { value }) {
    const item = await row(page, value, ['refused', 'conflict', 'local']);
    if (item) await page.phone.outbox.retry(item.id);
  },
  sync: (world, page, { value }) => page.phone.sync.now({ asked: value % 2 === 0 }),
  copy: (world, page) => new Copies(page.phone).round({ asked: true }),
  async restore(world, page) {
    const restore = new Restore(page.phone);
    for (const { device } of await restore.offers()) await restore.take(device);
  },
  // "Giao phiếu": the file reaches the office, and the phone may send the same later.
  async hand(world, page) {
    if (world.server.isReal) return;
    const { file, ids } = await new Handover(page.phone).make();
    await new Handover(page.phone).given(ids);
    await world.server.takeFile(await file.text());
  },
  lock: (world, page) => page.phone.lock(),
  async leave(world, page) {
    await page.phone.signOut();
    page.phone.close();
    page.die();
  },
  async password(world, page) {
    const { password, username } = person(world, page);
    await page.phone.lock();
    await page.phone.unlockWithPassword(password);
    await page.phone.signIn(username, password);
  },
};
