// Between what people type and the text of an answer: numbers, days, several choices. No DOM.

// "3,6" → "3.6"; "1.612" as a whole number → "1612". What is no number stays as typed: it is stored and said.
export function parseNumber(typed, whole = false) {
  let text = typed.replace(/[\s\u00a0]/g, '');
  if (text.includes(',')) text = text.replace(/\./g, '').replace(',', '.');
  else if (whole && /^\d{1,3}(\.\d{3})+$/.test(text)) text = text.replace(/\./g, '');
  if (/^\.\d/.test(text)) text = `0${text}`;
  return /^[+-]?\d+\.?\d*$/.test(text) ? text.replace(/^\+/, '').replace(/\.$/, '').replace(/^(-?)0+(?=\d)/, '$1') : typed.trim();
}

// With `groups` thousands stand apart by a space, which reads the same in every language.
export function showNumber(value, comma = ',', groups = false) {
  if (!/^-?\d+(\.\d+)?$/.test(value)) return value;
  const [whole, rest] = value.split('.');
  return [groups ? whole.replace(/\B(?=(\d{3})+$)/g, '\u00a0') : whole, rest].filter(part => part !== undefined).join(comma);
}

// Year alone, year and month, or the whole day; less than a year cannot be kept.
export function joinDate({ year = '', month = '', day = '' }) {
  const [y, m, d] = [year, month, day].map(part => part.trim());
  if (!y) return '';
  return [y, m && m.padStart(2, '0'), m && d && d.padStart(2, '0')].filter(Boolean).join('-');
}

export function splitDate(value) {
  const [year = '', month = '', day = ''] = value.slice(0, 10).split('-');
  return { year, month: month.replace(/^0/, ''), day: day.replace(/^0/, '') };
}

export function showDate(value) {
  const { year, month, day } = splitDate(value);
  return [day, month, year].filter(Boolean).join('/');
}

// The new value of several choices after one was ticked: what stands alone drives out the others, and they it.
export function tick(values, value, on, alone) {
  const kept = values.filter(other => other !== value && !(on && (alone.includes(value) || alone.includes(other))));
  return on ? [...kept, value] : kept;
}

export const split = value => value.split(' ').filter(Boolean);
