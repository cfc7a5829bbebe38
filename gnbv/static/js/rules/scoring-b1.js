// Twin of gnbv/rules/b1_table.py, which explains it.

export function scoreTable(instance, { items }, area, ready) {
  const scored = items.map((item) => ({ code: item.code, points: ready ? scoreItem(instance, item, area) : null }));
  if (scored.some(({ points }) => points === null)) return { points: null, source: 'none', items: scored };
  return { points: scored.reduce((sum, { points }) => sum + points, 0), source: 'table', items: scored };
}

function scoreItem(instance, { categories, sum, known }, area) {
  const holding = categories.filter(({ when }) => instance.evaluate(when));
  if (sum) return instance.evaluate(known) ? holding.reduce((total, { points }) => total + points[area], 0) : null;
  return holding.length === 1 ? holding[0].points[area] : null;
}
