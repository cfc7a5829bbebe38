// All sections with what is missing in each, in a sheet; any of them may be opened.
import { $, copy, fill, sheet, swapIcon } from './dom.js';
import { letGo } from './section-open.js';
import { ICONS, lacks, progress } from './section-progress.js';

export function showSections(session, base, current, services) {
  sheet('t-sections', dialog => {
    offerLanguages(dialog, session, services);
    $('ul', dialog).append(...progress(session).map(row => rowOf(session, row, base, current, dialog)));
  });
}

function rowOf(session, row, base, current, dialog) {
  const node = fill(copy('t-section-row'), { title: `${row.number}. ${row.title}`, lacks: lacks(session, row) });
  const link = $('a', node);
  link.href = `${base}/survey/${row.key}`;
  link.onclick = () => dialog.close();
  if (row.key === current) link.setAttribute('aria-current', 'step');
  swapIcon(link, ICONS[row.state]);
  return node;
}

// The sheet in another of its languages: the survey is opened afresh in it, and stays in it.
function offerLanguages(dialog, session, { go }) {
  const { languages = [] } = session.form.compiled;
  const place = $('[data-languages]', dialog);
  place.hidden = languages.length < 2 || session.readonly;
  const chooser = $('select', place);
  chooser.append(...languages.map(name => new Option(name.replace(/\s*\([^)]*\)$/, ''), name, false, name === session.language)));
  chooser.onchange = async () => {
    await session.keep({ language: chooser.value });
    dialog.close();
    await letGo(session);
    await go(location.pathname, { replace: true });
  };
}
