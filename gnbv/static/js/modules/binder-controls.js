// How each kind of control shows an answer and reads it back. Each works on one [data-q] of a fragment.
import { $$ } from './dom.js';
import { joinDate, parseNumber, showNumber, split, splitDate, tick } from './binder-values.js';

// The parts of a question without those of the question that lies within it.
export const own = (q, selector) => $$(selector, q).filter(node => node.closest('[data-q]') === q);
const input = q => own(q, '[data-input]')[0];

// What is being typed is not written over: the cursor would jump.
const put = (field, value) => { if (field && field !== document.activeElement && field.value !== value) field.value = value; };

function mark(q, values, { session, ref }) {
  const allowed = session.filtered(ref);
  for (const box of own(q, '[data-choice]')) {
    box.checked = values.includes(box.dataset.choice);
    if (allowed) box.closest('.choice').hidden = !allowed.has(box.dataset.choice) && !box.checked;
  }
}

const text = {
  write: (q, value) => put(input(q), value),
  read: (q, field) => field.value.normalize('NFC'),
};

const number = {
  write: (q, value, { session }) => put(input(q), showNumber(value, session.say('comma'))),
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
  read: q => joinDate(Object.fromEntries(own(q, '[data-part]').map(field => [field.dataset.part, field.value]))),
};

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

// Pictures and places come with their modules when such a question is first on the page.
const later = module => ({
  write: (q, value, context) => import(module).then(made => made.write(q, value, context)),
});

export const controls = { text, number, one, many, long, date, acknowledge, derived, time: text, datetime: text,
  photo: later('./photo.js'), signature: later('./photo-sign.js'), position: later('./position.js') };
