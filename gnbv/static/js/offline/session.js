// The session with the server. What a sign-in gives this phone: its device and the deposit token.
import { problem } from './bytes.js';
import { ask, SOON_MS } from './connection.js';

const PATIENCE_MS = 30_000;
const plain = name => name.trim().toLowerCase().normalize('NFC');
const causeOf = ({ body }) => ({ cause: body?.cause ?? body?.error });

// -> {user, device, deposit, wrap}. Throws wrong_password, wait, captive, network, timeout, server.
export async function signIn(username, password, device) {
  const answer = await ask('/login', { method: 'POST', json: { username, password }, limit: PATIENCE_MS });
  if (answer.status === 401 && answer.header) throw problem('wrong_password', causeOf(answer));
  if (answer.status === 429 && answer.header) throw problem('wait', causeOf(answer));
  // The yes of /login is a redirect, which shows no marker: the device's own answer is the proof.
  const isYes = answer.type === 'opaqueredirect' || answer.status === 303;
  if (!isYes) throw answer.header ? problem('server', causeOf(answer)) : problem('captive');
  const made = await ask('/sync/device', { method: 'POST', json: { label: 'phone', device }, limit: PATIENCE_MS });
  if (!made.marked) throw problem('captive');
  if (made.status !== 200) throw problem(made.status === 401 ? 'wrong_password' : 'server', causeOf(made));
  // On a shared phone the session may be another person's: nobody's store opens by another's name.
  if (plain(made.body.user.username) !== plain(username)) throw problem('server');
  return made.body;
}

// What other phones of this person left in their second copies: [{device, label, at, drafts, items, files}].
export async function offers(device) {
  const answer = await ask('/sync/copies', { headers: { 'X-Gnbv-Device': device }, limit: PATIENCE_MS });
  if (!answer.marked || answer.status !== 200) throw problem(answer.status === 401 ? 'sign_in' : 'server', causeOf(answer));
  return answer.body.copies;
}

export async function signOut() {
  await ask('/logout', { method: 'POST', limit: SOON_MS }).catch(() => { /* without a network the session ends by itself */ });
}
