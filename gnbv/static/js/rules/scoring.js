// Twin of gnbv/rules/scoring.py, which explains it: the same JSON, held by tests/parity/test_scoring.py.
import {bind} from './pack-binding.js';
import {scoreTable} from './scoring-b1.js';
import {explanation, sentence} from './scoring-words.js';

const ENGINE = 1;

export function score(instance, unbound, {area}) {
  const pack = bind(unbound, new Map(instance.compiled.nodes.map(({key, i}) => [key, i])).set('', -1));
  const {texts, points_per_deprivation: each} = pack;
  const lines = pack.areas[area];
  const people = instance.evaluate(pack.ready) && peopleOf(instance, pack.member);
  const byTable = !['items', 'total'].includes(instance.value(pack.b1.source)) && pack.b1.mapped && pack.components.b1.confirmed;
  const b1 = byTable ? scoreTable(instance, pack.b1, area, Boolean(people)) : paperB1(instance, pack.b1);
  const marks = pack.indicators.map((indicator) => markOf(instance, texts, indicator, people));
  const paper = signedPaper(instance, pack, b1, marks);
  const codes = (state) => marks.filter((mark) => mark.state === state).map(({code}) => code);
  const unknown = codes('unknown');
  const known = codes('deprived').length * each;
  const b2 = unknown.length ? null : known;
  const computed = [b1.points, b2, lines.b1_max, lines.b2_min].includes(null) ? null
    : b1.points > lines.b1_max ? 'not_poor' : b2 < lines.b2_min ? 'near_poor' : 'poor';
  const components = Object.fromEntries(Object.entries(pack.components)
    .map(([name, {status, confirmed}]) => [name, confirmed ? status : 'illustrative']));
  if (b1.points !== null && b1.source !== 'table') components.b1 = 'paper';
  const result = {
    standard: pack.pack,
    pack_version: pack.version,
    engine: ENGINE,
    area,
    b1,
    marks,
    b2,
    b2_known: known,
    class: paper ? paper.class : computed,
    missing: [...(b1.points === null ? ['b1'] : []), ...unknown],
    components,
    paper: paper && {...paper, computed},
    illustrative: !paper && Object.values(components).includes('illustrative'),
  };
  result.verdict = sentence(instance, texts[result.class ?? 'none']);
  result.why = explanation(instance, pack, result, lines);
  return result;
}

const whole = (text) => (/^[0-9]+$/.test(text) ? Number(text) : null);

function paperB1(instance, names) {
  const source = instance.value(names.source);
  const points = whole(instance.value(names.points));
  const boxes = source === 'items' ? names.items : [];
  return {
    points,
    source: points === null ? 'none' : `paper_${source}`,
    items: boxes.map(({code, question}) => ({code, points: whole(instance.value(question))})),
  };
}

function peopleOf(instance, member) {
  return instance.instances(member.repeat)
    .map((id) => ({id, ref: `${member.at}@${id}`}))
    .filter(({ref}) => instance.evaluate(member.is_member, ref))
    .map(({id, ref}) => ({id, ref, name: instance.value(ref)}));
}

function markOf(instance, texts, indicator, people) {
  const [state, because, members] = people
    ? derive(instance, indicator, people) : ['unknown', [sentence(instance, texts.not_ready)], []];
  const {no, code, override} = indicator;
  const mark = {no, code, state, derived: state, override: null, because, members: members.map(({id}) => id)};
  const given = override ? instance.value(override) : '';
  const reason = ['deprived', 'not'].includes(given) ? instance.value(`${override}_reason`).trim() : '';
  if (reason) {
    mark.state = given;
    mark.override = {reason};
    mark.because = [sentence(instance, texts.override, {reason}), ...because];
  }
  return mark;
}

function derive(instance, {per, because: words, applies, deprived, unknown, counts, deprived_when: rule}, people) {
  const having = (list, tree) => list.filter(({ref}) => instance.evaluate(tree, ref));
  const say = (state, values, ref) => sentence(instance, words[state], values, ref);
  if (per === 'household') {
    const state = instance.evaluate(deprived) ? 'deprived' : instance.evaluate(unknown) ? 'unknown' : 'not';
    return [state, [say(state)], []];
  }
  const concerned = having(people, applies);
  if (per === 'member') {
    let [state, those] = ['deprived', having(concerned, deprived)];
    if (!those.length) [state, those] = ['unknown', having(concerned, unknown)];
    return those.length ? [state, those.map(({ref}) => say(state, {}, ref)), those] : ['not', [say('not')], []];
  }
  const counted = having(concerned, counts);
  const unclear = having(concerned.filter((person) => !counted.includes(person)), unknown);
  const holds = (count) => ('none' in rule ? !count : count * 100 > rule.more_than_percent * concerned.length);
  const least = holds(counted.length);
  const state = least !== holds(counted.length + unclear.length) ? 'unknown' : least ? 'deprived' : 'not';
  const names = (list) => list.map(({name}) => name).join(', ');
  const values = {
    counted: `${counted.length}`, total: `${concerned.length}`, names: names(counted), unknown_names: names(unclear),
  };
  return [state, [say(state, values)], state === 'unknown' ? unclear : counted];
}

function signedPaper(instance, {paper: names, texts}, b1, marks) {
  if (!names || instance.value(names.signed) !== 'yes' || b1.points === null || b1.source === 'table') return null;
  const keyed = instance.value(names.deprived).split(' ').filter(Boolean);
  const householdClass = instance.value(names.class);
  if (!keyed.length || !householdClass || marks.some((mark) => mark.override)) return null;
  for (const mark of marks) {
    mark.state = keyed.includes(String(mark.no)) ? 'deprived' : 'not';
    mark.because = [sentence(instance, texts[`paper_${mark.state}`]), ...mark.because];
  }
  return {class: householdClass, differs: marks.filter((m) => m.state !== m.derived).map(({no}) => no)};
}
