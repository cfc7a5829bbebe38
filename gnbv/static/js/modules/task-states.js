// Which turn of a task is late, near, later or over: told from the day, the kit and what is still on this phone.
import { daysUntil } from './dates.js';

export const GROUPS = ['late', 'week', 'later', 'undated', 'done', 'ended'];
const WEEK = 7;

// The newest word on an occurrence from this phone: what waits, else what was sent and the kit does not know yet.
export function ownWord(occurrence, items, sent) {
  const mine = ({ kind, subject }) => kind === 'completion' && subject === occurrence.id;
  const last = list => list.filter(mine).sort((a, b) => b.at - a.at)[0];
  const waiting = last(items);
  if (waiting) return { ...waiting, waits: true };
  const gone = last(sent);
  const known = occurrence.completion ? new Date(occurrence.completion.at).getTime() : 0;
  return gone && gone.at > known && gone.outcome !== 'duplicate' && !gone.label?.undo !== Boolean(occurrence.completion) ? gone : null;
}

// One row per turn: {task, occurrence, group, days, done, doneOn, note, word}.
export function turns(tasks, items, sent, today) {
  return tasks.flatMap(task => (task.occurrences ?? []).map(occurrence => {
    const word = ownWord(occurrence, items, sent);
    const done = word ? !word.label?.undo : occurrence.status === 'done';
    const days = occurrence.due ? daysUntil(occurrence.due, today) : null;
    const ended = occurrence.status === 'ended' || task.ended;
    const doneOn = done ? word?.label?.done_on ?? occurrence.completion?.done_on ?? occurrence.completion?.at : null;
    const group = done ? 'done' : ended ? 'ended' : days === null ? 'undated' : days < 0 ? 'late' : days <= WEEK ? 'week' : 'later';
    return { task, occurrence, word, done, days, doneOn, group };
  })).sort((a, b) => (a.occurrence.due ?? '9999') < (b.occurrence.due ?? '9999') ? -1 : 1);
}
