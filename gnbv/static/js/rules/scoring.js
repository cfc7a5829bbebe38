// The result of a sheet under one standard: the twin of gnbv/rules/scoring.py and scoring_marks.py.
// Both give the same JSON, held together by tests/parity/vectors/scoring.json. All words come from the pack.
import {explanation, sentence} from './scoring-words.js';

const ENGINE = 1;

export function classify(b1, b2, {b1_max: b1Max, b2_min: b2Min}) {
  if ([b1, b2, b1Max, b2Min].includes(null)) return null;
  if (b1 > b1Max) return 'not_poor';
  return b2 >= b2Min ? 'poor' : 'near_poor';
}

// instance: value(ref), instances(repeat), evaluate(tree, ref). area: one of the pack's areas.
export function score(instance, pack, {area}) {
  const {texts, points_per_deprivation: each} = pack;
  const lines = pack.areas[area];
  const b1 = paperB1(instance, pack.b1);
  const people = instance.evaluate(pack.ready) && peopleOf(instance, pack.member);
  const marks = pack.indicators.map((indicator) => markOf(instance, texts, indicator, people));
  const paper = signedPaper(instance, pack, b1, marks);
  const codes = (state) => marks.filter((mark) => mark.state === state).map(({code}) => code);
  const unknown = codes('unknown');
  const known = codes('deprived').length * each;
  const b2 = unknown.length ? null : known;
  const computed = classify(b1.points, b2, lines);
  const components = {};
  for (const [name, {status, confirmed}] of Object.entries(pack.components)) {
    components[name] = status === 'official' && confirmed ? status : 'illustrative';
  }
  if (b1.points !== null) components.b1 = 'paper';
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
  const items = source === 'items'
    ? names.items.map(({code, question}) => ({code, points: whole(instance.value(question))})) : [];
  return {points, source: points === null ? 'none' : `paper_${source}`, items};
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
  // A tally: unclear members are counted both ways, and only where both agree is the mark known.
  const counted = having(concerned, counts);
  const unclear = having(concerned.filter((person) => !counted.includes(person)), unknown);
  const holds = (count) => ('none' in rule ? !count : count * 100 > rule.more_than_percent * concerned.length);
  const least = holds(counted.length);
  const state = least !== holds(counted.length + unclear.length) ? 'unknown' : least ? 'deprived' : 'not';
  const names = (list) => list.map(({name}) => name).join(', ');
  const values = {
    counted: String(counted.length), total: String(concerned.length),
    names: names(counted), unknown_names: names(unclear),
  };
  return [state, [say(state, values)], state === 'unknown' ? unclear : counted];
}

// The signed paper sheet, when B1, all marks and the class were keyed from it; its marks then count.
function signedPaper(instance, {paper: names, texts}, b1, marks) {
  if (!names || instance.value(names.signed) !== 'yes' || b1.points === null) return null;
  const keyed = instance.value(names.deprived).split(' ').filter(Boolean);
  const householdClass = instance.value(names.class);
  if (!keyed.length || !householdClass || marks.some((mark) => mark.override)) return null;
  for (const mark of marks) {
    mark.state = keyed.includes(String(mark.no)) ? 'deprived' : 'not';
    mark.because = [sentence(instance, texts[`paper_${mark.state}`]), ...mark.because];
  }
  return {class: householdClass, differs: marks.filter((m) => m.state !== m.derived).map(({no}) => no)};
}
