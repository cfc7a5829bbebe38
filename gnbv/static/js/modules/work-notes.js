// Above the list of my work: what has not left this phone, and that the session has ended.
import { Bar } from './bar.js';
import { $, fill } from './dom.js';
import { drawSignAgain } from './sign-again.js';
import { say } from './words.js';

const DAY_MS = 86_400_000;
const WARN_DAYS = 3;

// `page` is {root, phone, toast, signInAgain, only, since}: how many items have no second copy, and when the oldest was made.
export async function drawNotes(page, sync) {
  const { root, phone } = page;
  const { waiting, surveys, files } = await phone.outbox.counts();
  // Read after the wait: a drawing that began before the copy was whole must not say so after it.
  const { only, since } = page;
  drawSignAgain(root, page, { signIn: sync.signIn, waits: waiting + files > 0 });
  const note = $('[data-f=unsent]', root);
  note.hidden = !waiting && !files;
  const words = key => say(surveys ? `${key}_surveys` : key, { n: only || waiting });
  const days = Math.floor((phone.clock.now() - since) / DAY_MS);
  fill(note, { unsent_n: waiting ? words(only ? 'work.unsent' : 'copy.unsent') : say('badge.photos', { n: files }),
    why: waiting && days >= WARN_DAYS ? say('work.old', { n: days }) : Bar.why(sync) || say(waiting ? 'state.local_why' : 'work.unsent_photos') });
}
