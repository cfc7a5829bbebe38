// A compiled form as the page of a paper sheet reads it.
// A text of the sheet in one language; what answers put in is "…".
export function plain(label, language) {
  const parts = typeof label === 'object' && !Array.isArray(label) ? (label?.[language] ?? Object.values(label ?? {})[0]) : label;
  return Array.isArray(parts) ? parts.map(part => (typeof part === 'string' ? part : '…')).join('').trim() : (parts ?? '');
}

// The nodes of a form by the one that they stand in.
export function grouped(nodes) {
  const found = new Map();
  for (const node of nodes) found.set(node.parent, [...(found.get(node.parent) ?? []), node]);
  return found;
}

// The answers document: `idsOf(repeat)` are its rows in order, `valueOf(node, ref)` what stands in a field.
export function answersOf(below, idsOf, valueOf, parent = -1, row = '') {
  const found = {};
  for (const node of below.get(parent) ?? []) {
    if (node.kind === 'repeat') {
      found[node.name] = idsOf(node.key).map(_id => ({ _id, ...answersOf(below, idsOf, valueOf, node.i, _id) }));
    } else if (below.has(node.i)) {
      found[node.name] = answersOf(below, idsOf, valueOf, node.i, row);
    } else {
      const value = valueOf(node, row ? `${node.key}@${row}` : node.key);
      if (value) found[node.name] = value;
    }
  }
  return found;
}
