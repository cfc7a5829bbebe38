// What stands on the list of my work: what was given, and drafts of homes that are not, or no longer, given.
import { appointment, byAppointment, visitsOf } from './appointments.js';
import { light } from '../offline/search.js';
import { LEFT, groupOf, standing } from './states.js';

export function workRows(kit, found, today) {
  const households = new Map(kit.rows().map(row => [row.id, row]));
  // Made on this phone, and not handed out by the commune yet.
  const made = [...found.items, ...found.drafts, ...found.sent.filter(({ kind, at, outcome }) => kind === 'household' && (at > kit.at || outcome === 'held'))]
    .flatMap(({ label, cause }) => label?.home && !households.has(label.home.id) ? [[label.home.id, light('household', { ...label.home, refused: cause?.code === 'household_refused' })]] : []);
  const own = new Map(made);
  const row = (home, round, more) => {
    const now = standing(home, round, found);
    const data = households.get(home) ?? own.get(home);
    // Who is done with a home has no appointment there.
    const next = LEFT.includes(groupOf(now.state)) ? appointment(visitsOf(data, found.of?.(home) ?? found)) : null;
    return { ...data, round, ...more, next, now };
  };
  const given = kit.assignments().filter(({ household }) => households.has(household));
  const named = new Set(given.map(({ household, round }) => `${household}/${round}`));
  // Given to somebody else meanwhile, or opened with a reason: what is on this phone stays in sight.
  const kept = found.drafts.filter(({ state, household, round }) => state === 'draft' && households.has(household) && !named.has(`${household}/${round}`));
  return byAppointment([
    ...given.map(({ household, round, due, purpose }) => row(household, round, { due, purpose })),
    ...[...own.values()].map(({ id, round }) => row(id, round)),
    ...kept.map(({ household, round }) => row(household, round, { outside: true })),
  ], today);
}
