// Twin of gnbv/rules/scoring_words.py, which explains it.

export function sentence(instance, words, values = {}, ref) {
  const part = (one, language) => {
    if (typeof one === 'string') return one;
    if (Array.isArray(one)) return String(instance.evaluate(one, ref));
    return [values[one.v]].flat()
      .map((value) => [value[language] ?? value].flat().join('')).join(', ');
  };
  return Object.fromEntries(['vi', 'en'].map((language) =>
    [language, words[language].map((one) => part(one, language)).join('')]));
}

export function explanation(instance, {texts, indicators, points_per_deprivation: each}, result, lines) {
  const {b1, b2_known: known, missing, paper} = result;
  const found = [];
  const numbers = {...lines, b1: b1.points, b2: known, count: known / each, each};
  const say = (key, values) => found.push(sentence(instance, texts[key], {...numbers, ...values}));
  const named = (test) => indicators.filter(test).map(({name}) => name);
  const suffix = lines.b1_max === null ? '_no_line' : '';
  if (suffix) say('rule_unknown');
  else if (result.class && !paper) say(`because_${result.class}`);
  if (b1.points === null) say('b1_missing');
  else say(`b1${suffix}`, {area: lines.name, b1_source: texts[b1.source]});
  if (result.b2 === null) say('b2_missing', {missing: named(({code}) => missing.includes(code))});
  else say(`b2${suffix}`);
  if (paper) {
    say('paper_class', {paper_class: texts[`paper_${paper.class}`]});
    const differs = named(({no}) => paper.differs.includes(no));
    if (![null, paper.class].includes(paper.computed)) differs.push(texts.class);
    if (differs.length) say('paper_differs', {differs});
  }
  return found;
}
