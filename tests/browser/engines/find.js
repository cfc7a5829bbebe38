// The elements that a person means by a role, a label or words: what Playwright's locators do, as far as the
// journeys need it. `steps` is a list of [kind, …]; the answer is the list of elements in document order.
const plain = text => text.replace(/\s+/g, ' ').trim();
const fits = (text, { words, pattern, flags, exact }) => {
  const heard = plain(text ?? '');
  if (pattern !== undefined) return new RegExp(pattern, flags).test(heard);
  return exact ? heard === plain(words) : heard.toLowerCase().includes(plain(words).toLowerCase());
};
const visible = element => {
  const box = element.getBoundingClientRect();
  return box.width > 0 && box.height > 0 && getComputedStyle(element).visibility === 'visible';
};
const ROLES = {
  button: 'button, [role=button], input[type=submit]', link: 'a[href], [role=link]', navigation: 'nav, [role=navigation]',
  heading: 'h1, h2, h3, h4, h5, h6, [role=heading]', textbox: 'textarea, [role=textbox], input:not([type]), input[type=text], input[type=tel], input[type=search]',
  group: 'fieldset, [role=group]', dialog: 'dialog[open], [role=dialog]', img: 'img, [role=img]', alert: '[role=alert]', status: '[role=status], output',
};
const name = element => {
  const by = element.getAttribute('aria-labelledby');
  if (by) return by.split(/\s+/).map(id => document.getElementById(id)?.textContent ?? '').join(' ');
  const said = element.getAttribute('aria-label') ?? element.getAttribute('alt');
  if (said) return said;
  if (element.matches('fieldset')) return element.querySelector('legend')?.textContent ?? '';
  if (element.labels?.length) return [...element.labels].map(label => label.innerText).join(' ');
  return element.matches('button, a, h1, h2, h3, h4, h5, h6, [role=button], [role=link], [role=heading]') ? element.innerText : '';
};
const below = (roots, selector) => [...new Set(roots.flatMap(root => [...root.querySelectorAll(selector)]))];
const deepest = list => list.filter(one => !list.some(other => other !== one && one.contains(other)));
const KINDS = {
  css: (roots, selector) => below(roots, selector),
  visible: roots => roots.filter(visible),
  first: roots => roots.slice(0, 1),
  last: roots => roots.slice(-1),
  text: (roots, what) => deepest(below(roots, '*').filter(one => !one.matches('script, style, template') && fits(visible(one) ? one.innerText : one.textContent, what))),
  label: (roots, what) => below(roots, 'input, textarea, select, button, [aria-label]').filter(one => fits(name(one), what)),
  role: (roots, role, what, level) => below(roots, ROLES[role]).filter(one => visible(one) && (!level || one.matches(`h${level}`)) && (!what || fits(name(one), what))),
  having: (roots, what) => roots.filter(one => fits(one.textContent, what)),
  has: (roots, steps) => roots.filter(one => find(steps, [one]).length > 0),
  or: (roots, steps) => [...new Set([...roots, ...find(steps, [document])])],
};
function find(steps, roots) {
  return steps.reduce((found, [kind, ...rest]) => KINDS[kind](found, ...rest), roots);
}
