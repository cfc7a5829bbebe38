// Typing a sheet of paper at the commune: the sheet's own rules at every field, kept at every field. Without this
// file the page is a plain form that does the same when it is sent.
import { $, $$ } from './modules/dom.js';
import { listen } from './modules/paper-keys.js';
import { PaperSaving } from './modules/paper-saving.js';
import { PaperSheet } from './modules/paper-sheet.js';
import { rows } from './modules/paper-rows.js';
import { prepare } from './rules/form.js';

const data = JSON.parse($('#paper-data').textContent);
const form = $('#sheet');

async function start() {
  await prepare(data.compiled);
  const saving = new PaperSaving(form, data);
  const sheet = new PaperSheet(form, data);
  sheet.drawAll();
  listen(form, sheet);
  rows(form, sheet, saving);
  form.addEventListener('input', ({ target }) => saving.touch(target));
  form.addEventListener('change', ({ target }) => {
    if (target.name === 'paper:collector') $('[data-other]', form).hidden = target.value !== 'other';
    sheet.commit(target);
    saving.touch(target);
    saving.soon(0);
  });
  for (const button of $$('[data-no-script]')) button.hidden = true;
  // What was typed before this file had come.
  for (const input of $$('input.input, textarea', form)) {
    if (input.value === input.defaultValue) continue;
    sheet.commit(input);
    saving.touch(input);
  }
  // A scan is sent by a form of its own: first what was typed, then the file.
  for (const other of $$('form[data-keeps]')) {
    other.addEventListener('submit', async event => {
      event.preventDefault();
      await saving.flush();
      if (saving.isOpen) return;
      for (const input of $$('input[name=seen]', other)) input.value = saving.seen;
      saving.leave();
      other.submit();
    });
  }
  form.addEventListener('submit', () => {
    form.elements.seen.value = saving.seen;
    saving.leave();
  });
}

start();
