// How far each section is: what was answered, what is missing, what has to be looked at again.
import { keyOf } from './section-session.js';

export function refsOf(session, node) {
  if (node.repeat < 0) return [node.key];
  const repeat = session.form.compiled.nodes[node.repeat];
  return session.instance.instances(repeat.key).map(id => `${node.key}@${id}`);
}

// Questions outside of every group make a section without a name of its own; it bears the sheet's.
const kindOf = (session, key) => session.node(key).kind;
export const titleOf = (session, key) => (['group', 'repeat'].includes(kindOf(session, key)) && session.text(key)) || session.form.compiled.title;

export function progress(session) {
  const rows = new Map(session.form.order.map(key => [key, { key, title: titleOf(session, key), answered: 0, total: 0, missing: [], wrong: [] }]));
  for (const node of session.form.compiled.nodes) {
    if (node.kind !== 'question' || node.calculate) continue;
    const row = rows.get(session.sectionOf(node.key));
    if (row) for (const ref of refsOf(session, node)) count(row, ref, session.state(ref));
  }
  return [...rows.values()].filter(({ key }) => kindOf(session, key) !== 'group' || session.instance.isRelevant(key))
    .map((row, index) => ({ ...row, number: index + 1, state: stateOf(row) }));
}

function count(row, ref, { relevant, required, value, valid }) {
  if (!relevant) return;
  if (value) {
    row.answered += 1;
    row.total += 1;
    if (!valid) row.wrong.push(ref);
  } else if (required) {
    row.total += 1;
    row.missing.push(ref);
  }
}

const stateOf = ({ answered, missing, wrong }) => wrong.length ? 'wrong' : !answered ? 'todo' : missing.length ? 'part' : 'full';

export const ICONS = { wrong: 'circle-alert', full: 'circle-check', part: 'circle-dashed', todo: 'circle' };

// The sentence under a section's name: what is missing by its short words, a few of them.
export function lacks(session, { state, total, missing, wrong }) {
  if (state === 'wrong') return session.say('list.wrong', { n: wrong.length });
  if (state === 'full') return session.say('list.full', { n: total });
  if (state === 'todo') return session.say('list.todo');
  const names = [...new Set(missing.map(keyOf))].slice(0, 3).map(key => session.text(key).replace(/[?:]$/, ''));
  return session.say('list.part', { n: missing.length, names: names.join('; ') });
}
