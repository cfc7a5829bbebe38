// Twin of gnbv/rules/pack_binding.py, which explains it.

// A pack names questions by key, the engine by number; what this sheet does not ask is an empty answer.
export function bind(part, numbers) {
  if (part?.[0] === 'ref' || part?.[0] === 'cref') {
    const [kind, up, target] = part;
    return numbers.has(up) && numbers.has(target) ? [kind, numbers.get(up), numbers.get(target)] : ['str', ''];
  }
  if (Array.isArray(part)) return part.map((one) => bind(one, numbers));
  return part && typeof part === 'object'
    ? Object.fromEntries(Object.entries(part).map(([key, one]) => [key, bind(one, numbers)])) : part;
}
