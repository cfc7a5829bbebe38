// What the commune wrote down of a household last year, in the words of the sheet and in its order. Read from the form
// that the kit carries: the facts travel with their answers in words, the questions are there already.
import { copy, fill } from './dom.js';
import { show } from './section-words.js';

// Shown above, or said by the place already.
const ELSEWHERE = ['b1_total', 'b1_source', 'hamlet', 'nickname'];

export async function drawLast(phone, { last }, round) {
  const chosen = phone.kit.rounds().find(({ id }) => id === round)?.form;
  const form = chosen && last && await phone.kit.form(chosen.form, chosen.version);
  if (!form) return [];
  const { compiled } = form;
  const language = compiled.languages?.find(name => name.endsWith(`(${document.documentElement.lang})`)) ?? compiled.default_language;
  return compiled.nodes.filter(({ key, kind }) => kind === 'question' && last.facts?.[key] && !ELSEWHERE.includes(key)).flatMap(node => {
    const label = words(compiled.texts[`${node.path}:label`]?.[language]);
    const { text, value } = last.facts[node.key];
    const answer = node.choices === undefined ? show({ node: () => node }, node.key, value) : text;
    return label && answer ? [fill(copy('t-last-fact'), { label, value: answer })] : [];
  });
}

const words = parts => (parts ?? []).filter(part => typeof part === 'string').join('').replace(/\*\*/g, '').trim();
