// All sections with what is missing in each, in a sheet; any of them may be opened.
import { $, copy, fill, sheet, swapIcon } from './dom.js';
import { ICONS, lacks, progress } from './section-progress.js';

export function showSections(session, base, current) {
  sheet('t-sections', dialog => $('ul', dialog).append(...progress(session).map(row => {
    const node = fill(copy('t-section-row'), { title: `${row.number}. ${row.title}`, lacks: lacks(session, row) });
    const link = $('a', node);
    link.href = `${base}/survey/${row.key}`;
    link.onclick = () => dialog.close();
    if (row.key === current) link.setAttribute('aria-current', 'step');
    swapIcon(link, ICONS[row.state]);
    return node;
  })));
}
