// The phone's one document. It opens the store, asks for the PIN, and shows sections under real addresses.
import { Phone } from './offline/phone.js';
import { activate, checkUpdate } from './offline/update.js';
import { Bar } from './modules/bar.js';
import { $, copy, fill } from './modules/dom.js';
import { Entry } from './modules/entry.js';
import { take } from './modules/hand-over.js';
import { Router, match } from './modules/router.js';
import { say, sayError } from './modules/words.js';

const TOUCH_EVERY_MS = 5000;
const app = $('#app');
const view = $('#view');
const phone = new Phone();
const bar = new Bar(app, phone);
const entry = new Entry(view, phone);

const services = {
  phone,
  say,
  go: (url, how) => router.go(url, how),
  title: (...words) => bar.title(...words),
  toast: (...words) => bar.toast(...words),
  signInAgain,
  signOut,
};
let name = '';
let leaving = false;

const router = new Router(view, services, {
  prepare: params => params.household ? { ...params, round: roundOf(params.household) } : params,
  moved: ({ module, inForm }) => {
    app.classList.toggle('in-form', inForm);
    bar.current(module === 'household' ? 'work' : module);
  },
  failed: (root, error) => problemPage(root, error),
});

// The round of a household: its assignment's, else the newest that is open.
function roundOf(household) {
  const assigned = phone.kit.assignments().find(({ household: id }) => id === household);
  return assigned?.round ?? phone.kit.rounds().map(({ id }) => id).sort().at(-1);
}

function problemPage(root, error) {
  const page = copy('t-problem');
  bar.title(say('problem.title'), '', '/app');
  fill(page, { error: error.code ? sayError(error) : say('error.other') });
  root.replaceChildren(page);
  if (!error.code) throw error;
}

function door(at, given) {
  app.classList.add('bare');
  app.classList.remove('in-form');
  $('.appbar').hidden = true;
  entry.show(at, given);
}

// The first tab of this person: what the kit says may come later than the first opening.
function home() {
  name = phone.user?.name ?? entry.name;
  const first = bar.tabs();
  if (first === 'tasks' && match(location.pathname).module === 'work') router.go('/app/tasks', { replace: true });
}

async function opened() {
  const then = entry.then;
  entry.then = null;
  if (then) return then();
  entry.close();
  app.classList.remove('bare');
  $('.appbar').hidden = false;
  home();
  bar.count();
  await router.resume();
  warnOfStorage();
}

async function locked() {
  await router.pause();
  if (!leaving) door({ state: 'locked', name, unsent: (await phone.outbox.counts()).unsent > 0 });
}

// Signed in anew while open: the server forgot this session, or the password is another one now.
async function signInAgain(password) {
  await router.pause();
  try {
    const { state } = await phone.signIn(phone.user?.username ?? entry.username, password);
    if (state !== 'open') door({ state: 'locked', name, changed: true });
  } catch (error) {
    await router.resume();
    throw error;
  }
}

async function signOut() {
  leaving = true;
  try {
    await phone.signOut();
  } finally {
    leaving = false;
  }
  history.replaceState(null, '', '/app');
  door({ state: 'empty' });
}

async function warnOfStorage() {
  try {
    const { low, private: hidden, left } = await phone.storage.check();
    if (low) return bar.toast(say('storage.low', { mb: Math.floor(left / 1048576) }));
    if (hidden && !sessionStorage.getItem('gnbv-private')) {
      sessionStorage.setItem('gnbv-private', '1');
      bar.toast(say('storage.private'));
    }
  } catch (error) {
    problemPage(view, error);
  }
}

function listen() {
  entry.finish = () => opened();
  phone.on('opened', () => opened());
  phone.on('locked', () => locked());
  phone.on('sync', detail => { if (phone.open) { bar.draw(detail); router.refresh('sync', detail); } });
  phone.on('outbox', detail => { if (phone.open) { bar.count(); router.refresh('outbox', detail); } });
  phone.on('kit', detail => { if (phone.open) { home(); router.refresh('kit', detail); } });
  phone.on('drafts', detail => { if (phone.open) router.refresh('drafts', detail); });
  phone.on('storage', ({ code }) => bar.toast(sayError({ code })));
  let touched = 0;
  for (const name of ['pointerdown', 'keydown']) {
    addEventListener(name, ({ timeStamp }) => {
      if (timeStamp - touched < TOUCH_EVERY_MS || !phone.open) return;
      touched = timeStamp;
      phone.touch();
    }, { passive: true });
  }
}

// A new shell is taken at the door only: there no form is open and nothing is typed yet.
async function update() {
  const found = await checkUpdate().catch(() => 'later');
  if (found === 'waiting' && !phone.open && await activate()) location.reload();
}

async function start() {
  listen();
  try {
    const at = await phone.start();
    if (at.state === 'open') return;
    door(at, take());
  } catch (error) {
    $('.appbar').hidden = true;
    problemPage(view, error);
  }
}

await start();
update();
