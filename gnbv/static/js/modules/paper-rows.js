// Rows of a table come and go without a new page; row ids are made by the sheet.
import { $, $$ } from './dom.js';

export function rows(form, sheet, saving) {
  form.addEventListener('click', event => {
    const add = event.target.closest('[data-add]');
    const gone = event.target.closest('[data-remove]');
    if (!add && !gone) return;
    event.preventDefault();
    const table = event.target.closest('[data-table]');
    const key = table.dataset.table;
    if (add) addRow(table, sheet.instance.add(key));
    else removeRow(gone.closest('tr'), table, sheet);
    [...$$('tbody [data-n]', table)].forEach((place, at) => { place.textContent = at + 1; });
    saving.touch({ name: `row:${key}` });
    saving.soon(0);
    sheet.drawAll();
    if (add) $('tbody tr:last-child .in:not(.out) .input', table)?.focus();
  });
}

function addRow(table, id) {
  const made = $('[data-blank]', table).content.firstElementChild.cloneNode(true);
  for (const one of [made, ...$$('*', made)]) {
    for (const { name, value } of [...one.attributes]) {
      if (value.includes('##')) one.setAttribute(name, value.replaceAll('##', id));
    }
  }
  $('tbody', table).append(made);
}

function removeRow(row, table, sheet) {
  const next = row.nextElementSibling ?? row.previousElementSibling;
  sheet.instance.remove(row.dataset.row);
  row.remove();
  ($('.in:not(.out) .input', next ?? table) ?? $('[data-add]', table)).focus();
}
