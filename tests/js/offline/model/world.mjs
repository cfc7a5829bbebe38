// A world of a history: two phones, two people on each, tabs, a worker, and what was promised to the people so far.
// It keeps the promises; acts.mjs makes them, promise.mjs looks whether they hold.
import { Clock } from '../../../../gnbv/static/js/offline/clock.js';
import { Store } from '../../../../gnbv/static/js/offline/db.js';
import { Phone } from '../../../../gnbv/static/js/offline/phone.js';
import { digest } from '../world.mjs';
import { worker } from '../worker-world.mjs';
import { Commune } from './commune.mjs';
import { Browser, inside, Page, surround } from './surroundings.mjs';

const person = (id, pin) => ({ id, username: id, name: id, password: `mat-khau-${id}`, pin, plant: `Bí mật của ${id}`, households: [0, 1, 2].map(at => `${id}-${at}`) });
// What the fake commune knows; the replay on the real server brings its own.
export const SEASON = { round: 'r', form: 'f', version: '1', answers: {}, people: { an: person('an', '111111'), be: person('be', '222222') } };

// A kept connection that a fault before has cut is found out by the next request on a real line.
export async function patiently(act, tries = 5) {
  try { return await act(); } catch (error) {
    if (error.code !== 'network' || !tries) throw error;
    return patiently(act, tries - 1);
  }
}

const STEPS = new Store('').steps;
const RELEASED = STEPS.length;

export class World {
  constructor({ seed, season = SEASON, server = new Commune(season), phones = 2, now = () => this.time }) {
    STEPS.length = RELEASED;
    this.time = Date.parse('2026-10-23T02:00:00Z');
    this.clock = { now };
    Object.assign(this, { season, server, browsers: Array.from({ length: phones }, () => new Browser()), line: [] });
    // id and content -> {id, person, kind, survey, sha256, content, document, files}: what was called finished and is owed.
    this.finished = new Map();
    // id -> what it stood on or replaced: what the commune refused may give its place to what was made of it.
    this.stoodOn = new Map();
    // What only the second copy holds, since its phone is gone.
    this.inCopy = new Set();
    // Photos that went with a lost phone before anybody had a copy: a correction of their survey still names them.
    this.lost = new Set();
    // draft -> {person, states}: the last state called saved, and those begun after it.
    this.saved = new Map();
    surround({ seed, clock: this.clock, fetch: (...args) => this.#fetch(...args), timers: server.isReal });
    this.serve = server.serve;
  }

  // The line's faults are met one by one, by whoever asks next.
  #fetch(url, options) { return this.serve(url, options, this.line.shift()); }

  newPhone() {
    return new Phone({ clock: new Clock({ now: this.clock.now, steady: this.clock.now }), rounds: 1 });
  }

  // A tab of that person, unlocked unless `asIs`; made when there is none.
  async tab({ phone: at, user, tab }, { asIs = false } = {}) {
    const browser = this.browsers[at % this.browsers.length];
    const name = `${user}/${tab}`;
    if (browser.pages.get(name)?.dead !== false) browser.pages.set(name, new Page(browser));
    const page = browser.pages.get(name);
    page.user = user;
    const { username, password, pin } = this.season.people[user];
    const faults = this.line.splice(0);
    await inside(page, async () => {
      page.phone ??= this.newPhone();
      if (!page.phone.store) {
        const { state } = await page.phone.choose(username);
        if (state === 'empty' || state === 'new') {
          await patiently(() => page.phone.signIn(username, password));
          await page.phone.createPin(pin);
          const { cause } = await page.phone.sync.now();
          if (cause && !this.server.isReal) throw new Error(`no kit at the first sign-in: ${cause}`);
        }
      }
      if (!asIs && !page.phone.open) await page.phone.unlock(pin).catch(error => {
        // 45 days without the commune: the PIN alone is not enough.
        if (error.code !== 'password_needed') throw error;
        return page.phone.unlockWithPassword(password);
      });
    });
    this.line = faults;
    return page;
  }

  pagesOf(at) { return [...this.browsers[at % this.browsers.length].pages.values()].filter(page => !page.dead); }
  kill(at) { for (const page of this.pagesOf(at)) page.die(); }
  killAll() { this.browsers.forEach((_, at) => this.kill(at)); }

  worker(at, fuel) {
    const page = new Page(this.browsers[at % this.browsers.length]);
    Object.assign(page, { isWorker: true, fuel: fuel || Infinity });
    return { page, heard: inside(page, () => worker(`v${this.server.version}`, page.browser.caches)) };
  }

  // From now on this is owed: `record` is the outbox's, `payload` what it seals.
  async owe(person, { id, kind, wire: { subject, base, sha256 }, replaces }, payload) {
    this.stands(id, base, replaces);
    const { answers = null, meta = null, attachments = null } = payload;
    const owed = { id, person, kind, survey: subject, sha256, content: await digest(payload), document: await digest({ answers, meta, attachments }), files: attachments ?? [] };
    // Two phones may finish one draft, when one took over the other's copy: both are owed.
    this.finished.set(`${id} ${owed.content}`, owed);
  }

  stands(id, ...on) {
    const all = this.stoodOn.get(id) ?? this.stoodOn.set(id, new Set()).get(id);
    for (const other of on) if (other) all.add(other);
  }

  // Only what the commune refused may be replaced: by a correction of it, or of that one.
  replacedBy(id) {
    if (!this.server.refused.has(id)) return [];
    const next = [...this.stoodOn].filter(([, on]) => on.has(id)).map(([other]) => other);
    return next.concat(next.flatMap(other => this.replacedBy(other)));
  }

  // The person let it go, or it went with the phone; and with it what it had taken the place of.
  release(id) {
    for (const key of this.finished.keys()) if (key.startsWith(id)) this.finished.delete(key);
    for (const other of this.stoodOn.get(id) ?? []) if (this.server.refused?.has(other)) this.release(other);
  }

  // A new shell lifts the store's schema while other tabs have it open.
  lift() { STEPS.push(() => {}); }

  get serial() { return this.count = (this.count ?? 0) + 1; }
}
