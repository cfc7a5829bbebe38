// The answers of one copy, question by question, in the words of its sheet; and what differs between two copies.
// Twin of gnbv/rules/merging.py where it says what is the same instance: one id, or one person.
import { Instance, prepare } from '../rules/form.js';
import { show } from './section-words.js';

const idOf = ref => ref.split('@')[1] ?? '';

// [[ref, value], …] in the order of the form; a repeat instance itself is `repeat@id` with the value '1'.
export function cells(nodes, answers) {
  const children = grouped(nodes);
  const walk = (parent, group, instance) => (children.get(parent) ?? []).flatMap(node => {
    const value = group?.[node.name];
    if (node.kind === 'group') return walk(node.i, value, instance);
    if (node.kind === 'repeat') return (value ?? []).flatMap(one => [[`${node.key}@${one._id}`, '1'], ...walk(node.i, one, one._id)]);
    return node.kind === 'question' && !node.calculate && value ? [[instance ? `${node.key}@${instance}` : node.key, value]] : [];
  });
  return walk(-1, answers, null);
}

function grouped(nodes) {
  const found = new Map();
  for (const node of nodes) found.set(node.parent, [...found.get(node.parent) ?? [], node]);
  return found;
}

// The ids of `theirs` that are persons of `mine` under another id.
export function samePersons(mine, theirs) {
  const ids = new Map(persons(mine));
  const known = new Set(persons(mine).map(([, id]) => id));
  const own = new Set(persons(theirs).map(([, id]) => id));
  return new Map(persons(theirs).filter(([person, id]) => ids.has(person) && !known.has(id) && !own.has(ids.get(person))).map(([person, id]) => [id, ids.get(person)]));
}

function persons(group) {
  return Object.values(group ?? {}).flatMap(value => Array.isArray(value)
    ? value.flatMap(one => [...one?.person_id ? [[one.person_id, one._id]] : [], ...persons(one)])
    : value && typeof value === 'object' ? persons(value) : []);
}

// Refs with what each side says; what stands on one side only as a whole person is one line.
// With `whole` its answers are lines of their own.
export function differences(nodes, mine, theirs, whole = false) {
  const same = samePersons(mine, theirs);
  const renamed = ref => same.has(idOf(ref)) ? `${ref.split('@')[0]}@${same.get(idOf(ref))}` : ref;
  const [here, there] = [new Map(cells(nodes, mine)), new Map(cells(nodes, theirs).map(([ref, value]) => [renamed(ref), { ref, value }]))];
  const repeats = new Set(nodes.filter(({ kind }) => kind === 'repeat').map(({ key }) => key));
  const isPerson = ref => repeats.has(ref.split('@')[0]);
  const all = [...new Set([...here.keys(), ...there.keys()])];
  const alone = new Set(all.filter(ref => isPerson(ref) && here.has(ref) !== there.has(ref)).map(idOf));
  return all.filter(ref => here.get(ref) !== there.get(ref)?.value && (whole || isPerson(ref) || !alone.has(idOf(ref))))
    .map(ref => ({ ref, theirRef: there.get(ref)?.ref ?? ref, person: isPerson(ref), mine: here.get(ref) ?? '', theirs: there.get(ref)?.value ?? '' }));
}

// One copy that can be read out: the words of a question and of an answer.
export async function reader(phone, { form: name, version, answers, meta }, language) {
  const form = name && await phone.kit.form(name, version);
  if (!form) return null;
  const { compiled } = form;
  await prepare(compiled);
  const written = compiled.languages?.find(one => one.endsWith(`(${language})`)) ?? compiled.default_language;
  const instance = new Instance(compiled, structuredClone(answers), { today: meta.today, newId: () => phone.newId(), language: written });
  const nodes = new Map(compiled.nodes.map(node => [node.key, node]));
  const node = ref => nodes.get(ref.split('@')[0]);
  const session = { form, instance, language: written, node };
  const named = compiled.nodes.find(({ appearance = [] }) => appearance.includes('roster-label'));
  const nameOf = id => id && named && value(`${named.key}@${id}`) || '';
  const value = ref => { try { return instance.value(ref); } catch { return ''; } };
  return {
    nodes: compiled.nodes, answers, nameOf,
    show: (ref, text) => node(ref)?.type === 'binary' ? text : show(session, ref, text),
    isFile: ref => node(ref)?.type === 'binary',
    label: ref => { try { return instance.text(node(ref).path, 'label', ref) || node(ref).name; } catch { return node(ref).name; } },
  };
}
