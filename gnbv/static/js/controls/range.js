// A number between two ends: drawn with the thumb or stepped with the buttons. Untouched it is no answer.
import { own } from '../modules/binder-controls.js';
import { showNumber } from '../modules/binder-values.js';

export function write(q, value, { session }) {
  const [field] = own(q, '[data-input]');
  const [said] = own(q, '[data-value]');
  if (value) field.value = value;
  q.classList.toggle('unset', !value);
  said.textContent = value ? showNumber(value, session.say('comma')) : said.dataset.empty;
  field.setAttribute('aria-valuetext', said.textContent);
}

// The first touch of a button says the lower end, or the upper one.
export function act(q, button, { session, ref }) {
  const { parameters: { start, end, step = '1' } } = session.node(ref);
  session.set(ref, stepped(session.state(ref).value, Number(button.dataset.by), Math.min(start, end), Math.max(start, end), Math.abs(step)));
}

export function stepped(value, by, low, high, step) {
  const next = value === '' ? (by > 0 ? low : high) : Number(value) + by * step;
  return String(Number(Math.min(high, Math.max(low, next)).toFixed(6)));
}
