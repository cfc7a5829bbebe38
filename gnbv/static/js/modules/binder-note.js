// The collector's own words about one question, and the mark to ask again. Neither is an answer.
import { $, sheet } from './dom.js';
import { drawMarks } from './binder-marks.js';

export async function act(q, button, { session, ref }) {
  const { later = [], notes = {} } = session.meta;
  const given = await sheet('t-note', dialog => {
    $('[name=note]', dialog).value = notes[ref] ?? '';
    $('[name=later]', dialog).checked = later.includes(ref);
    $('[data-f=question]', dialog).textContent = session.label(ref);
  });
  if (!given) return;
  const note = given.note.trim().normalize('NFC');
  const { [ref]: _, ...others } = notes;
  session.keep({ later: later.filter(one => one !== ref).concat(given.later ? ref : []), notes: note ? { ...others, [ref]: note } : others });
  drawMarks($('[data-marks]', q), ref, session.meta);
}
