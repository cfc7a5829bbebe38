// The QR code of a citizen card fills in a person: what it says is shown, and goes into the sheet when it was
// confirmed. The picture of the card is read and let go: it is never stored.
import { $, fill } from '../modules/dom.js';
import { showDate } from '../modules/binder-values.js';
import { answersOf, parseCard } from './card.js';
import { readCodes } from './codes.js';

export async function scan(file, root, session, id) {
  const words = $('[data-card-words]', root);
  words.textContent = words.dataset.working;
  const codes = await readCodes(file, ['qr_code']).catch(() => []);
  const read = codes.map(parseCard);
  const { card } = read.find(one => one.card) ?? {};
  const fault = read.some(one => one.fault === 'damaged') ? 'damaged' : codes.length ? 'other' : 'bad';
  words.textContent = words.dataset[card ? 'read' : fault];
  if (!card) return;
  const answers = answersOf(card, key => session.nodes.has(key));
  if (!await confirmed(root, session, card, answers, id)) { words.textContent = words.dataset.left; return; }
  for (const [key, value] of Object.entries(answers)) session.set(`${key}@${id}`, value);
  words.textContent = words.dataset.filled;
}

// One row a fact; what the person wrote before and would be replaced stands beside it.
function confirmed(root, session, card, answers, id) {
  const dialog = $('[data-card-sheet]', root).content.firstElementChild.cloneNode(true);
  const keys = { number: 'citizen_id', name: 'full_name', birth: 'birth_date', sex: 'sex', old: 'citizen_old_id', address: 'citizen_address', issued: 'citizen_issued' };
  for (const [fact, key] of Object.entries(keys)) {
    const row = $(`[data-fact=${fact}]`, dialog);
    const value = card[fact];
    row.hidden = !value;
    const before = key in answers ? session.instance.value(`${key}@${id}`) : '';
    const text = fact === 'sex' ? row.dataset[value] ?? '' : ['birth', 'issued'].includes(fact) ? showDate(value) : value;
    fill(row, { value: text, aside: key in answers ? '' : row.dataset.aside, before: before && before !== answers[key] ? row.dataset.before.replace('{text}', session.show(`${key}@${id}`, before)) : '' });
  }
  document.body.append(dialog);
  dialog.showModal();
  return new Promise(resolve => {
    dialog.addEventListener('click', ({ target }) => { if (target.closest('[data-no]')) dialog.close(); });
    dialog.addEventListener('close', () => { dialog.remove(); resolve(dialog.returnValue === 'yes'); });
  });
}
