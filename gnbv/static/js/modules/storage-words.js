// Said when the phone is opened: little room left, or a window that forgets. Throws when the store cannot be used.
import { say } from './words.js';

const MB = 1024 * 1024;
const TOLD = 'gnbv-private';

export async function warnOfStorage(phone, bar) {
  const { low, private: hidden, left } = await phone.storage.check();
  if (low) return bar.toast(say('storage.low', { mb: Math.floor(left / MB) }));
  if (!hidden || sessionStorage.getItem(TOLD)) return;
  sessionStorage.setItem(TOLD, '1');
  bar.toast(say('storage.private'));
}
