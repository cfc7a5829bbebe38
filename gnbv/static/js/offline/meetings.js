// A village meeting in the hands of whoever holds it: who is there, how many hands, what passed, what is left, and what
// travels. Twin of rules/meeting.py; both obey tests/parity/vectors/meeting.json.
export const AGREED = 'agreed';
export const REJECTED = 'rejected';
export const NOT_REACHED = 'not_reached';
const BLOCK = 'unchanged';
const DAY_OFFSET_MS = 7 * 3_600_000;
const trimmed = text => (text ?? '').trim().replace(/\s+/g, ' ').normalize('NFC');

export const needed = (present, percent) => Math.ceil(present * percent / 100);

export function verdict(hands, present, percent) {
  if (!hands || present <= 0) return NOT_REACHED;
  return hands.agree >= needed(present, percent) ? AGREED : REJECTED;
}

// Who counts: the capacities whose hands do. `attendance` is {capacity: {count, names}}.
export const presentOf = ({ capacities }, attendance = {}) => sum(capacities.filter(({ votes }) => votes), attendance);
export const thereOf = ({ capacities }, attendance = {}) => sum(capacities, attendance);
const sum = (capacities, attendance) => capacities.reduce((all, { key }) => all + (attendance[key]?.count ?? 0), 0);

// A hand more or less on one side. Nobody has two: with all hands counted, one more here is one less there.
export function step(hands, side, by, present) {
  const other = side === 'agree' ? 'disagree' : 'agree';
  const { [side]: mine = 0, [other]: theirs = 0 } = hands ?? {};
  const now = Math.min(Math.max(mine + by, 0), present);
  return { [side]: now, [other]: Math.min(theirs, present - now) };
}

export const fits = (hands, present) => !hands || hands.agree >= 0 && hands.disagree >= 0 && hands.agree + hands.disagree <= present;
// What is shown one after another: each household by itself, and once the unchanged ones that are voted on together.
export function stops({ items }, { block = false, apart = [] }) {
  const together = block ? items.filter(({ household, group }) => group === BLOCK && !apart.includes(household)) : [];
  const single = items.filter(item => !together.includes(item)).map(item => ({ items: [item], isBlock: false }));
  return together.length ? [...single, { items: together, isBlock: true }] : single;
}

export const mayBlock = ({ items }) => items.filter(({ group }) => group === BLOCK).length > 1;
export const handsOf = ({ isBlock, items: [first] }, { votes = {}, together = null }) => isBlock ? together : votes[first.household] ?? null;

// Each household with its hands and what they decided.
export function outcome(meeting, state) {
  const present = presentOf(meeting, state.attendance);
  return stops(meeting, state).flatMap(stop => {
    const hands = handsOf(stop, state);
    const is = fits(hands, present) ? verdict(hands, present, meeting.percent) : 'too_many';
    return stop.items.map(item => ({ item, hands, isBlock: stop.isBlock, verdict: is }));
  });
}

export function summary(meeting, state) {
  const all = outcome(meeting, state);
  const of = name => all.filter(one => one.verdict === name);
  return { all, passed: of(AGREED), again: of(REJECTED), left: of(NOT_REACHED), tooMany: of('too_many') };
}

// What must be put right before the meeting is handed in, as a code; '' when nothing must.
export function wrong(meeting, state, today) {
  if (!state.held_on) return 'day';
  if (state.held_on > today) return 'day_ahead';
  if (!trimmed(state.place)) return 'place';
  if (presentOf(meeting, state.attendance) < 1) return 'nobody';
  if (!trimmed(state.chair)) return 'chair';
  if (!trimmed(state.secretary)) return 'secretary';
  const { tooMany, left, all } = summary(meeting, state);
  if (tooMany.length) return 'too_many';
  if (left.length === all.length) return 'nothing';
  if (left.some(({ item }) => !trimmed(state.remarks_of?.[item.household])) && !trimmed(state.left_why)) return 'left';
  return (state.representatives ?? []).some(trimmed) ? '' : 'representatives';
}

// The moment at which the wall clock stands at `now`, on the civil day of the meeting: in a trial the day is a set one.
export function instantOf(day, now) {
  const time = new Date(now + DAY_OFFSET_MS).toISOString().slice(11, 16);
  return new Date(`${day}T${time}:00+07:00`).toISOString();
}

// A meeting ends after it began, also where its minute has not passed yet.
export const endOf = (started, ended) => (Date.parse(ended) > Date.parse(started) ? ended : new Date(Date.parse(started) + 60_000).toISOString());

const person = (name, post = '') => ({ name: trimmed(name), post });

export function payloadOf(meeting, state) {
  const remark = ({ household }, hands) => trimmed(state.remarks_of?.[household]) || (hands ? '' : trimmed(state.left_why));
  const votes = outcome(meeting, state).map(({ item, hands, isBlock }) => ({ household: item.household, agree: null, disagree: null, ...hands, is_block: isBlock && Boolean(hands), remark: remark(item, hands) }));
  return {
    round: meeting.round, village: meeting.village, revision: state.revision ?? meeting.revision, held_on: state.held_on,
    started_at: state.started_at, ended_at: state.ended_at, place: trimmed(state.place),
    attendance: meeting.capacities.filter(({ key }) => state.attendance?.[key]?.count > 0).map(({ key }) => ({ capacity: key, count: state.attendance[key].count, names: trimmed(state.attendance[key].names) })),
    people: { chair: person(state.chair), secretary: person(state.secretary), representatives: (state.representatives ?? []).map(name => person(name)).filter(({ name }) => name) },
    remarks: (state.remarks ?? '').trim(), votes,
  };
}

// The draft again, from what was handed in (or what the commune has: `held` of the kit), so that nothing is typed twice.
export function stateOf({ attendance, people, votes, ...told }) {
  const hands = ({ agree, disagree }) => ({ agree, disagree });
  const block = votes.filter(({ is_block: isBlock }) => isBlock);
  return {
    ...told, attendance: Object.fromEntries(attendance.map(({ capacity, count, names }) => [capacity, { count, names }])),
    chair: people.chair?.name ?? '', secretary: people.secretary?.name ?? '', representatives: (people.representatives ?? []).map(({ name }) => name),
    block: block.length > 0, together: block.length ? hands(block[0]) : null,
    votes: Object.fromEntries(votes.filter(one => !one.is_block && one.agree !== null).map(one => [one.household, hands(one)])),
    apart: votes.filter(one => !one.is_block).map(({ household }) => household),
    remarks_of: Object.fromEntries(votes.filter(({ remark }) => remark).map(({ household, remark }) => [household, remark])),
  };
}

// How one stands on this phone: what is written here first, then the outbox, then the commune's word.
export function standing(meeting, { draft, items, sent }, sending = []) {
  const mine = ({ kind, subject }) => kind === 'meeting' && subject === meeting.id;
  const item = items.filter(mine).at(-1);
  if (item && item.state !== 'local') return { state: item.state, item };
  if (draft) return { state: 'draft' };
  if (item) return { state: sending.includes(item.id) ? 'sending' : 'local', item };
  if (meeting.state !== 'planned') return { state: meeting.state };
  const gone = sent.filter(mine).at(-1);
  if (gone && !gone.settled) return { state: gone.outcome === 'held' ? 'held_back' : 'received', item: gone };
  return { state: 'planned' };
}
