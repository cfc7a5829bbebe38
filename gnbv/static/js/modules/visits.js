// Visits that met nobody: written down at the door, shown with the earlier ones, and what may be done after three.
import { EMPTY_VISITS, emptyVisits, visitsOf } from './appointments.js';
import { readDate } from './date-fields.js';
import { day, moment } from './dates.js';
import { $, copy, fill, sheet } from './dom.js';
import { say } from './words.js';

// `page` is a household's page: {root, phone, data, round, label}.
export function drawVisits({ root, phone, data }, found) {
  const today = phone.today();
  const visits = visitsOf(data, found);
  const list = $('[data-f=visits]', root);
  list.hidden = !visits.length;
  list.replaceChildren(...[...visits].reverse().map(({ at, outcome, note, next, local }) => fill(copy('t-visit'), {
    outcome: say(`visit.${outcome}`, {}, 'visit.absent'),
    facts: [moment(at, say), note, next && say('visit.next', { day: day(next, today) }), local && say('visit.local')].filter(Boolean).join(' · '),
  })));
  const empty = emptyVisits(visits);
  $('[data-when=ways]', root).hidden = empty < EMPTY_VISITS;
  fill(root, { empty_visits: say('visit.empty', { n: empty }) });
}

export async function recordVisit({ root, phone, data, round, label }) {
  const given = await sheet('t-visit-sheet', undefined, (dialog, answer) => {
    answer.next = readDate(dialog, 'next');
    if (answer.next === null) return say('visit.wrong_day');
    return answer.next && answer.next < phone.today() ? say('visit.past_day') : '';
  });
  if (!given) return;
  const at = new Date(phone.clock.now()).toISOString();
  const { outcome, note, next } = given;
  await phone.outbox.add('visit', data.id, { round, at, outcome, note: note.trim().normalize('NFC'), next: next || null },
    { ...label, outcome, note, next });
  $('[data-f=visits] li', root)?.scrollIntoView({ block: 'center' });
}
