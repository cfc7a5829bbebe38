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
