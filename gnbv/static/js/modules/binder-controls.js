// How each kind of control shows an answer and reads it back. Each works on one [data-q] of a fragment.
import { $$ } from './dom.js';
import { joinDate, parseNumber, showNumber, split, splitDate, tick } from './binder-values.js';

// The parts of a question without those of the question that lies within it.
export const own = (q, selector) => $$(selector, q).filter(node => node.closest('[data-q]') === q);
const input = q => own(q, '[data-input]')[0];

// What is being typed is not written over: the cursor would jump.
const put = (field, value) => { if (field && field !== document.activeElement && field.value !== value) field.value = value; };

const has = (q, token) => q.dataset.appearance?.split(' ').includes(token);

const mixed = new WeakSet();

function mark(q, values, { session, ref }) {
  const allowed = session.filtered(ref);
  if (session.node(ref).choice_filter?.[0] === 'randomize' && !mixed.has(q)) mix(q, session.choices(ref));
  for (const box of own(q, '[data-choice]')) {
    box.checked = values.includes(box.dataset.choice);
    if (allowed) box.closest('.choice').hidden = !allowed.has(box.dataset.choice) && !box.checked;
  }
}

// Choices in the order drawn by lot: once, so that they do not jump under the finger.
function mix(q, choices) {
  mixed.add(q);
  const boxes = new Map(own(q, '[data-choice]').map(box => [box.dataset.choice, box.closest('.choice')]));
  for (const { value } of choices) boxes.get(value)?.parentNode.append(boxes.get(value));
}

const text = {
  write: (q, value) => put(input(q), value),
  read: (q, field) => field.value.normalize('NFC'),
};

const number = {
  write: (q, value, { session }) => put(input(q), showNumber(value, session.say('comma'), has(q, 'thousands-sep'))),
  read: (q, field) => parseNumber(field.value, q.dataset.type === 'int'),
};

const one = {
  write: (q, value, context) => mark(q, [value], context),
  read: (q, field) => field.checked ? field.dataset.choice : '',
};

const many = {
  write: (q, value, context) => mark(q, split(value), context),
  read(q, field, before) {
    const alone = own(q, '[data-alone]').map(box => box.dataset.choice);
    const values = tick(split(before), field.dataset.choice, field.checked, alone);
    const order = own(q, '[data-choice]').map(box => box.dataset.choice);
    return values.sort((a, b) => order.indexOf(a) - order.indexOf(b)).join(' ');
  },
};

const long = {
  write(q, value, { session, ref }) {
    const [place] = own(q, '[data-value]');
    place.textContent = session.show(ref, value) || place.dataset.empty;
  },
};

const date = {
  write(q, value) {
    const parts = splitDate(value);
    const fields = own(q, '[data-part]');
    // Half a date while another field of it is being filled: the fields know more than the answer.
    if (!fields.includes(document.activeElement)) for (const field of fields) field.value = parts[field.dataset.part] || (value ? '' : field.value);
  },
  // What the sheet does not ask for is the first of its kind: a month begins on its first day.
  read: q => joinDate({ month: '1', day: '1', ...Object.fromEntries(own(q, '[data-part]').map(field => [field.dataset.part, field.value])) }),
};

// Times keep the zone of the commune, as XForm wants them; the fields of a browser know none.
const ZONE = ':00.000+07:00';
const clock = length => ({
  write: (q, value) => put(input(q), value.slice(0, length)),
  read: (q, field) => field.value && field.value.slice(0, length) + ZONE,
});

const acknowledge = {
  write: (q, value) => { input(q).checked = value === 'OK'; },
  read: (q, field) => field.checked ? 'OK' : '',
};

const derived = {
  write(q, value, { session, ref }) {
    own(q, '[data-value]')[0].textContent = session.show(ref, value);
    own(q, '[data-some]')[0].hidden = !value;
    own(q, '[data-none]')[0].hidden = Boolean(value);
  },
};

// Pictures, places and what few sheets ask come with their modules when such a question is first on the page.
const later = (module, read) => ({
  write: (q, value, context) => import(module).then(made => made.write(q, value, context)), read,
});
const typed = (q, field) => field.value.normalize('NFC');
const place = q => own(q, '[data-part]').map(field => parseNumber(field.value)).join(' ').trim();

export const controls = { text, number, one, many, long, date, acknowledge, derived, time: clock(5), datetime: clock(16), picker: text,
  photo: later('./photo.js'), signature: later('./photo-sign.js'), position: later('./position.js', q => place(q) && `${place(q)} 0 0`),
  range: later('../controls/range.js', typed), rank: later('../controls/rank.js'), track: later('../controls/track.js'),
  file: later('../controls/file.js'), barcode: text };
