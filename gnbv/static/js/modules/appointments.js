// Visits that met nobody, from this phone and from the kit, and the appointment that stands.
export const EMPTY_VISITS = 3;
const time = at => new Date(at).getTime();

// Oldest first. `household` is the kit's entry or row, `found` what the phone's outbox knows.
export function visitsOf({ id: home, visits = [] }, { items, sent }) {
  const own = [...sent, ...items].filter(({ kind, label }) => kind === 'visit' && label?.household === home)
    .map(({ id, at, label, state }) => ({ id, at: time(at), outcome: label.outcome, note: label.note, next: label.next || null, local: Boolean(state) }));
  const known = new Set(own.map(({ id }) => id));
  const others = (visits ?? []).filter(({ id }) => !known.has(id)).map(visit => ({ ...visit, at: time(visit.at), local: false }));
  return [...others, ...own].sort((a, b) => a.at - b.at);
}

// A refusal is a meeting.
export const emptyVisits = visits => visits.filter(({ outcome }) => outcome !== 'refused').length;

export const appointment = visits => visits.at(-1)?.next ?? null;

// Today's appointments first, then missed ones, then homes without one; later ones wait at the end, by day.
export function byAppointment(rows, today) {
  const rank = ({ next }) => (!next ? 2 : next === today ? 0 : next < today ? 1 : 3);
  const later = (a, b) => (a.next === b.next ? 0 : a.next < b.next ? -1 : 1);
  return rows.map((row, place) => ({ row, place })).sort((a, b) => rank(a.row) - rank(b.row)
    || (rank(a.row) % 2 ? later(a.row, b.row) : 0) || a.place - b.place).map(({ row }) => row);
}
