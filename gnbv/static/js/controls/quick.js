// "quick": the touch that answers a question brings the next one before the eyes.
export function act(q) {
  const all = [...q.closest('.form-group, [data-instance], dialog').querySelectorAll('.q[data-ref]')];
  // The answer may open or close questions: what comes next is looked up after it was drawn.
  requestAnimationFrame(() => all.slice(all.indexOf(q) + 1).find(one => one.checkVisibility())?.scrollIntoView({ block: 'center', behavior: 'smooth' }));
}
