// A line or a field walked around: one point at each stop, its length and its area said. No map is needed.
import { $ } from '../modules/dom.js';
import { own } from '../modules/binder-controls.js';
import { parseNumber } from '../modules/binder-values.js';
import { here } from '../modules/position.js';
import { RARE } from '../rules/rare.js';

const LEAST = { geotrace: 2, geoshape: 3 };

// "lat lon alt acc; …" → points; a field ends where it began, and that last point is not shown.
export function pointsOf(value, type) {
  const points = value.split(';').map(point => point.trim()).filter(Boolean);
  return type === 'geoshape' && points.length > 3 && points[0] === points.at(-1) ? points.slice(0, -1) : points;
}

export function textOf(points, type) {
  return (type === 'geoshape' && points.length >= LEAST.geoshape ? [...points, points[0]] : points).join(';');
}

export function write(q, value) {
  const { type } = q.dataset;
  const points = pointsOf(value, type);
  const [list] = own(q, '[data-points]');
  const made = $('[data-point]', q).content.firstElementChild;
  list.replaceChildren(...points.map((point, at) => {
    const node = made.cloneNode(true);
    const [latitude, longitude, , metres] = point.split(' ');
    $('[data-place]', node).textContent = `${latitude}, ${longitude}${Number(metres) ? ` (± ${Math.round(metres)} m)` : ''}`;
    const button = $('button', node);
    button.setAttribute('aria-label', button.dataset.words.replace('{n}', at + 1));
    return node;
  }));
  const [said] = own(q, '[data-value]');
  said.hidden = !points.length;
  const words = points.length < LEAST[type] ? said.dataset.few : type === 'geoshape' ? said.dataset.square : said.dataset.metres;
  const size = { n: points.length, least: LEAST[type], metres: round(RARE.distance({}, value)), square: round(RARE.area({}, value)) };
  said.textContent = words.replace(/\{(\w+)\}/g, (_, name) => size[name]);
}

const round = number => Math.round(number || 0).toLocaleString(document.documentElement.lang || 'vi');

export async function act(q, button, { session, ref }) {
  const { type } = q.dataset;
  const points = pointsOf(session.state(ref).value, type);
  const [problem] = own(q, '[data-problem]');
  if ('drop' in button.dataset) points.splice([...button.closest('ol').children].indexOf(button.closest('li')), 1);
  else {
    const point = 'write' in button.dataset ? typed(q, problem) : await here(session, problem, 0);
    if (!point) return;
    points.push(point);
  }
  session.set(ref, textOf(points, type));
}

function typed(q, problem) {
  const fields = own(q, '[data-typed]');
  const [latitude, longitude] = fields.map(field => Number.parseFloat(parseNumber(field.value)));
  const fits = Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180;
  problem.textContent = fits ? '' : problem.dataset.bad;
  if (!fits) return null;
  for (const field of fields) field.value = '';
  return `${latitude} ${longitude} 0 0`;
}
