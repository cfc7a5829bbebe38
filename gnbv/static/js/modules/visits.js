// Visits that met nobody: written down at the door, shown with what this phone still knows of earlier ones.
import { readDate } from './date-fields.js';
import { day, moment } from './dates.js';
import { $, copy, fill, sheet } from './dom.js';
import { say } from './words.js';

// `page` is a household's page: {root, phone, data, round, label}.
export function drawVisits({ root, phone, data }, { items, sent }) {
  const today = phone.today();
  const mine = [...sent, ...items].filter(({ kind, label }) => kind === 'visit' && label?.household === data.id);
  const list = $('[data-f=visits]', root);
  list.hidden = !mine.length;
  list.replaceChildren(...mine.reverse().map(({ at, label, state }) => fill(copy('t-visit'), {
    outcome: say(`visit.${label.outcome}`),
    facts: [moment(at, say), label.note, label.next && say('visit.next', { day: day(label.next, today) }), state && say('visit.local')].filter(Boolean).join(' · '),
  })));
}

export async function recordVisit({ root, phone, data, round, label }) {
  const given = await sheet('t-visit-sheet', undefined, (dialog, answer) => {
    answer.next = readDate(dialog, 'next');
    return answer.next === null ? say('visit.wrong_day') : '';
  });
  if (!given) return;
  const at = new Date(phone.clock.now()).toISOString();
  const { outcome, note, next } = given;
  await phone.outbox.add('visit', data.id, { round, at, outcome, note: note.trim().normalize('NFC'), next: next || null },
    { ...label, outcome, note, next });
  $('[data-f=visits] li', root)?.scrollIntoView({ block: 'center' });
}
