// Lists that are put up, and complaints about them: what was done on this phone, what travels, how each stands.
const DAY_MS = 86_400_000;
const days = iso => Date.parse(`${iso}T00:00:00Z`) / DAY_MS;
const trimmed = text => (text ?? '').trim().replace(/\s+/g, ' ').normalize('NFC');

// Acts that this phone knows and the commune's entry does not show yet, in the order of doing.
export function standing(posting, { items, sent }, sending = []) {
  const own = [...sent.map(row => ({ ...row, isHere: false })), ...items.map(row => ({ ...row, isHere: true }))];
  return own.filter(({ kind, subject }) => kind === 'posting_act' && subject === posting.id).map(({ id, label, at, state, outcome, cause, settled, isHere }) => ({
    id, at, isHere, cause, act: label?.act, place: label?.place ?? '',
    state: isHere ? sending.includes(id) ? 'sending' : state : settled ? 'settled' : outcome === 'held' ? 'held' : 'received' }));
}

// Where the list hangs by now: the commune's word, and what was done here since.
export function placesOf({ places }, acts) {
  const done = acts.filter(({ state }) => !['refused', 'settled'].includes(state));
  const here = new Map(places.map(place => [place.code, { ...place, isUp: Boolean(place.up_at), isDown: Boolean(place.down_at), waits: null }]));
  for (const { act, place, state } of done) {
    if (act !== 'up' && act !== 'down') continue;
    const known = here.get(place) ?? { code: place, name: place, isUp: false, isDown: false };
    const fresh = act === 'up' ? !known.isUp : !known.isDown;
    here.set(place, { ...known, [act === 'up' ? 'isUp' : 'isDown']: true, waits: fresh ? state : known.waits });
  }
  return [...here.values()];
}

// Which acts can be done now. A list may hang in several places, and each is put up and taken down by itself; it comes
// down no earlier than the day that the commune names.
export function open(posting, acts, today) {
  const places = placesOf(posting, acts);
  const isOver = posting.state === 'down' || places.some(({ isUp }) => isUp) && places.every(({ isUp, isDown }) => !isUp || isDown);
  const hangs = places.some(({ isUp, isDown }) => isUp && !isDown);
  const quiet = acts.some(({ act, state }) => act === 'quiet' && !['refused', 'settled'].includes(state));
  return { up: !isOver && ['prepared', 'up'].includes(posting.state), broadcast: hangs, down: hangs && Boolean(posting.may_down) && posting.may_down <= today,
    quiet: isOver && !posting.quiet && !quiet, complaint: hangs || isOver };
}

export const actWrong = ({ act, place }) => (['up', 'down'].includes(act) && !trimmed(place) ? 'place' : '');

export const actPayload = ({ act, at, place, by, note }) => ({ act, at, place: trimmed(place), by: trimmed(by), note: (note ?? '').trim() });

// What is missing in a complaint, as a code; '' when nothing is. `received_on`: '' not filled in, null no day.
export function wrong({ complainant, text, received_on: on }, today) {
  if (!trimmed(complainant)) return 'complainant';
  if (!trimmed(text)) return 'text';
  if (!on) return 'day';
  return on > today ? 'day_ahead' : '';
}

export const payloadOf = ({ posting, household, about, complainant, contact, text, received_on }) => ({
  posting, household: household || null, about: trimmed(about), complainant: trimmed(complainant), contact: trimmed(contact), text: text.trim().normalize('NFC'), received_on });

// All complaints this phone knows, the newest first. The commune's word on one counts more than this phone's.
export function complaintsOf(entries, { items, sent }, sending = []) {
  const known = new Map(entries.map(entry => [entry.id, { ...entry, paper: entry.number, at: days(entry.received_on) * DAY_MS }]));
  const own = [...sent.map(row => ({ ...row, isHere: false })), ...items.map(row => ({ ...row, isHere: true }))].filter(({ kind }) => kind === 'complaint');
  for (const { id: item, subject, label, at, state, outcome, cause, settled, isHere } of own) {
    if (known.has(subject)) {
      Object.assign(known.get(subject), { ...label?.complaint, ...known.get(subject), item });
      continue;
    }
    const now = isHere ? sending.includes(item) ? 'sending' : state : settled ? 'settled' : outcome === 'held' ? 'held' : 'received';
    known.set(subject, { ...label?.complaint, id: subject, paper: null, due_on: null, state: now, item, at, cause });
  }
  return [...known.values()].sort((one, other) => other.at - one.at);
}

// What a family reads to the commune while there is no number: the end of the complaint's id.
export const codeOf = id => id.slice(-6).toUpperCase();
