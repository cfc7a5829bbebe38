// Where a sheet was made (`meta.position`), for the commune's checks of quality: only with the family's consent, only at
// the home, and only where the browser was allowed to tell places before: nobody is asked, nothing waits, and what
// cannot be had is missing.
import { here } from './position.js';

const FINISHING_MS = 3000;
const nobody = { say: () => '' };

const answer = (session, key) => (session.nodes.has(key) ? session.instance.value(key) : '');
export const agreed = session => answer(session, 'consent_location') === 'yes' && ['', 'home'].includes(answer(session, 'mode'));

const allowed = async () => (await navigator.permissions?.query({ name: 'geolocation' }).catch(() => null))?.state === 'granted';

export function keep(session, point) {
  if (!point || session.readonly || session.meta.position || !agreed(session)) return;
  return session.keep({ position: { point, at: new Date(session.phone.clock.now()).toISOString() } });
}

// Once an opening of the survey; finishing tries once more where it was not found.
export function notice(session) {
  if (session.readonly || session.meta.position || !agreed(session)) return Promise.resolve();
  session.place ??= find(session).finally(() => { session.place = null; });
  return session.place;
}

async function find(session) {
  if (await allowed()) await keep(session, await here(nobody, {}, 60_000));
}

// Before the sheet is frozen: a consent that was taken back takes the place along.
export async function settle(session) {
  if (session.meta.position && answer(session, 'consent_location') !== 'yes') delete session.meta.position;
  await Promise.race([notice(session), new Promise(done => setTimeout(done, FINISHING_MS))]);
}
