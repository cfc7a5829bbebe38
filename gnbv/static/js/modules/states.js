// How a household stands, from what this phone has: its drafts and outbox first, then the commune's word.
const LOOKS = {
  todo: ['todo', 'circle'], draft: ['draft', 'pencil'], local: ['local', 'smartphone'], sending: ['sending', 'cloud-upload'],
  received: ['received', 'cloud-check'], held: ['received', 'cloud-check'], refused: ['fix', 'undo-2'], conflict: ['fix', 'undo-2'],
  returned: ['fix', 'undo-2'], approved: ['ok', 'circle-check'], recognised: ['ok', 'circle-check'], outside: ['plain', 'info'], settled: ['ok', 'circle-check'],
};
const GROUPS = {
  returned: 'fix', draft: 'draft', todo: 'todo', local: 'local', sending: 'local', refused: 'local', conflict: 'local',
  received: 'received', held: 'received', settled: 'received', approved: 'ok', recognised: 'ok',
};
// By need, not by code: what is finished comes last and is closed.
export const ORDER = ['fix', 'draft', 'todo', 'local', 'received', 'ok'];
export const LEFT = ['fix', 'draft', 'todo'];

export const groupOf = state => GROUPS[state];

export function look(state, text) {
  const [shape, icon] = LOOKS[state] ?? LOOKS.todo;
  return { look: shape, icon, text };
}

const newest = list => list.reduce((best, one) => !best || one.at >= best.at ? one : best, null);
const time = value => new Date(value).getTime();

const NOTHING = { drafts: [], items: [], sent: [], surveys: [] };

// Sorts what was read once, so that a list of thousands does not look through all of it for every row.
export function byHousehold(found) {
  const homes = new Map();
  for (const kind of Object.keys(NOTHING)) {
    for (const one of found[kind]) {
      const home = one.household ?? one.label?.household;
      if (!homes.has(home)) homes.set(home, { drafts: [], items: [], sent: [], surveys: [] });
      homes.get(home)[kind].push(one);
    }
  }
  return { ...found, of: household => homes.get(household) ?? NOTHING };
}

// `sending` are the ids under way. Answers {state, draft?, item?, survey?, at?, comments?, files?}.
export function standing(household, round, found) {
  const { drafts, items, sent, surveys } = found.of?.(household) ?? found;
  const { sending = [] } = found;
  const mine = ({ kind, label }) => kind === 'survey' && label?.household === household;
  const item = newest(items.filter(mine));
  const draft = newest(drafts.filter(one => one.state === 'draft' && one.household === household && (!round || one.round === round)));
  const survey = surveys.find(one => one.household === household && (!round || one.round === round) && one.status !== 'withdrawn');
  if (item && item.state !== 'local') return { state: item.state, item, draft, survey };
  if (draft) return { state: 'draft', draft, survey, at: draft.at };
  if (item) return { state: sending.includes(item.id) ? 'sending' : 'local', item, survey };
  const away = sent.filter(mine);
  const gone = newest(away);
  // A survey has arrived when its last photo has.
  const left = away.reduce((sum, { files = 0 }) => sum + files, 0);
  const files = left ? { files: left } : {};
  // Another's survey of this household was chosen: nothing is left to do here.
  if (gone && !survey && gone.cause?.code === 'other_chosen') return { state: 'settled', at: gone.at };
  if (gone && isNewer(gone, survey)) return { state: gone.outcome === 'held' ? 'held' : 'received', survey, at: gone.at, cause: gone.cause, ...files };
  if (!survey) return { state: 'todo' };
  const comments = (survey.comments ?? []).filter(({ reply }) => !reply).length;
  return { state: GROUPS[survey.status] ? survey.status : 'received', survey, comments, cause: gone?.cause, ...files };
}

// What was sent after the commune last spoke about this survey, as far as the kit knows.
function isNewer(gone, survey) {
  if (!survey) return true;
  if (survey.status !== 'returned' || survey.revision?.id === gone.id) return false;
  const spoken = (survey.comments ?? []).map(({ at }) => time(at)).concat(survey.decided ? time(survey.decided.at) : []);
  return gone.at > Math.max(0, ...spoken);
}

// The round in which a household is worked on: a draft of a round that is over comes first, it can still be finished and
// sent; else the one it is given in, or the newest that is open.
export async function roundFor({ kit, drafts }, id, round) {
  const open = new Set(kit.rounds().map(one => one.id));
  const left = (await drafts.list()).find(one => one.household === id && one.state === 'draft' && one.round && !open.has(one.round));
  return left?.round ?? round;
}
