// The result by today's answers, explained line by line. It is for the collector; it is no recognised class.
import { $, $$, copy, fill } from './dom.js';
import { prepare } from '../rules/form.js';
import { score } from '../rules/scoring.js';

export async function open(root, params, services) {
  const section = await import('./section.js');
  const { take } = await import('./section-open.js');
  const session = await take(params, services);
  const place = session.form.compiled.nodes.find(({ appearance = [] }) => appearance.includes('result'));
  return section.open(root, { ...params, section: place && session.sectionOf(place.key) }, services);
}

// One result per standard of the round; none where the sheet was not asked to the end.
export async function results(session) {
  const { instance, phone, round } = session;
  const area = (session.nodes.has('area_type') && instance.value('area_type')) || 'rural';
  const packs = (await Promise.all((round.standards ?? []).map(key => phone.kit.pack(key)))).filter(Boolean);
  await Promise.all(packs.map(prepare));
  return packs.map(pack => ({ pack, result: score(instance, pack, { area }) }));
}

// Drawn when its section opens and again when an answer on that page changes it.
export async function draw(place, session) {
  const seen = session.meta.score_seen_at;
  const show = async () => {
    const made = await results(session);
    place.replaceChildren(...made.map(one => card(one, session)));
    if (!session.round.standards) place.textContent = session.say('result.over');
    place.className = 'stack';
    return made.length;
  };
  if (await show() && !seen && !session.readonly) session.keep({ score_seen_at: new Date(session.phone.clock.now()).toISOString() });
  session.addEventListener('changed', () => place.isConnected && show());
}

function card({ pack, result }, session) {
  const say = session.say;
  const lang = document.documentElement.lang === 'en' ? 'en' : 'vi';
  const node = copy('t-result');
  const { b1, b2, b2_known: known, marks } = result;
  const lines = pack.areas[result.area];
  const each = pack.points_per_deprivation;
  const by = state => marks.filter(mark => mark.state === state);
  const { last } = session.household;
  const was = last?.class ? say('result.was', { year: last.year, text: say(`class.${last.class}`) || last.class }) : '';
  // The pack's sentence says in brackets what the line below says in full.
  const [verdict] = result.verdict[lang].split(' (');
  const [because, ...why] = result.class && !result.paper && lines.b1_max !== null ? result.why : [null, ...result.why];
  $('[data-illustrative]', node).hidden = !result.illustrative;
  fill(node, {
    standard: say('result.today', { standard: pack.name?.[lang] ?? pack.pack }), verdict, because: because?.[lang],
    b1: b1.points === null ? say('result.b1.none') : say('result.b1', { points: b1.points }), b1line: lines.b1_max === null ? '' : say('result.most', { line: lines.b1_max }),
    b2: say('result.b2', { points: known }), b2line: lines.b2_min === null ? '' : say('result.least', { line: lines.b2_min }), was,
    b1title: b1.points === null ? say('result.b1.none') : say('result.b1.title', { points: b1.points }),
    b1text: b1.points === null ? say('result.b1.empty') : say(`result.b1.${b1.source}`, { n: b1.items.length }),
    b2title: say('result.b2.title', { n: by('deprived').length, each, points: known }),
    unknown: say('result.unknown', { n: by('unknown').length }), not: say('result.not', { n: by('not').length }),
    pack: say('result.pack', { standard: pack.name?.[lang] ?? pack.pack, version: pack.version }),
  });
  bar($('[data-goal=b1]', node), b1.points, lines.b1_max);
  bar($('[data-goal=b2]', node), known, lines.b2_min, each * marks.length);
  $('[data-why]', node).append(...why.map(line => Object.assign(document.createElement('li'), { textContent: line[lang] })));
  const paper = session.nodes.has('b1_source') && session.sectionOf('b1_source');
  $('[data-paper]', node).href = `/app/households/${session.household.id}/survey/${paper}`;
  for (const list of $$('[data-marks-of]', node)) {
    const state = list.dataset.marksOf;
    list.append(...by(state).map(mark => line(mark, pack, lang, state === 'deprived' ? say('result.deprived', { each }) : state === 'not' ? '0' : '?')));
    list.hidden = !list.children.length;
  }
  $('[data-unknown]', node).hidden = !by('unknown').length;
  return node;
}

function line(mark, pack, lang, points) {
  const { name } = pack.indicators.find(({ no }) => no === mark.no);
  const node = fill(copy('t-mark'), { no: String(mark.no), name: name[lang], points, because: mark.because.map(words => words[lang]).join(' · ') });
  node.className = mark.state === 'deprived' ? 'yes' : 'no';
  return node;
}

// A bar of points with the line of the standard; without a line there is nothing to compare.
function bar(goal, points, limit, most = Math.max(200, limit ?? 0, points ?? 0)) {
  const track = $('.track2', goal);
  track.hidden = points === null || limit === null;
  if (track.hidden) return;
  track.setAttribute('aria-label', `${points} / ${limit}`);
  $('i', track).style.width = `${Math.min(100, 100 * points / most)}%`;
  $('s', track).style.left = `${100 * limit / most}%`;
}
