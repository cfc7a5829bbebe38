// A long list in a sheet of its own: search without tone marks, what was chosen lately first, and never more
// than a window of rows in the page.
import { $, $$, copy, fill, sheet } from './dom.js';
import { fold } from '../offline/search.js';

const ROWS = 50;
const recent = new Map();

export async function act(q, button, { session, ref }) {
  const key = q.dataset.q;
  const lately = recent.get(key) ?? [];
  const all = session.choices(ref);
  const first = lately.flatMap(value => all.filter(choice => choice.value === value));
  const list = [...new Set([...first, ...all])].map(choice => ({ ...choice, found: ` ${fold(choice.label)}` }));
  await sheet('t-long', dialog => {
    const place = $('[data-list]', dialog);
    const value = session.state(ref).value;
    const draw = (typed, from = 0) => {
      const asked = fold(typed.trim()).split(/\s+/).filter(Boolean);
      const hits = list.filter(choice => asked.every(word => choice.found.includes(` ${word}`)));
      place.replaceChildren(...hits.slice(from, from + ROWS).map(choice => {
        const row = fill(copy('t-long-row'), { label: choice.label });
        const radio = $('input', row);
        radio.value = choice.value;
        radio.checked = choice.value === value;
        return row;
      }));
      fill(dialog, { found: hits.length ? session.say('list.found', { n: hits.length }) : session.say('list.none') });
      const [back, on] = $$('[data-page]', dialog);
      back.hidden = !from;
      on.hidden = from + ROWS >= hits.length;
      back.onclick = () => draw(typed, Math.max(0, from - ROWS));
      on.onclick = () => draw(typed, from + ROWS);
    };
    fill(dialog, { title: session.label(ref) });
    $('[type=search]', dialog).addEventListener('input', ({ target }) => draw(target.value));
    // Arrow keys walk through radios and choose on the way: only a touch, a click or Enter closes the list.
    place.addEventListener('click', ({ target, detail }) => { if (target.name === 'choice' && detail) dialog.close(); });
    place.addEventListener('change', ({ target }) => {
      session.set(ref, target.value);
      recent.set(key, [target.value, ...lately.filter(one => one !== target.value)].slice(0, 3));
    });
    draw('');
  });
}
