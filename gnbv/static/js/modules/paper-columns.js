import { $, $$ } from './dom.js';

// A column that nobody is asked takes no room.
export function drawColumns(table) {
  for (const head of $$('th[data-col]', table)) {
    const cells = $$(`tbody td[data-col="${CSS.escape(head.dataset.col)}"]`, table);
    const isUsed = cells.some(cell => !$('.in', cell).classList.contains('out'));
    for (const one of [head, ...cells]) one.hidden = !isUsed;
  }
}
