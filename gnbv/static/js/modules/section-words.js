// The words of the survey pages, written by Jinja beside their templates, and answers as people read them.
import { showDate, showNumber, split } from './binder-values.js';

let words;

export function say(key, values = {}) {
  words ??= JSON.parse(document.getElementById('survey-words').textContent);
  return (words[key] ?? '').replace(/\{(\w+)\}/g, (_, name) => values[name] ?? '');
}

export function show(session, ref, value) {
  const node = session.node(ref);
  if (!value) return '';
  if (node.choices !== undefined) {
    const labels = session.instance.labels(ref);
    const known = new Map((session.form.compiled.lists[node.choices] ?? []).map(row => [row.value, row.label[session.language]]));
    return split(value).map(one => labels.get(one) ?? known.get(one) ?? one).join(', ');
  }
  if (node.type === 'date') return showDate(node.appearance?.includes('year') ? value.slice(0, 4) : node.appearance?.includes('month-year') ? value.slice(0, 7) : value);
  const unit = (node.appearance ?? []).find(token => token.startsWith('unit-'));
  const text = ['int', 'decimal'].includes(node.type) ? showNumber(value, say('comma'), node.appearance?.includes('thousands-sep')) : value;
  return unit && !node.calculate ? `${text} ${say(unit)}` : text;
}
