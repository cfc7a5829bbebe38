// What this browser will do with the work is said before work begins: at the door, and again when it is open.
// Throws when the store cannot be used.
import { probe, remember, room, wasEvicted } from '../offline/storage.js';

const MB = 1024 * 1024;
const HUSHED = 'gnbv-told-';
// Not while the first lists come.
const RESERVE_AFTER_MS = 60_000;
const HUSHED_MS = 14 * 86_400_000;
const agent = navigator.userAgent;
// An iPad says that it is a Mac, but it is touched.
const isApple = () => /iPhone|iPad|iPod/.test(agent) || /Macintosh/.test(agent) && navigator.maxTouchPoints > 1;
const isInstalled = () => navigator.standalone === true || matchMedia('(display-mode: standalone)').matches;

// Before anything else.
export const checkStore = phone => probe(phone.owners.store, 'owners');

// Before sign-in or PIN. iPhones: an installed app has a store of its own, so installing comes before signing in.
export async function warnAtDoor(phone, news) {
  if (await wasEvicted(phone.owners.store)) news.tell('evicted', { icon: 'circle-alert' });
  const { low, left, private: hidden } = await room(undefined, { ask: false });
  if (hidden) news.tell('private', { icon: 'circle-alert' });
  if (low) news.tell('low', { icon: 'circle-alert', values: { mb: Math.max(0, Math.floor(left / MB)) } });
  if (isApple() && !isInstalled()) news.tell('iphone', { icon: 'smartphone' });
}

export async function warnOfStorage(phone, news) {
  remember();
  news.drop('evicted');
  setTimeout(() => { if (phone.open) phone.storage.keepReserve().then(kept => kept || full(news), () => { /* tried again next time */ }); }, RESERVE_AFTER_MS);
  const { low, persisted, left, private: hidden } = await phone.storage.check();
  if (low) news.tell('low', { icon: 'circle-alert', values: { mb: Math.max(0, Math.floor(left / MB)) } });
  else news.drop('low');
  if (hidden) news.tell('private', { icon: 'circle-alert' });
  // What was read need not be read every day.
  else if (!persisted && !isApple() && !told('persist')) {
    news.later('persist', { look: 'info', act: () => { tell('persist'); news.drop('persist'); } });
  }
}

export const full = news => news.tell('full', { icon: 'circle-alert' });

const told = key => { try { return Date.now() - Number(localStorage.getItem(HUSHED + key) ?? 0) < HUSHED_MS; } catch { return false; } };
const tell = key => { try { localStorage.setItem(HUSHED + key, Date.now()); } catch { /* told again next time */ } };
