// What an answer of the server means for the items that were sent. Pure; the service worker carries a copy
// and both obey tests/parity/vectors/outcomes.json. Only our marker (header and body) makes a yes.
//   batch -> {go: 'ok', outcomes} | {go: 'wait'|'halve'|'split'|'sign_in', cause}; a refusal of one single item is its outcome
//   outcome -> 'delete' | 'refused' | 'conflict' | 'keep'

export const DELETE = ['accepted', 'duplicate', 'held'];

export function outcome(name) {
  if (DELETE.includes(name)) return 'delete';
  return { rejected: 'refused', conflict: 'conflict' }[name] ?? 'keep';
}

export function batch({ status, marked, body }, ids) {
  if (!marked) return { go: 'wait', cause: 'captive' };
  if (status === 200) {
    return Array.isArray(body?.outcomes) ? { go: 'ok', outcomes: body.outcomes } : { go: 'wait', cause: 'server' };
  }
  if (status === 401 || status === 403) return { go: 'sign_in', cause: 'sign_in' };
  if (status === 429 || status === 408) return { go: 'wait', cause: 'busy' };
  if (status >= 500) return { go: ids.length > 1 ? 'halve' : 'wait', cause: 'server' };
  if (status < 400) return { go: 'wait', cause: 'captive' };
  if (ids.length > 1) return { go: 'split' };
  const cause = body?.cause ?? body?.error ?? { code: status === 413 ? 'too_big' : 'rejected' };
  return { go: 'ok', outcomes: [{ id: ids[0], outcome: status === 409 ? 'conflict' : 'rejected', cause }] };
}
