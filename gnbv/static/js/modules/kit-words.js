// The data on this phone in words: how far the first download is, how old it is, how large.
import { CUT_OFF } from './badge.js';
import { Bar } from './bar.js';
import { $, fill } from './dom.js';
import { say } from './words.js';

const MB = 1024 * 1024;
const [MINUTE, HOUR, DAY] = [60_000, 3_600_000, 86_400_000];
const OLD_DAYS = 7;
const AGES = [[DAY, 'kit.days'], [HOUR, 'kit.hours'], [MINUTE, 'kit.minutes']];

export const figure = (value, digits = 0) =>
  value.toLocaleString(document.documentElement.lang, { minimumFractionDigits: digits, maximumFractionDigits: digits });

export const megabytes = bytes => say('more.size', { n: figure(bytes / MB, bytes < 100 * MB ? 1 : 0) });

// "2 giờ trước". A clock that was set back makes nothing younger than now.
export function ago(at, now) {
  const [unit, words] = AGES.find(([ms]) => now - at >= ms) ?? [1, 'kit.now'];
  return say(words, { n: Math.floor((now - at) / unit) });
}

export const updated = (info, now) => say('kit.updated', { ago: ago(info.at, now), size: megabytes(info.bytes) });

// Said in a note when nobody has brought anything new for a week.
export function old(info, now) {
  const days = info.at ? Math.floor((now - info.at) / DAY) : 0;
  return days >= OLD_DAYS ? say('kit.old', { n: days }) : '';
}

export function drawFetching(root, sync, { here, fetch }) {
  const { kit } = sync;
  const meter = $('[data-f=fetching] progress', root);
  // Without a number the bar moves by itself; with one it stands at what is here.
  if (kit?.of) Object.assign(meter, { max: kit.of, value: Math.min(kit.done, kit.of) });
  else meter.removeAttribute('value');
  const why = Bar.why(sync);
  // Nothing is here to go on with: that is said, and what helps.
  const stuck = !sync.running && sync.cause && !here;
  const bare = sync.signIn ? say('kit.none_sign_in') : CUT_OFF.includes(sync.cause) ? say('kit.none_offline') : why;
  fill(root, {
    fetch_title: say(stuck ? 'kit.none' : 'kit.title'),
    fetch_n: kit?.of ? say('kit.count', { n: figure(Math.min(kit.done, kit.of)), of: figure(kit.of) }) : here ? say('kit.here', { n: figure(here) }) : '',
    fetch_state: sync.running ? say('kit.running') : (stuck ? bare : why) || say('kit.waiting'),
    fetch_use: here ? say('kit.use') : '',
  });
  const again = $('[data-act=fetch]', root);
  // An ended session fetches nothing: the note above has the button that helps.
  again.hidden = sync.running || sync.signIn;
  again.onclick = fetch;
}
