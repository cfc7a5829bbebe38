// What was typed into a plain form comes back when the commune refused it or could not be reached. No page is ever stored, so
// the browser alone would show the form empty. It is kept for this tab, and gone with the next page that is not a refusal.
const KEY = 'gnbv-typed';
// A record's own id comes back, too: what arrived although its answer was lost is not written twice.
const KEPT = 'textarea, select, input[name=id], input:not([type=hidden], [type=password], [type=file], [type=submit])';
const here = () => location.pathname + location.search;
const ticks = field => field.type === 'radio' || field.type === 'checkbox';
const fields = form => [...form.elements].filter(field => field.name && field.matches(KEPT));
const keep = kept => sessionStorage.setItem(KEY, JSON.stringify(kept));

// Fields of one name (a row a person) are told apart by their order.
function named(list) {
  const seen = new Map();
  return list.map(field => {
    const name = ticks(field) ? `${field.name}=${field.value}` : field.name;
    seen.set(name, (seen.get(name) ?? 0) + 1);
    return [`${name}#${seen.get(name)}`, field];
  });
}

document.addEventListener('submit', event => {
  const form = event.target;
  // Who sends it without leaving the page keeps it there; a filter is typed again in a moment.
  if (event.defaultPrevented || !form.closest('main') || form.matches('.filters, [data-own-draft]')) return;
  const values = named(fields(form)).map(([name, field]) => [name, ticks(field) ? field.checked : field.value]);
  keep({ path: here(), at: [...document.forms].indexOf(form), action: form.getAttribute('action'), values });
});

function bringBack({ at, action, values }) {
  const form = document.forms[at];
  if (!form || form.getAttribute('action') !== action) return;
  const typed = new Map(values);
  for (const [name, field] of named(fields(form))) {
    if (!typed.has(name)) continue;
    if (ticks(field)) field.checked = typed.get(name);
    else field.value = typed.get(name);
  }
  for (let box = form.closest('details'); box; box = box.parentElement.closest('details')) box.open = true;
  // What was typed inside a folded part is not to be looked for.
  const typedIn = box => fields(form).some(field => box.contains(field) && field.defaultValue !== undefined && !ticks(field) && field.value !== field.defaultValue);
  for (const box of form.querySelectorAll('details')) box.open ||= typedIn(box);
  form.before(document.getElementById('words-typed').content.cloneNode(true));
  form.previousElementSibling.scrollIntoView({ block: 'center' });
}

const kept = JSON.parse(sessionStorage.getItem(KEY) ?? 'null');
// Whoever had to sign in again comes from there.
const signedIn = () => document.referrer.startsWith(`${location.origin}/login`);
if (kept && document.querySelector('[data-refused]')) keep({ ...kept, refused: true });
else if (kept) {
  sessionStorage.removeItem(KEY);
  const [came] = performance.getEntriesByType('navigation');
  if (kept.path === here() && (kept.refused || came?.type === 'back_forward' || signedIn())) bringBack(kept);
}
