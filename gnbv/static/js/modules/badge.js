// What the badge says of this phone, from the counts of the outbox and the state of sending. Words stand in badge.<words>.
export const CUT_OFF = ['network', 'timeout', 'captive'];

// The first that is true is said: a photo or a draft that is here alone is never "everything sent".
export function badgeOf({ waiting = 0, conflict = 0, files = 0, drafts = 0 }, { sending = [], progress = null, signIn = false, cause = null }) {
  const n = sending.length;
  if (signIn) return { words: 'signin', icon: 'lock', safe: false };
  if (progress) return { words: 'sending_of', icon: 'cloud-upload', safe: false, values: { n: Math.min(progress.done + 1, progress.of), of: progress.of } };
  if (n > 0 && waiting > 1 && n <= waiting) return { words: 'sending_of', icon: 'cloud-upload', safe: false, values: { n, of: waiting } };
  if (n > 0) return { words: 'sending', icon: 'cloud-upload', safe: false };
  if (waiting > 0) return { words: 'unsent', icon: 'smartphone', safe: false, values: { n: waiting } };
  if (files > 0) return { words: 'photos', icon: 'smartphone', safe: false, values: { n: files } };
  if (CUT_OFF.includes(cause)) return { words: 'offline', icon: 'cloud-off', safe: false };
  if (conflict > 0) return { words: 'conflict', icon: 'undo-2', safe: false, values: { n: conflict } };
  if (drafts > 0) return { words: 'drafts', icon: 'pencil', safe: false, values: { n: drafts } };
  return { words: 'done', icon: 'cloud-check', safe: true };
}
