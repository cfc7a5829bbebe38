// The keyboard: Tab and Enter go on, Enter in a table goes to the next person; the codes of the field stand below.
import { $, $$ } from './dom.js';
import { folded } from '../rules/typed.js';

const MOST_CODES = 12;

export function listen(form, sheet) {
  // From anywhere on the page: after a scan was attached no field has the focus.
  document.addEventListener('keydown', event => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    sheet.commit(event.target);
    $('#send').click();
  });
  form.addEventListener('keydown', event => {
    const { key, target, ctrlKey, metaKey, shiftKey } = event;
    if (ctrlKey || metaKey) return;
    if (key === 'Tab') {
      // Before the browser looks for the next field: the answer may open one.
      sheet.commit(target);
    } else if (key === 'Enter' && target.matches('input, select')) {
      event.preventDefault();
      sheet.commit(target);
      (shiftKey ? null : nextOf(form, target))?.focus();
    }
  });
  form.addEventListener('focusin', ({ target }) => {
    if (target.matches('input.input')) target.select();
    tell(sheet, target);
  });
  form.addEventListener('input', ({ target }) => tell(sheet, target));
}

// In a table the first field of the next row; after the last row the button for one more.
function nextOf(form, input) {
  const row = input.closest('tr[data-row]');
  if (row) {
    const below = row.nextElementSibling;
    return below ? $('.in:not(.out) .input', below) : $('[data-add]', row.closest('[data-table]'));
  }
  const fields = $$('.input', form).filter(one => one.getClientRects().length);
  return fields[fields.indexOf(input) + 1] ?? $('#scan');
}

// The question in full and its codes, under the eyes wherever the page was scrolled to. Of a long list those that fit
// what was typed so far.
function tell(sheet, input) {
  const place = $('#codes');
  const ref = input.name?.startsWith('f:') && input.name.slice(2);
  const node = ref && sheet.node(ref);
  place.replaceChildren();
  // Outside of tables a short list stands beside its field.
  if (!node || !(input.closest('td') || sheet.choices(node).length > MOST_CODES)) return;
  const title = document.createElement('strong');
  title.textContent = titleOf(input);
  place.append(title, ' ');
  const all = sheet.choices(node).map(([, words], at) => [at + 1, words]);
  const typed = folded(input.value.trim());
  const near = all.length > MOST_CODES && typed && !/^\d/.test(typed) ? all.filter(([, words]) => folded(words).includes(typed)) : all;
  for (const [number, words] of near.slice(0, MOST_CODES)) {
    const code = document.createElement('span');
    const figure = document.createElement('b');
    code.className = 'ib';
    figure.textContent = number;
    code.append(figure, ` ${words}`);
    place.append(code, ' ');
  }
  if (near.length > MOST_CODES) place.append('…');
}

function titleOf(input) {
  const cell = input.closest('td[data-col]');
  const head = cell && $(`th[data-col="${CSS.escape(cell.dataset.col)}"]`, cell.closest('table'));
  const who = cell && $('[name^="f:full_name@"]', cell.parentElement)?.value;
  const words = head ?? input.labels?.[0];
  return [who, words?.textContent.trim().replace(/\s+/g, ' ')].filter(Boolean).join(': ');
}
