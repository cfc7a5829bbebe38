// How a household stands, from what this phone has: its drafts and outbox first, then the commune's word.
const LOOKS = {
  todo: ['todo', 'circle'], draft: ['draft', 'pencil'], local: ['local', 'smartphone'], sending: ['sending', 'cloud-upload'],
  received: ['received', 'cloud-check'], held: ['received', 'cloud-check'], refused: ['fix', 'undo-2'], conflict: ['fix', 'undo-2'],
  returned: ['fix', 'undo-2'], approved: ['ok', 'circle-check'], recognised: ['ok', 'circle-check'], outside: ['plain', 'info'],
};
const GROUPS = {
  returned: 'fix', draft: 'draft', todo: 'todo', local: 'local', sending: 'local', refused: 'local', conflict: 'local',
  received: 'received', held: 'received', approved: 'ok', recognised: 'ok',
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

// `sending` are the ids under way. Answers {state, draft?, item?, survey?, at?, comments?}.
export function standing(household, round, { drafts, items, sent, surveys, sending = [] }) {
  const mine = ({ kind, label }) => kind === 'survey' && label?.household === household;
  const item = newest(items.filter(mine));
  const draft = newest(drafts.filter(one => one.state === 'draft' && one.household === household && (!round || one.round === round)));
  const survey = surveys.find(one => one.household === household && (!round || one.round === round) && one.status !== 'withdrawn');
  if (item && item.state !== 'local') return { state: item.state, item, draft, survey };
  if (draft) return { state: 'draft', draft, survey, at: draft.at };
  if (item) return { state: sending.includes(item.id) ? 'sending' : 'local', item, survey };
  const gone = newest(sent.filter(mine));
  if (gone && isNewer(gone, survey)) return { state: gone.outcome === 'held' ? 'held' : 'received', survey, at: gone.at };
  if (!survey) return { state: 'todo' };
  const comments = (survey.comments ?? []).filter(({ reply }) => !reply).length;
  return { state: GROUPS[survey.status] ? survey.status : 'received', survey, comments };
}

// What was sent after the commune last spoke about this survey, as far as the kit knows.
function isNewer(gone, survey) {
  if (!survey) return true;
  if (survey.status !== 'returned' || survey.revision?.id === gone.id) return false;
  const spoken = (survey.comments ?? []).map(({ at }) => time(at)).concat(survey.decided ? time(survey.decided.at) : []);
  return gone.at > Math.max(0, ...spoken);
}
