// Who may try to open the vault, and when. Pure: it reads and changes the vault's record, which the vault writes down
// before a secret is tried. `right` is the right time as far as it is known, `now` the phone's clock.
import { problem } from './bytes.js';

export const TRIES_BEFORE_WAIT = 5;
export const TRIES_BEFORE_PASSWORD = 8;
export const PROOF_MS = 45 * 86_400_000;
const FIRST_WAIT_MS = 30_000;
const NONE = { count: 0, at: 0 };

export const noTries = () => ({ pin: NONE, password: NONE });

// `proof`: when the person was last proven by the password or by the server's session; `seen`: the latest time that had
// surely passed when it was opened since. A clock set back gives none of those days back, one ahead takes none away.
export const proofAt = right => ({ at: right, seen: right });
const isOld = ({ proof }, right) => Boolean(proof) && Math.max(right, proof.seen) - proof.at > PROOF_MS;

const pauseAfter = count => count < TRIES_BEFORE_WAIT ? 0 : FIRST_WAIT_MS * 2 ** Math.min(count - TRIES_BEFORE_WAIT, 5);

// Counts one more try, or answers until when to wait. Throws password_needed {why: 'days'} when 45 days are over.
export function count(record, kind, { now, right }) {
  const tries = record.tries[kind];
  if (kind === 'pin' && tries.count >= TRIES_BEFORE_PASSWORD) throw problem('password_needed');
  if (kind === 'pin' && isOld(record, right)) throw problem('password_needed', { why: 'days' });
  const pause = pauseAfter(tries.count);
  // A clock set back neither lengthens the wait beyond its own measure nor ends it.
  const since = Math.min(tries.at, now);
  const until = now - since < pause ? since + pause : 0;
  record.tries = { ...record.tries, [kind]: until ? { ...tries, at: since } : { count: tries.count + 1, at: now } };
  return until;
}

export function wrong(record, kind) {
  const tries = record.tries[kind].count;
  if (kind === 'pin' && tries >= TRIES_BEFORE_PASSWORD) return problem('password_needed');
  return problem(`wrong_${kind}`, { left: Math.max(0, TRIES_BEFORE_WAIT - tries), seconds: pauseAfter(tries) / 1000 });
}

// It was the right secret: wrong tries are forgotten, and a password proves the person anew.
export function opened(record, kind, { right, passed }) {
  record.tries = noTries();
  const { at, seen } = kind === 'pin' && record.proof || proofAt(right);
  record.proof = { at, seen: Math.max(seen, passed) };
}
