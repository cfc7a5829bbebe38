// Where the house stands: asked of the phone only when touched, in the form XForm keeps it.
import { own } from './binder-controls.js';

const WAIT_MS = 30_000;

export function write(q, value, { session }) {
  const [place] = own(q, '[data-value]');
  place.hidden = !value;
  const [latitude, longitude, , metres] = value.split(' ');
  if (value) place.textContent = session.say('position.kept', { latitude, longitude, metres: Math.round(Number(metres)) });
}

export async function act(q, button, { session, ref }) {
  const problem = own(q, '[data-problem]')[0];
  problem.textContent = session.say('position.working');
  try {
    const { coords } = await new Promise((resolve, reject) =>
      navigator.geolocation.getCurrentPosition(resolve, reject, { enableHighAccuracy: true, timeout: WAIT_MS, maximumAge: 60_000 }));
    const text = number => (number ?? 0).toFixed(6);
    session.set(ref, [text(coords.latitude), text(coords.longitude), (coords.altitude ?? 0).toFixed(1), coords.accuracy.toFixed(1)].join(' '));
    problem.textContent = '';
  } catch (error) {
    problem.textContent = session.say(error.code === 1 ? 'position.refused' : 'position.none');
  }
}
