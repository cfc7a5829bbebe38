// Where the house stands: asked of the phone only when touched, in the form XForm keeps it.
import { own } from './binder-controls.js';
import { showNumber } from './binder-values.js';

const WAIT_MS = 30_000;

export const sayPlace = (session, latitude, longitude, metres) =>
  session.say('position.kept', { latitude, longitude, metres: Math.round(Number(metres) || 0) });

export function write(q, value, { session }) {
  const [place] = own(q, '[data-value]');
  place.hidden = !value;
  const [latitude, longitude, , metres] = value.split(' ');
  if (value) place.textContent = sayPlace(session, latitude, longitude, metres);
  const fields = own(q, '[data-part]');
  if (!fields.includes(document.activeElement)) for (const field of fields) field.value = showNumber({ latitude, longitude }[field.dataset.part] ?? '', session.say('comma'));
}

// The place as "latitude longitude altitude accuracy"; '' when the phone does not say, and `problem` tells why.
export async function here(session, problem, maximumAge) {
  problem.textContent = session.say('position.working');
  try {
    const { coords } = await new Promise((resolve, reject) =>
      navigator.geolocation.getCurrentPosition(resolve, reject, { enableHighAccuracy: true, timeout: WAIT_MS, maximumAge }));
    const text = number => (number ?? 0).toFixed(6);
    problem.textContent = '';
    return [text(coords.latitude), text(coords.longitude), (coords.altitude ?? 0).toFixed(1), Math.min(999_999, coords.accuracy).toFixed(1)].join(' ');
  } catch (error) {
    problem.textContent = session.say(error.code === 1 ? 'position.refused' : 'position.none');
    return '';
  }
}

export async function act(q, button, { session, ref }) {
  const place = await here(session, own(q, '[data-problem]')[0], 60_000);
  if (!place) return;
  session.set(ref, place);
  (await import('./whereabouts.js')).keep(session, place);
}
