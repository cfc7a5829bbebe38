// Petitions (giấy đề nghị) taken in at the door: what must stand on one, what travels, how each stands, and what should
// be known of a household before another is written.
export const KINDS = ['poor', 'escape', 'average'];
// The server takes papers of a year; the same day of last year is the oldest.
const OLDEST_DAYS = 366;
const DAY_MS = 86_400_000;
const days = iso => Date.parse(`${iso}T00:00:00Z`) / DAY_MS;
const trimmed = text => (text ?? '').trim().replace(/\s+/g, ' ').normalize('NFC');

// What is missing or wrong in `given`, as a code; '' when nothing is. `received_on`: '' not filled in, null no day.
export function wrong({ household, village, kind, applicant, received_on: on }, today) {
  if (!household && !village) return 'village';
  if (!KINDS.includes(kind)) return 'kind';
  if (!trimmed(applicant)) return 'applicant';
  if (!on) return 'day';
  if (on > today) return 'day_ahead';
  return days(today) - days(on) > OLDEST_DAYS ? 'day_old' : '';
}

// Phiếu A belongs to the request to be poor or near-poor alone. A home that was made on this phone (`isNew`) may not have
// reached the commune: its village goes along.
export function payloadOf({ household, isNew = false, village, place, kind, applicant, received_on, note, screening, screening_note }) {
  return {
    household: household ?? null, ...household && !isNew ? {} : { village, place: trimmed(place) }, kind, applicant: trimmed(applicant), received_on, note: (note ?? '').trim(),
    paper_a: kind === 'poor' && screening ? { screening, note: (screening_note ?? '').trim() } : null,
  };
}

// All petitions this phone knows, the newest first. The commune's word on one counts more than this phone's: `entries`
// are the kit's, `items` and `sent` the outbox's.
export function petitionsOf(entries, { items, sent }, sending = []) {
  const known = new Map(entries.map(entry => [entry.id, { ...entry, paper: entry.number, at: days(entry.received_on) * DAY_MS }]));
  const own = [...sent.map(row => ({ ...row, isHere: false })), ...items.map(row => ({ ...row, isHere: true }))].filter(({ kind }) => kind === 'petition');
  for (const { id: item, subject, label, at, state, outcome, cause, settled, isHere } of own) {
    const told = { head: label?.head, plate: label?.number, item, at, cause };
    if (known.has(subject)) {
      Object.assign(known.get(subject), { ...told, cause: null });
      continue;
    }
    const now = isHere ? sending.includes(item) ? 'sending' : state : settled ? 'settled' : outcome === 'held' ? 'held' : 'received';
    known.set(subject, { ...label?.petition, id: subject, household: label?.household ?? null, paper: null, answer_by: null, state: now, ...told });
  }
  return [...known.values()].sort((one, other) => other.at - one.at);
}

// Before another is written: on the list of a round already, or a petition that waits for its answer. `home` is the
// kit's household.
export function knownOf(home, petitions) {
  const mine = petitions.find(({ household, state }) => household === home.id && !['listed', 'answered', 'refused', 'settled'].includes(state));
  return { listed: Boolean(home.reason || home.listed), reason: home.reason ?? null, asked: home.asked ?? mine?.paper ?? (mine ? '' : null) };
}

// The last day to answer a petition that came on `on`, by a rule of the kit's settings (calendars.py): "15 15", into the
// next review that begins on that day of a month; "- 30", counted from the day it came, that day included. The commune's
// own word comes with the number. Twin of rules/stages.py; both obey tests/parity/vectors/petition-days.json.
export function answerBy(rule, on) {
  const [from, within, inferred] = (rule ?? '').split(' ');
  if (!within) return null;
  const [year, month, day] = on.split('-').map(Number);
  const first = from === '-' ? Date.UTC(year, month - 1, day) : Date.UTC(year, month - 1 + (day > Number(from)), Number(from));
  return { by: new Date(first + (Number(within) - 1) * DAY_MS).toISOString().slice(0, 10), inferred: Boolean(inferred) };
}

// What a family reads to the commune while there is no number: the end of the petition's id.
export const codeOf = id => id.slice(-6).toUpperCase();
