// The result of a sheet under one standard: the twin of gnbv/rules/scoring.py (and its _marks, _words).
// Both give the same JSON; tests/parity/vectors/scoring.json holds them together. All words come from the pack.

const ENGINE = 1;
const LANGUAGES = ['vi', 'en'];

export function classify(b1, b2, {b1_max: b1Max, b2_min: b2Min}) {
  if ([b1, b2, b1Max, b2Min].includes(null)) return null;
  if (b1 > b1Max) return 'not_poor';
  return b2 >= b2Min ? 'poor' : 'near_poor';
}

// instance: value(ref), instances(repeat), evaluate(tree, ref). area: one of the pack's areas.
export function score(instance, pack, {area}) {
  const lines = pack.areas[area];
  if (!lines) throw new RangeError(area);
  const b1 = paperB1(instance, pack.b1);
  const people = instance.evaluate(pack.ready) ? peopleOf(instance, pack.member) : null;
  const marks = pack.indicators.map((indicator) => markOf(instance, pack.texts, indicator, people));
  const paper = signedPaper(instance, pack, b1, marks);
  const known = marks.filter((mark) => mark.state === 'deprived').length * pack.points_per_deprivation;
  const unknown = marks.filter((mark) => mark.state === 'unknown').map((mark) => mark.code);
  const b2 = unknown.length ? null : known;
  const computed = classify(b1.points, b2, lines);
  if (paper) paper.computed = computed;
  const components = {};
  for (const [name, {status, confirmed}] of Object.entries(pack.components)) {
    components[name] = status === 'official' && confirmed ? 'official' : 'illustrative';
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
    paper,
    illustrative: !paper && Object.values(components).includes('illustrative'),
  };
  result.verdict = sentence(instance, pack.texts[result.class ?? 'none'], {});
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

const KINDS = {household: householdMark, member: memberMark, tally: tallyMark};

function markOf(instance, texts, indicator, people) {
  const [state, because, members] = people
    ? KINDS[indicator.per](instance, indicator, people)
    : ['unknown', [sentence(instance, texts.not_ready, {})], []];
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

function householdMark(instance, indicator) {
  const state = instance.evaluate(indicator.deprived) ? 'deprived'
    : instance.evaluate(indicator.unknown) ? 'unknown' : 'not';
  return [state, [sentence(instance, indicator.because[state], {})], []];
}

function memberMark(instance, indicator, people) {
  const having = (list, tree) => list.filter(({ref}) => instance.evaluate(tree, ref));
  const concerned = having(people, indicator.applies);
  let those = having(concerned, indicator.deprived);
  let state = 'deprived';
  if (!those.length) {
    those = having(concerned, indicator.unknown);
    state = those.length ? 'unknown' : 'not';
  }
  const words = indicator.because[state];
  const because = those.map(({ref}) => sentence(instance, words, {}, ref));
  return [state, because.length ? because : [sentence(instance, words, {})], those];
}

function tallyMark(instance, indicator, people) {
  const having = (list, tree) => list.filter(({ref}) => instance.evaluate(tree, ref));
  const concerned = having(people, indicator.applies);
  const counted = having(concerned, indicator.counts);
  const unclear = having(concerned.filter((person) => !counted.includes(person)), indicator.unknown);
  const rule = indicator.deprived_when;
  const holds = (count) => ('none' in rule ? count === 0 : count * 100 > rule.more_than_percent * concerned.length);
  const least = holds(counted.length);
  const state = least !== holds(counted.length + unclear.length) ? 'unknown' : least ? 'deprived' : 'not';
  const names = (list) => list.map(({name}) => name).join(', ');
  const values = {
    counted: String(counted.length), total: String(concerned.length),
    names: names(counted), unknown_names: names(unclear),
  };
  return [state, [sentence(instance, indicator.because[state], values)], state === 'unknown' ? unclear : counted];
}

function signedPaper(instance, {paper: names, texts}, b1, marks) {
  if (!names || instance.value(names.signed) !== 'yes' || b1.points === null) return null;
  const keyed = instance.value(names.deprived).split(' ').filter(Boolean);
  const householdClass = instance.value(names.class);
  if (!keyed.length || !householdClass || marks.some((mark) => mark.override)) return null;
  for (const mark of marks) {
    mark.state = keyed.includes(String(mark.no)) ? 'deprived' : 'not';
    mark.because = [sentence(instance, texts[`paper_${mark.state}`], {}), ...mark.because];
  }
  return {class: householdClass, differs: marks.filter((m) => m.state !== m.derived).map((m) => m.no)};
}

function explanation(instance, pack, result, lines) {
  const {texts} = pack;
  const {b1, paper} = result;
  const numbers = {
    b1: String(b1.points), b1_max: String(lines.b1_max), b2: String(result.b2_known), b2_min: String(lines.b2_min),
    count: String(result.b2_known / pack.points_per_deprivation), each: String(pack.points_per_deprivation),
  };
  const isRuleKnown = lines.b1_max !== null;
  const found = [];
  const say = (key, values = {}) => found.push(sentence(instance, texts[key], values));
  if (!isRuleKnown) say('rule_unknown');
  else if (result.class && !paper) say(`because_${result.class}`, numbers);
  if (b1.points === null) say('b1_missing');
  else say(isRuleKnown ? 'b1' : 'b1_no_line', {...numbers, area: lines.name, b1_source: texts[b1.source]});
  if (result.b2 === null) {
    const missing = pack.indicators.filter(({code}) => result.missing.includes(code)).map(({name}) => name);
    say('b2_missing', {...numbers, missing});
  } else say(isRuleKnown ? 'b2' : 'b2_no_line', numbers);
  if (paper) {
    say('paper_class', {paper_class: texts[`paper_${paper.class}`]});
    const differs = pack.indicators.filter(({no}) => paper.differs.includes(no)).map(({name}) => name);
    if (![null, paper.class].includes(paper.computed)) differs.push(texts.class);
    if (differs.length) say('paper_differs', {differs});
  }
  return found;
}

// A part of a sentence is literal text, {v: name} of a value, or a tree to evaluate.
function sentence(instance, words, values, ref) {
  const part = (one, language) => {
    if (typeof one === 'string') return one;
    if (Array.isArray(one)) return String(instance.evaluate(one, ref));
    const value = values[one.v];
    if (Array.isArray(value)) return value.map((name) => word(name, language)).join(', ');
    return typeof value === 'string' ? value : word(value, language);
  };
  return Object.fromEntries(LANGUAGES.map((language) =>
    [language, words[language].map((one) => part(one, language)).join('')]));
}

const word = (words, language) => [words[language]].flat().join('');
