// The data key of a phone of this person, which the server's recovery key opens: after a fresh sign-in by password, a few
// times a day, each time an event that the person sees.
import { problem } from './bytes.js';
import { ask } from './connection.js';
import { freshKey, unseal } from './unseal.js';

const ANSWER = 'gnbv recovery answer v1';

// The raw key of `device`, asked for by the phone of `owner`. Throws fresh_sign_in, recovery_wait, not_found, sign_in,
// captive, server and the codes of ask().
export async function releasedKey(owner, device) {
  const { pair, jwk } = await freshKey();
  const { status, marked, body } = await ask('/sync/recovery', { method: 'POST', json: { device, to: jwk }, headers: { 'X-Gnbv-Device': owner.device } });
  if (!marked) throw problem('captive');
  if (status === 401) throw problem('sign_in');
  if (status !== 200) throw problem(body.error?.code ?? 'server', { cause: body.error });
  return unseal(pair, body.key, device, ANSWER);
}
