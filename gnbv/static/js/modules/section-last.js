// Last year's facts beside this year's questions: of the household, or of the same person in the roster.
import { show } from './section-words.js';

export function lastFacts(session) {
  const { household, instance } = session;
  const members = new Map((household.members ?? []).map(member => [member.person, member]));
  return ref => {
    const [key, id] = ref.split('@');
    const person = id && session.nodes.has('person_id') && members.get(instance.value(`person_id@${id}`));
    const fact = id ? (person?.facts ?? person)?.[key] : household.last?.facts?.[key];
    if (fact === undefined || fact === null || fact === '') return null;
    const value = fact.value ?? fact;
    const text = fact.text && fact.text !== value ? fact.text : show(session, ref, String(value));
    return text ? { value: String(value), text } : null;
  };
}

// The slow facts of a section that are still open and were known last year.
export function slowFacts(session, section) {
  return session.form.compiled.nodes
    .filter(({ kind, repeat, key, appearance = [] }) => kind === 'question' && repeat < 0 && appearance.includes('slow') && session.sectionOf(key) === section)
    .filter(({ key }) => session.state(key).relevant && !session.state(key).value && session.last(key)?.value)
    .map(({ key }) => key);
}
