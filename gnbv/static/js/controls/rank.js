// Choices put into an order with two buttons each, by finger or keyboard. The order that stands there at first is no
// answer before it was moved or kept.
import { $, $$ } from '../modules/dom.js';
import { own } from '../modules/binder-controls.js';
import { split } from '../modules/binder-values.js';

export function write(q, value, { session, ref }) {
  const [list] = own(q, '[data-rank]');
  const choices = new Map(session.choices(ref).map(one => [one.value, one.label]));
  const placed = split(value).filter(one => choices.has(one));
  // A question answered by lot keeps the order it was first shown in.
  const before = [...list.children].map(row => row.dataset.value).filter(one => choices.has(one));
  const order = [...new Set([...placed, ...before, ...choices.keys()])];
  if (order.join(' ') !== before.join(' ') || list.children.length !== order.length) {
    const made = $('[data-rank-row]', q).content.firstElementChild;
    const rows = new Map([...list.children].map(row => [row.dataset.value, row]));
    list.append(...order.map(one => rows.get(one) ?? row(made, one, choices.get(one))));
    for (const [one, node] of rows) if (!choices.has(one)) node.remove();
  }
  [...list.children].forEach((node, at) => { $('[data-no]', node).textContent = `${at + 1}.`; });
  q.classList.toggle('unset', !value);
  own(q, '[data-keep]')[0].hidden = Boolean(value);
  const [said] = own(q, '[data-said]');
  if (!value) said.textContent = said.dataset.open;
}

function row(made, value, label) {
  const node = made.cloneNode(true);
  node.dataset.value = value;
  $('[data-name]', node).textContent = label;
  for (const button of $$('button', node)) button.setAttribute('aria-label', button.dataset.words.replace('{name}', label));
  return node;
}

export function act(q, button, { session, ref }) {
  const rows = own(q, '[data-rank] > *');
  const by = Number(button.dataset.by);
  const order = rows.map(node => node.dataset.value);
  const [said] = own(q, '[data-said]');
  said.textContent = '';
  if (by) {
    const at = rows.indexOf(button.closest('li'));
    const to = Math.min(order.length - 1, Math.max(0, at + by));
    order.splice(to, 0, ...order.splice(at, 1));
    said.textContent = said.dataset.moved.replace('{name}', $('[data-name]', rows[at]).textContent).replace('{n}', to + 1);
  }
  session.set(ref, order.join(' '));
  button.focus();
}
