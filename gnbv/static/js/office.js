// Office pages: htmx does the work; this file gives it the page's token and lets errors be seen.
import './office-fields.js';
import './office-queue.js';
import './office-typed.js';

document.addEventListener('htmx:configRequest', (event) => {
  const token = document.querySelector('meta[name="csrf-token"]');
  if (token) event.detail.headers['X-CSRFToken'] = token.content;
});

// A refused act answers with words (4xx, 5xx): show them where the form is, or above the page.
document.addEventListener('htmx:beforeSwap', (event) => {
  const { status } = event.detail.xhr;
  if (status < 400) return;
  event.detail.shouldSwap = true;
  event.detail.isError = false;
  if (status !== 422 || !event.detail.xhr.getResponseHeader('X-Form')) {
    event.detail.target = document.getElementById('page-error');
    event.detail.swapOverride = 'innerHTML';
  }
});

document.addEventListener('htmx:sendError', () => {
  const box = document.getElementById('page-error');
  const words = document.getElementById('words-no-network');
  if (box && words) box.replaceChildren(words.content.cloneNode(true));
});

// After a swap, move focus to what the server marked, so that a keyboard reader is not lost.
document.addEventListener('htmx:afterSwap', (event) => {
  event.detail.elt.querySelector?.('[data-focus]')?.focus();
  // The button may be far below the words that refuse it.
  if (event.detail.elt.id === 'page-error') event.detail.elt.scrollIntoView({ block: 'center' });
});

// "Chỉ xem câu đã đổi": hides the rows that are as last year.
document.addEventListener('change', (event) => {
  const box = event.target.closest('[data-only-changed]');
  if (!box) return;
  for (const row of document.querySelectorAll('[data-changed="no"]')) row.hidden = box.checked;
});

// A select that filters submits its form.
document.addEventListener('change', (event) => {
  if (event.target.matches('select[data-submits]')) event.target.form.requestSubmit();
});
