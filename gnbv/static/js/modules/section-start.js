import { prepare } from '../rules/form.js';
import { readStates } from './standing-tags.js';
import { roundFor, standing } from './states.js';

// With the commune, or on its way there: only who asks for it (?again) makes a new revision. Without this, the
// Back key after finishing would begin the sheet anew.
const SETTLED = ['local', 'sending', 'received', 'held', 'approved', 'recognised'];

// Opens the draft of a household in a round: the one under way, a correction of what was sent, or a new one that
// starts from the register: one instance per present member, under the person's id.
export async function openDraft(phone, id, round) {
  const { kit, drafts } = phone;
  const household = await kit.household(id);
  if (!household) throw Object.assign(new Error('gone'), { code: 'gone' });
  round = household.round ?? await roundFor(phone, id, round);
  // A home made on this phone stands in what is about it, as long as the kit has not brought it.
  const label = { household: id, number: household.number, head: household.head, ...household.assignment === 'here' && { home: household } };
  const [survey, kept] = await Promise.all([kit.surveyOf(id, round), drafts.list()]);
  const mine = kept.filter(draft => draft.household === id && draft.round === round);
  const under = mine.find(({ state }) => state === 'draft');
  const { state: stands, item } = standing(id, round, await readStates(phone));
  if (!under && SETTLED.includes(stands) && location.search !== '?again') throw Object.assign(new Error('settled'), { code: 'settled' });
  const frozen = mine.findLast(({ state }) => state === 'finished');
  const given = kit.assignments().find(one => one.household === id && one.round === round);
  const assignment = given?.id ?? null;
  const open = kit.rounds().find(one => one.id === round);
  // A draft outlives its round; a new sheet needs one that is open.
  if (!open && !under && !frozen && !survey?.revision) throw Object.assign(new Error('no_round'), { code: 'no_round' });
  const chosen = open ?? { id: round };
  // A correction stays on the version that its answers were given on; moving it is an act of its own.
  const own = ({ revision }) => (revision?.form ? { form: revision.form, version: revision.version } : chosen.form);
  // What is still here is newer than what the commune has, but for a conflict: there the commune's copy is corrected.
  const draft = under ? await drafts.open(under.id)
    : frozen && (item?.state !== 'conflict' || !survey?.revision) ? await drafts.correctItem(frozen.id)
    : survey?.status === 'returned' ? await drafts.correct({ survey, label, assignment, ...own(survey) })
    : survey?.revision ? await drafts.correct({ survey, label, assignment, ...own(survey) })
    : await drafts.start({ household: id, round, assignment, purpose: given?.purpose ?? 'main', ...chosen.form, label, answers: prefill(phone, household, chosen) });
  // A sheet that the kit no longer carries is asked of the commune; without a network it stays closed.
  const form = await kit.ensureForm(draft.doc.form, draft.doc.version, phone.owner).catch(() => null);
  if (!form || form.renderer !== 1) {
    await draft.close();
    throw Object.assign(new Error('unknown_form'), { code: 'unknown_form' });
  }
  await prepare(form.compiled);
  return { phone, draft, form, household, survey, round: chosen };
}

export function prefill(phone, household, round) {
  const { kit } = phone;
  const members = household.members?.map(member => memberAnswers(member, phone.newId())) ?? [];
  return clean({
    household_id: household.id, household_code: household.code, household_head: household.head, round_id: round.id,
    area_type: areaOf(kit.units(), household.village), list_reason: household.reason, last_members: members.length && String(members.length),
    round_standards: (round.standards ?? []).join(' '), sao_m2: String(kit.settings().sao_m2 ?? ''),
    people: members.length && { member: members },
  });
}

// What the register knows of a person, in the words of the sheet; last year's facts are asked afresh.
function memberAnswers({ person, name, sex, birth, relation, ethnicity, citizen_id: citizen }, id) {
  // A back-check carries names alone: what was not told is not known to be unknown.
  const known = birth === undefined ? '' : !birth ? 'unknown' : String(birth).length > 4 ? 'date' : 'year';
  return clean({ _id: id, person_id: person, full_name: name, sex, birth_known: known, birth_date: known === 'date' && birth,
    birth_year: known === 'year' && String(birth), relation, ethnicity, citizen_id: citizen });
}

const clean = object => Object.fromEntries(Object.entries(object)
  .filter(([, value]) => value).map(([key, value]) => [key, typeof value === 'string' ? value.normalize('NFC') : value]));

// A village has the area of the nearest unit above it that has one.
export function areaOf(units, id) {
  const unit = units.find(one => one.id === id);
  return unit && (unit.area ?? areaOf(units, unit.parent));
}
