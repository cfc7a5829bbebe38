// The queue and the reading on a desktop: keys, ticks, templates for remarks. Pages work without any of it.
const STORED = 'gnbv-keys';
const TYPING = 'input:not([type=checkbox]), textarea, select, [contenteditable]';

const on = () => localStorage.getItem(STORED) !== 'off';

// The next row's link gets the focus; the browser itself shows it and opens it at Enter.
function move(step) {
  const links = [...document.querySelectorAll('[data-row]')];
  const at = links.findIndex(link => link === document.activeElement || link.closest('tr')?.contains(document.activeElement));
  links[at < 0 ? (step > 0 ? 0 : links.length - 1) : Math.min(links.length - 1, Math.max(0, at + step))]?.focus();
}

function tick() {
  const box = document.activeElement?.closest('tr')?.querySelector('input[type=checkbox]');
  if (box) box.checked = !box.checked;
}

// One key, one thing on the page: what is not there, or hidden, does nothing.
function press(key) {
  const found = [...document.querySelectorAll('[data-key]')].find(thing => thing.dataset.key === key && thing.getClientRects().length);
  found?.click();
  return Boolean(found);
}

document.addEventListener('keydown', event => {
  const { key, ctrlKey, metaKey, altKey, repeat, target } = event;
  if (!document.querySelector('[data-keys]') || !on() || ctrlKey || metaKey || altKey || repeat && !'jk'.includes(key)) return;
  if (target.closest?.(TYPING) || document.querySelector('dialog[open]')) return;
  if (key === 'j' || key === 'k') move(key === 'j' ? 1 : -1);
  else if (key === 'x') tick();
  else if (key === '?') document.querySelector('[data-keys]').open ^= 1;
  else if (!press(key)) return;
  event.preventDefault();
});

document.addEventListener('change', ({ target }) => {
  if (target.matches('[data-keys-on]')) localStorage.setItem(STORED, target.checked ? 'on' : 'off');
  // "Chọn cả …": every box of that name.
  if (target.matches('[data-ticks]')) {
    for (const box of document.getElementsByName(target.dataset.ticks)) box.checked = target.checked;
  }
  // A template fills the remark, which can then be changed.
  if (target.matches('[data-fills]') && target.value) {
    const box = document.getElementById(target.dataset.fills);
    box.value = target.value;
    box.focus();
  }
});

for (const box of document.querySelectorAll('[data-keys-on]')) box.checked = on();
