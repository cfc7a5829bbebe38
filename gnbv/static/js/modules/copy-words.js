// How safe the work on this phone is, truthfully: what has a second copy and what is here alone; and that somebody took
// this person's data to another phone.
import { $, copy, fill } from './dom.js';
import { moment } from './dates.js';
import { ago } from './kit-words.js';
import { say } from './words.js';

// Answers {at, only, left} after saying it in the place named `copied`.
export async function drawCopies(root, phone) {
  const standing = await phone.copies.standing();
  const { at, only, left, some } = standing;
  const words = [!some ? '' : only ? say(at ? 'copy.behind' : 'copy.none', { n: only, time: at && moment(at, say) }) : at ? say('copy.at', { ago: ago(at, phone.clock.now()) }) : '', left ? say('copy.left', { n: left }) : ''];
  fill(root, { copied: words.filter(Boolean).join(' ') });
  const line = $('[data-when=copied]', root);
  if (line) line.hidden = !words.some(Boolean);
  return standing;
}

const told = ({ at, to }, here) => say(to === here ? 'restores.here' : 'restores.elsewhere', { time: moment(at, say) });

// Each time of the last 30 days, under "Thêm".
export function drawRestores(root, phone) {
  const list = phone.user?.restores ?? [];
  fill(root, { restores: list.map(one => told(one, phone.owner.device)).join(' ') });
}

// On the first page until the person says that it is known: only what another phone took.
export async function warnOfRestores(place, phone) {
  place.replaceChildren();
  // The answer to the copy tells it too: a phone whose session was ended gets no kit.
  const taken = (await phone.store.get('copies', 'state'))?.taken;
  const last = [...phone.user?.restores ?? [], ...taken ? [{ at: taken, to: null }] : []]
    .filter(({ to }) => to !== phone.owner.device).sort((a, b) => a.at < b.at ? 1 : -1)[0];
  const seen = (await phone.store.get('meta', 'restores'))?.seen ?? '';
  if (!last || last.at <= seen) return;
  const note = fill(copy('t-restores'), { title: say('restores.title'), what: told(last, phone.owner.device) });
  Object.assign($('[data-act=seen]', note), { hidden: false, onclick: async () => {
    await phone.store.put('meta', { key: 'restores', seen: last.at });
    place.replaceChildren();
  } });
  place.replaceChildren(note);
}
