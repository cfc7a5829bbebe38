// Small handles on the page. Structure comes from <template>s; values go in as text.
export const $ = (selector, root = document) => root.querySelector(selector);
export const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];

export const copy = id => document.getElementById(id).content.firstElementChild.cloneNode(true);

// Puts text into [data-f=name]; an empty value hides its place.
export function fill(node, values) {
  for (const [name, value] of Object.entries(values)) {
    for (const place of [node, ...$$(`[data-f="${name}"]`, node)]) {
      if (place.dataset.f !== name) continue;
      place.hidden = value === null || value === undefined || value === '';
      // The same words stay the same node: WebKit forgets a touch whose words were exchanged under it.
      const text = String(value ?? '');
      if (place.textContent !== text) place.textContent = text;
    }
  }
  return node;
}

export function icon(name) {
  const node = copy('t-icon');
  swapIcon(node, name);
  return node;
}

export const swapIcon = (node, name) => $('use', node).setAttribute('href', `#i-${name}`);

// The tag of a state: its shape by `look`, icon and words beside it.
export function tag({ look, icon: name, text }) {
  const node = copy('t-tag');
  node.dataset.s = look;
  swapIcon(node, name);
  return fill(node, { text });
}

// The number as it stands on the door: three figures.
export const onPlate = (number) => (number ? String(number).padStart(3, '0') : '–');

export function plate(node, number, done = false) {
  const place = $('.plate', node);
  fill(place, { number: onPlate(number) });
  place.classList.toggle('done', done);
}

// Opens a <dialog> made from a template; resolves with its form's data, or null when it was closed.
// `check(dialog, data)` answers words for what is wrong, and may add to the data.
export function sheet(id, prepare = () => {}, check = () => '') {
  const dialog = copy(id);
  document.body.append(dialog);
  prepare(dialog);
  const form = $('form', dialog);
  let data = {};
  form?.addEventListener('submit', event => {
    data = Object.fromEntries(new FormData(form));
    const wrong = check(dialog, data);
    if (wrong) event.preventDefault();
    fill(dialog, { error: wrong });
  });
  const before = document.activeElement;
  dialog.showModal();
  return new Promise(resolve => {
    dialog.addEventListener('click', ({ target }) => {
      if (target === dialog || target.closest('[data-close]')) dialog.close();
    });
    dialog.addEventListener('close', () => {
      dialog.remove();
      before?.focus?.();
      resolve(dialog.returnValue === 'yes' ? data : null);
    });
  });
}
