// What the page of a new home stands on: the old home's open sheet or none, the roster of the sheet, and what is still
// missing before it can be made.
import { HomeRoster } from '../offline/home-roster.js';
import { homesFrom } from '../offline/homes.js';
import { isoDay } from './date-fields.js';
import { leave, letGo, take } from './section-open.js';
import { prefill } from './section-start.js';

const CHANGE = 'household_change';

// {old, round, sheet, roster, people, told, today, draft, answers(), fresh(), done(), leave()}
export async function placeFor(services, household, roundId) {
  const { phone } = services;
  const round = phone.kit.rounds().find(({ id }) => id === roundId);
  if (!round) throw Object.assign(new Error('home_no_round'), { code: 'home_no_round' });
  const today = phone.today();
  if (!household) {
    const form = await phone.kit.ensureForm(round.form.form, round.form.version, phone.owner).catch(() => null);
    if (!form) throw Object.assign(new Error('unknown_form'), { code: 'unknown_form' });
    const roster = new HomeRoster(form.compiled);
    return { round, today, roster, people: [], told: {}, sheet: round.form, fresh: fresher(phone, round, roster) };
  }
  const session = await take({ household, round: roundId }, services);
  const roster = new HomeRoster(session.form.compiled);
  if (session.readonly || !roster.fits) throw Object.assign(new Error('taken'), { code: session.readonly ? 'taken' : 'home_no_roster' });
  const elsewhere = new Set((await homesFrom(phone, household)).flatMap(({ members }) => members.map(({ person }) => person)));
  const current = session.instance.answers();
  const value = key => session.nodes.has(key) ? session.instance.value(key) : '';
  return {
    old: session.household, round, today, roster, draft: session.draft, sheet: { form: session.form.form, version: session.form.version },
    people: roster.people(current).filter(({ person }) => !person || !elsewhere.has(person)).map(one => ({ ...one, row: roster.rows(current).find(({ _id }) => _id === one.id) })),
    told: { village: session.household.village, where: session.household.place, on: value('change_date'), evidence: value('change_evidence') },
    fresh: fresher(phone, round, roster),
    // The old sheet as it is now, saying that the home was split, since when and who said so.
    answers: ({ on, evidence }) => {
      const set = (key, text) => session.nodes.has(key) && session.instance.set(key, text);
      if (value(CHANGE) !== 'split') set(CHANGE, 'split');
      if (!value('change_date')) set('change_date', on);
      if (!value('change_evidence')) set('change_evidence', evidence);
      return session.instance.answers();
    },
    // The draft was changed as a whole.
    done: () => letGo(session),
    leave: () => leave(phone),
  };
}

const fresher = (phone, round, roster) => (home, all) => {
  const answers = prefill(phone, { ...home, code: '', head: '', reason: null, members: [] }, round);
  if (roster.nodes.has(CHANGE)) put(answers, roster.nodes.get(CHANGE).path, 'still_here');
  return roster.fits ? roster.with(answers, roster.rowsFor(all, () => phone.newId())) : answers;
};

function put(answers, path, value) {
  const names = path.split('/').slice(2);
  const last = names.pop();
  names.reduce((at, name) => at[name] ??= {}, answers)[last] = value;
}

// {y, m, d} as typed: '1987', '1987-04-02', '' for nothing, null when it is no day.
export function birthOf({ y = '', m = '', d = '' }) {
  const [year, month, day] = [y, m, d].map(part => String(part).trim());
  if (!year && !month && !day) return '';
  if (!month && !day) return /^(18|19|20)\d\d$/.test(year) ? year : null;
  return isoDay(year, month, day);
}

// Each person once: the one the register knows under its id, the others under a new one.
export function members({ people, head, relations }, newId) {
  return people.map(({ id, person, name, sex, birth, ethnicity = '', citizen_id: citizen = '', row, relation: was }) => ({
    person: person || newId(), isNew: !person, name, sex, birth, ethnicity, citizen_id: citizen, row, was, relation: id === head ? 'head' : relations[id],
  }));
}

// null, or {why, at, name}: what to say and where to look.
export function wrongWith({ people, head, relations, evidence, on, village }, { old, people: all = [] }, today) {
  const someone = people.find(({ isNew, name, sex, birth }) => isNew && (!name || !sex || birth === null || !birth || birth > today));
  if (!people.length) return { why: old ? 'nobody' : 'empty', at: old ? '[data-when=movers]' : '[data-when=newcomers]' };
  if (old && !all.some(({ id, left }) => !left && !people.some(one => one.id === id))) return { why: 'all', at: '[data-when=movers]' };
  if (someone) return { why: 'person', at: '[data-when=newcomers]', name: someone.name };
  const unsexed = people.find(({ person, sex, isNew }) => !person && !sex && !isNew);
  if (unsexed) return { why: 'sex', at: '[data-when=movers]', name: unsexed.name };
  if (!people.some(({ id }) => id === head)) return { why: 'head', at: '[data-when=head]' };
  const lone = people.find(({ id }) => id !== head && !relations[id]);
  if (lone) return { why: 'relation', at: '[data-when=relations]', name: lone.name };
  if (!village) return { why: 'village', at: '[data-when=village]' };
  if (!on || on > today) return { why: 'day', at: '[data-date=on]' };
  return evidence ? null : { why: 'evidence', at: '[data-when=evidence]' };
}
