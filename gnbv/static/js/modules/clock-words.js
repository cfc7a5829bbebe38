// Says that the phone's clock is wrong: what it shows, what is right, and where to set it. Loudly when the day differs.
import { dayOf, day, timeOf } from './dates.js';
import { say } from './words.js';

const MINUTE_MS = 60_000;
const KEYS = ['clock', 'clock_day'];
let told = null;

export function tellClock(phone, news) {
  const { clock, store } = phone;
  clock.look();
  const key = !clock.wrong ? null : clock.wrongDay ? 'clock_day' : 'clock';
  // The same note is not told again with each answer of the server.
  const now = key && `${key} ${Math.round(clock.skew / MINUTE_MS)}`;
  if (now === told) return;
  told = now;
  for (const other of KEYS) news.drop(other);
  if (!key) return;
  const words = instant => say('moment', { time: timeOf(instant), day: day(dayOf(instant)) });
  const act = () => clock.trust(store).then(() => { news.drop(key); told = null; });
  news.tell(key, { icon: 'circle-alert', look: key === 'clock' ? 'info' : 'fix', act, values: { here: words(clock.now()), right: words(clock.right()) } });
}
