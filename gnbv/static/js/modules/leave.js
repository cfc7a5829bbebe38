// Before signing out: what stays here unsent is named, and that the lists only come back with a network.
import { CUT_OFF } from './badge.js';
import { fill, sheet } from './dom.js';
import { say } from './words.js';

// Answers whether to sign out.
export async function askLeave(phone) {
  const [{ waiting, conflict, files }, drafts] = await Promise.all([phone.outbox.counts(), phone.outbox.drafting()]);
  const numbers = { unsent: waiting, conflict, photos: files, drafts };
  const what = Object.entries(numbers).filter(([, n]) => n > 0).map(([key, n]) => say(`badge.${key}`, { n })).join(' · ');
  const offline = CUT_OFF.includes(phone.sync.state().cause);
  return Boolean(await sheet('t-leave-sheet', dialog => fill(dialog, { what, kept: what && say('leave.kept'), then: say(offline ? 'leave.offline' : 'leave.online') })));
}
