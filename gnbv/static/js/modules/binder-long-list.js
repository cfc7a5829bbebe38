// A long list in a sheet of its own: search without tone marks, what was chosen lately first, and never more
// than a window of rows in the page. Sixteen thousand villages open as fast as sixteen.
import { $, $$, copy, fill, sheet } from './dom.js';
import { split } from './binder-values.js';
import { fold } from '../offline/search.js';

const ROWS = 50;
const SLICE = 1000;
const recent = new Map();
const indexes = new WeakMap();

export async function act(q, button, { session, ref }) {
  const key = q.dataset.q;
  const isMany = q.dataset.type === 'select';
  const all = session.choices(ref);
  const lately = recent.get(key) ?? [];
  const index = indexOf(all);
  let values = split(session.state(ref).value);
  const first = new Set([...isMany ? values : [], ...lately]);
  const top = first.size ? all.filter(({ value }) => first.has(value)) : [];
  const rest = first.size ? all.filter(({ value }) => !first.has(value)) : all;
  await sheet('t-long', dialog => {
    const place = $('[data-list]', dialog);
    if (isMany) place.setAttribute('role', 'group');
    const draw = (typed, from = 0) => {
      const asked = fold(typed.trim()).split(/\s+/).filter(Boolean);
      const fits = choice => asked.every(word => index.of(choice).includes(` ${word}`));
      const hits = asked.length ? [...top.filter(fits), ...rest.filter(fits)] : null;
      const total = hits?.length ?? all.length;
      const window = hits ? hits.slice(from, from + ROWS) : from < top.length ? [...top, ...rest.slice(0, ROWS)].slice(from, from + ROWS) : rest.slice(from - top.length, from - top.length + ROWS);
      place.replaceChildren(...window.map(choice => row(choice, values, isMany)));
      fill(dialog, { found: total ? session.say('list.found', { n: total }) : session.say('list.none') });
      const [back, on] = $$('[data-page]', dialog);
      back.hidden = !from;
      on.hidden = from + ROWS >= total;
      back.onclick = () => draw(typed, Math.max(0, from - ROWS));
      on.onclick = () => draw(typed, from + ROWS);
    };
    fill(dialog, { title: session.label(ref) });
    $('[type=search]', dialog).addEventListener('input', ({ target }) => draw(target.value));
    // Arrow keys walk through radios and choose on the way: only a touch, a click or Enter closes the list.
    // WebKit gives the click that a label hands on to its box no count: the touch is the click before it.
    let touched = false;
    place.addEventListener('click', ({ target, detail }) => {
      if (target.type === 'radio' && (detail || touched)) dialog.close();
      touched = target.type !== 'radio' && detail > 0;
    });
    place.addEventListener('change', ({ target }) => {
      values = !isMany ? [target.value] : target.checked ? [...values, target.value] : values.filter(one => one !== target.value);
      session.set(ref, values.join(' '));
      if (target.checked) recent.set(key, [target.value, ...lately.filter(one => one !== target.value)].slice(0, 3));
    });
    draw('');
    dialog.addEventListener('close', index.stop);
    index.begin();
  });
}

function row({ value, label }, values, isMany) {
  const node = fill(copy('t-long-row'), { label });
  const box = $('input', node);
  if (isMany) box.type = 'checkbox';
  box.value = value;
  box.checked = values.includes(value);
  return node;
}

// The words of all choices without tone marks, made in slices while nobody types, and kept for the next time.
function indexOf(all) {
  const words = indexes.get(all) ?? new Map();
  indexes.set(all, words);
  let waiting = 0;
  const of = choice => words.get(choice) ?? words.set(choice, ` ${fold(choice.label)}`).get(choice);
  const slice = from => {
    for (const choice of all.slice(from, from + SLICE)) of(choice);
    if (from + SLICE < all.length) waiting = setTimeout(slice, 0, from + SLICE);
  };
  return { of, begin: () => { if (words.size < all.length) waiting = setTimeout(slice, 100, 0); }, stop: () => clearTimeout(waiting) };
}
