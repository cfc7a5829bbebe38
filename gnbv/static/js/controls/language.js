// The words of a section in another language of its sheet. Fragments come in one language; the others are in the compiled
// form, which the phone has anyway.
import { $$ } from '../modules/dom.js';

export function speak(root, session) {
  const { compiled } = session.form;
  root.setAttribute('aria-label', session.text(root.dataset.group));
  const parts = within(root);
  for (const node of parts.flatMap(part => [...part.querySelectorAll('[data-say]')])) {
    const q = node.closest('[data-q], [data-roster-q]');
    const key = q?.dataset.q ?? q?.dataset.rosterQ;
    const text = key && said(compiled, session, `${session.nodes.get(key)?.path}:${node.dataset.say}`);
    if (text) node.textContent = text;
  }
  for (const node of parts.flatMap(part => [...part.querySelectorAll('[data-label]')])) {
    const key = node.closest('[data-q], [data-roster-q]')?.dataset.q;
    const value = node.parentNode.querySelector('[data-choice]')?.dataset.choice;
    const label = compiled.lists[session.nodes.get(key)?.choices]?.find(one => one.value === value)?.label[session.language];
    if (typeof label === 'string' && label) node.textContent = label;
  }
}

// Instances are made from templates, and those may hold others.
const within = part => [part, ...$$('template', part).flatMap(({ content }) => within(content))];

function said(compiled, session, path) {
  const pieces = compiled.texts[path]?.[session.language] ?? [];
  return pieces.every(piece => typeof piece === 'string') ? pieces.join('') : '';
}
