// A bar code or QR code read from a picture into a text; typing stays beside it.
import { own } from '../modules/binder-controls.js';
import { readCodes } from './codes.js';

export async function act(q, field, { session, ref }) {
  const [file] = field.files;
  const [problem] = own(q, '[data-problem]');
  if (!file) return;
  problem.textContent = problem.dataset.working;
  const [text] = await readCodes(file).catch(() => []);
  field.value = '';
  problem.textContent = text ? '' : problem.dataset.bad;
  if (text) session.set(ref, text.normalize('NFC'));
}
