// "quick": the touch that answers a question brings the next one before the eyes, when it is not there yet.
const HEAD = 80, FOOT = 96;

export function act(q) {
  // The answer may open or close questions: what comes next is looked up after it was drawn.
  requestAnimationFrame(() => {
    const all = [...q.closest('.form-group, [data-instance], dialog')?.querySelectorAll('.q[data-ref]') ?? []];
    const next = all.slice(all.indexOf(q) + 1).find(one => one.offsetParent);
    const { top, bottom } = next?.getBoundingClientRect() ?? { top: HEAD, bottom: 0 };
    const calm = matchMedia('(prefers-reduced-motion: reduce)').matches;
    if (top < HEAD || bottom > innerHeight - FOOT) next.scrollIntoView({ block: 'center', behavior: calm ? 'auto' : 'smooth' });
  });
}
