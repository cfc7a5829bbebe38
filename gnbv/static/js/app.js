// The phone's one document. It opens the store, asks for the PIN, and shows sections under real addresses.
import { Phone } from './offline/phone.js';
import { Bar } from './modules/bar.js';
import { comeBack } from './modules/camera.js';
import { tellClock } from './modules/clock-words.js';
import { Door } from './modules/door.js';
import { $, copy, fill } from './modules/dom.js';
import { News } from './modules/news.js';
import { Router, match } from './modules/router.js';
import { checkStore, full, warnAtDoor, warnOfStorage } from './modules/storage-words.js';
import { Updates } from './modules/updates.js';
import { say, sayError } from './modules/words.js';

const TOUCH_EVERY_MS = 5000;
const app = $('#app');
const view = $('#view');
const phone = new Phone();
const bar = new Bar(app, phone);
const news = new News($('#news'));
const services = {
  phone,
  say,
  go: (url, how) => router.go(url, how),
  title: (...words) => bar.title(...words),
  toast: (...words) => bar.toast(...words),
  signInAgain: (password, username) => door.signInAgain(password, username),
  signOut: () => door.signOut(),
};
const router = new Router(view, services, {
  prepare: params => params.household ? { ...params, round: roundOf(params.household) } : params,
  moved: ({ module, inForm }) => {
    app.classList.toggle('in-form', inForm);
    bar.current({ household: 'work', petition: 'work', village: 'work', restore: 'more', inbox: 'more' }[module] ?? module);
    if (module === 'work') queueMicrotask(home);
    news.flush();
    queueMicrotask(() => updates.settle());
  },
  failed: problemPage,
});
const door = new Door({ app, view, phone, bar, router });
let touched = -Infinity;
const updates = new Updates({ phone, news, toast: services.toast, atDoor: () => !phone.open && touched < 0, inForm: () => phone.open && router.inForm });

// The round of a household: its assignment's, else the newest that is open.
function roundOf(household) {
  const assigned = phone.kit.assignments().find(({ household: id }) => id === household);
  return assigned?.round ?? phone.kit.rounds().map(({ id }) => id).sort().at(-1);
}

function problemPage(root, error) {
  bar.title(say('problem.title'), '', '/app');
  root.replaceChildren(fill(copy('t-problem'), { error: error.code ? sayError(error) : say('error.other') }));
  if (!error.code) throw error;
}

// The first tab of this person: what the kit says may come later than the first opening.
function home() {
  const first = bar.tabs();
  if (first === 'tasks' && match(location.pathname).module === 'work') router.go('/app/tasks', { replace: true });
}

async function opened() {
  if (door.passThrough()) return;
  await comeBack(phone);
  home();
  bar.count();
  await router.resume();
  // A phone on which this person is new: what another phone left is offered first.
  const offers = await phone.offers;
  phone.offers = null;
  if (offers?.length && phone.open) await router.go('/app/restore');
  tellClock(phone, news);
  if (phone.temporary) news.tell('temporary', { look: 'info', icon: 'lock', act: () => location.assign('/account/password') });
  await warnOfStorage(phone, news).catch(error => problemPage(view, error));
}

function listen() {
  const whenOpen = act => detail => { if (phone.open) act(detail); };
  door.onopen = opened;
  phone.on('opened', opened);
  phone.on('locked', () => door.locked());
  phone.on('sync', whenOpen(detail => { bar.draw(detail); tellClock(phone, news); router.refresh('sync', detail); }));
  phone.on('outbox', whenOpen(detail => { bar.count(); router.refresh('outbox', detail); }));
  phone.on('kit', whenOpen(detail => { home(); bar.unread(); router.refresh('kit', detail); }));
  phone.on('drafts', whenOpen(detail => router.refresh('drafts', detail)));
  phone.on('copies', whenOpen(detail => router.refresh('copies', detail)));
  phone.on('draft:writable', whenOpen(detail => router.refresh('writable', detail)));
  phone.on('storage', ({ code }) => code === 'low' ? full(news) : bar.toast(sayError({ code })));
  for (const name of ['pointerdown', 'keydown']) {
    addEventListener(name, ({ timeStamp }) => {
      if (timeStamp - touched < TOUCH_EVERY_MS) return;
      touched = timeStamp;
      if (phone.open) phone.touch();
    }, { passive: true });
  }
}

// The sign-in page may wait in this very document, with what was typed there (sign-in.js).
function handedOver() {
  let given = null;
  dispatchEvent(new CustomEvent('gnbv:door', { detail: { give: typed => { given = typed; } } }));
  return given;
}

async function start() {
  listen();
  try {
    await checkStore(phone);
    const at = await phone.start();
    if (at.state !== 'open') door.show(at, handedOver());
    await warnAtDoor(phone, news);
  } catch (error) {
    problemPage(view, error);
  }
}

// Not awaited here: the second file waits for this one to be through.
start().then(() => updates.look());
