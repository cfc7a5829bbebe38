// The lines of a thread, from the kit and from what this phone has written.
// What the commune has, then what it may not have yet: oldest first, each line once.
export function linesOf(survey, { items, sent }) {
  const known = survey.messages ?? [];
  const ids = new Set(known.map(({ id }) => id));
  const own = list => list.filter(({ kind, id, label }) => kind === 'message' && label?.survey === survey.id && !ids.has(id));
  const line = isLocal => ({ at, label, state }) => ({ at, text: label.message, mine: true, state: isLocal ? state : '' });
  return [...known, ...own(sent).map(line(false)), ...own(items).map(line(true))]
    .sort((one, other) => new Date(one.at) - new Date(other.at));
}
